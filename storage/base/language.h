// The language of people at a terminal: LC_ALL, LC_MESSAGES or LANG, the first that is set (POSIX
// XBD 8.2): German for "de…", else English. Before threads start.
#pragma once

#include "storage/base/messages.h"

namespace kontor {

Language language_of_environment();

}  // namespace kontor
