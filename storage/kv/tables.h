// Tables: the format page. Every table, its key parts in order, its payload and its kind; and the
// row envelope.
//
// Numbers in keys are big-endian (u32, u64); `text\0` is UTF-8 ended by one zero byte, so no key
// begins another.
// `~seq` is the bitwise complement of the u64 log sequence that wrote the row: the current revision
// comes first. JSON payloads of archive tables are RFC 8785 canonical JSON.
//
//   envelope   = format byte (envelope_format) ‖ payload ‖ u64 checksum
//                (of tables::chunks, whose payload carries a stronger check of its own: format byte
//                envelope_bare ‖ payload; those written before have the other form)
//   checksum   = SipHash-2-4 (key: 16 zero bytes) over u8 table id ‖ u32 key length ‖ key ‖ format
//   byte ‖ payload archive    payload = salt (16 random bytes) ‖ u8 state (0 absent, 1 present) ‖
//   content; see archive_rows.h
//
// A new table takes a free number and a line here; a number is never used twice. Changing a
// payload's shape raises `catalog_format` or `volume_format` and brings a migration.
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

// A type for each kind: what takes an UpkeepTable cannot be given an archive table.
template <TableKind table_kind>
struct TableOf : Table {
    constexpr TableOf(std::uint8_t table_id, std::string_view table_name)
        : Table{table_id, table_name, table_kind} {}
};
using ArchiveTable = TableOf<TableKind::archive>;
using LogTable = TableOf<TableKind::log>;
using UpkeepTable = TableOf<TableKind::upkeep>;
using DerivedTable = TableOf<TableKind::derived>;
using VolumeTable = TableOf<TableKind::volume>;

constexpr std::uint8_t envelope_format = 1;
constexpr std::uint8_t envelope_bare = 2;
constexpr int catalog_format = 1;
constexpr int volume_format = 1;

