// Holder: who can hold a grant or be a member of a group: a person or a group, by one number.
#pragma once

#include "storage/archive/permissions.h"
#include "storage/base/ids.h"
#include "storage/kv/engine.h"

#include <optional>
#include <string>

namespace kontor {

enum class HolderKind { user, group };

struct HolderView {
    ActorId id;
    HolderKind kind = HolderKind::user;
    bool is_active = true;
    std::optional<std::string> name;  // absent: it is not for the asker
};

// Nothing when there is neither a person nor a group of that number. Names of those that are not
// active are for administrators, and one's own is for oneself.
std::optional<HolderView> find_holder(const Transaction& rows, ActorId asker, ActorId id);

// Throws not_found (person.not_found) when there is neither; for a Change that refers to it.
void require_holder(const Transaction& rows, ActorId id);

}  // namespace kontor
