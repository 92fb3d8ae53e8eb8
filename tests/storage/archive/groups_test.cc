#include "storage/archive/groups.h"

#include "storage/archive/columns.h"
#include "storage/archive/folders.h"
#include "storage/archive/grants.h"
#include "storage/archive/limits.h"
#include "storage/archive/people.h"
#include "storage/audit/audit_log.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class GroupsTest : public ::testing::Test {
  protected:
    ActorId add_person(const std::string& name, bool is_administrator = false) {
        return people_.add(admin_caller, {name, "correct horse", is_administrator});
    }
    Role role(ActorId actor, FolderId folder) {
        return role_in(archive_.store().snapshot().rows(), actor, folder);
    }
    void set_active(ActorId id, bool is_active) {
        people_.patch(admin_caller, id, {},
                      {.name = {}, .is_active = is_active, .is_administrator = {}});
    }
    void set_active(GroupId id, bool is_active) {
        groups_.patch(admin_caller, id, {}, {.name = {}, .is_active = is_active});
    }

    TestArchive archive_;
    People people_{archive_.store()};
    Groups groups_{archive_.store()};
    Grants grants_{archive_.store()};
    Folders folders_{archive_.store()};
};

TEST_F(GroupsTest, a_grant_to_a_group_is_one_to_its_members_and_to_theirs) {
    const ActorId anna = add_person("anna");
    const GroupId inner = groups_.add(admin_caller, "Buchhaltung");
    const GroupId outer = groups_.add(admin_caller, "Verwaltung");
    groups_.add_member(admin_caller, inner, anna);
    groups_.add_member(admin_caller, outer, as_holder(inner));
    EXPECT_EQ(role(anna, inbox_folder), Role::none);
    grants_.set(admin_caller, root_folder, as_holder(outer), Role::read);
    EXPECT_EQ(role(anna, inbox_folder), Role::read);
    grants_.set(admin_caller, inbox_folder, anna, Role::list);
    EXPECT_EQ(role(anna, inbox_folder), Role::read) << "the highest counts";
    groups_.remove_member(admin_caller, outer, as_holder(inner));
    EXPECT_EQ(role(anna, inbox_folder), Role::list);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(GroupsTest, who_or_what_is_not_active_hands_on_nothing) {
    const ActorId anna = add_person("anna");
    const GroupId group = groups_.add(admin_caller, "Buchhaltung");
    groups_.add_member(admin_caller, group, anna);
    grants_.set(admin_caller, root_folder, as_holder(group), Role::edit);
    const NewSession session = people_.log_in(anna);
    set_active(group, false);
    EXPECT_EQ(role(anna, root_folder), Role::none);
    set_active(group, true);
    EXPECT_EQ(role(anna, root_folder), Role::edit);
    set_active(anna, false);
    EXPECT_EQ(role(anna, root_folder), Role::none);
    set_active(anna, true);
    EXPECT_FALSE(people_.find_session(session.token)) << "sessions do not come back";
}

TEST_F(GroupsTest, no_group_is_in_itself_and_no_chain_is_too_long) {
    std::vector<GroupId> chain;
    for (std::size_t i = 0; i <= limits::group_depth_max; ++i) {
        chain.push_back(groups_.add(admin_caller, "g" + std::to_string(i)));
    }
    const auto nest = [&](GroupId outer, GroupId inner) {
        return reason_of([&] { groups_.add_member(admin_caller, outer, as_holder(inner)); });
    };
    EXPECT_EQ(nest(chain[0], chain[0]), "group.into_itself");
    // From both ends, so that the last link joins two long chains.
    for (std::size_t i = 0; i + 2 < chain.size(); ++i) {
        ASSERT_EQ(i == 3 ? "no error" : nest(chain[i], chain[i + 1]), "no error");
    }
    EXPECT_EQ(nest(chain[3], chain[4]), "no error");
    EXPECT_EQ(nest(chain[4], chain[0]), "group.into_itself");
    EXPECT_EQ(nest(chain[limits::group_depth_max - 1], chain.back()), "group.depth");
    EXPECT_EQ(nest(chain.back(), chain[0]), "group.depth");
    EXPECT_EQ(nest(chain[3], chain[4]), "group.is_member");
    EXPECT_EQ(nest(chain[1], chain.back()), "no error");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(GroupsTest, people_and_groups_share_one_row_of_numbers) {
    const ActorId anna = add_person("anna");
    const GroupId group = groups_.add(admin_caller, "anna");
    const ActorId berta = add_person("berta");
    EXPECT_EQ(group.value(), anna.value() + 1);
    EXPECT_EQ(berta.value(), group.value() + 1);
    EXPECT_EQ(reason_of([&] { add_person("ANNA"); }), "person.exists");
    EXPECT_EQ(reason_of([&] { groups_.add(admin_caller, "Anna"); }), "group.exists");
    EXPECT_EQ(reason_of([&] { groups_.add(admin_caller, "77"); }), "person.name");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(GroupsTest, a_removed_member_or_grant_that_is_not_there_is_told) {
    const ActorId anna = add_person("anna");
    const GroupId group = groups_.add(admin_caller, "Buchhaltung");
    EXPECT_EQ(reason_of([&] { groups_.remove_member(admin_caller, group, anna); }),
              "group.not_member");
    EXPECT_EQ(reason_of([&] { groups_.add_member(admin_caller, group, ActorId(99)); }),
              "person.not_found");
    EXPECT_EQ(reason_of([&] { groups_.add_member(admin_caller, GroupId(anna.value()), anna); }),
              "group.not_found");
    EXPECT_EQ(reason_of([&] { grants_.remove(admin_caller, inbox_folder, anna); }),
              "grant.not_found");
    EXPECT_EQ(reason_of([&] { grants_.set(admin_caller, FolderId(99), anna, Role::read); }),
              "folder.not_found");
    EXPECT_EQ(reason_of([&] { grants_.set(admin_caller, inbox_folder, anna, Role::none); }),
              "grant.none");
}

TEST_F(GroupsTest, who_manages_a_folder_grants_in_it_and_nowhere_else) {
    const ActorId anna = add_person("anna");
    const ActorId berta = add_person("berta");
    const Caller by_anna{anna, "test"};
    const FolderId secret = folders_.add(admin_caller, root_folder, "Geheim", true);
    const FolderId known = folders_.add(admin_caller, root_folder, "Bekannt", false);
    grants_.set(admin_caller, inbox_folder, anna, Role::manage);
    grants_.set(admin_caller, known, anna, Role::file);
    grants_.set(by_anna, inbox_folder, berta, Role::read);
    EXPECT_EQ(role(berta, inbox_folder), Role::read);
    EXPECT_EQ(reason_of([&] { grants_.set(by_anna, known, berta, Role::read); }),
              "access.forbidden");
    EXPECT_EQ(reason_of([&] { grants_.set(by_anna, secret, berta, Role::read); }),
              "folder.not_found");
    EXPECT_EQ(reason_of([&] { grants_.remove(by_anna, secret, admin); }), "folder.not_found");
    EXPECT_EQ(reason_of([&] { groups_.add(by_anna, "x"); }), "access.administrator");
    EXPECT_EQ(reason_of([&] {
                  people_.add(by_anna, {"x", "correct horse"});
              }),
              "access.administrator");
    const Snapshot now = archive_.store().snapshot();
    EXPECT_EQ(Grants::all(now.rows(), anna).size(), 2U) << "of Inbox: her own and Berta's";
    EXPECT_EQ(reason_of([&] { Grants::all(now.rows(), berta); }), "access.people");
    EXPECT_EQ(reason_of([&] { Groups::all(now.rows(), berta); }), "access.people");
    EXPECT_EQ(reason_of([&] { People::get(now.rows(), berta, ActorId(99)); }), "access.people");
}

TEST_F(GroupsTest, an_administrator_grants_without_a_role_and_sees_no_paper) {
    const ActorId anna = add_person("anna", true);
    const FolderId secret = folders_.add(admin_caller, root_folder, "Geheim", true);
    EXPECT_EQ(role(anna, secret), Role::none);
    grants_.set({anna, "test"}, secret, anna, Role::read);
    EXPECT_EQ(role(anna, secret), Role::read);
    set_active(admin, false);
    EXPECT_EQ(reason_of([&] {
                  people_.patch({anna, "test"}, anna, {},
                                {.name = {}, .is_active = false, .is_administrator = {}});
              }),
              "person.last_administrator");
    EXPECT_EQ(reason_of([&] {
                  people_.patch({anna, "test"}, anna, {},
                                {.name = {}, .is_active = {}, .is_administrator = false});
              }),
              "person.last_administrator");
}

TEST_F(GroupsTest, each_change_of_people_is_an_entry_and_renews_what_is_remembered_of_rights) {
    const auto entries = [&] { return audit::size(archive_.store().snapshot().rows()); };
    std::uint64_t size = entries();
    std::uint64_t version = archive_.store().columns().version();
    const auto expect_news = [&](const std::string& what) {
        EXPECT_EQ(entries(), size + 1) << what;
        EXPECT_GT(archive_.store().columns().version(), version) << what;
        size = entries();
        version = archive_.store().columns().version();
    };
    const ActorId anna = add_person("anna");
    expect_news("person added");
    const GroupId group = groups_.add(admin_caller, "Buchhaltung");
    expect_news("group added");
    groups_.add_member(admin_caller, group, anna);
    expect_news("member added");
    grants_.set(admin_caller, inbox_folder, as_holder(group), Role::read);
    expect_news("grant set");
    grants_.remove(admin_caller, inbox_folder, as_holder(group));
    expect_news("grant removed");
    set_active(group, false);
    expect_news("group changed");
    set_active(anna, false);
    expect_news("person changed");
    groups_.remove_member(admin_caller, group, anna);
    expect_news("member removed");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(GroupsTest, names_of_people_and_groups_are_in_no_entry) {
    const ActorId anna = add_person("annabella");
    const GroupId group = groups_.add(admin_caller, "Buchhaltung");
    groups_.add_member(admin_caller, group, anna);
    const Snapshot now = archive_.store().snapshot();
    for (std::uint64_t i = 0; i < audit::size(now.rows()); ++i) {
        const Bytes entry = audit::find_entry(now.rows(), Sequence{i}).value();
        EXPECT_EQ(entry.find("annabella"), std::string::npos);
        EXPECT_EQ(entry.find("Buchhaltung"), std::string::npos);
    }
}

}  // namespace
}  // namespace kontor::test
