// Caller: who asks, and under which request; goes with every verb of the archive.
#pragma once

#include "storage/base/ids.h"

#include <string>

namespace kontor {

struct Caller {
    ActorId actor;
    std::string request;  // id of the request or of the watched offer; empty: none
};

}  // namespace kontor
