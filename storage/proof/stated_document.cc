#include "storage/proof/stated_document.h"

#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/proof/checkpoint.h"
#include "storage/proof/jcs.h"
#include "storage/proof/json_values.h"
#include "storage/proof/limits.h"
#include "storage/proof/package.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t id_bytes = 8;

[[noreturn]] void throw_contradiction(const std::string& why) {
    throw Error(ErrorCode::invalid, "read opened rows: " + why, Reason{"package.rows", {}, ""});
}

void require(bool holds, const char* why) {
    if (!holds) {
        throw_contradiction(why);
    }
}

std::uint64_t number(const Json& json, const char* name) {
    const auto value = parse_tree_number(json.at(name).get<std::string>());
    require(value.has_value(), name);
    return *value;
}

// `work`, which reads JSON of the rows: what it lacks is a contradiction.
template <typename Work>
auto reading(const Work& work) {
    try {
        return work();
    } catch (const Json::exception& e) {
        throw_contradiction(e.what());
    }
}

void require_one_revision_each(const std::vector<RowOpening>& rows) {
    std::set<std::tuple<OpenedTable, ByteView, Sequence>> seen;
    for (const RowOpening& row : rows) {
        require(seen.emplace(row.table, row.key, row.sequence).second, "a row is opened twice");
    }
}

// Those rows that are read as JSON and kept, all together.
void require_countable(const std::vector<RowOpening>& rows) {
    std::size_t values = 0;
    for (const OpenedTable table : {OpenedTable::documents, OpenedTable::versions,
                                    OpenedTable::exports, OpenedTable::export_sets}) {
        for (const RowOpening* row : current_openings(rows, table)) {
            values += count_json_values(row->content);
        }
    }
    require(values <= limits::package_json_values_max, "more values than any document has");
}

bool is_own(OpenedTable table) {
    return table == OpenedTable::documents || table == OpenedTable::versions ||
           table == OpenedTable::records;
}

// Rows of a document begin with its number; a row of its bytes is named by a version's digest.
void require_rows_of(DocumentId id, const std::vector<RowOpening>& rows) {
    Bytes prefix;
    append_u64(prefix, id.value());
    std::set<Bytes> digests;
    for (const RowOpening& row : rows) {
        if (row.table == OpenedTable::versions && row.present) {
            const Json json = parse_json(row.content);
            digests.insert(from_hex(json.at("digest").get<std::string>()).value_or(Bytes()));
        }
    }
    for (const RowOpening& row : rows) {
        if (is_own(row.table)) {
            require(row.key.starts_with(prefix), "a row of another document");
            continue;
        }
        switch (row.table) {
            case OpenedTable::blobs:
                require(digests.contains(row.key), "a row of other bytes");
                break;
            case OpenedTable::reasons:
                require(row.key.empty(), "a reason with a key");
                break;
            default:
                throw_contradiction("a row of no document");
        }
    }
}

StatedVersion version_of(DocumentId id, std::uint32_t version_number, const Json& json) {
    StatedVersion version;
    version.number = version_number;
    version.digest = from_hex(json.at("digest").get<std::string>()).value_or(Bytes());
    require(version.digest.size() == Digest::size_bytes, "a version's digest");
    version.size_bytes = number(json, "size");
    version.file_name = json.at("file_name").get<std::string>();
    if (const auto raw = json.find("file_name_bytes"); raw != json.end()) {
        version.file_name = from_base64(raw->get<std::string>()).value_or(version.file_name);
    }
    version.path = package::original_path(id, version_number, version.file_name);
    return version;
}

void take_versions(StatedDocument& stated, const std::vector<RowOpening>& rows, Json& facts) {
    facts["versions"] = Json::array();
    for (const RowOpening* row : current_openings(rows, OpenedTable::versions)) {
        ByteView key = ByteView(row->key).substr(id_bytes);
        require(row->present && key.size() == sizeof(std::uint32_t), "a version's row");
        const std::uint32_t version_number = take_u32(key);
        require(version_number == stated.versions.size() + 1, "a version is missing");
        const Json json = parse_json(row->content);
        stated.versions.push_back(version_of(stated.id, version_number, json));
        facts["versions"].push_back(json);
    }
}

void take_records(StatedDocument& stated, const std::vector<RowOpening>& rows) {
    for (const RowOpening* row : current_openings(rows, OpenedTable::records)) {
        const ByteView key = ByteView(row->key).substr(id_bytes);
        require(key.size() > 1 && key.back() == '\0', "a record's row");
        if (row->present) {
            stated.records.emplace(key.substr(0, key.size() - 1), row->content);
        }
    }
}

}  // namespace

std::map<std::string, Bytes> StatedDocument::generated() const {
    std::map<std::string, Bytes> files{{package::document_path(id), facts}};
    for (const auto& [type, content] : records) {
        files.emplace(package::record_path(id, type), content);
    }
    return files;
}

StatedDocument state_document(DocumentId id, const std::vector<RowOpening>& rows) {
    return reading([&] {
        require_countable(rows);
        require_one_revision_each(rows);
        require_rows_of(id, rows);
        const auto current = current_openings(rows, OpenedTable::documents);
        require(current.size() == 1 && current.front()->present &&
                    current.front()->key.size() == id_bytes,
                "the document's row");
        const Json row = parse_json(current.front()->content);
        StatedDocument stated;
        stated.id = id;
        stated.title = row.at("title").get<std::string>();
        stated.document_date = row.value("document_date", "");
        stated.archived = row.at("archived").get<std::string>();
        Json facts{{"schema", "document@1"}, {"id", id.str()}, {"document", row}};
        take_versions(stated, rows, facts);
        require(stated.versions.size() == row.at("version").get<std::uint32_t>(),
                "a version is missing");
        take_records(stated, rows);
        stated.own_rows = static_cast<std::uint64_t>(std::ranges::count_if(
            rows, [](const RowOpening& opening) { return is_own(opening.table); }));
        stated.facts = canonical_json(facts);
        return stated;
    });
}

StatedExport state_export(const std::vector<RowOpening>& rows) {
    return reading([&] {
        require_countable(rows);
        require_one_revision_each(rows);
        const auto own = current_openings(rows, OpenedTable::exports);
        const auto parts = current_openings(rows, OpenedTable::export_sets);
        require(own.size() == 1 && own.size() + parts.size() == rows.size() &&
                    own.front()->present && own.front()->key.size() == 2 * id_bytes,
                "the export's row");
        const Bytes id = own.front()->key.substr(id_bytes);
        const Json row = parse_json(own.front()->content);
        StatedExport stated{own.front()->content,
                            own.front()->sequence,
                            row.at("query").get<std::string>(),
                            row.at("key").get<std::string>(),
                            {}};
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Bytes key = id;
            append_u32(key, static_cast<std::uint32_t>(part));
            require(parts[part]->key == key && parts[part]->sequence == stated.sequence,
                    "a part of the export");
            const Json set = parse_json(parts[part]->content);
            for (const Json& paper : set.at("documents")) {
                const auto document = DocumentId::parse(paper.at("id").get<std::string>());
                require(document && (stated.documents.empty() ||
                                     stated.documents.rbegin()->first < *document),
                        "a document of the export");
                stated.documents.emplace(*document, number(paper, "rows"));
            }
        }
        require(number(row, "documents") == stated.documents.size(), "the number of papers");
        return stated;
    });
}

}  // namespace kontor
