// Random worlds of people, groups, folders, private marks, grants and papers: after each change the
// archive and the search say of everybody what a model of the rules says.
//
// KONTOR_SEED takes the place of the fixed seeds, KONTOR_TESTS_LEVEL=all makes more worlds.
#include "indexer/search/permitted_papers.h"
#include "storage/archive/folders.h"
#include "storage/archive/grants.h"
#include "storage/archive/groups.h"
#include "storage/archive/limits.h"
#include "storage/archive/people.h"
#include "storage/base/log.h"
#include "storage/catalog/catalog.h"
#include "tests/indexer/search/rights_model.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Number = RightsModel::Number;

class World {
  public:
    explicit World(std::uint64_t seed) : random_(seed) {
        model_.people[admin.value()] = true;
        model_.folders[root_folder.value()].grants[admin.value()] = Role::manage;
        model_.folders[inbox_folder.value()].parent = root_folder.value();
    }

    void change();
    void compare();
    void reopen() { archive_.reopen(); }
    TestArchive& archive() { return archive_; }

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool is(unsigned percent) { return below(100) < percent; }
    template <typename Map>
    Number any(const Map& map) {
        return std::next(map.begin(), static_cast<std::ptrdiff_t>(below(map.size())))->first;
    }
    // Never the administrator, who must be able to go on.
    Number any_holder() {
        while (true) {
            const Number holder =
                is(50) && !model_.groups.empty() ? any(model_.groups) : any(model_.people);
            if (holder != admin.value() || model_.people.size() + model_.groups.size() == 1) {
                return holder;
            }
        }
    }
    std::string fresh_name() { return "n" + std::to_string(++names_); }
    Store& store() { return archive_.store(); }
    void expect_refused(const std::string& code, const std::function<void()>& work) {
        EXPECT_EQ(reason_of(work), code);
    }

    void add_person();
    void add_group();
    void add_member();
    void remove_member();
    void set_grant();
    void remove_grant();
    void add_folder();
    void change_folder();
    void remove_folder();
    void change_person();
    void change_group();
    void add_paper();
    void change_paper();
    void compare_person(const Transaction& rows, const PermittedCache& cache, Number person);
    void compare_ways(const Transaction& rows, Number person, Number folder);

    TestArchive archive_{Encryption::none};
    // It outlives changes, as a server's does, but not a restart.
    std::unique_ptr<PermittedCache> cache_;
    Store* cached_ = nullptr;
    RightsModel model_;
    std::mt19937_64 random_;
    int names_ = 0;
};

void World::add_person() {
    if (model_.people.size() < 7) {
        const Number folder = any(model_.folders);
        const Role role = static_cast<Role>(1 + below(6));
        const ActorId id =
            archive_.person(fresh_name(), FolderId(folder), std::string(name_of(role)));
        model_.people[id.value()] = true;
        model_.folders[folder].grants[id.value()] = role;
    }
}

void World::add_group() {
    if (model_.groups.size() < 12) {
        model_.groups[Groups(store()).add(admin_caller, fresh_name()).value()];
    }
}

void World::add_member() {
    if (model_.groups.empty()) {
        return;
    }
    const Number group = any(model_.groups);
    const Number member = any_holder();
    const auto add = [&] {
        Groups(store()).add_member(admin_caller, GroupId(group), ActorId(member));
    };
    auto& members = model_.groups[group].members;
    if (members.contains(member)) {
        return expect_refused("group.is_member", add);
    }
    if (model_.is_within(group, member)) {
        return expect_refused("group.into_itself", add);
    }
    members.insert(member);
    if (model_.deepest() > limits::group_depth_max) {
        members.erase(member);
        return expect_refused("group.depth", add);
    }
    add();
}

void World::remove_member() {
    if (model_.groups.empty()) {
        return;
    }
    const Number group = any(model_.groups);
    auto& members = model_.groups[group].members;
    if (!members.empty()) {
        const Number member =
            *std::next(members.begin(), static_cast<std::ptrdiff_t>(below(members.size())));
        members.erase(member);
        Groups(store()).remove_member(admin_caller, GroupId(group), ActorId(member));
    }
}

