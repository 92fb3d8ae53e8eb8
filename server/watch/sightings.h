// Sightings: the files that are seen in one watched folder, and their offers in the ledger.
//
// Promises  Every file that is seen has an offer, or is known as taken from there; one whose file
//           has gone is withdrawn. A folder that cannot be read tells nothing about its files.
// Threads   One.
// Errors    What the store throws.
#pragma once

#include "server/watch/folder_scan.h"
#include "server/watch/taking.h"
#include "server/watch/watch_options.h"
#include "storage/archive/ledger.h"
#include "storage/archive/store.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

class Sightings {
  public:
    using Files = std::map<Bytes, Sighting>;

    // Begins with the offers of an earlier run.
    Sightings(Store& store, const WatchOptions& options);

    // Takes over what a look through the folder found. `is_same_disk`: else what is missing may
    // only be unmounted, and nothing is withdrawn.
    void meet(const FileHandle& root, const FolderScan& scan, bool is_same_disk);

    // True also when none is known.
    bool knows_some_of(const FolderScan& scan) const;

    // Those that are due, in the order of their numbers.
    std::vector<Bytes> due(Monotonic now) const;
    Monotonic next_due() const;
    Sighting* find(const Bytes& path);
    void forget(const Bytes& path) { files_.erase(path); }
    // Waits for `code` now; written down by flush().
    void wait(const Bytes& path, Sighting& sighting, const std::string& code);
    void flush();
    bool hurry(IntakeNumber number);
    // What is known of the file becomes what it is now.
    void look_again(const FileHandle& root, const Bytes& path);
    std::uint64_t waiting() const;
    std::uint64_t unremovable() const;  // taken, and still there after a try to remove it

  private:
    struct NewFile {
        Bytes path;
        Sighting sighting;  // without number and time
    };

    void load_offers();
    void meet_known(const FoundFile& file, Sighting& sighting);
    void meet_new(const FileHandle& root, std::vector<FoundFile> files);
    bool is_taken(const FileHandle& root, const FoundFile& file, IntakeNumber& number) const;
    void open_offers(const std::vector<NewFile>& files);
    void release(const FileHandle& root);
    void withdraw(const std::vector<IntakeNumber>& numbers);
    void note_removed(const std::vector<Bytes>& paths);

    Store& store_;
    const WatchOptions& options_;
    const std::string source_;
    Files files_;
    struct EarlierOffer {
        IntakeNumber number;
        Offer offer;
    };
    std::map<Bytes, EarlierOffer> earlier_;
    std::map<IntakeNumber, Offer> changed_waits_;
    std::uint64_t round_ = 0;
};

}  // namespace kontor
