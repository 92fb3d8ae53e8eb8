// BlobStore: keeps bytes under a number, and tells their digests.
//
// Promises  What put() returned survives a power cut. Nothing is overwritten, and no number is ever
//           used twice, not after a removal or a crash either. A reader gets no byte that was not
//           checked first. What has no head does not exist, however many of its chunks lie there.
// Threads   Every call from any thread; a source that open() gave belongs to one thread at a time.
//           put() holds nothing while it waits for its source: a slow upload holds up nobody.
// Errors    not_found for a blob that is not there; corrupt where bytes and their check disagree,
//           naming blob and chunk; too_large, range; no_space, read_only and io when the disk
//           refuses, after which the next call tries again; unsupported for what a later version
//           wrote; and what BlobKeys throws.
//           corrupt too when a blob has a key and the store has no encryption, or the other way.
// Why       Which digest a number is, the catalog says, and only the Change that first refers to a
//           blob makes it part of the archive. Until then it is pinned: see settle().
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/base/ids.h"
#include "storage/base/limits.h"

#include <functional>
#include <memory>

namespace kontor {

// What put() tells: where the bytes lie, and their digests (32 and 64 raw bytes).
struct StoredBlob {
    BlobNumber number;
    std::uint32_t volume = 0;
    std::uint64_t size = 0;
    Bytes sha256;
    Bytes sha512;
    KeySlot key = {};  // of its key; not valid in a store without encryption
};

// How the catalog names a blob. The size is compared with the stored one: corrupt when it differs.
struct BlobRef {
    BlobNumber number;
    std::uint32_t volume = 0;
    std::uint64_t size = 0;
    KeySlot key = {};
};

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

struct BlobFacts {
    std::uint64_t volumes = 0;
    std::uint64_t sealed = 0;   // of them
    std::uint64_t to_seal = 0;  // of them: full, and waiting for sweep() to seal them
    std::uint64_t absent = 0;   // of them: on a medium that is not there
    std::uint64_t bytes = 0;  // on disk, with the space of removed blobs that is not yet used again
    BlobNumber highest;       // ever used; not valid before the first
};

class BlobStore {
  public:
    virtual ~BlobStore() = default;

    // Reads `source` to its end and keeps the bytes. Error too_large when there are more than
    // `max_bytes`; that, and whatever the source throws, leaves nothing visible.
    virtual StoredBlob put(ByteSource& source,
                           std::uint64_t max_bytes = limits::blob_max_bytes) = 0;

    // A number is pinned from inside put() until it is settled: sweep() leaves it alone, for the
    // Change that will refer to it may be under way. storage/archive settles each number that put()
    // returned when that Change has ended, either way, and never refers to it afterwards if the
    // Change did not. A number that is not pinned may be settled again.
    virtual void settle(BlobNumber number) = 0;

    // The bytes [range.first, range.first + range.length), pulled and checked one chunk at a time.
    // Error range unless all of them exist. The store must outlive the source.
    virtual std::unique_ptr<ByteSource> open(const BlobRef& blob, ByteRange range) const = 0;

    // Removes head and chunks; false when there was nothing. A blob that has a key loses that
    // first, for its chunks may lie on in free pages. In a sealed volume this is all: what lies
    // there goes when the volume is written anew. A crash in the middle leaves chunks without a
    // head, which a second remove() or a sweep() takes away. Who still reads the blob gets
    // not_found.
    virtual bool remove(const BlobRef& blob) = 0;

    // Reads and checks everything, and compares the digests; corrupt when anything differs.
    virtual void verify(const BlobRef& blob, ByteView sha256, ByteView sha512) const = 0;

    // Removes the litter of crashes from the volumes not yet sealed: chunks without a head, and
    // blobs that are neither pinned nor referenced. Then seals the volumes that are full and hold
    // no pin. For the start, and when facts().to_seal is not 0. Answers how many blobs were
    // removed. `is_referenced` is called without a lock or transaction, and must answer from a
    // state no older than its call.
    virtual std::uint64_t sweep(const std::function<bool(BlobNumber)>& is_referenced) = 0;

    // Every blob with a head, volume by volume with ascending numbers, also those that nothing
    // refers to. `visit` is called without a lock or transaction and may use the store; what is
    // stored or removed meanwhile may or may not be visited.
    virtual void for_each(
        const std::function<void(BlobNumber number, std::uint32_t volume)>& visit) const = 0;

    virtual BlobFacts facts() const = 0;
    // False from a failed write until one comes about.
    virtual bool writable() const = 0;
    // Writes what is there already where a write failed; throws what that throws.
    virtual void recover() = 0;
    // Bytes on disk that new blobs use before a file grows; dear, so not for often.
    virtual std::uint64_t reusable_bytes() const = 0;
};

// Settles a number at the end of a scope.
class BlobPin {
  public:
    BlobPin(BlobStore& store, BlobNumber number) : store_(store), number_(number) {}
    ~BlobPin() { store_.settle(number_); }
    BlobPin(const BlobPin&) = delete;
    BlobPin& operator=(const BlobPin&) = delete;

  private:
    BlobStore& store_;
    BlobNumber number_;
};

}  // namespace kontor
