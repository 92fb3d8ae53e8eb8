// Where Xapian's exceptions become ours. Private to the room.
#pragma once

#include "storage/base/error.h"

#include <string>

#include <xapian.h>

namespace kontor {

Error index_error(const Xapian::Error& error, const std::string& tried);

}  // namespace kontor
