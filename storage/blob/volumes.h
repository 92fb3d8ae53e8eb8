// BlobVolumes: the BlobStore in a folder of LMDB volumes, filled one after the other.
//
// Promises  See blob_store.h. A blob lies in one volume, with chunks before head; one that fits one
//           batch is a single transaction, shared with others that come at the same time.
// Threads   Every call from any thread. One process has the folder open (kontor.lock).
// On disk   000001.mdb, 000002.mdb, …; see volume_format.h. New blobs go to the last. When it has
//           grown over `seal_bytes` the next is begun, and sweep() seals the full one as soon as
//           nobody writes to it: so no sealed volume holds litter.
// Why       Volumes, so that most bytes of an archive never change again: a backup copies each
// once.
#pragma once

#include "storage/blob/blob_keys.h"
#include "storage/blob/blob_store.h"
#include "storage/kv/lmdb_engine.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

enum class Sealing {
    at_size,
    never,  // one volume for ever: for what is derived, and is replaced often
};

struct VolumesOptions {
    Bytes check_key;  // 32 bytes of the archive's own; another key makes every chunk corrupt
    // Of the blobs, which outlives the store; none: nothing is encrypted. A store is opened the
    // same way all its life.
    BlobKeys* keys = nullptr;
    Sealing sealing = Sealing::at_size;
    std::uint64_t seal_bytes = limits::volume_seal_bytes;
    std::uint64_t map_bytes = 0;  // 0: by what a volume may grow to; less for many in one test
};

// The volumes of a folder, ascending, by their files' names; none when it is not there.
std::vector<std::uint32_t> volume_numbers(const std::filesystem::path& folder);
std::filesystem::path volume_file(const std::filesystem::path& folder, std::uint32_t number);
// A volume that was moved leaves a link in the folder. Error busy volume.absent while that leads
// nowhere; find_absent_volume() answers what it leads to then.
void require_volume_present(const std::filesystem::path& folder, std::uint32_t number);
std::optional<std::filesystem::path> find_absent_volume(const std::filesystem::path& folder,
                                                        std::uint32_t number);

// One volume beside the process that has the folder open: for reading, all else is unsupported.
// account_for_pages() with volume_tables() says whether LMDB may be let near it.
std::unique_ptr<BlobStore> open_volume_as_guest(const std::filesystem::path& folder,
                                                std::uint32_t number,
                                                const VolumesOptions& options);
LmdbOptions volume_tables();

// Reads every row of that volume that is not of a blob for which `answered` is true: heads and
// chunks of what nothing refers to. `finding` gets a line for each that is not sound.
void read_volume_rows(const std::filesystem::path& folder,
                      std::uint32_t number,
                      const std::function<bool(BlobNumber)>& answered,
                      const std::function<void(const std::string&)>& finding);

// A BlobStore whose volumes can be copied one by one: by a backup, which knows what it has by
// volume and number.
class VolumeStore : public BlobStore {
  public:
    struct VolumeFacts {
        std::uint32_t number = 0;
        Bytes state;  // its own row, as a stream (kv/row_stream.h)
    };
    // Ascending.
    virtual std::vector<VolumeFacts> volumes() const = 0;
    // Numbers above `after` of blobs that are whole, ascending, as many as one walk gives; none at
    // the end.
    virtual std::vector<BlobNumber> numbers_after(std::uint32_t volume, BlobNumber after) const = 0;
    // The rows of a blob as they lie there. False when it was removed meanwhile: what has gone out
    // by then is litter, which an opened store sweeps away.
    virtual bool copy_rows(std::uint32_t volume, BlobNumber number, ByteSink& out) const = 0;
    // Where each lies, and in which state.
    struct Place {
        std::uint32_t number = 0;
        bool sealed = false;
        bool present = true;      // false: on a medium that is not there
        std::uint64_t bytes = 0;  // of its file
        std::filesystem::path file;
    };
    virtual std::vector<Place> places() const = 0;  // ascending
    // A sealed volume's file goes to `folder` and is read there; the volumes' own folder brings it
    // back. `judge` reads the copy before it counts. Error conflict unless it is sealed, not_found.
    virtual void move(std::uint32_t volume,
                      const std::filesystem::path& folder,
                      const std::function<void(const std::filesystem::path& copy)>& judge) = 0;
    // Takes away what nothing refers to, as sweep(), and writes the file anew; sealed again when it
    // was. Error busy while it is not there.
    virtual void rewrite(std::uint32_t volume,
                         const std::function<bool(BlobNumber)>& is_referenced) = 0;
    // Looks again for those that were not there.
    virtual void open_when_present() = 0;
    // Writes the volume's file anew: what was removed from it is in no free page any more. Who
    // writes to it waits as long; needs room for another such file.
    virtual void renew(std::uint32_t volume) = 0;
    // Overwrites and removes files that renewals left; false when one is read yet, which stays.
    virtual bool clear_left() = 0;
};

// Opens the volumes in `folder`, and makes folder and first volume when there is none.
std::unique_ptr<VolumeStore> open_volumes(const std::filesystem::path& folder,
                                          const VolumesOptions& options);

}  // namespace kontor
