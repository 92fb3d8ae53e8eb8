// Passwords as commands take them: from a file, or from the person at the terminal.
#pragma once

#include "clients/cli/output.h"

#include <string>

namespace kontor {

// The first line of the file: editors end it with a line break that is not part of the password.
// Asked for at the terminal when `file` is empty.
std::string password_from(const std::string& file, const Output& output);
// The same for a new one, which somebody at the terminal types twice; invalid
// (client.passwords_differ) when the two are not the same.
std::string new_password_from(const std::string& file, const Output& output);

}  // namespace kontor
