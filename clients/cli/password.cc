#include "clients/cli/password.h"

#include "clients/cli/prompt.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"

namespace kontor {

std::string password_from(const std::string& file, const Output& output) {
    if (file.empty()) {
        return ask(std::string(output.word("Passwort: ", "Password: ")), Echo::off);
    }
    std::string password = read_file(file, limits::password_max_bytes + 2);
    while (password.ends_with('\n') || password.ends_with('\r')) {
        password.pop_back();
    }
    return password;
}

std::string new_password_from(const std::string& file, const Output& output) {
    if (!file.empty()) {
        return password_from(file, output);
    }
    const std::string once =
        ask(std::string(output.word("Neues Passwort: ", "New password: ")), Echo::off);
    const std::string again =
        ask(std::string(output.word("Noch einmal: ", "Once more: ")), Echo::off);
    if (once != again) {
        throw Error(ErrorCode::invalid, "take a new password",
                    Reason{"client.passwords_differ", {}, ""});
    }
    return once;
}

}  // namespace kontor