void World::set_grant() {
    const Number folder = any(model_.folders);
    const Number holder = any_holder();
    if (holder != admin.value()) {
        const Role role = static_cast<Role>(1 + below(6));
        Grants(store()).set(admin_caller, FolderId(folder), ActorId(holder), role);
        model_.folders[folder].grants[holder] = role;
    }
}

void World::remove_grant() {
    const Number folder = any(model_.folders);
    const Number holder = any_holder();
    const auto remove = [&] {
        Grants(store()).remove(admin_caller, FolderId(folder), ActorId(holder));
    };
    if (holder == admin.value()) {
        return;
    }
    if (model_.folders[folder].grants.erase(holder) == 0) {
        return expect_refused("grant.not_found", remove);
    }
    remove();
}

void World::add_folder() {
    if (model_.folders.size() < 12) {
        const Number parent = any(model_.folders);
        const bool is_private = is(25);
        const FolderId id =
            Folders(store()).add(admin_caller, FolderId(parent), fresh_name(), is_private);
        RightsModel::Folder& folder = model_.folders[id.value()];
        folder = {.parent = parent, .is_private = is_private, .grants = {}};
        if (is_private) {
            folder.grants[admin.value()] = Role::manage;
        }
    }
}

void World::change_folder() {
    const Number id = any(model_.folders);
    RightsModel::Folder& folder = model_.folders[id];
    const bool moves = is(50) && id != inbox_folder.value();  // papers without a folder go there
    const Number parent = moves ? any(model_.folders) : folder.parent;
    const bool is_private = moves ? folder.is_private : is(50);
    const Sequence revision = Folders::get(store().snapshot().rows(), admin, FolderId(id)).revision;
    const auto patch = [&] {
        Folders(store()).patch(admin_caller, FolderId(id), revision, {}, FolderId(parent),
                               is_private);
    };
    if (id == root_folder.value()) {
        return;
    }
    if (moves && parent != folder.parent && model_.is_below(parent, id)) {
        return expect_refused("folder.into_itself", patch);
    }
    patch();
    if (is_private && !folder.is_private) {
        folder.grants[admin.value()] = Role::manage;
    }
    folder.parent = parent;
    folder.is_private = is_private;
}

void World::remove_folder() {
    const Number id = any(model_.folders);
    if (id > inbox_folder.value()) {
        const auto remove = [&] { Folders(store()).remove(admin_caller, FolderId(id)); };
        if (!model_.is_empty(id)) {
            return expect_refused("folder.not_empty", remove);
        }
        remove();
        model_.folders.erase(id);
    }
}

void World::change_person() {
    const Number id = any(model_.people);
    if (id != admin.value()) {
        bool& is_active = model_.people[id];
        is_active = !is_active;
        People(store()).patch(
            admin_caller, ActorId(id), {},
            {.name = fresh_name(), .is_active = is_active, .is_administrator = is(20)});
    }
}

void World::change_group() {
    if (!model_.groups.empty()) {
        const Number id = any(model_.groups);
        bool& is_active = model_.groups[id].is_active;
        is_active = !is_active;
        Groups(store()).patch(admin_caller, GroupId(id), {},
                              {.name = fresh_name(), .is_active = is_active});
    }
}

void World::add_paper() {
    const Number folder = any(model_.folders);
    MemorySource source("paper");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "paper.txt";
    request.folder = FolderId(folder);
    request.duplicates = Duplicates::allow;
    const DocumentId id = Intake(store()).take_in(source, request).document;
    model_.papers[id.value()] = {.folder = folder, .lifecycle = Lifecycle::active};
}

// A move, the trash, or a restriction.
void World::change_paper() {
    if (model_.papers.empty()) {
        return;
    }
    const Number id = any(model_.papers);
    RightsModel::Paper& paper = model_.papers[id];
    if (is(50)) {
        paper.folder = any(model_.folders);
    } else {
        constexpr std::array states{Lifecycle::active, Lifecycle::trashed, Lifecycle::restricted};
        paper.lifecycle = states.at(below(states.size()));
    }
    store().change({admin, "test.paper", "", ""}, [&](Change& change) {
        DocumentRow row = catalog::get_document(change.rows(), DocumentId(id));
        row.folder = FolderId(paper.folder);
        row.lifecycle = paper.lifecycle;
        catalog::put_document(change.write(), DocumentId(id), row);
        change.touched(DocumentId(id), row);
    });
}

