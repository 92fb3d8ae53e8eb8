// Erasure: takes rows out of the past, which no Change can do otherwise; their commitments stay.
//
// Promises  What it erased is listed in the row of the erasing Change (tables::erasures), under its
//           own commitment; so check can tell a row that was erased from one that was taken away.
//           The list and the commitments that stay say nothing of the content: the salts are gone
//           with the rows, and the digest in a blob's key is cut off (audit::mark_erased).
// Threads   Belongs to the writer's turn.
// Why       DESIGN 5: a destroyed paper leaves its number and the proof that its rows once were.
#pragma once

#include "storage/base/ids.h"
#include "storage/catalog/row_writer.h"

#include <functional>
#include <set>
#include <string>

namespace kontor {

class Erasure {
  public:
    explicit Erasure(RowWriter& rows) : rows_(rows) {}

    // Every revision of `logical` that an earlier Change wrote; their sequences.
    std::set<Sequence> erase(const ArchiveTable& table, const Bytes& logical);
    // The revision of one Change.
    void erase(const ArchiveTable& table, const Bytes& logical, Sequence sequence);
    // Writes the list, as the row of this document. Once, after all.
    void finish(DocumentId id);

  private:
    RowWriter& rows_;
    Json list_ = Json::array();
};

// One line of such a list.
struct ErasedRow {
    Sequence sequence;
    std::uint8_t table = 0;
    Bytes key;  // as the commitment has it now
    Bytes commitment;
};

// Visits every list that there is: who erased, and what. Error corrupt for one that is none.
void walk_erasures(const Transaction& rows,
                   const std::function<void(Sequence by, const ErasedRow& row)>& visit);

}  // namespace kontor
