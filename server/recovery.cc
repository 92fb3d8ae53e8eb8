#include "server/recovery.h"

#include "storage/archive/disposal.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"

namespace kontor {

Recovery::Recovery(Store& store)
    : store_(store), thread_("kontor-recover", store.clock(), [this] {
          look();
          return limits::recovery_pause_first;
      }) {}

void Recovery::start() {
    thread_.start(limits::recovery_pause_first);
}

// The one place of this thread that catches.
void Recovery::look() {
    try {
        if (store_.trouble()) {
            store_.recover();
            Disposal(store_).finish_erasing();
        }
    } catch (const std::exception& error) {  // of the file system library, too
        log(LogLevel::debug, "the disk still refuses what the archive writes",
            {{"error", error.what()}});
    }
}

}  // namespace kontor
