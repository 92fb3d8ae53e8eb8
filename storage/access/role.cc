#include "storage/access/role.h"

namespace kontor {

namespace {
constexpr std::array<std::string_view, 7> names{"none", "list", "read",  "annotate",
                                                "edit", "file", "manage"};
}

std::string_view name_of(Role role) {
    return names.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_of(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names.at(i) == name) {
            return static_cast<Role>(i);
        }
    }
    return std::nullopt;
}

Ruling may(Role have, Role needed) {
    if (have >= needed) {
        return Ruling::allow();
    }
    return Ruling::refuse({"access.forbidden", {{"role", std::string(name_of(needed))}}, ""});
}

}  // namespace kontor
