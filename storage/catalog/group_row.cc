#include "storage/catalog/group_row.h"

#include "storage/base/text.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

namespace kontor {

Json GroupRow::to_json() const {
    return {{"name", name}, {"active", is_active}, {"created", to_rfc3339(created)}};
}

GroupRow GroupRow::from_json(const Json& json) {
    return {json.at("name").get<std::string>(), json.at("active").get<bool>(),
            instant_of(json, "created")};
}

MembershipRow MembershipRow::from_json(const Json& json) {
    return {instant_of(json, "added")};
}

namespace catalog {

namespace {

GroupRow parse_group(GroupId id, const ArchiveRow& row) {
    return read_row<GroupRow>(row.content, "group " + id.str());
}

std::optional<ArchiveRow> present_group(const Transaction& transaction, GroupId id) {
    auto row = current_row(transaction, tables::groups, Key().u64(id.value()));
    return row && row->present ? std::move(row) : std::nullopt;
}

Bytes key_of(GroupId group, ActorId member) {
    return Key().u64(group.value()).u64(member.value());
}

Bytes turned_key_of(GroupId group, ActorId member) {
    return Key().u64(member.value()).u64(group.value());
}

}  // namespace

std::optional<GroupRow> find_group(const Transaction& transaction, GroupId id) {
    const auto row = present_group(transaction, id);
    return row ? std::optional(parse_group(id, *row)) : std::nullopt;
}

std::optional<GroupId> find_group_by_name(const Transaction& transaction, std::string_view name) {
    const auto found =
        transaction.get(tables::groups_by_name, Key().text(fold_for_comparison(name)));
    if (!found) {
        return std::nullopt;
    }
    ByteView value = *found;
    return GroupId(take_u64(value));
}

std::optional<Sequence> group_revision(const Transaction& transaction, GroupId id) {
    const auto row = present_group(transaction, id);
    return row ? std::optional(row->sequence) : std::nullopt;
}

void walk_groups(const Transaction& transaction,
                 const std::function<bool(GroupId, const GroupRow&)>& visit) {
    walk_rows(transaction, tables::groups, {}, [&](ByteView logical, const ArchiveRow& row) {
        const GroupId id(take_u64(logical));
        return visit(id, parse_group(id, row));
    });
}

void put_group(RowWriter& rows, GroupId id, const GroupRow& row) {
    WriteTransaction& transaction = rows.transaction();
    if (const auto before = find_group(transaction, id)) {
        transaction.erase(tables::groups_by_name, Key().text(fold_for_comparison(before->name)));
    }
    rows.put(tables::groups, Key().u64(id.value()), row.to_json());
    transaction.put(tables::groups_by_name, Key().text(fold_for_comparison(row.name)),
                    Key().u64(id.value()));
}

bool is_member(const Transaction& transaction, GroupId group, ActorId member) {
    return transaction.get(tables::groups_by_member, turned_key_of(group, member)).has_value();
}

std::vector<ActorId> members_of(const Transaction& transaction, GroupId group) {
    std::vector<ActorId> members;
    walk_rows(transaction, tables::memberships, {.prefix = Key().u64(group.value())},
              [&](ByteView logical, const ArchiveRow&) {
                  take_u64(logical);
                  members.emplace_back(take_u64(logical));
                  return true;
              });
    return members;
}

std::vector<GroupId> groups_of(const Transaction& transaction, ActorId member) {
    std::vector<GroupId> groups;
    const Bytes prefix = Key().u64(member.value());
    const auto cursor = transaction.cursor(tables::groups_by_member);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ByteView rest = cursor->key().substr(prefix.size());
        groups.emplace_back(take_u64(rest));
    }
    return groups;
}

void put_membership(RowWriter& rows, GroupId group, ActorId member, const MembershipRow& row) {
    rows.put(tables::memberships, key_of(group, member), row.to_json());
    rows.transaction().put(tables::groups_by_member, turned_key_of(group, member), Bytes());
}

void remove_membership(RowWriter& rows, GroupId group, ActorId member) {
    rows.remove(tables::memberships, key_of(group, member));
    rows.transaction().erase(tables::groups_by_member, turned_key_of(group, member));
}

}  // namespace catalog
}  // namespace kontor
