#include "storage/audit/audit_log.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/kv/key.h"
#include "storage/proof/jcs.h"

namespace kontor::audit {

namespace {

SubtreeReader reader_of(const Transaction& transaction) {
    return [&transaction](unsigned level, std::uint64_t index) {
        const auto found = transaction.get(tables::log_nodes,
                                           Key().u8(static_cast<std::uint8_t>(level)).u64(index));
        if (!found) {
            throw Error(ErrorCode::corrupt,
                        fmt::format("find node {} of level {} in the log's tree", index, level));
        }
        return Digest(Bytes(*found));
    };
}

// What an entry says, which is there.
Json get_entry(const Transaction& transaction, Sequence sequence) {
    const auto entry = find_entry(transaction, sequence);
    if (!entry) {
        throw Error(ErrorCode::corrupt, fmt::format("find entry {}", sequence.value));
    }
    try {
        return Json::parse(*entry);
    } catch (const Json::exception&) {
        throw Error(ErrorCode::corrupt, fmt::format("read entry {}", sequence.value));
    }
}

RowCommitment commitment_of(ByteView place, ByteView value) {
    RowCommitment row;
    row.table = take_u8(place);
    row.key = Bytes(place);
    row.commitment = Bytes(take_bytes(value, std::min(value.size(), Digest::size_bytes)));
    if (!value.empty()) {
        row.erased_by = Sequence{take_u64(value)};
    }
    return row;
}

// The key of a blob's row is the digest of its bytes, which must not outlive them; but its place
// among the rows of its Change must, for that is part of rows_root. So: its shortest beginning that
// still comes after the row before it, which is nothing where the Change wrote one blob.
Bytes shortest_in_place(const Transaction& transaction, const Bytes& prefix, ByteView key) {
    const auto cursor = transaction.cursor(tables::change_rows);
    std::optional<Bytes> before;
    if (cursor->seek_before(Key().raw(prefix).raw(key)) && cursor->key().starts_with(prefix)) {
        before = Bytes(cursor->key().substr(prefix.size()));
    }
    for (std::size_t length = 0; length < key.size(); ++length) {
        if (!before || key.substr(0, length) > *before) {
            return Bytes(key.substr(0, length));
        }
    }
    return Bytes(key);
}

std::optional<Json> last_entry(const Transaction& transaction) {
    const std::uint64_t count = size(transaction);
    return count == 0 ? std::nullopt : std::optional(get_entry(transaction, Sequence{count - 1}));
}

Instant time_of(const Json& entry) {
    return parse_instant(entry.value("time", ""));
}

void append_to_tree(WriteTransaction& transaction, std::uint64_t size_before, ByteView entry) {
    MerkleEdge edge = edge_at(size_before, reader_of(transaction));
    for (const Subtree& made : edge.append(leaf_hash(entry))) {
        transaction.put(tables::log_nodes,
                        Key().u8(static_cast<std::uint8_t>(made.level)).u64(made.index),
                        made.hash.bytes());
    }
}

}  // namespace

std::uint64_t size(const Transaction& transaction) {
    const auto cursor = transaction.cursor(tables::log_entries);
    if (!cursor->seek_last()) {
        return 0;
    }
    ByteView key = cursor->key();
    return take_u64(key) + 1;
}

std::optional<Instant> last_time(const Transaction& transaction) {
    const auto entry = last_entry(transaction);
    return entry ? std::optional(time_of(*entry)) : std::nullopt;
}

// Times of entries never run back.
std::optional<Sequence> last_until(const Transaction& transaction, Instant time) {
    std::uint64_t until = 0;  // entries before this one are not after `time`
    std::uint64_t after = size(transaction);
    while (until < after) {
        const std::uint64_t middle = until + (after - until) / 2;
        if (time_of(get_entry(transaction, Sequence{middle})) <= time) {
            until = middle + 1;
        } else {
            after = middle;
        }
    }
    return until == 0 ? std::nullopt : std::optional(Sequence{until - 1});
}

bool clock_is_known_back(const Transaction& transaction) {
    const auto last = last_entry(transaction);
    if (!last) {
        return false;
    }
    const std::string time = last->value("time", "");
    for (std::uint64_t sequence = size(transaction); sequence > 0; --sequence) {
        const auto entry = find_entry(transaction, Sequence{sequence - 1});
        const Json json = entry ? Json::parse(*entry, nullptr, /*allow_exceptions=*/false) : Json();
        if (!json.is_object() || json.value("time", "") != time) {
            return false;
        }
        if (json.value("event", "") == clock_stepped_back) {
            return true;
        }
    }
    return false;
}

Sequence append(WriteTransaction& transaction,
                const Event& event,
                Instant time,
                const std::vector<Bytes>& commitments) {
    const Sequence sequence{size(transaction)};
    Json json{{"schema", "event@1"},
              {"sequence", std::to_string(sequence.value)},
              {"time", to_rfc3339(time)},
              {"event", event.event},
              {"actor", event.actor.str()},
              {"rows", std::to_string(commitments.size())},
              {"rows_root", rows_root(commitments).to_hex()}};
    if (!event.request.empty()) {
        json["request"] = event.request;
    }
    if (!event.object.empty()) {
        json["object"] = event.object;
    }
    if (!event.detail.empty()) {
        json["detail"] = event.detail;
    }
    const Bytes entry = canonical_json(json);
    if (entry.size() > limits::audit_entry_max_bytes) {
        throw Error(ErrorCode::too_large, fmt::format("write an entry of {} bytes", entry.size()));
    }
    transaction.put(tables::log_entries, Key().u64(sequence.value), entry);
    append_to_tree(transaction, sequence.value, entry);
    return sequence;
}

std::optional<Bytes> find_entry(const Transaction& transaction, Sequence sequence) {
    const auto found = transaction.get(tables::log_entries, Key().u64(sequence.value));
    return found ? std::optional(Bytes(*found)) : std::nullopt;
}

void walk_commitments(const Transaction& transaction,
                      Sequence sequence,
                      const std::function<void(const RowCommitment&)>& visit) {
    const Bytes prefix = Key().u64(sequence.value);
    const auto cursor = transaction.cursor(tables::change_rows);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        visit(commitment_of(cursor->key().substr(prefix.size()), cursor->value()));
    }
}

