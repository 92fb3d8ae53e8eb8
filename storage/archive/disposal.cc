#include "storage/archive/disposal.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/archive/erasure.h"
#include "storage/archive/ledger.h"
#include "storage/archive/log_walk.h"
#include "storage/archive/purge.h"
#include "storage/archive/readings.h"
#include "storage/archive/sealed_volumes.h"
#include "storage/archive/watched_files.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t blobs_of_a_job = 30;  // which fit its payload

// Ends in the ledger that name a paper, of all papers at once: there is no index by paper, and this
// is rare.
using Intakes = std::map<DocumentId, std::set<IntakeNumber>>;

void collect_intake(const Transaction& rows, IntakeNumber number, Intakes& found) {
    const auto row = ledger::find(rows, number);
    const auto named = row && row->document ? found.find(*row->document) : found.end();
    if (named != found.end()) {
        named->second.insert(number);
    }
}

// What is known of the ledger before a Change, so that the Change looks at the rest alone.
class SeenIntakes {
  public:
    SeenIntakes(const Transaction& rows, const std::vector<DocumentId>& documents)
        : last_(ledger::last(rows)) {
        for (const DocumentId id : documents) {
            found_[id];
        }
        ledger::walk_offers(rows, [&](IntakeNumber number, const Offer&) {
            waiting_.push_back(number);
            return true;
        });
        for (std::uint64_t number = 1; number <= last_.value(); ++number) {
            collect_intake(rows, IntakeNumber(number), found_);
        }
    }

    std::set<IntakeNumber> of(DocumentId id, const Transaction& rows) const {
        Intakes own{{id, found_.at(id)}};
        for (const IntakeNumber number : waiting_) {
            collect_intake(rows, number, own);
        }
        const std::uint64_t now = ledger::last(rows).value();
        for (std::uint64_t number = last_.value() + 1; number <= now; ++number) {
            collect_intake(rows, IntakeNumber(number), own);
        }
        return std::move(own.at(id));
    }

  private:
    Intakes found_;
    IntakeNumber last_;
    std::vector<IntakeNumber> waiting_;  // whose end is still to come
};

class Destruction {
  public:
    Destruction(Change& change, DocumentId id, const std::set<IntakeNumber>& intakes)
        : change_(change), id_(id), intakes_(intakes), erasure_(change.write()) {}

    void run() {
        const DocumentRow row = live_row();
        erase_versions(row);
        erase_all(tables::records);
        erase_all(tables::corrections);
        note(erasure_.erase(tables::documents, Key().u64(id_.value())));
        erase_intakes();
        erase_memories();
        erase_reasons();
        put_trace(row);
        erasure_.finish(id_);
        order_the_rest();
    }

  private:
    DocumentRow live_row() const {
        const auto row = catalog::find_document(change_.rows(), id_);
        if (!row || row->lifecycle == Lifecycle::destroyed) {
            throw Error(
                ErrorCode::not_found, "destroy document " + id_.str(),
                Reason{row ? "document.destroyed" : "document.not_found", {{"id", id_.str()}}, ""});
        }
        return *row;
    }

    void note(const std::set<Sequence>& sequences) {
        sequences_.insert(sequences.begin(), sequences.end());
    }

    void erase_versions(const DocumentRow& row) {
        for (std::uint32_t number = 1; number <= row.version; ++number) {
            const auto version = catalog::find_version(change_.rows(), id_, number);
            const Bytes key = Key().u64(id_.value()).u32(number);
            if (version) {
                change_.upkeep().erase(tables::documents_by_digest,
                                       Key().raw(version->digest).u64(id_.value()).u32(number));
                erase_blob(version->digest);
            }
            note(erasure_.erase(tables::versions, key));
            if (const auto text = Readings::find(change_.rows(), id_, number)) {
                change_.upkeep().erase(tables::renditions, key);
                if (text->text.valid()) {
                    blobs_.push_back(line_of(text_of(*text), true));
                }
            }
        }
    }

    // Bytes that another paper has too stay, with their row.
    void erase_blob(const Bytes& digest) {
        const auto blob = catalog::find_blob(change_.rows(), digest);
        if (!blob || !catalog::versions_of_digest(change_.rows(), digest).empty()) {
            return;
        }
        change_.upkeep().erase(tables::blob_numbers, Key().u64(blob->number.value()));
        note(erasure_.erase(tables::blobs, digest));
        blobs_.push_back(line_of(blob_of(*blob), false));
        if (!blob->key.valid()) {
            volumes_.insert(blob->volume);
        }
    }

    static Json line_of(const BlobRef& blob, bool is_derived) {
        return {{"number", blob.number.value()},
                {"volume", blob.volume},
                {"key", blob.key.valid() ? blob.key.value() : 0},
                {"derived", is_derived}};
    }

    // Also what was taken away again.
    void erase_all(const ArchiveTable& table) {
        const Bytes prefix = Key().u64(id_.value());
        std::vector<Bytes> keys;
        walk_rows(change_.rows(), table, {.prefix = prefix, .absent = RowWalk::Absent::visit},
                  [&](ByteView logical, const ArchiveRow&) {
                      keys.emplace_back(logical);
                      return true;
                  });
        for (const Bytes& key : keys) {
            note(erasure_.erase(table, key));
        }
    }

