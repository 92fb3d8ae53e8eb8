// ExportRow: a question that was answered with a package, and which papers its answer held.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/catalog/row_writer.h"
#include "storage/kv/engine.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

using ExportId = Id<struct ExportTag>;

struct ExportRow {
    ActorId asker;
    std::string query;  // as it was asked
    Instant made{};
    std::uint64_t documents = 0;
    std::string key;  // that signs the log: the row vouches for the key in the package

    Json to_json() const;
    static ExportRow from_json(const Json& json);
    bool operator==(const ExportRow&) const = default;
};

namespace catalog {

struct FoundExport {
    ExportId id;
    ExportRow row;
    Sequence sequence;  // of the Change that made it
};
// Of this asker only.
std::optional<FoundExport> find_export(const Transaction& transaction, ActorId asker, ExportId id);
// The asker's exports from the one after `after`; `visit` answers whether to go on.
void walk_exports(const Transaction& transaction,
                  ActorId asker,
                  ExportId after,
                  const std::function<bool(const FoundExport&)>& visit);
// A paper of the answer, with the number of revisions of its own rows: so that none can be left
// out.
struct ExportedDocument {
    DocumentId id;
    std::uint64_t rows = 0;
};
// `documents` ascending.
void put_export(RowWriter& rows,
                ExportId id,
                const ExportRow& row,
                const std::vector<ExportedDocument>& documents);
std::vector<DocumentId> documents_of_export(const Transaction& transaction, ExportId id);

}  // namespace catalog
}  // namespace kontor
