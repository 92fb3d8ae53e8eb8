// InHand: what the service is at this moment working on, so that limits "at once" hold and the same
// idempotency key is not worked on twice. Memory only: what was in hand when the process died was
// not acknowledged.
#pragma once

#include "server/api/service.h"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace kontor {

class Service::InHand {
  public:
    // Counts one more of `what` for `actor` until the guard goes. Throws `code` with `reason`
    // beyond `max`.
    class Guard {
      public:
        Guard(InHand& owner, std::pair<std::string, ActorId> key)
            : owner_(&owner), key_(std::move(key)) {}
        Guard(Guard&& other) noexcept
            : owner_(std::exchange(other.owner_, nullptr)), key_(std::move(other.key_)) {}
        Guard& operator=(Guard&&) = delete;
        ~Guard();

      private:
        InHand* owner_;
        std::pair<std::string, ActorId> key_;
    };
    Guard count(
        const std::string& what, ActorId actor, unsigned max, ErrorCode code, const Reason& reason);

  private:
    std::mutex mutex_;
    std::map<std::pair<std::string, ActorId>, unsigned> counts_;
};

}  // namespace kontor
