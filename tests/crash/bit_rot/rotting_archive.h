// RottingArchive: a small archive with something of everything, in which a test damages files as
// they lie, and asks `kontord check` as its users do.
#pragma once

#include "tests/crash/bit_rot/lmdb_oracle.h"
#include "tests/support/archive/test_archive.h"

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace kontor::test {

struct CheckRun {
    int exit_code = -1;  // -1: a signal ended it
    std::string said;
};

class RottingArchive {
  public:
    explicit RottingArchive(Encryption encryption);

    // Files of catalog/, blobs/ and keys/, by their path in the archive.
    struct File {
        std::filesystem::path path;
        std::string bytes;  // as they should be
        bool lmdb = false;
        bool lock = false;    // LMDB's table of readers: written anew by who opens the file first
        FreePages free = {};  // of an LMDB file
        std::string content = {};  // see lmdb_content()
    };
    const std::map<std::string, File>& files() const { return files_; }

    CheckRun check() const;
    void write(const File& file, const std::string& bytes) const;
    std::string read(const File& file) const;

  private:
    void fill();
    void find_files();

    TestArchive archive_;
    std::map<std::string, File> files_;
};

}  // namespace kontor::test
