#include "storage/kv/writers_turn.h"

#include "storage/base/error.h"

namespace kontor {

void WritersTurn::take(const std::function<void()>& write) {
    if (writer_.load() == std::this_thread::get_id()) {
        throw Error(ErrorCode::internal, "begin a write inside a write");
    }
    const MutexLock lock(mutex_);
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
        came_about_ = false;
        throw;
    }
    came_about_ = true;
}

}  // namespace kontor
