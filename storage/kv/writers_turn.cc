#include "storage/kv/writers_turn.h"

#include "storage/base/error.h"

namespace kontor {

void WritersTurn::take(const std::function<void()>& write) {
    if (writer_.load() == std::this_thread::get_id()) {
        throw Error(ErrorCode::internal, "begin a write inside a write");
    }
    const MutexLock lock(mutex_);
    require_open();
    writer_ = std::this_thread::get_id();
    try {
        write();
    } catch (...) {
        writer_ = std::thread::id();
        throw;
    }
    writer_ = std::thread::id();
}

void WritersTurn::commit(const std::function<void()>& commit) {
    try {
        commit();
    } catch (...) {
        open_ = false;
        throw;
    }
}

void WritersTurn::require_open() const {
    if (!open_.load()) {
        throw Error(ErrorCode::read_only,
                    "write after a commit that failed: the store must be opened anew");
    }
}

}  // namespace kontor