std::optional<RowCommitment> find_commitment(const Transaction& transaction,
                                             Sequence sequence,
                                             std::uint8_t table,
                                             ByteView key) {
    const Bytes place = Key().u8(table).raw(key);
    const auto found = transaction.get(tables::change_rows, Key().u64(sequence.value).raw(place));
    return found ? std::optional(commitment_of(place, *found)) : std::nullopt;
}

std::optional<RowCommitment> mark_erased(WriteTransaction& transaction,
                                         Sequence sequence,
                                         const Table& table,
                                         ByteView key,
                                         Sequence by) {
    auto found = find_commitment(transaction, sequence, table.id, key);
    if (!found) {
        return std::nullopt;
    }
    found->erased_by = by;
    const Bytes prefix = Key().u64(sequence.value).u8(table.id);
    if (table == tables::blobs) {
        found->key = shortest_in_place(transaction, prefix, key);
    }
    transaction.erase(tables::change_rows, Key().raw(prefix).raw(key));
    transaction.put(tables::change_rows, Key().raw(prefix).raw(found->key),
                    Key().raw(found->commitment).u64(by.value));
    return found;
}

Digest root(const Transaction& transaction, std::uint64_t tree_size) {
    return root_at(tree_size, reader_of(transaction));
}

std::vector<Digest> inclusion_proof(const Transaction& transaction,
                                    std::uint64_t index,
                                    std::uint64_t tree_size) {
    return kontor::inclusion_proof(index, tree_size, reader_of(transaction));
}

std::vector<Digest> consistency_proof(const Transaction& transaction,
                                      std::uint64_t first,
                                      std::uint64_t second) {
    return kontor::consistency_proof(first, second, reader_of(transaction));
}

Bytes tile(const Transaction& transaction, std::uint64_t tree_size, const TilePath& path) {
    if (path.kind == TilePath::Kind::hashes) {
        return tile_hashes(tree_size, path, reader_of(transaction));
    }
    if (!has_tile(tree_size, path)) {
        throw Error(ErrorCode::not_found, "read " + tile_path(path),
                    Reason{"proof.tile_absent", {{"size", std::to_string(tree_size)}}, ""});
    }
    Bytes bundle;
    for (unsigned i = 0; i < path.width; ++i) {
        const Sequence sequence{path.index * tile_width_max + i};
        const auto entry = find_entry(transaction, sequence);
        if (!entry) {
            throw Error(ErrorCode::corrupt, fmt::format("find entry {}", sequence.value));
        }
        append_entry(bundle, *entry);
    }
    return bundle;
}

std::optional<std::string> find_checkpoint(const Transaction& transaction,
                                           std::uint64_t tree_size) {
    const auto found = transaction.get(tables::checkpoints, Key().u64(tree_size));
    return found ? std::optional(std::string(*found)) : std::nullopt;
}

std::optional<StoredCheckpoint> last_checkpoint(const Transaction& transaction) {
    const auto cursor = transaction.cursor(tables::checkpoints);
    if (!cursor->seek_last()) {
        return std::nullopt;
    }
    ByteView key = cursor->key();
    return StoredCheckpoint{take_u64(key), std::string(cursor->value())};
}

void put_checkpoint(WriteTransaction& transaction, const StoredCheckpoint& checkpoint) {
    const auto before = find_checkpoint(transaction, checkpoint.size);
    if (before && *before != checkpoint.note) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("keep a second checkpoint of size {}", checkpoint.size));
    }
    transaction.put(tables::checkpoints, Key().u64(checkpoint.size), checkpoint.note);
}

}  // namespace kontor::audit