    // The ledger still balances: each number keeps its end, and loses name and digest.
    void erase_intakes() {
        for (const IntakeNumber number : intakes_) {
            auto row = ledger::find(change_.rows(), number).value();
            row.name.clear();
            row.digest.clear();
            const Bytes key = Key().u64(number.value());
            change_.write().put(tables::intake, key, row.to_json());
            note(erasure_.erase(tables::intake, key));
        }
    }

    // Rows of an upkeep table, which is small: what waits there is forgotten by itself.
    void erase_rows(const UpkeepTable& table,
                    const std::function<bool(const Json& row)>& is_of_this) {
        std::vector<Bytes> keys;
        const auto cursor = change_.rows().cursor(table);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            if (is_of_this(parse_content(cursor->value(), "a row of " + std::string(table.name)))) {
                keys.emplace_back(cursor->key());
            }
        }
        for (const Bytes& key : keys) {
            change_.upkeep().erase(table, key);
        }
    }

    // Names of files, but not of those that still lie in a watched folder: they would be taken in
    // again. And what says of a digest that it once came.
    void erase_memories() {
        erase_rows(tables::taken_files, [&](const Json& row) {
            const TakenFile file = TakenFile::from_json(row);
            return file.is_removed && intakes_.contains(file.number);
        });
        erase_rows(tables::idempotency,
                   [&](const Json& row) { return row.value("document", "") == id_.str(); });
    }

    // Words of a person on what was done to this paper and to no other.
    void erase_reasons() {
        for (const Sequence sequence : sequences_) {
            const auto documents = documents_of(change_.rows(), sequence);
            const bool is_of_this_alone =
                std::ranges::all_of(documents, [&](DocumentId id) { return id == id_; });
            const auto row = row_at(change_.rows(), tables::reasons, "", sequence);
            if (is_of_this_alone && row && row->sequence == sequence) {
                erasure_.erase(tables::reasons, "", sequence);
            }
        }
    }

    void put_trace(const DocumentRow& row) {
        DocumentRow trace;
        trace.folder = row.folder;
        trace.received = row.received;
        trace.archived = row.archived;
        trace.added_by = row.added_by;
        trace.filing = row.filing;
        trace.version = row.version;
        trace.lifecycle = Lifecycle::destroyed;
        put_document(change_, id_, trace);
    }

    void order_the_rest() {
        Upkeep& upkeep = change_.upkeep();
        for (std::size_t first = 0; first < blobs_.size(); first += blobs_of_a_job) {
            Json lines = Json::array();
            for (std::size_t i = first; i < std::min(first + blobs_of_a_job, blobs_.size()); ++i) {
                lines.push_back(blobs_[i]);
            }
            upkeep.enqueue({.kind = "erase",
                            .subject = fmt::format("{}/{}", id_.str(), first),
                            .payload = {{"blobs", std::move(lines)}}});
        }
        upkeep.enqueue({.kind = "index", .subject = id_.str()});
        Purge::order(upkeep, volumes_);
    }

    Change& change_;
    const DocumentId id_;
    const std::set<IntakeNumber>& intakes_;
    Erasure erasure_;
    std::set<Sequence> sequences_;  // of the Changes whose rows were erased
    std::vector<Json> blobs_;
    std::set<std::uint32_t> volumes_;  // that the unencrypted ones lie in
};

// Where nothing is encrypted, a purge takes the bytes out of the volume, which must be at hand.
void require_erasable(const Store& store, const Transaction& rows, DocumentId id) {
    if (store.keys() != nullptr) {
        return;
    }
    const auto document = catalog::find_document(rows, id);
    for (std::uint32_t number = 1; document && number <= document->version; ++number) {
        const auto version = catalog::find_version(rows, id, number);
        const auto blob = version ? catalog::find_blob(rows, version->digest) : std::nullopt;
        if (blob) {
            SealedVolumes::require_at_home(store, blob->volume);
        }
    }
}

}  // namespace

void Disposal::destroy(const Caller& caller,
                       std::vector<DocumentId> documents,
                       const std::string& reason) {
    check_reason(reason);
    std::ranges::sort(documents);
    finish_erasing();  // of an earlier order that the disk refused
    const SeenIntakes seen = [&] {
        const Snapshot before = store_.snapshot();
        for (const DocumentId id : documents) {
            require_erasable(store_, before.rows(), id);
        }
        return SeenIntakes(before.rows(), documents);
    }();
    fault_point("disposal.seen");
    for (const DocumentId id : documents) {
        store_.change({caller.actor, "document.destroyed", caller.request, reason},
                      [&](Change& change) {
                          const auto intakes = seen.of(id, change.rows());
                          Destruction(change, id, intakes).run();
                      });
        fault_point("disposal.changed");
        finish_erasing();
    }
}

std::uint64_t Disposal::finish_erasing() {
    const std::vector<std::string> kinds{"erase"};
    const MutexLock turn(store_.erasing());  // so that what another thread has taken is done, too
    std::uint64_t erased = 0;
    while (const auto job = store_.jobs().take(kinds, store_.clock().now())) {
        for (const Json& line : job->payload.at("blobs")) {
            BlobRef blob;
            blob.number = BlobNumber(line.at("number").get<std::uint64_t>());
            blob.volume = line.at("volume").get<std::uint32_t>();
            blob.key = KeySlot(line.at("key").get<std::uint64_t>());
            (line.at("derived").get<bool>() ? store_.derived() : store_.blobs()).remove(blob);
            fault_point("disposal.removed");
            ++erased;
        }
        store_.upkeep([&](Upkeep& upkeep) { upkeep.finish(*job); });
    }
    return erased;
}

}  // namespace kontor
