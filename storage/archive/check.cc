#include "storage/archive/check.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/check_against.h"
#include "storage/archive/check_log.h"
#include "storage/archive/ledger.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <set>

namespace kontor {

namespace {

class Checker {
  public:
    Checker(Store& store,
            const std::function<void(const std::string&)>& finding,
            const std::vector<OutsideCheckpoint>& outside)
        : store_(store),
          snapshot_(store.snapshot()),
          rows_(snapshot_.rows()),
          finding_(finding),
          outside_(outside) {}

    CheckCounts run() {
        step("rows", [&] { check_rows(); });
        step("log", [&] {
            counts_.entries = check_log(rows_, {known_log_keys(store_), outside_}, report());
        });
        step("folders", [&] { check_folders(); });
        step("documents", [&] { check_documents(); });
        step("records", [&] { check_records(); });
        step("keys", [&] { check_keys(); });
        step("blobs", [&] { check_blobs(); });
        step("texts", [&] { check_texts(); });
        step("intake", [&] { check_intake(); });
        step("people", [&] { check_people(); });
        return counts_;
    }

  private:
    void found(const std::string& line) {
        ++counts_.findings;
        finding_(line);
    }
    std::function<void(const std::string&)> report() {
        return [this](const std::string& line) { found(line); };
    }

    // Damage that stops one part of the check must not keep the others from being looked at.
    void step(const std::string& name, const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& e) {
            found(name + ": cannot be read further: " + e.what());
        }
    }

    void check_rows() {
        for (const Table& table : tables::catalog) {
            const auto cursor = rows_.cursor(table);
            for (bool more = cursor->seek(""); more; more = cursor->next()) {
                ++counts_.rows;
                try {
                    static_cast<void>(cursor->value());
                } catch (const Error& e) {
                    found("row: table " + std::string(table.name) + ": " + e.what());
                }
            }
        }
    }

    // Visits the current rows of an archive table; a row that cannot be read is a finding, and the
    // walk goes on.
    void each_current(const ArchiveTable& table,
                      const std::function<void(ByteView, const ArchiveRow&)>& visit) {
        walk_rows(rows_, table, {}, [&](ByteView logical, const ArchiveRow& row) {
            try {
                visit(logical, row);
            } catch (const Error& e) {
                found(std::string(table.name) + " " + to_hex(logical) + ": " + e.what());
            }
            return true;
        });
    }

    void expect(bool holds, const std::string& line) {
        if (!holds) {
            found(line);
        }
    }

    void expect_count(const Table& table, std::uint64_t expected) {
        expect(rows_.count(table) == expected, "derived: table " + std::string(table.name) +
                                                   " has " + std::to_string(rows_.count(table)) +
                                                   " rows, " + std::to_string(expected) +
                                                   " expected");
    }

    void check_folders() {
        std::uint64_t named = 0;
        each_current(tables::folders, [&](ByteView logical, const ArchiveRow&) {
            const FolderId id(take_u64(logical));
            const FolderRow row = catalog::find_folder(rows_, id).value();
            if (!row.parent.valid()) {
                expect(id == root_folder, "folder " + id.str() + ": has no parent");
                return;
            }
            ++named;
            expect(catalog::find_folder(rows_, row.parent).has_value(),
                   "folder " + id.str() + ": its parent is not there");
            expect(catalog::find_child(rows_, row.parent, row.name) == id,
                   "folder " + id.str() + ": not found by its name");
        });
        expect_count(tables::folders_by_name, named);
    }

    void check_documents() {
        std::uint64_t versions = 0;
        each_current(tables::documents, [&](ByteView logical, const ArchiveRow&) {
            const DocumentId id(take_u64(logical));
            ++counts_.documents;
            expect(id.value() == counts_.documents,
                   "document " + id.str() + ": the serial before it is not there");
            const DocumentRow row = catalog::get_document(rows_, id);
            expect(catalog::find_folder(rows_, row.folder).has_value(),
                   "document " + id.str() + ": its folder is not there");
            expect(
                rows_
                    .get(tables::documents_by_folder, Key().u64(row.folder.value()).u64(id.value()))
                    .has_value(),
                "document " + id.str() + ": not listed in its folder");
            if (row.lifecycle == Lifecycle::destroyed) {
                check_destroyed(id, row);
                return;
            }
            for (std::uint32_t number = 1; number <= row.version; ++number) {
                check_version(id, number);
                ++versions;
            }
        });
        expect_count(tables::documents_by_folder, counts_.documents);
        expect_count(tables::documents_by_digest, versions);
    }

    void check_destroyed(DocumentId id, const DocumentRow& row) {
        ++counts_.destroyed;
        for (std::uint32_t number = 1; number <= row.version; ++number) {
            expect(!catalog::find_version(rows_, id, number) && !Readings::find(rows_, id, number),
                   "document " + id.str() + " version " + std::to_string(number) +
                       ": is there, though it was destroyed");
        }
        expect(catalog::records_of(rows_, id).empty(),
               "document " + id.str() + ": has a record, though it was destroyed");
    }

