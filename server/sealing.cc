#include "server/sealing.h"

#include "storage/archive/sealed_volumes.h"
#include "storage/base/log.h"

namespace kontor {

namespace {

constexpr std::chrono::minutes look_pause{1};

}  // namespace

VolumeSealing::VolumeSealing(Store& store)
    : thread_("kontor-seal", store.clock(), [this, &store]() -> Milliseconds {
          // The one place of this thread that catches.
          try {
              SealedVolumes(store).settle([this] { return ending_.load(); });
          } catch (const std::exception& error) {  // of the file system library, too
              if (!ending_) {
                  log(LogLevel::warning, "a full volume could not be sealed now",
                      {{"error", error.what()}});
              }
          }
          return look_pause;
      }) {}

void VolumeSealing::start() {
    thread_.start(look_pause);
}

}  // namespace kontor