namespace tables {

// Key, then payload. One line a table:
// clang-format off

// archive
constexpr ArchiveTable settings{1, "settings"};                   // name\0 ~seq                     JSON: zone, origin, created
constexpr ArchiveTable documents{2, "documents"};                 // u64 document ~seq               JSON: catalog/document_row.h
constexpr ArchiveTable versions{3, "versions"};                   // u64 document u32 version ~seq   JSON: catalog/document_row.h
constexpr ArchiveTable blobs{4, "blobs"};                         // 32 digest ~seq                  JSON: catalog/blob_row.h
constexpr ArchiveTable folders{5, "folders"};                     // u64 folder ~seq                 JSON: catalog/folder_row.h
constexpr ArchiveTable records{6, "records"};                     // u64 document type\0 ~seq        JSON: catalog/record_row.h
constexpr ArchiveTable record_types{7, "record_types"};           // name\0 ~seq                     JSON: catalog/record_type_row.h
constexpr ArchiveTable actors{8, "actors"};                       // u64 actor ~seq                  JSON: catalog/actor_row.h
constexpr ArchiveTable reasons{9, "reasons"};                     // "" ~seq                         UTF-8: why a person did it
constexpr ArchiveTable intake{10, "intake"};                      // u64 intake number ~seq          JSON: catalog/intake_row.h
constexpr ArchiveTable grants{11, "grants"};                      // u64 folder u64 actor or group ~seq  JSON: catalog/actor_row.h
constexpr ArchiveTable exports{14, "exports"};                    // u64 asker u64 export ~seq      JSON: catalog/export_row.h
constexpr ArchiveTable export_sets{15, "export_sets"};            // u64 export u32 part ~seq       JSON: papers of an export, ascending
constexpr ArchiveTable stamps{16, "stamps"};                      // u64 size ~seq                 JSON: catalog/stamp_row.h
constexpr ArchiveTable erasures{17, "erasures"};                  // u64 document ~seq             JSON: archive/erasure.h
constexpr ArchiveTable corrections{18, "corrections"};            // u64 document u32 version u32 page ~seq  JSON: catalog/correction_row.h
constexpr ArchiveTable groups{19, "groups"};                      // u64 group ~seq                JSON: catalog/group_row.h; numbers shared with actors
constexpr ArchiveTable memberships{20, "memberships"};            // u64 group u64 actor or group ~seq  JSON: catalog/group_row.h

// log
constexpr LogTable log_entries{32, "log_entries"};                // u64 sequence                    the entry's canonical JSON bytes
constexpr LogTable change_rows{33, "change_rows"};                // u64 sequence u8 table key       32-byte leaf of that row, and once it is erased: u64 sequence that did; archive/erasure.h
constexpr LogTable log_nodes{34, "log_nodes"};                    // u8 level u64 index              32-byte hash of a full subtree
constexpr LogTable checkpoints{35, "checkpoints"};                // u64 size                        signed note as text

// upkeep
constexpr UpkeepTable credentials{48, "credentials"};             // u64 actor                   JSON: Argon2id string
constexpr UpkeepTable sessions{49, "sessions"};                   // 32 SHA-256 of the token     JSON: actor, expiry, csrf
constexpr UpkeepTable idempotency{50, "idempotency"};             // u64 actor 32 digest of key  JSON: request digest, answer
constexpr UpkeepTable jobs{51, "jobs"};                           // u64 job                     JSON: jobs/job_row.h
constexpr UpkeepTable jobs_by_subject{52, "jobs_by_subject"};     // kind\0 subject\0      u64 job
constexpr UpkeepTable jobs_by_due{53, "jobs_by_due"};             // two parts: jobs/job_row.h   empty
constexpr UpkeepTable offers{54, "offers"};                       // u64 intake number           JSON: a file that waits
constexpr UpkeepTable renditions{55, "renditions"};               // u64 document u32 version    JSON: text state and blob
constexpr UpkeepTable positions{56, "positions"};                 // name\0                      u64: counters and how far somebody came
constexpr UpkeepTable taken_files{57, "taken_files"};             // source\0 32 SHA-256 of name JSON: archive/watched_files.h
constexpr UpkeepTable kept_files{58, "kept_files"};               // source\0 u64 intake number  raw bytes: name in the done folder
constexpr UpkeepTable saved_searches{59, "saved_searches"};       // u64 actor u64 number        JSON: archive/saved_searches.h

// derived
constexpr DerivedTable blob_numbers{64, "blob_numbers"};          // u64 blob number          32 digest
constexpr DerivedTable documents_by_digest{65, "documents_by_digest"};// 32 digest u64 document u32 version   empty
constexpr DerivedTable folders_by_name{66, "folders_by_name"};    // u64 parent folded name\0 u64 folder
constexpr DerivedTable documents_by_folder{67, "documents_by_folder"};// u64 folder u64 document   empty
constexpr DerivedTable actors_by_name{68, "actors_by_name"};      // folded name\0            u64 actor
constexpr DerivedTable intake_by_day{69, "intake_by_day"};        // day text\0 source\0 u64 number   end as text
constexpr DerivedTable groups_by_name{70, "groups_by_name"};      // folded name\0            u64 group
constexpr DerivedTable groups_by_member{71, "groups_by_member"};  // u64 actor or group u64 group   empty

// volume
constexpr VolumeTable chunks{96, "chunks"};                       // u64 blob u32 chunk    blob/volume_format.h
constexpr VolumeTable heads{97, "heads"};                         // u64 blob; 0: itself   blob/volume_format.h

constexpr std::array<Table, 42> catalog{settings,       documents,       versions,    blobs,       folders,
                             records,        record_types,    actors,      reasons,     intake, grants, exports, export_sets, stamps, erasures, corrections, groups, memberships,
                             log_entries,    change_rows,     log_nodes,   checkpoints, credentials,
                             sessions,       idempotency,     jobs,        jobs_by_subject, jobs_by_due,
                             offers,         renditions,      positions,   taken_files, kept_files, saved_searches, blob_numbers, documents_by_digest,
                             folders_by_name, documents_by_folder, actors_by_name, intake_by_day, groups_by_name, groups_by_member};
// Younger than the first archives: an owner makes them at opening, a guest finds them empty.
constexpr bool is_younger(const Table& table) {
    return table.id == stamps.id || table.id == erasures.id || table.id == corrections.id ||
           table.id == groups.id || table.id == memberships.id || table.id == groups_by_name.id ||
           table.id == groups_by_member.id || table.id == saved_searches.id;
}
constexpr std::array<Table, 2> volume{chunks, heads};
// clang-format on

}  // namespace tables
}  // namespace kontor
