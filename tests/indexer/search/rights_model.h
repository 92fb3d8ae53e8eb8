// RightsModel: the rules of who may see what, as short as they can be said: plain recursion over
// maps, nothing remembered.
#pragma once

#include "storage/access/role.h"
#include "storage/catalog/document_row.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

namespace kontor::test {

struct RightsModel {
    using Number = std::uint64_t;
    struct Group {
        bool is_active = true;
        std::set<Number> members;
    };
    struct Folder {
        Number parent = 0;
        bool is_private = false;
        std::map<Number, Role> grants;  // by holder
    };
    struct Paper {
        Number folder = 0;
        Lifecycle lifecycle = Lifecycle::active;
    };

    std::map<Number, bool> people;  // whether they are active
    std::map<Number, Group> groups;
    std::map<Number, Folder> folders;
    std::map<Number, Paper> papers;

    bool holds(Number person, Number holder) const {
        if (person == holder) {
            return true;
        }
        const auto group = groups.find(holder);
        return group != groups.end() && group->second.is_active &&
               std::ranges::any_of(group->second.members,
                                   [&](Number member) { return holds(person, member); });
    }
    Role role(Number person, Number folder) const {
        Role role = Role::none;
        if (folder == 0 || !people.at(person)) {
            return role;
        }
        const Folder& at = folders.at(folder);
        for (const auto& [holder, granted] : at.grants) {
            role = holds(person, holder) ? std::max(role, granted) : role;
        }
        return at.is_private ? role : std::max(role, this->role(person, at.parent));
    }
    bool reads(Number person, const Paper& paper) const {
        return role(person, paper.folder) >=
               (paper.lifecycle == Lifecycle::restricted ? Role::manage : Role::read);
    }
    bool lists(Number person, const Paper& paper) const {
        return paper.lifecycle == Lifecycle::restricted ? reads(person, paper)
                                                        : role(person, paper.folder) >= Role::list;
    }

    bool is_within(Number inner, Number outer) const {  // whether they are active or not
        return inner == outer || (groups.contains(outer) &&
                                  std::ranges::any_of(groups.at(outer).members, [&](Number member) {
                                      return is_within(inner, member);
                                  }));
    }
    std::size_t depth(Number group) const {  // of groups in it, itself counted
        std::size_t deepest = 0;
        for (const Number member : groups.at(group).members) {
            deepest = std::max(deepest, groups.contains(member) ? depth(member) : 0);
        }
        return deepest + 1;
    }
    std::size_t deepest() const {
        std::size_t most = 0;
        for (const auto& [group, row] : groups) {
            most = std::max(most, depth(group));
        }
        return most;
    }
    bool is_empty(Number folder) const {
        const auto lies_in = [&](const auto& paper) { return paper.second.folder == folder; };
        const auto is_child = [&](const auto& other) { return other.second.parent == folder; };
        return std::ranges::none_of(papers, lies_in) && std::ranges::none_of(folders, is_child);
    }
    bool is_below(Number folder, Number top) const {
        return folder != 0 && (folder == top || is_below(folders.at(folder).parent, top));
    }
};

}  // namespace kontor::test
