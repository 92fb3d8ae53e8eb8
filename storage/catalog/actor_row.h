// ActorRow: who acts. The log knows the number only; name and number meet here and nowhere else.
// GrantRow: the role that an actor or a group has in a folder and below it.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <string>

namespace kontor {

// The system itself: intake from folders, upkeep, start entries. Has no row and cannot log in.
inline constexpr ActorId system_actor{1};

struct ActorRow {
    std::string name;  // UTF-8, what one logs in with; unique whatever the capitals
    bool is_administrator = false;
    bool is_active = true;
    Instant created{};

    Json to_json() const;
    static ActorRow from_json(const Json& json);
    bool operator==(const ActorRow&) const = default;
};

struct GrantRow {
    std::string role;  // storage/access knows the ladder

    Json to_json() const { return {{"role", role}}; }
    static GrantRow from_json(const Json& json) { return {json.at("role").get<std::string>()}; }
    bool operator==(const GrantRow&) const = default;
};

}  // namespace kontor
