#include "storage/catalog/row_writer.h"

#include "storage/base/hash.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/proof/jcs.h"

namespace kontor {

RowWriter::RowWriter(WriteTransaction& transaction, Sequence sequence, Bytes seed)
    : transaction_(transaction), sequence_(sequence), seed_(std::move(seed)) {}

void RowWriter::put(const ArchiveTable& table, const Bytes& key, const Json& content) {
    write(table, key, true, canonical_json(content));
}

void RowWriter::put_text(const ArchiveTable& table, const Bytes& key, ByteView content) {
    write(table, key, true, content);
}

void RowWriter::remove(const ArchiveTable& table, const Bytes& key) {
    write(table, key, false, {});
}

void RowWriter::write(const ArchiveTable& table, const Bytes& key, bool present, ByteView content) {
    const Bytes place = Key().u8(table.id).raw(key);
    ArchiveRow row;
    row.salt =
        Hasher(HashKind::sha256).update(seed_).update(place).finish().substr(0, row_salt_bytes);
    row.present = present;
    row.content = content;
    row.sequence = sequence_;
    put_row(transaction_, table, key, row);
    const Bytes commitment = row_leaf(table, key, row);
    transaction_.put(tables::change_rows, Key().u64(sequence_.value).raw(place), commitment);
    written_[{table.id, key}] = commitment;
}

std::vector<Bytes> RowWriter::commitments() const {
    std::vector<Bytes> all;
    all.reserve(written_.size());
    for (const auto& [place, commitment] : written_) {
        all.push_back(commitment);
    }
    return all;
}

}  // namespace kontor
