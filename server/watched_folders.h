// Which folders a server watches, as the configuration says it.
#pragma once

#include "config/config.h"
#include "server/watch/watch_options.h"

#include <vector>

namespace kontor {

// With none configured: the folder beside the archive whose name ends in "-drop", which is made
// when it is not there. A configured one that is missing is not made: it may be a disk that is not
// mounted yet.
std::vector<WatchOptions> watched_folders(const Config& config);

}  // namespace kontor
