// LogOrigin: under which name and key the archive's log is signed, and was before.
//
// Promises  An origin's signed heads are of one log for ever. Where that cannot be known any more
//           (a restore, a lost seed), the log goes on under a new origin, and the first entry of it
//           names the old one. The entries before stay what they were.
// Threads   Any.
// On disk   Setting "archive": origin and key of now, `id` (the first origin, to which the keys of
//           the papers are bound), `earlier` (vkeys).
// Why       Two archives that sign as one could show two histories, and both would verify.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/key_file.h"
#include "storage/archive/store.h"
#include "storage/catalog/row_writer.h"
#include "storage/proof/checkpoint.h"

namespace kontor {

struct LogOrigin {
    std::string archive;               // its id
    std::string origin;                // of the heads signed from now on
    std::optional<VerifierKey> key;    // that signs them; none in the row of an older build
    std::vector<VerifierKey> earlier;  // keys, each named by its origin
};

LogOrigin log_origin(const Transaction& rows);  // corrupt when the setting cannot be read

// For the first Change of an archive.
Json first_origin(const KeyFile& keys, const std::string& zone);

// For an archive of before the row named the key: without it a later origin could not say which
// key signed the heads before.
void keep_log_key(Change& change, const VerifierKey& key);

// The log goes on under the origin and seed of `next`, which must be fresh, with the entry
// "log.continued": {"from", "key", "size", "root"} say which log it was and how far. `next` takes
// the place of the key file afterwards, which is the caller's to do.
void begin_new_origin(Store& store, const Caller& caller, const KeyFile& next);

// A head that one of these keys has signed, under the origin that is its name; errors as
// open_checkpoint().
Checkpoint open_checkpoint_of(std::string_view note, const std::vector<VerifierKey>& known);

}  // namespace kontor
