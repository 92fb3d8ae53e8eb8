// SealedVolumes: what is done with the volumes of papers once they are full: sealed, entered in the
// log by the SHA-256 of their files, moved to other media, verified there, and written anew.
//
// Promises  The log says of each sealed volume which file it is: `sha256sum` on any medium proves
//           it, without key and program of ours. A volume that is moved is copied, judged by that
//           digest, and only then read at its new place.
// On disk   Settings "volume.N": {"sha256", "bytes", "place"}, empty while it has to be taken
// again;
//           what counts of a moved one's place is the link in blobs/, and settle() enters it.
// Threads   Any. Waits for a purge.
// Errors    not_found volume.not_found; conflict volume.not_sealed, volume.elsewhere,
//           volume.unpurged (its free pages may hold what was taken out); busy volume.absent;
//           corrupt volume.changed; no_space; io.
// Why       A file of the archive is evidence by itself only when the log names it.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

class SealedVolumes {
  public:
    explicit SealedVolumes(Store& store) : store_(store) {}

    struct Listed {
        VolumeStore::Place place;
        std::string sha256;  // of the file, in hex; empty: not entered in the log
    };
    std::vector<Listed> list() const;

    // Seals what is full, and enters each sealed volume that is not entered. `is_over`: asked while
    // a file is read, for that may take minutes; then Error busy, and the next call does it.
    void settle(const std::function<bool()>& is_over = [] { return false; });
    // Reads the file and compares its digest.
    void verify(std::uint32_t volume) const;
    void move(const Caller& caller, std::uint32_t volume, const std::filesystem::path& folder);
    // Without what nothing refers to any more; any volume.
    void rewrite(const Caller& caller, std::uint32_t volume);

    // As rewrite(), by a purge.
    void write_anew(std::uint32_t volume);
    // Error conflict volume.elsewhere: the file cannot be written anew where it lies.
    static void require_at_home(const Store& store, std::uint32_t volume);
    // All of them, in the Change of a restore, whose files are others.
    static void forget_all(Change& change);

  private:
    void enter(std::uint32_t volume, const std::function<bool()>& is_over);
    void enter_place(const Caller& caller, std::uint32_t volume);
    void forget(std::uint32_t volume);  // before its file changes

    Store& store_;
};

}  // namespace kontor
