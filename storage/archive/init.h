// init: makes an archive directory and its first Change: root folder, Inbox, settings, the first
// administrator.
#pragma once

#include "storage/archive/key_file.h"
#include "storage/base/clock.h"

#include <filesystem>
#include <string>

namespace kontor {

struct InitOptions {
    std::filesystem::path data;
    std::string admin_name = "admin";
    std::string admin_password;
    std::string zone = "Europe/Berlin";   // IANA name; fixed for the life of the archive
    std::filesystem::path key_file = {};  // empty: beside the directory, <data>.key
    Encryption encryption = Encryption::key_file;
    std::optional<std::string> passphrase = {};  // exactly with Encryption::passphrase
};

// Errors: conflict when the directory holds anything already or the key file exists; unprocessable
// for name, password or zone. A crash leaves a directory without a `format` file, which is no
// archive: remove it and start again.
// The words of the master key, for the recovery sheet; none without encryption.
std::optional<std::string> init_archive(const InitOptions& options, Clock& clock);

}  // namespace kontor
