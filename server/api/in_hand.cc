#include "server/api/in_hand.h"

namespace kontor {

Service::InHand::Guard::~Guard() {
    if (owner_ == nullptr) {
        return;
    }
    const std::lock_guard lock(owner_->mutex_);
    const auto found = owner_->counts_.find(key_);
    if (--found->second == 0) {
        owner_->counts_.erase(found);
    }
}

Service::InHand::Guard Service::InHand::count(
    const std::string& what, ActorId actor, unsigned max, ErrorCode code, const Reason& reason) {
    const std::lock_guard lock(mutex_);
    unsigned& now = counts_[{what, actor}];
    if (now >= max) {
        throw Error(code, "begin more than is allowed at once: " + what, reason);
    }
    ++now;
    return Guard(*this, {what, actor});
}

}  // namespace kontor
