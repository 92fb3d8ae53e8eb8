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

// What commands want of the index, by whoever follows the archive with it: see Indexing.
struct IndexOrders {
    std::function<void(const std::function<void(const Indexing::Progress&)>& progress)> rebuild;
    std::function<void()> renew;
};

// What each command does with an open archive; the server offers these on its socket.
std::map<std::string, AdminCommand> administration(Store& store, const IndexOrders& index);

// Which archive a command is about, and what opens it when no server has it open.
struct ArchiveGiven {
    std::string data = "./var";
    std::string key_file;         // empty: <data>.key
    std::string passphrase_file;  // empty: none is needed
};

// Runs `command` on the archive, printing what it says; the exit code.
int administer(const ArchiveGiven& archive, const std::string& command, const Json& arguments);

// For Store::open().
StoreOptions store_options(const std::filesystem::path& key_file,
                           const std::filesystem::path& passphrase_file);

// The first line of the file: editors end it with a line break that is not part of the password.
std::string read_password(const std::string& path);

}  // namespace kontor
