// TlogProof: one entry's place in the log, in a file that proves itself (C2SP tlog-proof,
// https://c2sp.org/tlog-proof).
//
//   "c2sp.org/tlog-proof@v1" LF
//   ["extra" SP base64 LF]                 not authenticated: never to be trusted
//   "index" SP number LF
//   base64(hash) LF …                      from the leaf's sibling upwards; none when size is 1
//   LF
//   checkpoint                             verbatim, its signatures included
//
// Promises  A proof that is accepted says: a key of `origin` has signed a tree in which exactly
//           these entry bytes stand at this index. The size is the signed checkpoint's.
// Errors    invalid (proof.file_line with its number, proof.file_too_large) from
//           parse_tlog_proof(). verify_tlog_proof() refuses instead: a proof that is wrong is an
//           answer, not a failure.
#pragma once

#include "storage/base/reason.h"
#include "storage/proof/checkpoint.h"

namespace kontor {

struct TlogProof {
    std::optional<Bytes> extra;
    std::uint64_t index = 0;
    std::vector<Digest> path;
    std::string checkpoint;  // the signed note

    bool operator==(const TlogProof&) const = default;
};

std::string format_tlog_proof(const TlogProof& proof);
TlogProof parse_tlog_proof(std::string_view text);

struct TlogVerdict {
    Ruling ruling;  // reasons: proof.file_*, proof.note_*, proof.checkpoint_*, proof.inclusion
    // What was signed, also when the entry is not in it; nothing when the checkpoint is not good.
    std::optional<Checkpoint> checkpoint;
};

// `entry` is the entry's exact bytes as they stand in the log.
TlogVerdict verify_tlog_proof(std::string_view text,
                              ByteView entry,
                              std::string_view origin,
                              const std::vector<VerifierKey>& known);

}  // namespace kontor
