// Evidence: rows of the archive laid open, so that anybody can see that the log committed to them.
//
//   file        = RFC 8785 JSON {"schema": "evidence@1", "subject": "document:12", "rows": […]}
//   row         = {"table", "key", "sequence", "salt", "present", "content", "index", "path"};
//                 numbers as decimal text, bytes in hex, content as the text it is; the salt
//                 has 16 bytes
//   commitment  = SHA-256 over: salt ‖ u8 table ‖ u32 length of key ‖ key ‖ u64 sequence ‖
//                 u8 present ‖ content; numbers big-endian
//   rows_root   = RFC 6962 root over the commitments of one Change; `index` and `path` lead from
//                 this row's to the root that the entry `sequence` names
//
// Promises  A row whose path verifies is one that its Change wrote, byte for byte.
// Threads   Values and functions.
// Errors    invalid (package.evidence) for a file of another shape: any other byte, member or form
//           than format_evidence() gives, and more values than package_json_values_max.
// Why       A path instead of all commitments of the Change: a Change of 10,000 rows would make
//           each of its papers carry 320 KB.
#pragma once

#include "storage/base/ids.h"
#include "storage/proof/merkle.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Numbers of the tables whose rows a package opens; storage/kv/tables.h never gives them anew.
enum class OpenedTable : std::uint8_t {
    documents = 2,     // u64 document
    versions = 3,      // u64 document u32 version
    blobs = 4,         // 32 digest
    records = 6,       // u64 document type\0
    reasons = 9,       // ""
    exports = 14,      // u64 asker u64 export
    export_sets = 15,  // u64 export u32 part
};

struct RowOpening {
    OpenedTable table{};
    Bytes key;
    Sequence sequence;
    Bytes salt;
    bool present = false;
    Bytes content;
    std::uint64_t index = 0;
    std::vector<Digest> path;

    Bytes commitment() const;
    // `rows` and `rows_root` come from the entry.
    bool is_under(std::uint64_t rows, const Digest& rows_root) const;
    bool operator==(const RowOpening&) const = default;
};

struct Evidence {
    std::string subject;  // "document:12", "export:3"
    std::vector<RowOpening> rows;

    bool operator==(const Evidence&) const = default;
};

Bytes format_evidence(const Evidence& evidence);
Evidence parse_evidence(ByteView text);

// The revision of each key that counts: the newest one, by table and key; absent ones too.
std::vector<const RowOpening*> current_openings(const std::vector<RowOpening>& rows,
                                                OpenedTable table);

}  // namespace kontor
