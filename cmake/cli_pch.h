// For the files that read a command line: CLI11 alone takes longer to parse than all the rest.
#include "cmake/pch.h"

#include <CLI/CLI.hpp>
