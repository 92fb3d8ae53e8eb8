// Tables: the format page. Every table, its key parts in order, its payload and its kind; and the row envelope.
//
// Numbers in keys are big-endian (u32, u64); `text\0` is UTF-8 ended by one zero byte, so no key begins another.
// `~seq` is the bitwise complement of the u64 log sequence that wrote the row: the current revision comes first.
// JSON payloads of archive tables are RFC 8785 canonical JSON.
//
//   envelope   = format byte (envelope_format) ‖ payload ‖ u64 checksum
//   checksum   = SipHash-2-4 (key: 16 zero bytes) over u8 table id ‖ u32 key length ‖ key ‖ format byte ‖ payload
//   archive    payload = salt (16 random bytes) ‖ u8 state (0 absent, 1 present) ‖ content; see archive_rows.h
//
// A new table takes a free number and a line here; a number is never used twice. Changing a payload's shape raises
// `catalog_format` or `volume_format` and brings a migration.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kontor {

enum class TableKind {
    archive,  // revisions; written by a Change only, every row under its entry's rows_root
    log,      // the audit log itself; written by the commit of a Change only
    upkeep,   // operational state; written by upkeep, or along with a Change
    derived,  // can be made again from the other tables
    volume,   // in a blob volume, not in the catalog
};

struct Table {
    std::uint8_t id;
    std::string_view name;
    TableKind kind;
    constexpr bool operator==(const Table& other) const { return id == other.id; }
};

constexpr std::uint8_t envelope_format = 1;
constexpr int catalog_format = 1;
constexpr int volume_format = 1;

namespace tables {

// archive                                                        key                             content
constexpr Table settings{1, "settings", TableKind::archive};      // name\0 ~seq                     JSON: zone, origin, created
constexpr Table documents{2, "documents", TableKind::archive};    // u64 document ~seq               JSON: catalog/document_row.h
constexpr Table versions{3, "versions", TableKind::archive};      // u64 document u32 version ~seq   JSON: catalog/document_row.h
constexpr Table blobs{4, "blobs", TableKind::archive};            // 32 digest ~seq                  JSON: catalog/blob_row.h
constexpr Table folders{5, "folders", TableKind::archive};        // u64 folder ~seq                 JSON: catalog/folder_row.h
constexpr Table records{6, "records", TableKind::archive};        // u64 document type\0 ~seq        JSON: catalog/record_row.h
constexpr Table record_types{7, "record_types", TableKind::archive};  // name\0 ~seq                 JSON: schema and digest of its seed
constexpr Table actors{8, "actors", TableKind::archive};          // u64 actor ~seq                  JSON: catalog/actor_row.h
constexpr Table reasons{9, "reasons", TableKind::archive};        // "" ~seq                         UTF-8: why a person did it
constexpr Table intake{10, "intake", TableKind::archive};         // u64 intake number ~seq          JSON: catalog/intake_row.h

// log
constexpr Table log_entries{32, "log_entries", TableKind::log};   // u64 sequence                    the entry's canonical JSON bytes
constexpr Table change_rows{33, "change_rows", TableKind::log};   // u64 sequence u8 table key       32-byte leaf of that row
constexpr Table log_nodes{34, "log_nodes", TableKind::log};       // u8 level u64 index              32-byte hash of a full subtree
constexpr Table checkpoints{35, "checkpoints", TableKind::log};   // u64 size                        signed note as text

// upkeep
constexpr Table credentials{48, "credentials", TableKind::upkeep};    // u64 actor                   JSON: Argon2id string
constexpr Table sessions{49, "sessions", TableKind::upkeep};          // 32 SHA-256 of the token     JSON: actor, expiry, csrf
constexpr Table idempotency{50, "idempotency", TableKind::upkeep};    // u64 actor 32 digest of key  JSON: request digest, answer
constexpr Table jobs{51, "jobs", TableKind::upkeep};                  // u64 job                     JSON: jobs/job_queue.h
constexpr Table jobs_by_subject{52, "jobs_by_subject", TableKind::upkeep};  // kind\0 subject\0      u64 job
constexpr Table jobs_by_due{53, "jobs_by_due", TableKind::upkeep};    // u64 due ms u64 job          empty
constexpr Table offers{54, "offers", TableKind::upkeep};              // u64 intake number           JSON: a file that waits
constexpr Table renditions{55, "renditions", TableKind::upkeep};      // u64 document u32 version    JSON: text state and blob
constexpr Table positions{56, "positions", TableKind::upkeep};        // name\0                      u64: counters and how far somebody came

// derived
constexpr Table blob_numbers{64, "blob_numbers", TableKind::derived};             // u64 blob number          32 digest
constexpr Table documents_by_digest{65, "documents_by_digest", TableKind::derived};  // 32 digest u64 document u32 version   empty
constexpr Table folders_by_name{66, "folders_by_name", TableKind::derived};       // u64 parent folded name\0 u64 folder
constexpr Table documents_by_folder{67, "documents_by_folder", TableKind::derived};  // u64 folder u64 document   empty
constexpr Table actors_by_name{68, "actors_by_name", TableKind::derived};         // folded name\0            u64 actor
constexpr Table intake_by_day{69, "intake_by_day", TableKind::derived};           // day text\0 source\0 u64 number   end as text

// volume
constexpr Table chunks{96, "chunks", TableKind::volume};  // u64 blob u32 chunk    see blob/volume.h
constexpr Table heads{97, "heads", TableKind::volume};    // u64 blob              see blob/volume.h

constexpr std::array catalog{settings,       documents,       versions,    blobs,       folders,
                             records,        record_types,    actors,      reasons,     intake,
                             log_entries,    change_rows,     log_nodes,   checkpoints, credentials,
                             sessions,       idempotency,     jobs,        jobs_by_subject, jobs_by_due,
                             offers,         renditions,      positions,   blob_numbers, documents_by_digest,
                             folders_by_name, documents_by_folder, actors_by_name, intake_by_day};
constexpr std::array volume{chunks, heads};

}  // namespace tables
}  // namespace kontor
