#include "storage/kv/archive_rows.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/kv/envelope.h"

namespace kontor {

namespace {

constexpr std::size_t sequence_bytes = 8;
constexpr char state_absent = 0;
constexpr char state_present = 1;

void require_archive(const Table& table) {
    if (table.kind != TableKind::archive) {
        throw Error(ErrorCode::internal,
                    "use revisions in table " + std::string(table.name) + ", which keeps none");
    }
}

// Behind every revision of `logical`, and before every logical key after it.
Bytes behind(ByteView logical) {
    Bytes key(logical);
    key.append(sequence_bytes, '\xff');
    key.push_back('\0');
    return key;
}

// The first key behind all that begin with `prefix`; nothing when there is no such key.
std::optional<Bytes> behind_prefix(ByteView prefix) {
    Bytes key(prefix);
    while (!key.empty() && key.back() == '\xff') {
        key.pop_back();
    }
    if (key.empty()) {
        return std::nullopt;
    }
    key.back() = static_cast<char>(static_cast<unsigned char>(key.back()) + 1);
    return key;
}

// One walk over the current rows. Keys are copied before the visitor is called: it may write.
class Walker {
  public:
    Walker(const Transaction& txn, const Table& table, const RowWalk& walk)
        : table_(table),
          walk_(walk),
          forwards_(walk.direction == RowWalk::Direction::forwards),
          cursor_(txn.cursor(table)) {}

    void run(const std::function<bool(ByteView, const ArchiveRow&)>& visit) {
        for (bool more = start(); more && cursor_->key().starts_with(walk_.prefix); more = pass()) {
            logical_ = logical_key(table_, cursor_->key());
            const std::optional<ArchiveRow> row = revision();
            const bool wanted = row && (row->present || walk_.absent == RowWalk::Absent::visit);
            if (wanted && !visit(logical_, *row)) {
                return;
            }
        }
    }

  private:
    bool start() {
        if (walk_.after) {
            return forwards_ ? cursor_->seek(behind(*walk_.after))
                             : cursor_->seek_before(*walk_.after);
        }
        if (walk_.from) {
            return forwards_ ? cursor_->seek(*walk_.from)
                             : cursor_->seek_before(behind(*walk_.from));
        }
        if (forwards_) {
            return cursor_->seek(walk_.prefix);
        }
        const std::optional<Bytes> end = behind_prefix(walk_.prefix);
        return end ? cursor_->seek_before(*end) : cursor_->seek_last();
    }

    // The revision that the walk asks for, of the logical key that the cursor stands on. Forwards
    // it stands on the newest one already; backwards on the oldest.
    std::optional<ArchiveRow> revision() {
        const bool there = forwards_ && walk_.at == newest_sequence;
        if (!there && !cursor_->seek(row_key(logical_, walk_.at))) {
            return std::nullopt;
        }
        if (logical_key(table_, cursor_->key()) != logical_) {
            return std::nullopt;
        }
        return parse_row(table_, cursor_->key(), cursor_->value());
    }

    // To the next logical key. Most have one revision only, so one step is tried before a seek.
    bool pass() {
        if (!forwards_) {
            return cursor_->seek_before(logical_);
        }
        if (walk_.at != newest_sequence) {
            return cursor_->seek(behind(logical_));
        }
        if (!cursor_->next()) {
            return false;
        }
        return logical_key(table_, cursor_->key()) != logical_ || cursor_->seek(behind(logical_));
    }

    const Table& table_;
    const RowWalk& walk_;
    const bool forwards_;
    std::unique_ptr<Cursor> cursor_;
    Bytes logical_;
};

}  // namespace

std::optional<ArchiveRow> current_row(const Transaction& txn,
                                      const Table& table,
                                      ByteView logical) {
    return row_at(txn, table, logical, newest_sequence);
}

std::optional<ArchiveRow> row_at(const Transaction& txn,
                                 const Table& table,
                                 ByteView logical,
                                 Sequence at) {
    require_archive(table);
    const std::unique_ptr<Cursor> cursor = txn.cursor(table);
    if (!cursor->seek(row_key(logical, at)) || !cursor->key().starts_with(logical)) {
        return std::nullopt;
    }
    if (logical_key(table, cursor->key()) != logical) {
        throw Error(ErrorCode::internal, "look up a part of a key: " + row_name(table, logical));
    }
    return parse_row(table, cursor->key(), cursor->value());
}

void walk_rows(const Transaction& txn,
               const Table& table,
               const RowWalk& walk,
               const std::function<bool(ByteView logical, const ArchiveRow& row)>& visit) {
    require_archive(table);
    Walker(txn, table, walk).run(visit);
}

void walk_revisions(const Transaction& txn,
                    const Table& table,
                    ByteView logical,
                    const std::function<bool(const ArchiveRow& row)>& visit) {
    require_archive(table);
    const std::unique_ptr<Cursor> cursor = txn.cursor(table);
    for (bool more = cursor->seek(row_key(logical, newest_sequence)); more; more = cursor->next()) {
        if (logical_key(table, cursor->key()) != logical ||
            !visit(parse_row(table, cursor->key(), cursor->value()))) {
            return;
        }
    }
}

Bytes row_key(ByteView logical, Sequence sequence) {
    Bytes key(logical);
    append_u64(key, ~sequence.value);
    return key;
}

ByteView logical_key(const Table& table, ByteView key) {
    if (key.size() < sequence_bytes) {
        throw Error(ErrorCode::corrupt,
                    "read " + row_name(table, key) + ": too short for a sequence");
    }
    return key.substr(0, key.size() - sequence_bytes);
}

ArchiveRow parse_row(const Table& table, ByteView key, ByteView payload) {
    ByteView sequence = key.substr(logical_key(table, key).size());
    if (payload.size() < row_salt_bytes + 1) {
        throw Error(ErrorCode::corrupt,
                    "read " + row_name(table, key) + ": too short for salt and state");
    }
    const char state = payload[row_salt_bytes];
    const ByteView content = payload.substr(row_salt_bytes + 1);
    if (state != state_present && (state != state_absent || !content.empty())) {
        throw Error(ErrorCode::corrupt,
                    "read " + row_name(table, key) + ": its state is impossible");
    }
    return {Bytes(payload.substr(0, row_salt_bytes)), state == state_present, Bytes(content),
            Sequence{~take_u64(sequence)}};
}

void put_row(WriteTransaction& txn, const Table& table, ByteView logical, const ArchiveRow& row) {
    require_archive(table);
    if (row.salt.size() != row_salt_bytes || (!row.present && !row.content.empty())) {
        throw Error(ErrorCode::internal, "write an impossible row: " + row_name(table, logical));
    }
    Bytes payload;
    payload.reserve(row_salt_bytes + 1 + row.content.size());
    payload.append(row.salt);
    payload.push_back(row.present ? state_present : state_absent);
    payload.append(row.content);
    txn.put(table, row_key(logical, row.sequence), payload);
}

Bytes row_leaf(const Table& table, ByteView logical, const ArchiveRow& row) {
    Bytes head = row.salt;
    head.push_back(static_cast<char>(table.id));
    append_u32(head, static_cast<std::uint32_t>(logical.size()));
    head.append(logical);
    append_u64(head, row.sequence.value);
    head.push_back(row.present ? state_present : state_absent);
    return Hasher(HashKind::sha256).update(head).update(row.content).finish();
}

}  // namespace kontor
