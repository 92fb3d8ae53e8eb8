// Archive rows: the revisions that tables of TableKind::archive keep of each logical key.
//
// On disk   key = logical key ‖ u64 ~sequence, so the newest revision comes first; payload =
//           16-byte salt ‖ u8 state (0 absent, 1 present) ‖ content. An absent revision says that
//           the thing was taken away, and has no content.
// Threads   As the transaction that is passed in.
// Errors    corrupt for a stored row of any other shape; internal for a table of another kind, a
//           salt of another length or an absent row with content. Everything the engine throws.
// Why       Results are copies, so that a Change may read a row, then write, then use what it
//           read. No logical key begins another of the same table (tables.h), so the rows that
//           begin with one are its revisions.
#pragma once

#include "storage/base/ids.h"
#include "storage/kv/engine.h"

#include <limits>

namespace kontor {

constexpr std::size_t row_salt_bytes = 16;
constexpr Sequence newest_sequence{std::numeric_limits<std::uint64_t>::max()};

struct ArchiveRow {
    Bytes salt;
    bool present = false;
    Bytes content;
    Sequence sequence;
};

// The newest revision, also when it is absent; nothing when the key was never written.
std::optional<ArchiveRow> current_row(const Transaction& txn, const Table& table, ByteView logical);
// The newest revision with a sequence of at most `at`.
std::optional<ArchiveRow> row_at(const Transaction& txn,
                                 const Table& table,
                                 ByteView logical,
                                 Sequence at);

struct RowWalk {
    enum class Direction { forwards, backwards };
    enum class Absent { skip, visit };

    Bytes prefix = {};  // of the logical keys
    // Where to begin, at a logical key within the prefix, as seen in the direction of walking; at
    // most one of the two.
    std::optional<Bytes> from = {};   // with this key, or the next one when it is not there
    std::optional<Bytes> after = {};  // behind this key: to go on where an earlier walk ended
    Sequence at = newest_sequence;    // as things stood then
    Direction direction = Direction::forwards;
    Absent absent = Absent::skip;
};

// Visits one row a logical key, in key order, until `visit` returns false. Older revisions are
// passed over by seeking. `visit` may write to the transaction. A long walk takes a fresh
// transaction every some rows, and `after`.
void walk_rows(const Transaction& txn,
               const Table& table,
               const RowWalk& walk,
               const std::function<bool(ByteView logical, const ArchiveRow& row)>& visit);

// Visits all revisions of one logical key, newest first, until `visit` returns false.
void walk_revisions(const Transaction& txn,
                    const Table& table,
                    ByteView logical,
                    const std::function<bool(const ArchiveRow& row)>& visit);

Bytes row_key(ByteView logical, Sequence sequence);
// The logical key in a stored key.
ByteView logical_key(const Table& table, ByteView key);
// A stored row as it comes from a Cursor.
ArchiveRow parse_row(const Table& table, ByteView key, ByteView payload);

// Writes the revision `row.sequence` of `logical`; a second write of the same revision replaces the
// first.
void put_row(WriteTransaction& txn, const Table& table, ByteView logical, const ArchiveRow& row);

// The 32-byte leaf of a row under its Change's rows_root (DESIGN 5: SHA256(salt ‖ table ‖ key ‖
// value)), exactly SHA-256 over: salt ‖ u8 table id ‖ u32 length of the logical key ‖ logical key ‖
// u64 sequence ‖ u8 state ‖ content; numbers big-endian.
Bytes row_leaf(const Table& table, ByteView logical, const ArchiveRow& row);

}  // namespace kontor
