// Volume: one LMDB file of chunks and heads, and whether it is sealed. Private to the room.
//
// Threads   Any. A shared lock is held through each transaction and its sync, never longer; only
//           seal() and its like take it alone, for LMDB must not have one file open twice in a
//           process.
// On disk   volume_format.h. A file gets its name when its own row is durable: what a crash leaves
//           of a creation has another name and is thrown away at the next start.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/blob/blob_seal.h"
#include "storage/blob/volume_format.h"
#include "storage/kv/group_commit.h"
#include "storage/kv/lmdb_engine.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace kontor {

class Volume {
  public:
    // Makes an empty volume at `file`, durable when it returns.
    static void create(const std::filesystem::path& file,
                       std::uint64_t highest,
                       std::uint64_t map_bytes);
    // Takes away what a crash left of creations and renewals in `folder`.
    static void remove_unfinished(const std::filesystem::path& folder);

    // Opens the volume at `file`; read-only when it is sealed, or when it is another process's.
    // `map_bytes` as LmdbOptions.
    enum class As { owner, guest };
    Volume(std::uint32_t number,
           std::filesystem::path file,
           std::uint64_t map_bytes,
           As as = As::owner);
    ~Volume();
    Volume(const Volume&) = delete;
    Volume& operator=(const Volume&) = delete;

    std::uint32_t number() const { return number_; }
    bool sealed() const { return sealed_.load(); }
    bool writable() const;
    std::uint64_t highest() const;         // number ever used, here or in a volume before
    std::uint64_t bytes() const;           // of the file; 0 while that is not there
    std::uint64_t reusable_bytes() const;  // as Engine

    // Writes the sealed chunks `first`, `first` + 1, … of a blob and, when there is one, its head,
    // in one transaction; durable when it returns.
    void write(BlobNumber number,
               std::uint32_t first,
               const std::vector<Bytes>& chunks,
               const std::optional<Bytes>& head);
    // Removes head and chunks, bounded work a transaction; false when there was nothing.
    bool erase(BlobNumber number);
    // The same for chunks that have no head; when there is one by then, nothing is removed.
    bool erase_headless(BlobNumber number);
    // Writes the volume's own row as it is.
    void recover();
    // No more writes: marks the file and opens it again read-only. No writer may be at work in it.
    void seal();
    // Writes again, until the next seal().
    void unseal();
    // The file of a sealed volume goes to `folder`, where a link points from its place; the folder
    // of the place itself brings it back. `judge` reads the copy, and throws when it is not right.
    void move_to(const std::filesystem::path& folder,
                 const std::function<void(const std::filesystem::path& copy)>& judge);
    // False while what the link points to is not there; open_when_present() looks again.
    bool is_present() const;
    void open_when_present();
    // See LmdbFile: the file is written anew, without what was removed; writers wait.
    void renew();
    bool clear_left();

    bool has_head(BlobNumber number) const;
    std::optional<BlobHead> find_head(BlobNumber number, const BlobSeal& seal) const;
    // The checked bytes of a chunk. not_found when the blob is there no more.
    Bytes chunk(BlobNumber number,
                const BlobHead& head,
                std::uint32_t index,
                const BlobSeal& seal) const;
    // Numbers above `after` that have a head or chunks, ascending, of one snapshot; none at the
    // end.
    struct Found {
        BlobNumber number;
        bool has_head = false;
    };
    std::vector<Found> numbers_after(BlobNumber after) const;
    // See read_volume_rows().
    void read_rows(const std::function<bool(BlobNumber)>& answered,
                   const std::function<void(const std::string&)>& finding) const;

    // Every row of a blob as it lies there, the head last (kv/row_stream.h); false when there is
    // none, or when it was removed meanwhile: chunks without a head may have been written then.
    bool copy_rows(BlobNumber number, ByteSink& out) const;
    // The volume's own row.
    void copy_state(ByteSink& out) const;

  private:
    enum class Erase { anything, headless };

    void open();
    LmdbFile& engine() const;
    GroupCommit& group() const;
    bool erase(BlobNumber number, Erase what);
    bool has_rows(BlobNumber number) const;

    const std::uint32_t number_;
    const std::filesystem::path file_;
    const std::uint64_t map_bytes_;
    const As as_;
    std::atomic<bool> sealed_{false};
    mutable std::shared_mutex gate_;  // alone: engine_ and group_ change; shared: they are used
    std::unique_ptr<LmdbFile> engine_;
    std::unique_ptr<GroupCommit> group_;  // none when sealed
};

}  // namespace kontor