void World::change() {
    constexpr std::array changes{
        &World::add_person,    &World::add_group,     &World::add_member,   &World::add_member,
        &World::add_member,    &World::remove_member, &World::set_grant,    &World::set_grant,
        &World::remove_grant,  &World::add_folder,    &World::add_folder,   &World::change_folder,
        &World::change_folder, &World::remove_folder, &World::change_group, &World::change_person,
        &World::add_paper,     &World::change_paper,
    };
    (this->*changes.at(below(changes.size())))();
}

// One of them gives the role, and each leads from membership to membership to the grant it names.
void World::compare_ways(const Transaction& rows, Number person, Number folder) {
    const auto ways = ways_to_role(rows, ActorId(person), FolderId(folder));
    EXPECT_EQ(ways.empty() ? Role::none : ways.front().role, model_.role(person, folder));
    for (const RoleWay& way : ways) {
        EXPECT_EQ(model_.folders.at(way.folder.value()).grants.at(way.holder.value()), way.role);
        Number member = person;
        for (const GroupId group : way.groups) {
            EXPECT_TRUE(model_.groups.at(group.value()).members.contains(member));
            member = group.value();
        }
        EXPECT_EQ(member, way.holder.value());
    }
}

void World::compare_person(const Transaction& rows, const PermittedCache& cache, Number person) {
    Rights rights(rows, ActorId(person));
    for (const auto& [folder, row] : model_.folders) {
        const Role role = model_.role(person, folder);
        ASSERT_EQ(role_in(rows, ActorId(person), FolderId(folder)), role)
            << "person " << person << ", folder " << folder;
        ASSERT_EQ(rights.in(FolderId(folder)), role);
        compare_ways(rows, person, folder);
    }
    const auto papers = cache.of(ActorId(person));
    for (const auto& [id, paper] : model_.papers) {
        const std::string what = fmt::format("person {}, paper {}", person, id);
        const bool reads = model_.reads(person, paper);
        const bool is_active = paper.lifecycle == Lifecycle::active;
        const bool lists_only = model_.lists(person, paper) && !reads;
        ASSERT_EQ(may_read(rows, ActorId(person), catalog::get_document(rows, DocumentId(id))),
                  reads)
            << what;
        ASSERT_EQ(papers->read.contains(DocumentId(id)), reads && is_active) << what;
        ASSERT_EQ(papers->list.contains(DocumentId(id)), lists_only && is_active) << what;
        ASSERT_EQ(papers->read_in_any_state.contains(DocumentId(id)), reads) << what;
        ASSERT_EQ(papers->list_in_any_state.contains(DocumentId(id)), lists_only) << what;
    }
}

void World::compare() {
    if (cached_ != &store()) {
        cached_ = &store();
        cache_ = std::make_unique<PermittedCache>(store());
    }
    const Snapshot now = store().snapshot();
    for (const auto& [person, is_active] : model_.people) {
        compare_person(now.rows(), *cache_, person);
    }
}

TEST(Rights, of_random_worlds_are_those_of_the_model_after_every_change) {
    const char* given = std::getenv("KONTOR_SEED");         // NOLINT(concurrency-mt-unsafe)
    const char* level = std::getenv("KONTOR_TESTS_LEVEL");  // NOLINT(concurrency-mt-unsafe)
    const std::size_t worlds = level != nullptr && std::string_view(level) == "all" ? 100 : 5;
    std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    for (std::size_t i = 0; i < worlds && !testing::Test::HasFailure(); ++i, ++seed) {
        SCOPED_TRACE(fmt::format("KONTOR_SEED={}", seed));
        fmt::print("seed {}\n", seed);
        World world(seed);
        for (int step = 0; step < 120 && !testing::Test::HasFailure(); ++step) {
            SCOPED_TRACE(fmt::format("step {}", step));
            world.change();
            world.compare();
        }
        world.reopen();
        world.compare();
        EXPECT_EQ(world.archive().check(), std::vector<std::string>{});
    }
}

}  // namespace
}  // namespace kontor::test
