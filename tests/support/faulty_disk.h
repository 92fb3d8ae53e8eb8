// FaultyDisk: one file whose disk fails as a test says, and what a power cut would leave of it.
//
// A program that links this has its own pwrite, writev, fdatasync and ftruncate; calls for the file
// come here, also those of libraries. The file itself is what the system's page cache shows. Beside
// it stands what is certainly on the disk: what was written with O_DSYNC, or before a sync that
// came about. After a failed sync the pages count as clean, as in Linux: they never reach the disk
// unless they are written anew.
//
// Threads   One at a time.
#pragma once

#include "storage/base/bytes.h"

#include <filesystem>
#include <functional>
#include <random>
#include <vector>

#include <sys/types.h>

namespace kontor::test {

enum class DiskCall { write, synced_write, sync };

struct DiskFault {
    int error_number = 0;  // 0: the call comes about
    enum class Effect {
        none,
        cached,   // the page cache shows it
        on_disk,  // and the disk has it; of a sync: some of what waited
        half,     // the first half is written, and that is what the call answers
    } effect = Effect::none;
};

class FaultyDisk {
  public:
    explicit FaultyDisk(const std::filesystem::path& file);
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    // Asked before each call; empty: the disk is whole.
    void set_plan(std::function<DiskFault(DiskCall)> plan) { plan_ = std::move(plan); }
    // The file after a power cut now; any part of what waits for a sync may be there.
    Bytes after_power_cut(std::mt19937_64& random) const;

    // For the calls of the program.
    ssize_t write(int descriptor, ByteView bytes, off_t at);
    int sync(int descriptor);
    int resize(off_t size);
    static FaultyDisk* of(int descriptor);

  private:
    struct Written {
        std::size_t at;
        Bytes bytes;
    };
    DiskFault next(DiskCall call) const { return plan_ ? plan_(call) : DiskFault{}; }
    static void apply(Bytes& disk, const Written& written);

    std::pair<dev_t, ino_t> file_;
    std::function<DiskFault(DiskCall)> plan_;
    Bytes disk_;
    std::vector<Written> waiting_;
};

}  // namespace kontor::test
