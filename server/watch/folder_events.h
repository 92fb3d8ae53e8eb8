// FolderEvents: what inotify tells of a watched folder: that something happened, and who writes.
//
// Promises  A bell, not the truth: what lies in a folder is found by looking through it, which
//           happens without any event too. Of a name that was written and not closed since,
//           writers() says so; what it says of others it saw.
// Threads   One, but for ring().
// Errors    None: without inotify (limits, file systems) is_complete() is false, and who asks must
//           look more often.
#pragma once

#include "server/watch/ripeness.h"
#include "storage/base/files.h"

#include <filesystem>
#include <map>
#include <unordered_map>
#include <vector>

namespace kontor {

class FolderEvents {
  public:
    FolderEvents();

    // The folders that are there now, relative to `root` ("" for the root itself); the others are
    // let go. True when one is followed from now on: what came into it before may have been missed.
    bool follow(const std::filesystem::path& root, const std::vector<Bytes>& folders);
    // Every folder is followed, and events of it come.
    bool is_complete() const { return is_complete_; }

    // Takes what has come. True when something has, so that a look through the folder is due.
    bool take();
    Writers writers(const Bytes& path) const;
    void forget(const Bytes& path) { written_.erase(path); }

    // Waits until something has come, ring() was called, or the time is over. What comes close
    // after one another is waited for together.
    void wait(Milliseconds most) const;
    void ring();

  private:
    void take_event(int watch, std::uint32_t mask, ByteView name);

    FileHandle events_;
    FileHandle bell_;
    bool is_complete_ = false;
    std::unordered_map<int, Bytes> folders_;  // by watch descriptor
    std::map<Bytes, Writers> written_;        // by path
};

}  // namespace kontor
