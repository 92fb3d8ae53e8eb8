// Checkpoint: the signed head of the log's tree (C2SP tlog-checkpoint,
// https://c2sp.org/tlog-checkpoint).
//
//   text = origin LF size LF base64(root) LF      size: decimal, no leading zero, "0" when empty
//   a checkpoint as stored and handed out is the signed note (note.h) over that text
//
// Promises  open_checkpoint() answers only what a known key *of that origin* has signed.
// Errors    invalid: proof.checkpoint_line for a text of another shape, proof.checkpoint_origin for
//           another log's; proof.note_* of open_note().
// Why       The specification allows more lines below the root, which nobody can audit; our log
//           writes none and reads none. A log signs a checkpoint only after its entries are durable
//           and only when the last one signed is consistent with it: the caller's duty.
#pragma once

#include "storage/proof/merkle.h"
#include "storage/proof/note.h"

namespace kontor {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root;

    bool operator==(const Checkpoint&) const = default;
};

std::string format_checkpoint(const Checkpoint& checkpoint);  // the text that is signed
Checkpoint parse_checkpoint(std::string_view text);

// Each key's name is the origin. Two keys: while one takes over from the other.
std::string sign_checkpoint(const Checkpoint& checkpoint,
                            const std::vector<const SigningKey*>& keys);
Checkpoint open_checkpoint(std::string_view note,
                           std::string_view origin,
                           const std::vector<VerifierKey>& known);

// Decimal without sign or leading zero, up to 2^64 - 1; else nothing. As in sizes and indexes here.
std::optional<std::uint64_t> parse_tree_number(std::string_view text);

}  // namespace kontor
