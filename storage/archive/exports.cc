#include "storage/archive/exports.h"

#include "storage/archive/checkpoints.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/proof/limits.h"

#include <algorithm>

namespace kontor {

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
    static_cast<void>(checkpoints.key());  // without a key nothing is begun
    FoundExport made;
    store_.change({caller.actor, "export.made", caller.request, ""}, [&](Change& change) {
        made.id = ExportId(change.upkeep().next_number("exports"));
        made.row = {caller.actor, query, change.now(), documents.size()};
        made.sequence = change.sequence();
        catalog::put_export(change.write(), made.id, made.row, documents);
        change.about("export:" + made.id.str());
        change.detail("documents", std::to_string(documents.size()));
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
        if (!row || role_in(rows, found.row.asker, row->folder) < Role::read) {
            throw Error(ErrorCode::conflict, "give out export " + found.id.str(),
                        Reason{"export.overtaken", {{"id", found.id.str()}}, ""});
        }
    }
    return documents;
}

}  // namespace kontor
