#include "storage/archive/columns.h"

#include "storage/catalog/catalog.h"

#include <mutex>

namespace kontor {

void Columns::load(const Transaction& rows) {
    const std::unique_lock lock(mutex_);
    const std::uint64_t last = catalog::last_document(rows).value();
    rows_.assign(last + 1, {});
    for (std::uint64_t serial = 1; serial <= last; ++serial) {
        if (const auto row = catalog::find_document(rows, DocumentId(serial))) {
            rows_[serial] = {row->folder.value(), row->lifecycle, row->filing};
        }
    }
    ++version_;
}

void Columns::apply(const CommittedChange& change) {
    const std::unique_lock lock(mutex_);
    for (const auto& touched : change.documents) {
        put(touched.id, {touched.folder.value(), touched.lifecycle, touched.filing});
    }
    if (!change.documents.empty() || !change.folders.empty() || change.access) {
        ++version_;
    }
}

void Columns::put(DocumentId id, const DocumentColumns& columns) {
    if (rows_.size() <= id.value()) {
        rows_.resize(id.value() + 1);
    }
    rows_[id.value()] = columns;
}

void Columns::visit(const std::function<void(DocumentId, const DocumentColumns&)>& visit) const {
    const std::shared_lock lock(mutex_);
    for (std::size_t serial = 1; serial < rows_.size(); ++serial) {
        if (rows_[serial].folder != 0) {
            visit(DocumentId(serial), rows_[serial]);
        }
    }
}

DocumentColumns Columns::find(DocumentId id) const {
    const std::shared_lock lock(mutex_);
    return id.value() < rows_.size() ? rows_[id.value()] : DocumentColumns{};
}

DocumentId Columns::last() const {
    const std::shared_lock lock(mutex_);
    return DocumentId(rows_.empty() ? 0 : rows_.size() - 1);
}

std::uint64_t Columns::version() const {
    const std::shared_lock lock(mutex_);
    return version_;
}

}  // namespace kontor
