#include "storage/archive/openings.h"

#include "storage/archive/log_walk.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <map>
#include <set>

namespace kontor {

namespace {

using RowKey = std::pair<std::uint8_t, Bytes>;  // table, logical key: the order of commitments

// The rows to open of each Change.
using Wanted = std::map<Sequence, std::map<RowKey, ArchiveRow>>;

// Every revision up to `at` of the keys that begin with `prefix`.
void want_rows(const Transaction& rows,
               const ArchiveTable& table,
               const Bytes& prefix,
               Sequence at,
               Wanted& wanted) {
    const auto cursor = rows.cursor(table);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ArchiveRow row = parse_row(table, cursor->key(), cursor->value());
        if (row.sequence <= at) {
            wanted[row.sequence].emplace(RowKey{table.id, logical_key(table, cursor->key())},
                                         std::move(row));
        }
    }
}

std::set<Bytes> digests_in(const Wanted& wanted) {
    std::set<Bytes> digests;
    for (const auto& [sequence, opened] : wanted) {
        for (const auto& [key, row] : opened) {
            if (key.first == tables::versions.id && row.present) {
                digests.insert(read_row<VersionRow>(row.content, "a version").digest);
            }
        }
    }
    return digests;
}

// What the same Change wrote of the paper's bytes, and its reason.
void want_companions(const Transaction& rows, Wanted& wanted) {
    const std::set<Bytes> digests = digests_in(wanted);
    for (auto& [sequence, opened] : wanted) {
        audit::walk_commitments(rows, sequence, [&](const audit::RowCommitment& commitment) {
            const bool is_blob =
                commitment.table == tables::blobs.id && digests.contains(commitment.key);
            if (!is_blob && commitment.table != tables::reasons.id) {
                return;
            }
            const ArchiveTable& table = is_blob ? tables::blobs : tables::reasons;
            auto row = row_at(rows, table, commitment.key, sequence);
            if (row && row->sequence == sequence) {
                opened.emplace(RowKey{table.id, commitment.key}, *std::move(row));
            }
        });
    }
}

void open_change(const Transaction& rows,
                 Sequence sequence,
                 const std::map<RowKey, ArchiveRow>& wanted,
                 std::vector<RowOpening>& openings) {
    std::vector<Bytes> commitments;
    std::map<RowKey, std::uint64_t> indexes;
    audit::walk_commitments(rows, sequence, [&](const audit::RowCommitment& row) {
        indexes.emplace(RowKey{row.table, row.key}, commitments.size());
        commitments.push_back(row.commitment);
    });
    for (const auto& [key, row] : wanted) {
        const auto index = indexes.find(key);
        RowOpening opening{static_cast<OpenedTable>(key.first),
                           key.second,
                           sequence,
                           row.salt,
                           row.present,
                           row.content,
                           0,
                           {}};
        if (index == indexes.end() || commitments[index->second] != opening.commitment()) {
            throw Error(ErrorCode::corrupt,
                        fmt::format("open row {} of table {}: entry {} does not answer for it",
                                    to_hex(key.second), key.first, sequence.value));
        }
        opening.index = index->second;
        opening.path = rows_inclusion_proof(opening.index, commitments);
        openings.push_back(std::move(opening));
    }
}

std::vector<RowOpening> open_all(const Transaction& rows, const Wanted& wanted) {
    std::vector<RowOpening> openings;
    for (const auto& [sequence, opened] : wanted) {
        open_change(rows, sequence, opened, openings);
    }
    return openings;
}

}  // namespace

std::vector<RowOpening> open_document(const Transaction& rows, DocumentId id, Sequence at) {
    Wanted wanted;
    for (const ArchiveTable& table : document_tables) {
        want_rows(rows, table, Key().u64(id.value()), at, wanted);
    }
    want_companions(rows, wanted);
    return open_all(rows, wanted);
}

HistorySize history_size(const Transaction& rows, DocumentId id) {
    constexpr std::uint64_t around_content = 1024;  // key, salt, path and names, in hex
    HistorySize size;
    for (const ArchiveTable& table : document_tables) {
        const Bytes prefix = Key().u64(id.value());
        const auto cursor = rows.cursor(table);
        for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
             more = cursor->next()) {
            ++size.rows;
            size.bytes += around_content + 2 * cursor->value().size();
        }
    }
    return size;
}

std::vector<RowOpening> open_export(const Transaction& rows,
                                    ActorId asker,
                                    ExportId id,
                                    Sequence made) {
    Wanted wanted;
    want_rows(rows, tables::exports, Key().u64(asker.value()).u64(id.value()), made, wanted);
    want_rows(rows, tables::export_sets, Key().u64(id.value()), made, wanted);
    return open_all(rows, wanted);
}

}  // namespace kontor
