// KeyStore: remembers a key for each blob, wrapped under the archive's master key; destroying one
// is how a blob is erased.
//
// Promises  What allocate() gives is durable already, and is never given a second time, not after a
//           crash either. After destroy() the key can be had from nobody, master key or not; a
//           power cut in the middle leaves the key or its gravestone, and every other key as it
//           was. Damaged, destroyed and never made are three different answers.
// Threads   Every call from any thread. destroy(), rotate() and making keys take turns; find()
// waits
//           only while a slot or a segment is being written.
// On disk   key_format.h: segment files of 4,096 slots, and `state`.
// Errors    corrupt, naming slot and segment; forbidden with the reason key.wrong when the master
//           key is another archive's; io, read_only, no_space when the disk refuses. Whoever got
//           one of these calls again: each step is then written from its beginning, and nothing
//           counts that was written before the failed sync (docs/decisions/0008).
// Why       Keys are made durable 1,024 at a time, ahead of use, so that a paper waits for no sync
// of
//           its own key. Destroying writes in place: a copy-on-write file system or a disk that
//           levels wear may keep the old bytes, which are of use to nobody without the master key.
#pragma once

#include "storage/base/ids.h"
#include "storage/keys/key_format.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace kontor {

// What opens the slots: 32 bytes; and, from the first step of a rotation to its last, its
// successor.
struct MasterKeys {
    Bytes current;
    std::optional<Bytes> next;
};

struct AllocatedKey {
    KeySlot slot;
    Bytes key;  // 32 bytes nobody can guess
};

enum class KeyState { live, destroyed, absent };
struct FoundKey {
    KeyState state = KeyState::absent;
    Bytes key;  // empty unless live
};

struct KeyCounts {
    std::uint64_t segments = 0;
    std::uint64_t live = 0;  // also those not yet given to a blob
    std::uint64_t destroyed = 0;
};

class KeyStore {
  public:
    virtual ~KeyStore() = default;

    // A key that no other blob has.
    virtual AllocatedKey allocate() = 0;
    virtual FoundKey find(KeySlot slot) const = 0;
    // Overwrites the key where it lies; durable when it returns. A damaged slot is overwritten too.
    // False when there is no such slot; destroying twice does no harm.
    virtual bool destroy(KeySlot slot) = 0;
    // Wraps every key anew under `next`, segment by segment, and forgets the old master key. `next`
    // must be durable where master keys are kept: from the first step on both are needed, and a
    // call after a crash, with the same `next`, goes on where it stopped. Error conflict when a
    // rotation to another key is under way.
    virtual void rotate(ByteView next) = 0;
    // Whether these bytes are the master key, of two the newer.
    virtual bool is_master(ByteView key) const = 0;
    // By which the master key is known again, and from which it cannot be found; 32 hex digits.
    virtual std::string mark() const = 0;
    // Opens every slot; `finding` gets a line for each that is not sound. May run beside all else.
    virtual KeyCounts check(const std::function<void(const std::string&)>& finding) const = 0;
};

// Makes an empty store in `folder`, which is there, for the archive of that name; durable when it
// returns. conflict when there is one.
void create_key_store(const std::filesystem::path& folder,
                      const std::string& archive,
                      ByteView master);

// Whether these bytes are the master key of the store in `folder`. Reads `state` alone.
bool is_master_key(const std::filesystem::path& folder,
                   const std::string& archive,
                   ByteView master);

std::unique_ptr<KeyStore> open_key_store(const std::filesystem::path& folder,
                                         const std::string& archive,
                                         const MasterKeys& masters);

}  // namespace kontor
