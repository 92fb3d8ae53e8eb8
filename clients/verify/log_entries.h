// LogEntries: the entries of the log that a package brings, each with its place in the tree.
//
// Threads   One.
#pragma once

#include "storage/base/ids.h"
#include "storage/proof/bag.h"
#include "storage/proof/checkpoint.h"

#include <map>
#include <optional>

namespace kontor {

// What an entry says of the rows of its Change, once it is read.
struct EntryFacts {
    std::uint64_t rows = 0;
    Digest rows_root;
    std::string event;
    std::string object;
    bool is_used = false;  // some opened row rests on it
};

class LogEntries {
  public:
    // `note` is the package's checkpoint, signed by `key`.
    LogEntries(BagFiles& files, std::string note, const VerifierKey& key)
        : files_(files), note_(std::move(note)), key_(key) {}

    // Reads entry `sequence` and judges its proof; what speaks against it.
    std::optional<Reason> take(Sequence sequence);
    // Nothing when it was not taken, or could not be read.
    EntryFacts* find(Sequence sequence);

    bool has(Sequence sequence) const { return entries_.contains(sequence); }
    // Sequences of entries on which nothing rests.
    std::vector<Sequence> unused() const;

  private:
    BagFiles& files_;
    const std::string note_;
    const VerifierKey& key_;
    std::map<Sequence, EntryFacts> entries_;
};

}  // namespace kontor
