// Checkpoints: the archive signs heads of its log, and keeps each one it has signed.
//
// Promises  What is signed is durable, and consistent with the checkpoint signed last: proven
//           before signing. Never two roots for one size. The seed is read for each signature and
//           wiped afterwards.
// Threads   Any.
// On disk   tables::checkpoints; the seed lies in the key file beside the archive (key_file.h).
// Errors    conflict (log.no_key) when the key file is not there or belongs to another archive;
//           corrupt when the log does not continue what was signed, is not what was signed for this
//           size, or the head signed last is not of this log's keys; invalid for more entries than
//           there are.
#pragma once

#include "storage/archive/store.h"
#include "storage/proof/note.h"

namespace kontor {

// The key beside the archive whose rows these are, and those that signed before it; none when the
// key file is not there or another's.
std::vector<VerifierKey> known_log_keys(const std::filesystem::path& key_file,
                                        const Transaction& rows);

class Checkpoints {
  public:
    explicit Checkpoints(Store& store) : store_(store) {}

    std::string newest();  // a signed note over all entries there are
    // Of the log as it was when it had `tree_size` entries.
    std::string at(std::uint64_t tree_size);
    VerifierKey key() const;
    // The archive's signature below any other text that begins with a line of its own.
    std::string sign(std::string_view text) const;

  private:
    Store& store_;
};

}  // namespace kontor
