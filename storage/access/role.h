// Roles: the ladder of what one may do in a folder, and the judgement over it.
//
// Each role holds all that stand before it. `none` is no grant and takes nothing away. Pure: values
// in, a Ruling out.
#pragma once

#include "storage/base/reason.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace kontor {

enum class Role {
    none,
    list,      // number, title, date
    read,      // content, text, records
    annotate,  // tags, notes
    edit,      // title, facts, records, versions
    file,      // confirm, move
    manage,    // folder, grants, trash, restricting
};

std::string_view name_of(Role role);
std::optional<Role> role_of(std::string_view name);

// May somebody with `have` do what needs `needed`? Refused with access.forbidden naming the role
// that is needed. Who has not even `list` must not learn that the thing exists: the caller then
// answers not_found.
Ruling may(Role have, Role needed);

}  // namespace kontor
