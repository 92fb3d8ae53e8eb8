#include "server/api/holders.h"

#include "storage/archive/people.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

namespace kontor {

ActorId user_of(const Call& call,
                const Transaction& rows,
                const std::string& text,
                const std::string& pointer) {
    const ActorId asker = call.caller().actor;
    if (text == "me") {
        return asker;
    }
    if (const auto number = ActorId::parse(text)) {
        return People::get(rows, asker, *number).id;
    }
    const auto found = People::find(rows, asker, text);
    if (!found) {
        throw Error(ErrorCode::not_found, "find a person by name",
                    Reason{"person.not_found", {}, pointer});
    }
    return *found;
}

GroupId group_of(const Call& call,
                 const Transaction& rows,
                 const std::string& text,
                 const std::string& pointer) {
    const ActorId asker = call.caller().actor;
    if (const auto number = GroupId::parse(text)) {
        return Groups::get(rows, asker, *number).id;
    }
    const auto found = Groups::find(rows, asker, text);
    if (!found) {
        throw Error(ErrorCode::not_found, "find a group by name",
                    Reason{"group.not_found", {}, pointer});
    }
    return *found;
}

std::optional<std::string> text_or_number(Fields& fields, const char* name) {
    const auto given = fields.any(name);
    if (!given) {
        return std::nullopt;
    }
    if (!given->is_string() && !given->is_number_unsigned()) {
        fields.refuse({"value.type", {{"expected", "string, integer"}}, std::string("/") + name});
        return std::nullopt;
    }
    return given->is_string() ? given->get<std::string>() : given->dump();
}

NamedHolder named_holder(Fields& fields) {
    NamedHolder named{text_or_number(fields, "user"), text_or_number(fields, "group")};
    if (named.user.has_value() == named.group.has_value()) {
        fields.refuse({"value.one_of_two", {{"one", "user"}, {"other", "group"}}, ""});
    }
    return named;
}

ActorId holder_of(const Call& call, const Transaction& rows, const NamedHolder& named) {
    return named.user ? user_of(call, rows, *named.user, "/user")
                      : as_holder(group_of(call, rows, named.group.value(), "/group"));
}

Json holder_json(const HolderView& holder) {
    return {{"kind", holder.kind == HolderKind::group ? "group" : "user"},
            {"id", holder.id.value()},
            {"name", holder.name ? Json(*holder.name) : Json()},
            {"active", holder.is_active}};
}

Json holder_schema() {
    return {{"type", "object"},
            {"properties",
             {{"kind", {{"enum", {"user", "group"}}}},
              {"id", {{"type", "integer"}}},
              {"name", {{"type", {"string", "null"}}}},
              {"active", {{"type", "boolean"}}}}}};
}

Json named_group_json(const GroupView& group) {
    return {{"id", group.id.value()}, {"name", group.row.name}};
}

Json named_groups_schema() {
    return {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"properties", {{"id", {{"type", "integer"}}}, {"name", {{"type", "string"}}}}}}}};
}

Service::InHand::Guard password_work(Call& call) {
    const unsigned max = call.service.options().logins_at_once;
    return call.service.in_hand().count("logins", ActorId(), max, ErrorCode::too_many,
                                        {"limit.rate", {{"limit", std::to_string(max)}}, ""});
}

}  // namespace kontor
