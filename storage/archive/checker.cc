#include "storage/archive/checker.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/ledger.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/blob/volumes.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/correction_row.h"
#include "storage/catalog/group_row.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kontor {

namespace {

// Papers named with a damaged blob: one says where to look.
constexpr std::size_t papers_named_max = 3;

bool is_holder(const Transaction& rows, ActorId id) {
    return catalog::find_actor(rows, id) || catalog::find_group(rows, GroupId(id.value()));
}

// Also through others.
bool is_within_itself(const Transaction& rows, GroupId id) {
    std::vector<GroupId> around = catalog::groups_of(rows, as_holder(id));
    std::set<GroupId> known(around.begin(), around.end());
    for (std::size_t i = 0; i < around.size(); ++i) {
        for (const GroupId further : catalog::groups_of(rows, as_holder(around[i]))) {
            if (known.insert(further).second) {
                around.push_back(further);
            }
        }
    }
    return known.contains(id);
}

}  // namespace

Checker::Checker(ArchiveToCheck archive, const std::function<void(const std::string&)>& finding)
    : archive_(std::move(archive)),
      finding_(finding),
      snapshot_(archive_.read()),
      rows_(snapshot_.rows()) {}

void Checker::catalog(const std::vector<OutsideCheckpoint>& outside) {
    step("rows", [&] { check_rows(); });
    step("log", [&] {
        counts_.entries =
            check_log(rows_, {known_log_keys(archive_.key_file, rows_), outside}, report());
    });
    step("folders", [&] { check_folders(); });
    step("documents", [&] { check_documents(); });
    step("records", [&] { check_records(); });
    step("corrections", [&] { check_corrections(); });
    step("blobs", [&] { blob_rows(); });
    text_rows();
    step("intake", [&] { check_intake(); });
    step("people", [&] { check_people(); });
    step("groups", [&] { check_groups(); });
}

void Checker::found(const std::string& line) {
    ++counts_.findings;
    finding_(line);
}
std::function<void(const std::string&)> Checker::report() {
    return [this](const std::string& line) { found(line); };
}

// Damage that stops one part of the check must not keep the others from being looked at.
void Checker::step(const std::string& name, const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& e) {  // what is damaged may break any promise
        found(name + ": cannot be read further: " + e.what());
    }
}

