#include "storage/archive/check_log.h"

#include "storage/archive/erasure.h"
#include "storage/archive/log_origin.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/catalog/stamp_row.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/proof/checkpoint.h"
#include "storage/proof/jcs.h"

#include <map>

#include <fmt/format.h>

namespace kontor {

namespace {

class LogChecker {
  public:
    LogChecker(const Transaction& rows,
               const KnownOfLog& known,
               const std::function<void(const std::string&)>& finding)
        : rows_(rows), known_(known), finding_(finding) {
        for (const OutsideCheckpoint& one : known.outside) {
            outside_[one.head.size].push_back(&one);
        }
        expect_outside();
    }

    std::uint64_t run() {
        const std::uint64_t size = audit::size(rows_);
        for (std::uint64_t sequence = 0; sequence < size; ++sequence) {
            check_entry(Sequence{sequence});
        }
        for (const auto& [beyond, checkpoints] : outside_) {
            for (const OutsideCheckpoint* one : checkpoints) {
                finding_(fmt::format("{}: contradicts the log: it saw {} entries, there are {}",
                                     one->name, beyond, size));
            }
        }
        check_checkpoints();
        check_stamps();
        expect(rows_.count(tables::log_entries) == size,
               "log: an entry between the first and the last is not there");
        expect(rows_.count(tables::log_nodes) == nodes_,
               "log: the tree has nodes that no entry explains");
        expect(rows_.count(tables::change_rows) == commitments_ + erased_,
               "log: commitments that no entry explains");
        check_erasures();
        std::uint64_t archive_rows = 0;
        for (const Table& table : tables::catalog) {
            if (table.kind == TableKind::archive) {
                archive_rows += rows_.count(table);
                check_rows_of(table);
            }
        }
        expect(archive_rows == commitments_,
               fmt::format("log: {} archive rows, but {} commitments", archive_rows, commitments_));
        return size;
    }

  private:
    void expect(bool holds, const std::string& line) {
        if (!holds) {
            finding_(line);
        }
    }

    void check_entry(Sequence sequence) {
        const std::string name = "entry " + std::to_string(sequence.value);
        const auto bytes = audit::find_entry(rows_, sequence);
        if (!bytes) {
            finding_(name + ": is not there");
            return;
        }
        check_tree(*bytes, name);
        const Json entry = Json::parse(*bytes, nullptr, /*allow_exceptions=*/false);
        if (!entry.is_object() || canonical_json(entry) != *bytes) {
            finding_(name + ": is not canonical JSON");
            return;
        }
        try {
            expect(entry.at("sequence") == std::to_string(sequence.value),
                   name + ": says another sequence");
            const Instant time = parse_instant(entry.at("time").get<std::string>());
            expect(time >= last_time_, name + ": its time runs back");
            last_time_ = time;
            check_commitments(sequence, entry, name);
        } catch (const Json::exception& e) {
            finding_(name + ": lacks a member: " + e.what());
        }
    }

    void check_tree(const Bytes& entry, const std::string& name) {
        for (const Subtree& made : edge_.append(leaf_hash(entry))) {
            ++nodes_;
            const auto stored = rows_.get(
                tables::log_nodes, Key().u8(static_cast<std::uint8_t>(made.level)).u64(made.index));
            if (!stored || *stored != made.hash.bytes()) {
                finding_(name + ": differs from the tree at level " + std::to_string(made.level));
            }
        }
        expect_outside();
    }

    // What was known outside when the log had as many entries as now are read.
    void expect_outside() {
        const auto here = outside_.find(edge_.size());
        if (here == outside_.end()) {
            return;
        }
        for (const OutsideCheckpoint* one : here->second) {
            expect(one->head.root == edge_.root(),
                   fmt::format("{}: contradicts the log: its first {} entries are others now",
                               one->name, one->head.size));
        }
        outside_.erase(here);
    }

    // The archive's own signed heads: each is the root of as many entries.
    void check_checkpoints() {
        const auto cursor = rows_.cursor(tables::checkpoints);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            ByteView key = cursor->key();
            const std::uint64_t size = take_u64(key);
            const std::string name = "checkpoint " + std::to_string(size);
            try {
                const std::string note(cursor->value());
                const Checkpoint head =
                    known_.keys.empty() ? parse_checkpoint(note.substr(0, note.find("\n\n") + 1))
                                        : open_checkpoint_of(note, known_.keys);
                expect(head.size == size, name + ": is of another size");
                expect(size <= edge_.size() && head.root == audit::root(rows_, size),
                       name + ": is not the root of the first entries");
            } catch (const Error& e) {
                finding_(name + ": " + e.what());
            }
        }
    }

