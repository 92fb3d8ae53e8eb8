// RowWriter: writes one Change's revisions of archive rows, salted, and remembers each row's
// commitment.
//
// Promises  Every row it writes is under the Change's rows_root: the commitment goes to
//           tables::change_rows, where it stays when the row itself is erased. The salts come from
//           `seed`, which must be fresh random bytes that are forgotten after the Change, so that
//           an erased salt cannot be made again.
// Threads   Belongs to the writer's turn.
#pragma once

#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/kv/engine.h"

#include <map>
#include <vector>

namespace kontor {

class RowWriter {
  public:
    RowWriter(WriteTransaction& transaction, Sequence sequence, Bytes seed);

    // A new revision of the row; canonical JSON of `content` is what is stored. The last one in a
    // Change counts.
    void put(const ArchiveTable& table, const Bytes& key, const Json& content);
    void put_text(const ArchiveTable& table, const Bytes& key, ByteView content);
    // A revision that says: no longer there. The past keeps the older ones.
    void remove(const ArchiveTable& table, const Bytes& key);

    // 32-byte commitments of all rows written so far, in the order of table number and key.
    std::vector<Bytes> commitments() const;
    Sequence sequence() const { return sequence_; }
    // For upkeep and derived tables, which carry no proof.
    WriteTransaction& transaction() { return transaction_; }

  private:
    void write(const ArchiveTable& table, const Bytes& key, bool present, ByteView content);

    WriteTransaction& transaction_;
    Sequence sequence_;
    Bytes seed_;
    std::map<std::pair<std::uint8_t, Bytes>, Bytes> written_;
};

}  // namespace kontor
