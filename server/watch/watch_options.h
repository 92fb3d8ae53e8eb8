// WatchOptions: one watched folder as its keeper needs it.
#pragma once

#include "server/watch/ripeness.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor {

struct WatchOptions {
    std::filesystem::path path;    // absolute
    std::string folder = "Inbox";  // of the filing plan, by id or path
    std::vector<std::string> tags;
    bool keeps_taken = false;  // move files that were taken into `done`, instead of deleting them
    RipenessRule ripeness;
    bool recursive = true;
    std::filesystem::path done;
    std::filesystem::path failed;
    std::chrono::days keep{14};  // of files in `done`
    std::uint64_t file_max_bytes = 0;

    std::string source() const;  // its name in the ledger: "watch:<path>"
};

}  // namespace kontor
