#include "clients/cli/holder_option.h"

#include <CLI/CLI.hpp>

namespace kontor {

void HolderOption::add_to_command(CLI::App& command, int how_many) {
    CLI::Option_group* one = command.add_option_group("holder", "a person or a group");
    one->add_option("--user", user, "name or number of a person; me: oneself");
    one->add_option("--group", group, "name or number of a group");
    one->require_option(how_many, 1);
}

void HolderOption::add_to_query(Query& query) const {
    if (user) {
        query.emplace_back("user", *user);
    }
    if (group) {
        query.emplace_back("group", *group);
    }
}

void HolderOption::add_to_body(Json& body) const {
    if (user) {
        body["user"] = *user;
    }
    if (group) {
        body["group"] = *group;
    }
}

std::string HolderOption::number(Api& api) const {
    const std::string path =
        user ? "/users/" + percent_encoded(*user) : "/groups/" + percent_encoded(group.value());
    return shown(api.get(path).at("id"));
}

std::string shown_holder(const Json& holder) {
    return fmt::format("{} {}  {}", shown(holder.value("kind", Json())),
                       shown(holder.value("id", Json())), shown(holder.value("name", Json())));
}

}  // namespace kontor
