// Rules: what values may not say together. Private to config.
#pragma once

#include "config/config.h"
#include "config/toml_text.h"

#include <map>
#include <string>
#include <vector>

namespace kontor::config_internal {

struct GivenAt {
    Place place;
    bool taken = true;  // false: given, and refused; the default stands instead
};
// Where each value was given, by its pointer ("/server/listen", "/watch/0/path"); a default is not
// in here.
using Places = std::map<std::string, GivenAt>;

// Adds a problem for each contradiction among values that were not refused by themselves. Touches
// no disk: folders are compared by name.
void judge(const Config& config, const Places& places, std::vector<Problem>& problems);

}  // namespace kontor::config_internal
