#include "storage/proof/evidence.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/proof/checkpoint.h"
#include "storage/proof/jcs.h"
#include "storage/proof/json_values.h"
#include "storage/proof/limits.h"

#include <map>

namespace kontor {

namespace {

constexpr std::string_view schema = "evidence@1";
constexpr std::size_t salt_bytes = 16;

[[noreturn]] void throw_malformed(const std::string& why) {
    throw Error(ErrorCode::invalid, "read evidence: " + why, Reason{"package.evidence", {}, ""});
}

std::uint64_t number(const Json& json, const char* name) {
    const auto value = parse_tree_number(json.at(name).get<std::string>());
    if (!value) {
        throw_malformed(name);
    }
    return *value;
}

Bytes bytes(const Json& json, const char* name) {
    const auto value = from_hex(json.at(name).get<std::string>());
    if (!value) {
        throw_malformed(name);
    }
    return *value;
}

OpenedTable table_of(const Json& json) {
    const std::uint64_t value = number(json, "table");
    for (const OpenedTable table :
         {OpenedTable::documents, OpenedTable::versions, OpenedTable::blobs, OpenedTable::records,
          OpenedTable::reasons, OpenedTable::exports, OpenedTable::export_sets}) {
        if (value == static_cast<std::uint64_t>(table)) {
            return table;
        }
    }
    throw_malformed("table");
}

Json row_json(const RowOpening& row) {
    Json path = Json::array();
    for (const Digest& digest : row.path) {
        path.push_back(digest.to_hex());
    }
    return {{"table", std::to_string(static_cast<unsigned>(row.table))},
            {"key", to_hex(row.key)},
            {"sequence", std::to_string(row.sequence.value)},
            {"salt", to_hex(row.salt)},
            {"present", row.present},
            {"content", row.content},
            {"index", std::to_string(row.index)},
            {"path", std::move(path)}};
}

RowOpening row_of(const Json& json) {
    RowOpening row;
    row.table = table_of(json);
    row.key = bytes(json, "key");
    row.sequence = Sequence{number(json, "sequence")};
    row.salt = bytes(json, "salt");
    if (row.salt.size() != salt_bytes) {
        throw_malformed("salt");
    }
    row.present = json.at("present").get<bool>();
    row.content = json.at("content").get<std::string>();
    row.index = number(json, "index");
    for (const Json& text : json.at("path")) {
        const auto digest = Digest::from_hex(text.get<std::string>());
        if (!digest) {
            throw_malformed("path");
        }
        row.path.push_back(*digest);
    }
    return row;
}

}  // namespace

Bytes RowOpening::commitment() const {
    Bytes head = salt;
    head.push_back(static_cast<char>(table));
    append_u32(head, static_cast<std::uint32_t>(key.size()));
    head.append(key);
    append_u64(head, sequence.value);
    head.push_back(present ? 1 : 0);
    return Hasher(HashKind::sha256).update(head).update(content).finish();
}

bool RowOpening::is_under(std::uint64_t rows, const Digest& rows_root) const {
    return verify_inclusion(index, rows, leaf_hash(commitment()), path, rows_root);
}

Bytes format_evidence(const Evidence& evidence) {
    Json rows = Json::array();
    for (const RowOpening& row : evidence.rows) {
        rows.push_back(row_json(row));
    }
    return canonical_json(
        {{"schema", schema}, {"subject", evidence.subject}, {"rows", std::move(rows)}});
}

namespace {

Evidence evidence_of(ByteView text) {
    if (count_json_values(text) > limits::package_json_values_max) {
        throw_malformed("too many values");
    }
    const Json json = parse_json(text, limits::package_json_max_bytes);
    if (json.at("schema") != schema) {
        throw_malformed("schema");
    }
    Evidence evidence{json.at("subject").get<std::string>(), {}};
    for (const Json& row : json.at("rows")) {
        evidence.rows.push_back(row_of(row));
    }
    return evidence;
}

}  // namespace

Evidence parse_evidence(ByteView text) {
    try {
        Evidence evidence = evidence_of(text);
        // Whatever else was said, in another form or under a name nobody knows.
        if (format_evidence(evidence) != text) {
            throw_malformed("not in canonical form");
        }
        return evidence;
    } catch (const Json::exception& e) {
        throw_malformed(e.what());
    }
}

std::vector<const RowOpening*> current_openings(const std::vector<RowOpening>& rows,
                                                OpenedTable table) {
    std::map<ByteView, const RowOpening*> newest;
    for (const RowOpening& row : rows) {
        if (row.table != table) {
            continue;
        }
        const RowOpening*& found = newest[row.key];
        if (found == nullptr || found->sequence < row.sequence) {
            found = &row;
        }
    }
    std::vector<const RowOpening*> current;
    for (const auto& [key, row] : newest) {
        current.push_back(row);
    }
    return current;
}

}  // namespace kontor
