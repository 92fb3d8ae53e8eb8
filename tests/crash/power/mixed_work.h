// MixedWork: a small archive's day, told to the DiskRecording deed by deed; and whether a folder
// holds all of it that was acknowledged.
#pragma once

#include "storage/base/clock.h"
#include "tests/crash/power/disk_recording.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace kontor::test {

// Makes the archive `data` with its key in `key_file`, or beside it; notes it as acknowledged.
void make_archive(const std::filesystem::path& data,
                  const std::filesystem::path& key_file,
                  Clock& clock);
// Opens `data` and takes papers in, changes, bins and restores them, reads them, signs the log;
// from `threads` threads. A deed that fails is left at that; the rest is tried.
void do_mixed_work(const std::filesystem::path& data, Clock& clock, unsigned threads);

// Opens `data`, takes papers in and destroys one, purges, takes in and destroys again, purges
// again.
void do_purges(const std::filesystem::path& data, Clock& clock);

// Opens `data` and takes papers in, each a volume; seals them and moves one to a folder beside
// `data`, on to another and back.
void do_moves(const std::filesystem::path& data, Clock& clock);
// As do_moves(), but writes volumes anew: a sealed one and one of which a paper was destroyed.
void do_rewrites(const std::filesystem::path& data, Clock& clock);

// What the notes up to a moment say: a value that was acknowledged must be there; one that was
// begun after it may be there instead.
class Acknowledged {
  public:
    void hear(const DiskCall& call);
    // What of it does not hold in the archive `data`, and what its check finds; empty is well.
    std::vector<std::string> missing(const std::filesystem::path& data, Clock& clock) const;
    std::size_t count() const { return values_.size(); }

  private:
    struct Value {
        std::string done;
        std::vector<std::string> begun;
    };
    std::map<std::string, Value> values_;
};

}  // namespace kontor::test
