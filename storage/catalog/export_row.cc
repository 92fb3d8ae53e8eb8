#include "storage/catalog/export_row.h"

#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/proof/limits.h"

namespace kontor {

Json ExportRow::to_json() const {
    return {{"asker", number_text(asker.value())},
            {"query", query},
            {"made", to_rfc3339(made)},
            {"documents", number_text(documents)},
            {"key", key}};
}

ExportRow ExportRow::from_json(const Json& json) {
    return {ActorId(number_of(json, "asker")), json.at("query").get<std::string>(),
            instant_of(json, "made"), number_of(json, "documents"),
            json.at("key").get<std::string>()};
}

namespace catalog {

namespace {

Bytes key_of(ActorId asker, ExportId id) {
    return Key().u64(asker.value()).u64(id.value());
}

FoundExport export_of(ExportId id, const ArchiveRow& row) {
    return {id, read_row<ExportRow>(row.content, "export " + id.str()), row.sequence};
}

}  // namespace

std::optional<FoundExport> find_export(const Transaction& transaction, ActorId asker, ExportId id) {
    const auto row = current_row(transaction, tables::exports, key_of(asker, id));
    if (!row || !row->present) {
        return std::nullopt;
    }
    return export_of(id, *row);
}

void walk_exports(const Transaction& transaction,
                  ActorId asker,
                  ExportId after,
                  const std::function<bool(const FoundExport&)>& visit) {
    const RowWalk walk{.prefix = Key().u64(asker.value()), .after = key_of(asker, after)};
    walk_rows(transaction, tables::exports, walk, [&](ByteView logical, const ArchiveRow& row) {
        logical.remove_prefix(walk.prefix.size());
        return visit(export_of(ExportId(take_u64(logical)), row));
    });
}

void put_export(RowWriter& rows,
                ExportId id,
                const ExportRow& row,
                const std::vector<ExportedDocument>& documents) {
    rows.put(tables::exports, key_of(row.asker, id), row.to_json());
    std::uint32_t part = 0;
    for (std::size_t from = 0; from < documents.size(); from += limits::export_part_documents) {
        Json papers = Json::array();
        const std::size_t to = std::min(from + limits::export_part_documents, documents.size());
        for (std::size_t i = from; i < to; ++i) {
            papers.push_back(
                {{"id", documents[i].id.str()}, {"rows", number_text(documents[i].rows)}});
        }
        rows.put(tables::export_sets, Key().u64(id.value()).u32(part++),
                 {{"documents", std::move(papers)}});
    }
}

std::vector<DocumentId> documents_of_export(const Transaction& transaction, ExportId id) {
    std::vector<DocumentId> documents;
    walk_rows(transaction, tables::export_sets, {.prefix = Key().u64(id.value())},
              [&](ByteView, const ArchiveRow& row) {
                  const std::string what = "the set of export " + id.str();
                  const Json json = parse_content(row.content, what);
                  for (const Json& paper : json.at("documents")) {
                      const auto document = DocumentId::parse(paper.at("id").get<std::string>());
                      if (!document) {
                          throw_corrupt_row(what, "a number");
                      }
                      documents.push_back(*document);
                  }
                  return true;
              });
    return documents;
}

}  // namespace catalog
}  // namespace kontor
