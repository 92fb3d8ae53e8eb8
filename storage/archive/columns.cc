#include "storage/archive/columns.h"

#include "storage/catalog/catalog.h"

#include <mutex>

namespace kontor {

namespace {

// In one view of the catalog: a longer one would hold back pages of what changes meanwhile.
constexpr std::uint64_t rows_at_once = 1000;

}  // namespace

void Columns::load(const Read& read) {
    try {
        std::uint64_t next = 1;
        while (load_some(*read(), next)) {
        }
    } catch (const Error& error) {
        fail(error);
        throw;
    }
}

// What was applied since is at least as new as `rows`, and stays. False when there is no more.
bool Columns::load_some(const Transaction& rows, std::uint64_t& next) {
    const std::uint64_t first = next;
    const std::uint64_t last = catalog::last_document(rows).value();
    const std::uint64_t end = std::min(last + 1, first + rows_at_once);
    std::vector<DocumentColumns> some(end - first);
    for (; next < end; ++next) {
        if (const auto row = catalog::find_document(rows, DocumentId(next))) {
            some[next - first] = {row->folder.value(), row->lifecycle, row->filing};
        }
    }
    const std::unique_lock lock(mutex_);
    if (state_ != State::loading) {
        return false;
    }
    for (std::uint64_t serial = first; serial < end; ++serial) {
        if (!applied_.contains(DocumentId(serial))) {
            put(DocumentId(serial), some[serial - first]);
        }
    }
    if (end <= last) {
        return true;
    }
    applied_.clear();
    state_ = State::loaded;
    ++version_;
    changed_.notify_all();
    return false;
}

void Columns::fail(const Error& error) {
    const std::unique_lock lock(mutex_);
    if (state_ == State::loading) {
        state_ = State::failed;
        failure_ = error;
        changed_.notify_all();
    }
}

void Columns::end() {
    fail(Error(ErrorCode::busy, "load what searches need of each document: the archive is closed"));
}

std::shared_lock<std::shared_mutex> Columns::when_loaded() const {
    std::shared_lock lock(mutex_);
    changed_.wait(lock, [&] { return state_ != State::loading; });
    if (failure_) {
        throw Error(*failure_);
    }
    return lock;
}

void Columns::apply(const CommittedChange& change) {
    const std::unique_lock lock(mutex_);
    for (const auto& touched : change.documents) {
        put(touched.id, {touched.folder.value(), touched.lifecycle, touched.filing});
        if (state_ == State::loading) {
            applied_.insert(touched.id);
        }
    }
    const bool is_plan = !change.folders.empty() || change.access;
    plan_version_ += is_plan ? 1 : 0;
    version_ += is_plan || !change.documents.empty() ? 1 : 0;
}

void Columns::put(DocumentId id, const DocumentColumns& columns) {
    if (rows_.size() <= id.value()) {
        rows_.resize(id.value() + 1);
    }
    rows_[id.value()] = columns;
}

void Columns::visit(const std::function<void(DocumentId, const DocumentColumns&)>& visit) const {
    const auto lock = when_loaded();
    for (std::size_t serial = 1; serial < rows_.size(); ++serial) {
        if (rows_[serial].folder != 0) {
            visit(DocumentId(serial), rows_[serial]);
        }
    }
}

DocumentColumns Columns::find(DocumentId id) const {
    const auto lock = when_loaded();
    return id.value() < rows_.size() ? rows_[id.value()] : DocumentColumns{};
}

DocumentId Columns::last() const {
    const auto lock = when_loaded();
    return DocumentId(rows_.empty() ? 0 : rows_.size() - 1);
}

std::uint64_t Columns::version() const {
    const auto lock = when_loaded();
    return version_;
}

std::uint64_t Columns::plan_version() const {
    const auto lock = when_loaded();
    return plan_version_;
}

}  // namespace kontor