    // Stamps prove themselves: each is judged by the chain that was kept with it, as it was
    // accepted then.
    void check_stamps() {
        try {
            catalog::walk_stamps(rows_, [&](const catalog::FoundStamp& found) {
                check_stamp(found);
                return true;
            });
        } catch (const Error& e) {
            finding_(std::string("stamps: ") + e.what());
        }
    }

    void check_stamp(const catalog::FoundStamp& found) {
        const std::string name = "stamp of checkpoint " + std::to_string(found.size);
        const auto note = audit::find_checkpoint(rows_, found.size);
        const Stamp& stamp = found.row.stamp;
        if (!note || stamp.chain.empty()) {
            finding_(name + ": its checkpoint or its certificates are not there");
            return;
        }
        try {
            const StampVerdict verdict = judge_stamp_token(
                found.row.token, *note, certificate_pem(stamp.chain.back()), stamp.time);
            expect(
                verdict.stamp == stamp,
                name + ": is not good" +
                    (verdict.ruling.allowed() ? ""
                                              : " (" + verdict.ruling.reasons.front().code + ")"));
        } catch (const Error& e) {
            finding_(name + ": " + e.what());
        }
    }

    void check_commitments(Sequence sequence, const Json& entry, const std::string& name) {
        std::vector<Bytes> all;
        audit::walk_commitments(rows_, sequence, [&](const audit::RowCommitment& row) {
            all.push_back(row.commitment);
            erased_ += row.erased_by ? 1 : 0;
            commitments_ += row.erased_by ? 0 : 1;
        });
        expect(entry.at("rows") == std::to_string(all.size()),
               name + ": another number of rows than it says");
        expect(entry.at("rows_root") == rows_root(all).to_hex(),
               name + ": its rows_root does not hold");
    }

    // What is marked as erased is in the list of the Change that did it, and the other way round.
    void check_erasures() {
        std::uint64_t listed = 0;
        try {
            walk_erasures(rows_, [&](Sequence by, const ErasedRow& row) {
                ++listed;
                const auto left = audit::find_commitment(rows_, row.sequence, row.table, row.key);
                expect(left && left->commitment == row.commitment && left->erased_by == by,
                       fmt::format("entry {}: does not answer for what entry {} erased of it",
                                   row.sequence.value, by.value));
            });
        } catch (const Error& e) {
            finding_(std::string("erasures: ") + e.what());
        }
        expect(listed == erased_,
               fmt::format("log: {} rows are said to be erased, {} are listed", erased_, listed));
    }

    // Every stored revision must be the one its Change committed to.
    void check_rows_of(const Table& table) {
        const auto cursor = rows_.cursor(table);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            const std::string name =
                "row " + to_hex(cursor->key()) + " of table " + std::string(table.name);
            try {
                const ArchiveRow row = parse_row(table, cursor->key(), cursor->value());
                const Bytes logical(logical_key(table, cursor->key()));
                const auto commitment = rows_.get(
                    tables::change_rows, Key().u64(row.sequence.value).u8(table.id).raw(logical));
                if (!commitment) {
                    finding_(name + ": no entry answers for it");
                } else if (*commitment != row_leaf(table, logical, row)) {
                    finding_(name + ": was changed after entry " +
                             std::to_string(row.sequence.value));
                }
            } catch (const Error& e) {
                finding_(name + ": " + e.what());
            }
        }
    }

    const Transaction& rows_;
    const KnownOfLog& known_;
    const std::function<void(const std::string&)>& finding_;
    std::map<std::uint64_t, std::vector<const OutsideCheckpoint*>> outside_;  // not yet met
    MerkleEdge edge_;
    Instant last_time_{};
    std::uint64_t nodes_ = 0;
    std::uint64_t commitments_ = 0;  // of rows that are not erased
    std::uint64_t erased_ = 0;
};

}  // namespace

std::uint64_t check_log(const Transaction& rows,
                        const KnownOfLog& known,
                        const std::function<void(const std::string&)>& finding) {
    return LogChecker(rows, known, finding).run();
}

}  // namespace kontor
