// The recovery sheet: what a person writes down or prints, and locks away.
#pragma once

#include <string>
#include <vector>

namespace kontor {

// Lines of text: the words of the master key, numbered, and what they are for.
std::vector<std::string> recovery_sheet(const std::string& words);

}  // namespace kontor
