// Paging: the options of commands that list. For people all pages are printed; with --json one page
// is, whose "next" is the --cursor of the one behind it.
#pragma once

#include "clients/cli/server_url.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kontor {

struct Paging {
    std::optional<std::uint64_t> limit;
    std::optional<std::string> cursor;

    void add_to(Query& query) const {
        if (limit) {
            query.emplace_back("limit", std::to_string(*limit));
        }
        if (cursor) {
            query.emplace_back("cursor", *cursor);
        }
    }
};

}  // namespace kontor
