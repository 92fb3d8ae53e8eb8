// Holders in calls: people and groups by number or name, and how they look in answers.
#pragma once

#include "server/api/fields.h"
#include "server/api/in_hand.h"
#include "storage/archive/groups.h"
#include "storage/archive/holder.h"

#include <string>

namespace kontor {

// By number, name, or "me"; by name only those the caller may see. Error not_found
// (person.not_found); forbidden when the caller may see nobody else.
ActorId user_of(const Call& call,
                const Transaction& rows,
                const std::string& text,
                const std::string& pointer);
GroupId group_of(const Call& call,
                 const Transaction& rows,
                 const std::string& text,
                 const std::string& pointer);
// The person or the group that a body names by `user` or `group`, one of them, each a name or a
// number. What is wrong is refused in `fields`.
struct NamedHolder {
    std::optional<std::string> user;
    std::optional<std::string> group;
};
NamedHolder named_holder(Fields& fields);
// Errors as user_of() and group_of(). Of fields that are finished.
ActorId holder_of(const Call& call, const Transaction& rows, const NamedHolder& named);
// A member that is a text or a number, as text.
std::optional<std::string> text_or_number(Fields& fields, const char* name);

Json holder_json(const HolderView& holder);  // {"kind","id","name","active"}
Json holder_schema();
Json named_group_json(const GroupView& group);  // {"id","name"}
Json named_groups_schema();

// Held while a password is worked on, which takes 64 MiB and a tenth of a second by intent; more
// than a few at once would be a way to stop the server.
Service::InHand::Guard password_work(Call& call);

}  // namespace kontor
