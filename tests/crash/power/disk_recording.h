// DiskRecording: what a piece of work does to the files below a folder, call by call, seen where
// the program calls the C library; LMDB's own calls too. A call can be made to fail.
//
// Threads  Calls of all threads are put into one order: a call that is recorded runs alone.
// Limits   Memory-mapped writes are not seen; LMDB makes none in the mode we use but to its lock
//          file, which is left out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor::test {

struct DiskCall {
    enum class Kind {
        make_file,
        make_folder,
        write,
        cut,  // to `offset` bytes
        sync,
        sync_folder,
        rename,
        make_link,  // at `path`, to `to`
        remove,
        note,  // the work's own word: `bytes`
    };
    Kind kind = Kind::note;
    std::uint64_t file = 0;  // the inode, when it was there before the recording
    std::string path = {};   // of a name that is made, renamed or removed; of a synced folder
    std::string to = {};     // of a rename, of a link
    std::uint64_t offset = 0;
    std::string bytes = {};
    bool at_once = false;   // a write through O_DSYNC is durable when it returns
    std::string site = {};  // of a sync: the callers' addresses
};

// The `number`-th call from the start, counted from 1, does nothing and fails with `error`; with
// `is_short` a write writes half and says so.
struct DiskFault {
    std::uint64_t number = 0;
    int error = 0;
    bool is_short = false;
};

class DiskRecording {
  public:
    explicit DiskRecording(const std::filesystem::path& folder, const DiskFault& fault = {});
    ~DiskRecording();
    DiskRecording(const DiskRecording&) = delete;
    DiskRecording& operator=(const DiskRecording&) = delete;

    static void note(const std::string& text);
    bool struck() const;  // whether the fault came
    // What came so far; the recording is over.
    std::vector<DiskCall> stop();
};

}  // namespace kontor::test
