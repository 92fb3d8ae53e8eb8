#include "server/export/package_source.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/openings.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"
#include "storage/proof/jcs.h"
#include "storage/proof/package.h"
#include "storage/proof/tlog_proof.h"

#include <cstring>

namespace kontor {

namespace {

std::vector<DocumentId> documents_of(const Store& store, const FoundExport& found) {
    return Exports::documents(store.snapshot().rows(), found);
}

Json description_of(const FoundExport& found, const Checkpoint& head) {
    return {
        {"format", package::format},
        {"archive", head.origin},
        {"export", found.id.str()},
        {"question", found.row.query},
        {"asker", found.row.asker.str()},
        {"made", to_rfc3339(found.row.made)},
        {"documents", std::to_string(found.row.documents)},
        {"log", {{"size", std::to_string(head.size)}, {"root", head.root.to_hex()}}},
        {"scope",
         "All papers that the question found among those the asker might read when it was made; "
         "complete for this question and this asker only."}};
}

std::vector<BagInfoField> info_of(const FoundExport& found, const Checkpoint& head) {
    return {{"Source-Organization", head.origin},
            {"External-Identifier", "export-" + found.id.str()},
            {"Bagging-Date", to_rfc3339(found.row.made).substr(0, 10)},
            {"Bag-Software-Agent", "Kontor"}};
}

}  // namespace

PackageSource::PackageSource(Store& store, FoundExport found)
    : store_(store),
      found_(std::move(found)),
      documents_(documents_of(store, found_)),
      checkpoint_(Checkpoints(store).at(found_.sequence.value + 1)),
      key_(Checkpoints(store).key()),
      report_(report_head(store.snapshot().rows())) {}

ReportHead PackageSource::report_head(const Transaction& rows) const {
    // The name of then.
    const auto asker =
        row_at(rows, tables::actors, Key().u64(found_.row.asker.value()), found_.sequence);
    return {found_, asker ? read_row<ActorRow>(asker->content, "the asker").name : "",
            store_.zone(), open_checkpoint(checkpoint_, key_.name(), {key_}), key_.text()};
}

std::size_t PackageSource::read(char* out, std::size_t size) {
    while (out_at_ == out_.size() && stage_ != Stage::done) {
        step();
        out_ = zip_.take();
        out_at_ = 0;
    }
    const std::size_t count = std::min(size, out_.size() - out_at_);
    std::memcpy(out, out_.data() + out_at_, count);
    out_at_ += count;
    return count;
}

void PackageSource::step() {
    if (current_) {
        pump();
    } else if (!planned_.empty()) {
        begin(std::move(planned_.front()));
        planned_.pop_front();
    } else {
        plan();
    }
}

void PackageSource::plan() {
    switch (stage_) {
        case Stage::documents:
            if (next_document_ < documents_.size()) {
                plan_document(documents_[next_document_++]);
            } else {
                plan_export();
                stage_ = Stage::tags;
            }
            break;
        case Stage::tags:
            write_tags();
            zip_.finish();
            stage_ = Stage::done;
            break;
        case Stage::done:
            break;
    }
}

void PackageSource::plan_document(DocumentId id) {
    const Snapshot now = store_.snapshot();
    const auto row = catalog::find_document(now.rows(), id);
    if (!row || !may_read(now.rows(), found_.row.asker, *row)) {
        throw Error(ErrorCode::conflict, "go on with export " + found_.id.str(),
                    Reason{"export.overtaken", {{"id", found_.id.str()}}, ""});
    }
    const std::vector<RowOpening> openings = open_document(now.rows(), id, found_.sequence);
    const StatedDocument stated = state_document(id, openings);
    for (auto& [path, bytes] : stated.generated()) {
        planned_.push_back({path, bytes});
    }
    for (const StatedVersion& version : stated.versions) {
        const auto blob = catalog::find_blob(now.rows(), version.digest);
        if (!blob) {
            throw Error(ErrorCode::corrupt, "find the bytes of document " + id.str());
        }
        planned_.push_back({version.path, {}, blob_of(*blob)});
    }
    planned_.push_back(
        {package::evidence_path(id), format_evidence({"document:" + id.str(), openings})});
    plan_entries(now.rows(), openings);
    report_.add(stated);
}

void PackageSource::plan_entries(const Transaction& rows, const std::vector<RowOpening>& openings) {
    const std::uint64_t tree_size = found_.sequence.value + 1;
    for (const RowOpening& opening : openings) {
        const Sequence sequence = opening.sequence;
        if (!entries_.insert(sequence).second) {
            continue;
        }
        auto entry = audit::find_entry(rows, sequence);
        if (!entry) {
            throw Error(ErrorCode::corrupt, fmt::format("find entry {}", sequence.value));
        }
        planned_.push_back({package::entry_path(sequence), *std::move(entry)});
        planned_.push_back(
            {package::proof_path(sequence),
             format_tlog_proof({std::nullopt, sequence.value,
                                audit::inclusion_proof(rows, sequence.value, tree_size),
                                checkpoint_})});
    }
}

void PackageSource::plan_export() {
    const Snapshot now = store_.snapshot();
    const std::vector<RowOpening> openings =
        open_export(now.rows(), found_.row.asker, found_.id, found_.sequence);
    planned_.push_back({std::string(package::export_row), state_export(openings).row});
    planned_.push_back({std::string(package::export_evidence),
                        format_evidence({"export:" + found_.id.str(), openings})});
    plan_entries(now.rows(), openings);
    planned_.push_back({std::string(package::checkpoint), checkpoint_});
    planned_.push_back({std::string(package::log_key), key_.text() + "\n"});
    planned_.push_back({std::string(package::report), report_.html()});
}

void PackageSource::begin(Planned planned) {
    Current& current = current_.emplace();
    current.entry.path = std::move(planned.path);
    if (planned.blob) {
        current.entry.size_bytes = planned.blob->size;
        current.source = store_.blobs().open(*planned.blob, {0, planned.blob->size});
    } else {
        current.entry.size_bytes = planned.bytes.size();
        current.bytes = std::move(planned.bytes);
        current.source = std::make_unique<MemorySource>(current.bytes);
    }
    zip_.begin(in_bag(current.entry.path), current.entry.size_bytes, found_.row.made);
}

void PackageSource::pump() {
    std::array<char, limits::http_chunk_bytes> piece;
    const std::size_t count = current_->source->read(piece.data(), piece.size());
    if (count > 0) {
        const ByteView bytes(piece.data(), count);
        current_->sha256.update(bytes);
        current_->sha512.update(bytes);
        zip_.write(bytes);
        return;
    }
    current_->entry.sha256 = current_->sha256.finish();
    current_->entry.sha512 = current_->sha512.finish();
    payload_.push_back(std::move(current_->entry));
    current_.reset();
}

// The seal stands over the tag files that the first pass gives; the second adds it to them.
void PackageSource::write_tags() {
    const Checkpoint head = open_checkpoint(checkpoint_, key_.name(), {key_});
    std::vector<BagTagFile> others{
        {std::string(package::description), canonical_json(description_of(found_, head)) + "\n"}};
    const auto unsealed = bag_tag_files(payload_, info_of(found_, head), others);
    others.push_back({std::string(package::seal),
                      Checkpoints(store_).sign(package::seal_text(bag_entries(unsealed)))});
    for (const BagTagFile& file : bag_tag_files(payload_, info_of(found_, head), others)) {
        zip_.begin(in_bag(file.path), file.bytes.size(), found_.row.made);
        zip_.write(file.bytes);
    }
}

std::string PackageSource::in_bag(std::string_view path) const {
    return "kontor-export-" + found_.id.str() + "/" + std::string(path);
}

}  // namespace kontor