void Checker::check_rows() {
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
void Checker::each_current(const ArchiveTable& table, const EachRow& visit) {
    walk_rows(rows_, table, {}, [&](ByteView logical, const ArchiveRow& row) {
        try {
            visit(logical, row);
        } catch (const Error& e) {
            found(std::string(table.name) + " " + to_hex(logical) + ": " + e.what());
        }
        return true;
    });
}

void Checker::expect(bool holds, const std::string& line) {
    if (!holds) {
        found(line);
    }
}

void Checker::expect_count(const Table& table, std::uint64_t expected) {
    expect(rows_.count(table) == expected, "derived: table " + std::string(table.name) + " has " +
                                               std::to_string(rows_.count(table)) + " rows, " +
                                               std::to_string(expected) + " expected");
}

void Checker::check_folders() {
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

void Checker::check_documents() {
    std::uint64_t versions = 0;
    std::map<FolderId, bool> folders;  // that were asked for: there are far fewer than documents
    const auto is_folder = [&](FolderId id) {
        const auto known = folders.find(id);
        return known != folders.end() ? known->second
                                      : (folders[id] = catalog::find_folder(rows_, id).has_value());
    };
    each_current(tables::documents, [&](ByteView logical, const ArchiveRow& current) {
        const DocumentId id(take_u64(logical));
        ++counts_.documents;
        expect(id.value() == counts_.documents,
               "document " + id.str() + ": the serial before it is not there");
        const auto row = read_row<DocumentRow>(current.content, "document " + id.str());
        expect(is_folder(row.folder), "document " + id.str() + ": its folder is not there");
        expect(rows_.get(tables::documents_by_folder, Key().u64(row.folder.value()).u64(id.value()))
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

void Checker::check_destroyed(DocumentId id, const DocumentRow& row) {
    ++counts_.destroyed;
    for (std::uint32_t number = 1; number <= row.version; ++number) {
        expect(!catalog::find_version(rows_, id, number) && !Readings::find(rows_, id, number),
               "document " + id.str() + " version " + std::to_string(number) +
                   ": is there, though it was destroyed");
    }
    expect(catalog::records_of(rows_, id).empty(),
           "document " + id.str() + ": has a record, though it was destroyed");
}

void Checker::check_version(DocumentId id, std::uint32_t number) {
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

void Checker::check_records() {
    // Read once: a schema is longer than all records of a paper.
    std::map<std::string, std::uint32_t> type_versions;
    for (const auto& type : catalog::record_types(rows_)) {
        type_versions[type.name] = type.row.version;
    }
    each_current(tables::records, [&](ByteView logical, const ArchiveRow& current) {
        const DocumentId id(take_u64(logical));
        const std::string type(take_text(logical));
        const std::string name = "record " + type + " of document " + id.str();
        const auto row = read_row<RecordRow>(current.content, name);
        const auto judged_by = type_versions.find(type);
        expect(catalog::document_revision(rows_, id).has_value(),
               name + ": its document is not there");
        expect(judged_by != type_versions.end(), name + ": its type is not there");
        expect(judged_by == type_versions.end() || row.type_version <= judged_by->second,
               name + ": its type has no version " + std::to_string(row.type_version));
        expect(row.origins.size() == row.fields.size() &&
                   std::ranges::all_of(
                       row.origins,
                       [&](const auto& origin) { return row.fields.contains(origin.first); }),
               name + ": it is not said where each field comes from");
    });
}

void Checker::check_corrections() {
    each_current(tables::corrections, [&](ByteView logical, const ArchiveRow& current) {
        const DocumentId id(take_u64(logical));
        const std::uint32_t version = take_u32(logical);
        const std::string name = "corrected text of document " + id.str();
        read_row<CorrectionRow>(current.content, name);
        expect(catalog::find_version(rows_, id, version).has_value(),
               name + ": its version is not there");
    });
}

void Checker::blob_rows() {
    std::uint64_t blobs = 0;
    for (const std::uint32_t volume : volume_numbers(archive_.folder.blobs())) {
        volumes_.insert(volume);
    }
    each_current(tables::blobs, [&](ByteView digest, const ArchiveRow& current) {
        ++blobs;
        check_blob_row(digest, current);
    });
    expect_count(tables::blob_numbers, blobs);
}

void Checker::text_rows() {
    step("texts", [&] {
        const auto volumes = volume_numbers(archive_.folder.derived());
        const auto cursor = rows_.cursor(tables::renditions);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            ByteView key = cursor->key();
            const DocumentId id(take_u64(key));
            const std::string name =
                "text of document " + id.str() + " version " + std::to_string(take_u32(key));
            try {
                const auto row = read_row<RenditionRow>(cursor->value(), name);
                expect(!row.text.valid() || std::ranges::binary_search(volumes, row.volume),
                       name + ": its volume " + std::to_string(row.volume) + " is not there");
            } catch (const Error& e) {
                found(name + ": " + e.what());
            }
        }
    });
}

void Checker::check_blob_row(ByteView digest, const ArchiveRow& current) {
    const auto row = read_row<BlobRow>(current.content, "blob " + to_hex(digest));
    const std::string name = "blob " + row.number.str();
    const auto back = rows_.get(tables::blob_numbers, Key().u64(row.number.value()));
    expect(back == digest, name + ": its number leads elsewhere");
    expect(volumes_.contains(row.volume), name + papers_of(digest) + ": its volume " +
                                              std::to_string(row.volume) + " is not there");
    if (row.key.valid()) {
        expect(keys_used_.insert(row.key).second, name + ": its key slot is another blob's too");
    }
}

std::optional<std::uint64_t> Checker::blobs(const CheckRange& range) {
    std::optional<std::uint64_t> next;
    step("blobs", [&] { next = walk_blobs(range); });
    return next;
}

std::optional<std::uint64_t> Checker::texts(const CheckRange& range) {
    std::optional<std::uint64_t> next;
    step("texts", [&] { next = walk_texts(range); });
    return next;
}

std::optional<std::uint64_t> Checker::walk_blobs(const CheckRange& range) {
    const auto cursor = rows_.cursor(tables::blob_numbers);
    for (bool more = cursor->seek(Key().u64(range.after + 1)); more; more = cursor->next()) {
        ByteView key = cursor->key();
        const BlobNumber number(take_u64(key));
        try {
            check_blob(number, cursor->value(), range);
        } catch (const Error& e) {
            found("blob " + number.str() + ": " + e.what());
        }
        if (counts_.blob_bytes >= range.bytes_max) {
            return number.value();
        }
    }
    return std::nullopt;
}

void Checker::check_blob(BlobNumber number, ByteView digest, const CheckRange& range) {
    const auto row = catalog::find_blob(rows_, digest);
    if (!row || row->number != number || (range.volume && row->volume != *range.volume)) {
        return;  // blob_rows() tells of numbers that lead nowhere
    }
    counts_.blob_bytes += row->size;
    answered_.push_back(number);
    try {
        archive_.blobs->verify(blob_of(*row), digest, row->sha512);
        ++counts_.blobs;
    } catch (const Error& e) {
        found("blob " + number.str() + papers_of(digest) + ": " + e.what());
    }
}

// " (document 7 version 1)": whose bytes these are.
std::string Checker::papers_of(ByteView digest) const {
    std::string papers;
    const auto cursor = rows_.cursor(tables::documents_by_digest);
    std::size_t named = 0;
    for (bool more = cursor->seek(digest); more && cursor->key().starts_with(digest);
         more = cursor->next()) {
        if (++named > papers_named_max) {
            papers += ", …";
            break;
        }
        ByteView key = cursor->key().substr(digest.size());
        const DocumentId id(take_u64(key));
        papers += (papers.empty() ? " (document " : ", document ") + id.str() + " version " +
                  std::to_string(take_u32(key));
    }
    return papers.empty() ? papers : papers + ")";
}

void Checker::keys() {
    if (archive_.keys == nullptr) {
        return;
    }
    step("keys", [&] {
        const KeyCounts counts = archive_.keys->check(report());
        counts_.keys = counts.live;
        counts_.keys_destroyed = counts.destroyed;
    });
}

// Recognised text can be made again, but nobody would know that it has to be.
std::optional<std::uint64_t> Checker::walk_texts(const CheckRange& range) {
    const auto cursor = rows_.cursor(tables::renditions);
    DocumentId last(range.after);
    for (bool more = cursor->seek(Key().u64(range.after + 1)); more; more = cursor->next()) {
        ByteView key = cursor->key();
        const DocumentId id(take_u64(key));
        const std::uint32_t version = take_u32(key);
        if (id != last && counts_.text_bytes >= range.bytes_max) {
            return last.value();
        }
        last = id;
        const std::string name =
            "text of document " + id.str() + " version " + std::to_string(version);
        try {
            const auto row = read_row<RenditionRow>(cursor->value(), name);
            if (row.text.valid() && (!range.volume || row.volume == *range.volume)) {
                answered_.push_back(row.text);
                read_text(row);
            }
        } catch (const Error& e) {
            if (e.code() != ErrorCode::not_found || is_newest_text(id, version)) {
                found(name + ": " + e.what());
            }
        }
    }
    return std::nullopt;
}

// A paper that was read again since the snapshot has another text by now.
bool Checker::is_newest_text(DocumentId id, std::uint32_t version) const {
    const auto seen = Readings::find(rows_, id, version);
    const auto now = Readings::find(archive_.read().rows(), id, version);
    return seen && now && seen->text == now->text;
}

void Checker::read_text(const RenditionRow& row) {
    const auto source = archive_.derived->open(text_of(row), {0, row.size});
    Bytes buffer(std::min<std::uint64_t>(limits::blob_chunk_bytes, row.size), '\0');
    while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
        counts_.text_bytes += count;
    }
}

void Checker::check_intake() {
    const std::uint64_t last = ledger::last(rows_).value();
    for (std::uint64_t number = 1; number <= last; ++number) {
        const bool waiting = ledger::find_offer(rows_, IntakeNumber(number)).has_value();
        const auto row = ledger::find(rows_, IntakeNumber(number));
        const std::string name = "intake " + std::to_string(number);
        expect(waiting != row.has_value(),
               name + (waiting ? ": waits and has ended" : ": neither waits nor has ended"));
        if (row && row->document) {
            expect(catalog::document_revision(rows_, *row->document).has_value(),
                   name + ": its document is not there");
        }
    }
    expect_count(tables::intake_by_day, last);
}

void Checker::check_people() {
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

void Checker::check_groups() {
    std::uint64_t groups = 0;
    each_current(tables::groups, [&](ByteView logical, const ArchiveRow&) {
        const GroupId id(take_u64(logical));
        ++groups;
        expect(
            catalog::find_group_by_name(rows_, catalog::find_group(rows_, id).value().name) == id,
            "group " + id.str() + ": not found by name");
        expect(!catalog::find_actor(rows_, as_holder(id)),
               "group " + id.str() + ": a person has its number");
        expect(!is_within_itself(rows_, id), "group " + id.str() + ": is in itself");
    });
    expect_count(tables::groups_by_name, groups);
    std::uint64_t memberships = 0;
    each_current(tables::memberships, [&](ByteView logical, const ArchiveRow&) {
        const GroupId group(take_u64(logical));
        const ActorId member(take_u64(logical));
        ++memberships;
        const std::string name = "group " + group.str() + ": its member " + member.str();
        expect(catalog::find_group(rows_, group).has_value(), name + " is in no group");
        expect(is_holder(rows_, member), name + " is not there");
        expect(catalog::is_member(rows_, group, member), name + " is not found as one");
    });
    expect_count(tables::groups_by_member, memberships);
    each_current(tables::grants, [&](ByteView logical, const ArchiveRow&) {
        const FolderId folder(take_u64(logical));
        const ActorId holder(take_u64(logical));
        expect(is_holder(rows_, holder), "grant in folder " + folder.str() + ": its holder " +
                                             holder.str() + " is not there");
    });
}

}  // namespace kontor
