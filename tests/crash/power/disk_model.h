// DiskModel: what a disk may hold after a power cut, given the calls made before it.
//
// A write lasts when its file was synced after it, or at once through O_DSYNC; a name when its
// folder was. All else may be there, be missing, or be torn at a sector. Stricter than real file
// systems, which sync a new file's name with the file: a folder's sync that is missing is seen.
#pragma once

#include "tests/crash/power/disk_recording.h"

#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace kontor::test {

enum class Unsynced { dropped, kept, some, torn };

class DiskModel {
  public:
    // Starts from what lies below `folder`.
    explicit DiskModel(const std::filesystem::path& folder);

    // Syncs of `forgotten_site` do nothing, as if they were not in the code.
    // Whether that changed what is left when all that is not synced is lost.
    bool apply(const DiskCall& call, const std::string& forgotten_site = {});
    // Writes a state that the cut may leave now to `target`, which is made anew.
    void write_to(const std::filesystem::path& target,
                  Unsynced unsynced,
                  std::mt19937_64& random) const;

  private:
    struct Pending {
        bool is_cut = false;
        std::uint64_t offset = 0;
        std::string bytes;
    };
    struct File {
        std::string durable;
        std::vector<Pending> pending;
    };
    struct Name {
        bool is_folder = false;
        std::uint64_t file = 0;
        std::string link = {};  // where it leads, below the folder
    };
    using Names = std::map<std::string, Name>;  // by path below the folder

    static void change(Names& names, const DiskCall& call);
    static void change(std::string& content, const Pending& pending, std::size_t size);
    std::string below(const std::string& path) const { return path.substr(root_.size()); }

    std::string root_;
    std::map<std::uint64_t, File> files_;
    Names names_;                          // durable
    std::vector<DiskCall> pending_names_;  // with paths below the folder
};

}  // namespace kontor::test