    void check_version(DocumentId id, std::uint32_t number) {
        const std::string name = "document " + id.str() + " version " + std::to_string(number);
        const auto version = catalog::find_version(rows_, id, number);
        if (!version) {
            found(name + ": is not there");
            return;
        }
        const auto blob = catalog::find_blob(rows_, version->digest);
        expect(blob.has_value(), name + ": its bytes have no row");
        expect(!blob || blob->size == version->size,
               name + ": its size differs from that of its bytes");
        expect(rows_
                   .get(tables::documents_by_digest,
                        Key().raw(version->digest).u64(id.value()).u32(number))
                   .has_value(),
               name + ": not found by its digest");
    }

    void check_records() {
        each_current(tables::records, [&](ByteView logical, const ArchiveRow&) {
            const DocumentId id(take_u64(logical));
            const std::string type(take_text(logical));
            const std::string name = "record " + type + " of document " + id.str();
            const RecordRow row = catalog::find_record(rows_, id, type).value().row;
            const auto judged_by = catalog::find_record_type(rows_, type);
            expect(catalog::find_document(rows_, id).has_value(),
                   name + ": its document is not there");
            expect(judged_by.has_value(), name + ": its type is not there");
            expect(!judged_by || row.type_version <= judged_by->row.version,
                   name + ": its type has no version " + std::to_string(row.type_version));
            expect(row.origins.size() == row.fields.size() &&
                       std::ranges::all_of(
                           row.origins,
                           [&](const auto& origin) { return row.fields.contains(origin.first); }),
                   name + ": it is not said where each field comes from");
        });
    }

    void check_blobs() {
        std::uint64_t blobs = 0;
        each_current(tables::blobs, [&](ByteView digest, const ArchiveRow&) {
            const BlobRow row = catalog::find_blob(rows_, digest).value();
            ++blobs;
            const auto back = rows_.get(tables::blob_numbers, Key().u64(row.number.value()));
            expect(back == digest, "blob " + row.number.str() + ": its number leads elsewhere");
            if (row.key.valid()) {
                expect(keys_used_.insert(row.key).second,
                       "blob " + row.number.str() + ": its key slot is another blob's too");
            }
            store_.blobs().verify(blob_of(row), digest, row.sha512);
            ++counts_.blobs;
            counts_.blob_bytes += row.size;
        });
        expect_count(tables::blob_numbers, blobs);
    }

    void check_keys() {
        if (const KeyStore* keys = store_.keys()) {
            const KeyCounts counts = keys->check(report());
            counts_.keys = counts.live;
            counts_.keys_destroyed = counts.destroyed;
        }
    }

    // Recognised text can be made again, but nobody would know that it has to be.
    void check_texts() {
        const auto cursor = rows_.cursor(tables::renditions);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            ByteView key = cursor->key();
            const DocumentId id(take_u64(key));
            const std::uint32_t version = take_u32(key);
            const std::string name =
                "text of document " + id.str() + " version " + std::to_string(version);
            try {
                read_text(read_row<RenditionRow>(cursor->value(), name));
            } catch (const Error& e) {
                if (e.code() != ErrorCode::not_found || is_newest_text(id, version)) {
                    found(name + ": " + e.what());
                }
            }
        }
    }

    // A paper that was read again since the snapshot has another text by now.
    bool is_newest_text(DocumentId id, std::uint32_t version) const {
        const auto seen = Readings::find(rows_, id, version);
        const auto now = Readings::find(store_.snapshot().rows(), id, version);
        return seen && now && seen->text == now->text;
    }

    void read_text(const RenditionRow& row) {
        if (!row.text.valid()) {
            return;
        }
        const auto source = store_.derived().open(text_of(row), {0, row.size});
        Bytes buffer(limits::blob_chunk_bytes, '\0');
        while (source->read(buffer.data(), buffer.size()) > 0) {
        }
    }

    void check_intake() {
        const std::uint64_t last = ledger::last(rows_).value();
        for (std::uint64_t number = 1; number <= last; ++number) {
            const bool waiting = ledger::find_offer(rows_, IntakeNumber(number)).has_value();
            const auto row = ledger::find(rows_, IntakeNumber(number));
            const std::string name = "intake " + std::to_string(number);
            expect(waiting != row.has_value(),
                   name + (waiting ? ": waits and has ended" : ": neither waits nor has ended"));
            if (row && row->document) {
                expect(catalog::find_document(rows_, *row->document).has_value(),
                       name + ": its document is not there");
            }
        }
        expect_count(tables::intake_by_day, last);
    }

    void check_people() {
        std::uint64_t people = 0;
        each_current(tables::actors, [&](ByteView logical, const ArchiveRow&) {
            const ActorId id(take_u64(logical));
            ++people;
            const ActorRow row = catalog::find_actor(rows_, id).value();
            expect(catalog::find_actor_by_name(rows_, row.name) == id,
                   "actor " + id.str() + ": not found by name");
        });
        expect_count(tables::actors_by_name, people);
    }

    Store& store_;
    Snapshot snapshot_;
    const Transaction& rows_;
    const std::function<void(const std::string&)>& finding_;
    const std::vector<OutsideCheckpoint>& outside_;
    CheckCounts counts_;
    std::set<KeySlot> keys_used_;
};

}  // namespace

CheckCounts check_archive(Store& store,
                          const std::function<void(const std::string&)>& finding,
                          const std::vector<OutsideCheckpoint>& outside) {
    return Checker(store, finding, outside).run();
}

}  // namespace kontor
