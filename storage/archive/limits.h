// Limits of people, groups and what they keep for themselves: beyond what a company needs, and
// small enough for every request.
#pragma once

#include <cstddef>

namespace kontor::limits {

// Groups within groups, the outermost counted: who may do what must still be told by a person.
constexpr std::size_t group_depth_max = 8;
constexpr std::size_t groups_max = 10'000;         // all are walked to list them
constexpr std::size_t group_members_max = 10'000;  // of one group, as are these
// that one actor or group is in itself: each is looked up with every request
constexpr std::size_t groups_of_member_max = 100;
// of one folder, to actors and groups: more are better given to a group
constexpr std::size_t grants_of_folder_max = 1'000;
constexpr std::size_t group_name_max_bytes = 100;  // as a person's
constexpr std::size_t name_key_max_bytes = 500;    // of a name as compared: it is part of a key
// of one person: each is asked when they are listed
constexpr std::size_t saved_searches_max = 100;
constexpr std::size_t saved_search_name_max_bytes = 200;
constexpr std::size_t saved_search_query_max_bytes = 4'000;  // as much as is understood

}  // namespace kontor::limits
