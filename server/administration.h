// The administrator's commands over an archive: the same work, done by the running server when
// there is one, and by the command itself when there is none.
#pragma once

#include "indexer/pipeline/indexing.h"
#include "server/admin/admin_socket.h"
#include "storage/archive/store.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace kontor {

using RebuildIndex =
    std::function<void(const std::function<void(const Indexing::Progress&)>& progress)>;

// What each command does with an open archive; the server offers these on its socket.
std::map<std::string, AdminCommand> administration(Store& store, RebuildIndex rebuild);

// Runs `command` on the archive in `data`, printing what it says; the exit code.
int administer(const std::filesystem::path& data,
               const std::string& command,
               const Json& arguments);

// The first line of the file: editors end it with a line break that is not part of the password.
std::string read_password(const std::string& path);

}  // namespace kontor
