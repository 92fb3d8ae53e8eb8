#include "server/watch/ripeness.h"

#include "server/watch/limits.h"

namespace kontor {

Ripeness judge_ripeness(const RipenessRule& rule, const FileState& file) {
    if (file.writers == Writers::some) {
        return {false, "intake.in_use", limits::watch_in_use_pause};
    }
    if (file.rested >= rule.patience) {
        return {true, "", {}};
    }
    if (file.rested < rule.settle) {
        return {false, "intake.not_ripe", rule.settle - file.rested};
    }
    // Text has no end to go by, so that nobody writes it must be known.
    const bool is_whole = file.ending == Ending::right ||
                          (file.ending == Ending::open && file.writers == Writers::none);
    if (is_whole && file.size > 0 && file.links <= 1) {
        return {true, "", {}};
    }
    return {false, "intake.not_ripe", rule.patience - file.rested};
}

}  // namespace kontor
