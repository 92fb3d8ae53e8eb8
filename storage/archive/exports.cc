#include "storage/archive/exports.h"

#include "storage/archive/checkpoints.h"
#include "storage/archive/openings.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/proof/limits.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::uint64_t opening_values_max = 32;  // of one opened row's JSON, its path included

// Those that the asker may read by the rights of now, with the length of their history.
std::vector<catalog::ExportedDocument> readable(const Transaction& rows,
                                                ActorId asker,
                                                const std::vector<DocumentId>& documents) {
    std::vector<catalog::ExportedDocument> all;
    std::uint64_t files = 0;
    for (const DocumentId id : documents) {
        const auto row = catalog::find_document(rows, id);
        if (!row || !may_read(rows, asker, *row)) {
            continue;
        }
        const HistorySize size = history_size(rows, id);
        files += 4 + 3 * size.rows;  // of each an entry, its proof and an original, at the most
        if (size.bytes > limits::package_json_max_bytes ||
            size.rows > limits::package_json_values_max / opening_values_max ||
            files > limits::package_files_max) {
            throw Error(ErrorCode::unprocessable, "export a history too long for a package",
                        Reason{"export.too_long", {{"id", id.str()}}, "/query"});
        }
        all.push_back({id, size.rows});
    }
    return all;
}

}  // namespace

FoundExport Exports::make(const Caller& caller,
                          const std::string& query,
                          std::vector<DocumentId> documents) {
    std::sort(documents.begin(), documents.end());
    documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
    if (documents.size() > limits::export_documents_max) {
        throw Error(ErrorCode::unprocessable, "export too many papers",
                    Reason{"export.too_many",
                           {{"limit", std::to_string(limits::export_documents_max)}},
                           "/query"});
    }
    Checkpoints checkpoints(store_);
    const std::string key = checkpoints.key().text();  // without one nothing is begun
    FoundExport made;
    store_.change({caller.actor, "export.made", caller.request, ""}, [&](Change& change) {
        made.id = ExportId(change.upkeep().next_number("exports"));
        const auto exported = readable(change.rows(), caller.actor, documents);
        made.row = {caller.actor, query, change.now(), exported.size(), key};
        made.sequence = change.sequence();
        catalog::put_export(change.write(), made.id, made.row, exported);
        change.about("export:" + made.id.str());
        change.detail("documents", std::to_string(made.row.documents));
    });
    checkpoints.at(made.sequence.value + 1);
    return made;
}

FoundExport Exports::get(const Transaction& rows, ActorId asker, ExportId id) {
    auto found = catalog::find_export(rows, asker, id);
    if (!found) {
        throw Error(ErrorCode::not_found, "get export " + id.str(),
                    Reason{"export.not_found", {{"id", id.str()}}, ""});
    }
    return *std::move(found);
}

std::vector<DocumentId> Exports::documents(const Transaction& rows, const FoundExport& found) {
    std::vector<DocumentId> documents = catalog::documents_of_export(rows, found.id);
    for (const DocumentId id : documents) {
        const auto row = catalog::find_document(rows, id);
        if (!row || !may_read(rows, found.row.asker, *row)) {
            throw Error(ErrorCode::conflict, "give out export " + found.id.str(),
                        Reason{"export.overtaken", {{"id", found.id.str()}}, ""});
        }
    }
    return documents;
}

}  // namespace kontor
