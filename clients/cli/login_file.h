// LoginFile: the one login a person has, kept between calls of the program.
//
// On disk   ${XDG_CONFIG_HOME:-~/.config}/kontor/session.json, mode 0600 in a folder of 0700:
//           {"url","user","token","expires","fingerprint"}; fingerprint is "" or hexadecimal.
// Errors    invalid (client.login_file) for a file that is not ours; system errors name the path.
#pragma once

#include "clients/cli/server_url.h"
#include "storage/base/bytes.h"

#include <filesystem>
#include <optional>
#include <string>

namespace kontor {

struct Login {
    ServerUrl server;
    std::string user;
    std::string token;
    std::string expires;               // as the server said it
    std::optional<Bytes> fingerprint;  // that the server's certificate must have
};

std::filesystem::path login_file();
std::optional<Login> load_login();
void store_login(const Login& login);
void forget_login();  // nothing to forget is no error

// What a call uses: KONTOR_URL and KONTOR_TOKEN take the place of what is stored, one by one; but a
// stored token goes to the server it came from only. `fingerprint` is that of the command line.
struct Access {
    ServerUrl server;
    std::string token;  // empty: not logged in
    std::optional<Bytes> fingerprint;
    bool is_stored = false;  // the token is the one of the file
};
// Errors: invalid (client.no_server) when no server is known; client.token_form.
Access find_access(const std::optional<Bytes>& fingerprint);

// The value of a variable; empty when it is not set.
std::string environment_variable(const char* name);

}  // namespace kontor
