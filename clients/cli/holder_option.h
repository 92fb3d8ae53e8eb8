// HolderOption: the options that name a person or a group, one of the two.
#pragma once

#include "clients/cli/api.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace kontor {

struct HolderOption {
    std::optional<std::string> user;
    std::optional<std::string> group;

    // `how_many`: how many of them a line must have: 1, or 0 for at most one.
    void add_to_command(CLI::App& command, int how_many);
    void add_to_query(Query& query) const;
    void add_to_body(Json& body) const;
    // Their number, which the server is asked for.
    std::string number(Api& api) const;
};

// "group 12 Buchhaltung" or "user 7 anna", as the server describes one.
std::string shown_holder(const Json& holder);

}  // namespace kontor
