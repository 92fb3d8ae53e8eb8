// AuditLog: the append-only Merkle log of the archive (RFC 6962 hashing); one entry for each
// Change.
//
// An entry is RFC 8785 canonical JSON of at most limits::audit_entry_max_bytes, schema "event@1":
//   schema sequence time event actor request    strings; actor is a number, the person's name is
//   not in the log object                                      "document:12", what it is about; may
//   be absent detail                                      coded facts that are nobody's secret
//   (strings); may be absent rows rows_root                              how many archive rows the
//   Change wrote, and their root
// rows_root is the RFC 6962 root whose leaf data are the rows' 32-byte commitments
// (kv/archive_rows.h) in the order of table number and key; with no rows it is the root of the
// empty tree.
//
// Promises  An entry, once committed, never changes; its leaf is SHA256(0x00 ‖ entry bytes).
// Appending costs O(log n). Threads   append() on the writer's turn; reading from any transaction.
// It keeps nothing in memory: the tree's right
//           edge is read from the transaction, so a rolled back Change leaves no trace.
// On disk   tables log_entries, log_nodes (every full subtree's hash), checkpoints.
// Errors    corrupt when a node or entry that must be there is not; too_large for an entry over the
// limit.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/kv/engine.h"
#include "storage/proof/merkle.h"
#include "storage/proof/tiles.h"

#include <functional>
#include <optional>
#include <vector>

namespace kontor::audit {

struct Event {
    std::string_view event;  // "document.taken_in"; must outlive the call
    ActorId actor;
    std::string request;  // request id; empty: none
    std::string object;   // empty: none
    Json detail = Json::object();
};

// Number of entries, which is also the sequence of the next one.
std::uint64_t size(const Transaction& transaction);
// Time of the last entry; nothing for an empty log.
std::optional<Instant> last_time(const Transaction& transaction);
// The last entry whose time is not after `time`; nothing before the first.
std::optional<Sequence> last_until(const Transaction& transaction, Instant time);
// The event of a clock that was set back; written once until the clock has caught up with the log.
inline constexpr std::string_view clock_stepped_back = "clock.stepped_back";
// Whether entries of this very time already follow such an event.
bool clock_is_known_back(const Transaction& transaction);

// Writes the entry with the next sequence. `time` must not be before last_time().
Sequence append(WriteTransaction& transaction,
                const Event& event,
                Instant time,
                const std::vector<Bytes>& commitments);

// The exact bytes of an entry; nothing beyond the end.
std::optional<Bytes> find_entry(const Transaction& transaction, Sequence sequence);
// The commitments under an entry's rows_root, in order, with their table and logical key.
struct RowCommitment {
    std::uint8_t table = 0;
    Bytes key;
    Bytes commitment;
    std::optional<Sequence> erased_by = {};  // the entry by which the row itself was erased
};
void walk_commitments(const Transaction& transaction,
                      Sequence sequence,
                      const std::function<void(const RowCommitment&)>& visit);

// The row itself is erased by entry `by`: its commitment stays, under a key that names no content
// (archive/erasure.h). The commitment as it is now; nothing when there is none.
std::optional<RowCommitment> mark_erased(WriteTransaction& transaction,
                                         Sequence sequence,
                                         const Table& table,
                                         ByteView key,
                                         Sequence by);
std::optional<RowCommitment> find_commitment(const Transaction& transaction,
                                             Sequence sequence,
                                             std::uint8_t table,
                                             ByteView key);

Digest root(const Transaction& transaction, std::uint64_t tree_size);
std::vector<Digest> inclusion_proof(const Transaction& transaction,
                                    std::uint64_t index,
                                    std::uint64_t tree_size);
std::vector<Digest> consistency_proof(const Transaction& transaction,
                                      std::uint64_t first,
                                      std::uint64_t second);

// The bytes of a tile or of a bundle of entries (C2SP tlog-tiles), of a tree of `tree_size` leaves
// that has it.
Bytes tile(const Transaction& transaction, std::uint64_t tree_size, const TilePath& path);

// Signed heads of the tree, by its size. Whether one may be kept is judged in storage/archive.
struct StoredCheckpoint {
    std::uint64_t size = 0;
    std::string note;
};
std::optional<std::string> find_checkpoint(const Transaction& transaction, std::uint64_t tree_size);
std::optional<StoredCheckpoint> last_checkpoint(const Transaction& transaction);
// Error corrupt when another one stands for that size: a log never has two heads.
void put_checkpoint(WriteTransaction& transaction, const StoredCheckpoint& checkpoint);

}  // namespace kontor::audit
