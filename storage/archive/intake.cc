#include "storage/archive/intake.h"

#include "storage/archive/documents.h"
#include "storage/archive/ledger.h"
#include "storage/archive/media_type_by_name.h"
#include "storage/archive/permissions.h"
#include "storage/archive/watched_files.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/base/log.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

// The stored bytes of one intake until its Change ended. Nobody else knows their number, so nobody
// else can come to refer to them.
class PinnedBlob {
  public:
    PinnedBlob(BlobStore& blobs, StoredBlob blob) : blobs_(blobs), blob_(std::move(blob)) {}
    ~PinnedBlob() { blobs_.settle(blob_.number); }
    PinnedBlob(const PinnedBlob&) = delete;
    PinnedBlob& operator=(const PinnedBlob&) = delete;
    const StoredBlob& blob() const { return blob_; }

    // Only when it is certain that no row refers to them; what cannot be removed now is swept
    // when the disk has recovered, or at the next start.
    void remove() {
        try {
            blobs_.remove({blob_.number, blob_.volume, blob_.size, blob_.key});
        } catch (const Error& e) {
            log(LogLevel::warning, "unneeded bytes stay until the next sweep",
                {{"blob", blob_.number.value()}, {"why", e.what()}});
        }
    }

  private:
    BlobStore& blobs_;
    StoredBlob blob_;
};

// Asks for room again as the bytes come: many uploads may have been let in together, and not all
// say how large they are.
class RoomCheckedSource : public ByteSource {
  public:
    RoomCheckedSource(ByteSource& source, const Store& store) : source_(source), store_(store) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = source_.read(out, size);
        left_ -= std::min<std::uint64_t>(left_, count);
        if (left_ == 0) {
            store_.require_room(limits::blob_batch_bytes);
            left_ = limits::blob_batch_bytes;
        }
        return count;
    }

  private:
    ByteSource& source_;
    const Store& store_;
    std::uint64_t left_ = limits::blob_batch_bytes;  // until room is asked for
};

Bytes idempotency_key_of(const IntakeRequest& request) {
    return Key().u64(request.caller.actor.value()).raw(sha256(request.idempotency->key));
}

Bytes request_digest(const IntakeRequest& request, const StoredBlob& blob) {
    return sha256(request.idempotency->parameters + '\0' + blob.sha256);
}

// The first answer to the same request, when there was one.
std::optional<IntakeResult> find_answer(const Transaction& rows,
                                        const IntakeRequest& request,
                                        const StoredBlob& blob) {
    const auto row = rows.get(tables::idempotency, idempotency_key_of(request));
    if (!row) {
        return std::nullopt;
    }
    const Json json = parse_content(*row, "idempotency");
    if (json.at("request").get<std::string>() != to_hex(request_digest(request, blob))) {
        throw Error(ErrorCode::unprocessable, "repeat a request with other content",
                    Reason{"idempotency.mismatch", {}, "Idempotency-Key"});
    }
    return IntakeResult{.document = DocumentId(number_of(json, "document")),
                        .version = json.at("version").get<std::uint32_t>(),
                        .duplicate = json.at("duplicate").get<bool>(),
                        .replayed = true,
                        .number = IntakeNumber(number_of(json, "number")),
                        .sha256 = blob.sha256};
}

void remember_answer(Change& change,
                     const IntakeRequest& request,
                     const StoredBlob& blob,
                     const IntakeResult& result) {
    const Json json{{"request", to_hex(request_digest(request, blob))},
                    {"document", result.document.str()},
                    {"version", result.version},
                    {"duplicate", result.duplicate},
                    {"number", result.number.str()},
                    {"time", to_rfc3339(change.now())}};
    change.upkeep().put(tables::idempotency, idempotency_key_of(request), json.dump());
}

bool is_live(const DocumentRow& row) {
    return row.lifecycle == Lifecycle::active || row.lifecycle == Lifecycle::restricted;
}

struct Equals {
    std::optional<DocumentId>
        in_folder;  // a live document there whose newest version has these bytes
    std::optional<DocumentId> elsewhere;  // one the actor may read
};

Equals find_equals(const Transaction& rows, ActorId actor, FolderId folder, ByteView digest) {
    Equals equals;
    for (const auto& place : catalog::versions_of_digest(rows, digest)) {
        const auto row = catalog::find_document(rows, place.document);
        if (!row || !is_live(*row) || row->version != place.version) {
            continue;
        }
        const Role role = role_in(rows, actor, row->folder);
        if (row->folder == folder && role >= Role::list && !equals.in_folder) {
            equals.in_folder = place.document;
        } else if (role >= Role::read && !equals.elsewhere) {
            equals.elsewhere = place.document;
        }
    }
    return equals;
}

// A watched folder knows the file again by this, whatever happens before the file is removed.
void remember_file(Change& change, const IntakeRequest& request, IntakeNumber number) {
    if (request.watched) {
        watched_files::put_taken(change.upkeep(), request.source,
                                 {number, request.watched->name, request.watched->facts});
    }
}

// "Rechnung 12.pdf" gives "Rechnung 12"; a name that is only an ending stays whole.
std::string title_from_name(const Bytes& file_name, DocumentId id) {
    std::string name = printable_file_name(file_name);
    const std::size_t dot = name.rfind('.');
    if (dot != std::string::npos && dot > 0 && name.size() - dot <= 6) {
        name.resize(dot);
    }
    name = truncate_utf8(name, limits::title_max_bytes);
    return name.empty() ? "#" + id.str() : name;
}

void require_fit(const Transaction& rows, ActorId actor, const NewVersion& version) {
    const DocumentView view = Documents::get(rows, actor, version.document, Role::edit);
    require_unchanged(rows, version.document, version.expected);
    require_live(version.document, view.row);
}

// One intake on the writer's turn. Reads the Change and what it was made with, nothing else.
class IntakeChange {
  public:
    IntakeChange(const IntakeRequest& request,
                 const std::optional<FittingRecord>& record,
                 const StoredBlob& blob,
                 const Zone& zone)
        : request_(request), record_(record), blob_(blob), zone_(zone) {}

    IntakeResult run(Change& change) {
        if (request_.idempotency) {
            if (auto answer = find_answer(change.rows(), request_, blob_)) {
                change.about("document:" + answer->document.str());
                change.detail("end", "replayed");
                return *answer;
            }
        }
        IntakeResult result = add(change);
        result.sha256 = blob_.sha256;
        result.number = end_offer(change, result);
        if (request_.idempotency) {
            remember_answer(change, request_, blob_, result);
        }
        change.about("document:" + result.document.str());
        change.detail("intake", result.number.str());
        change.detail("version", std::to_string(result.version));
        change.detail("end", result.duplicate ? "duplicate" : "stored");
        return result;
    }

  private:
    IntakeResult add(Change& change) {
        if (request_.version_of) {
            require_fit(change.rows(), request_.caller.actor, *request_.version_of);
            return add_version(change, request_.version_of->document, request_.version_of->reason);
        }
        return continues(change)
                   ? add_version(change, *request_.continues, "continued by its source")
                   : add_document(change);
    }

    // A document that was binned or destroyed since then is continued by nothing.
    bool continues(const Change& change) const {
        return request_.continues &&
               catalog::get_document(change.rows(), *request_.continues).lifecycle ==
                   Lifecycle::active;
    }

    IntakeResult add_document(Change& change) {
        const FolderId folder = request_.folder.value_or(inbox_folder);
        require_role(change.rows(), request_.caller.actor, folder, Role::edit,
                     {"folder.not_found", {{"folder", folder.str()}}, "folder"});
        const Equals equals =
            find_equals(change.rows(), request_.caller.actor, folder, blob_.sha256);
        if (equals.in_folder && request_.duplicates == Duplicates::link) {
            return {.document = *equals.in_folder,
                    .version = catalog::get_document(change.rows(), *equals.in_folder).version,
                    .duplicate = true};
        }
        const DocumentId id(catalog::last_document(change.rows()).value() + 1);
        DocumentRow row;
        row.folder = folder;
        row.title = request_.title.value_or(title_from_name(request_.file_name, id));
        row.title_source = request_.title ? TitleSource::person : TitleSource::file_name;
        row.document_date = request_.document_date;
        row.received = request_.received.value_or(change.now());
        row.archived = change.now();
        row.source = request_.source;
        row.added_by = request_.caller.actor;
        row.tags = tidy_tags(request_.tags);
        row.same_as = equals.elsewhere ? equals.elsewhere : equals.in_folder;
        if (record_) {
            write_record(change, id, row, *record_);
        }
        catalog::put_document(change.write(), id, row);
        change.touched(id, row);
        put_version(change, id, 1, "first");
        return {.document = id, .version = 1};
    }

    IntakeResult add_version(Change& change, DocumentId id, const std::string& why) {
        DocumentRow row = catalog::get_document(change.rows(), id);
        require_role(change.rows(), request_.caller.actor, row.folder, Role::edit,
                     {"document.not_found", {{"id", id.str()}}, ""});
        row.version += 1;
        catalog::put_document(change.write(), id, row);
        change.touched(id, row);
        put_version(change, id, row.version, why);
        return {.document = id, .version = row.version};
    }

    void put_version(Change& change, DocumentId id, std::uint32_t version, const std::string& why) {
        if (!catalog::find_blob(change.rows(), blob_.sha256)) {
            catalog::put_blob(change.write(), blob_.sha256,
                              {blob_.number, blob_.volume, blob_.size, blob_.sha512, blob_.key});
        }
        VersionRow row;
        row.digest = blob_.sha256;
        row.size = blob_.size;
        row.media_type_declared = request_.media_type;
        row.media_type = media_type_by_name(request_.file_name, request_.media_type);
        row.file_name = request_.file_name;
        row.added = change.now();
        row.added_by = request_.caller.actor;
        row.reason = why;
        catalog::put_version(change.write(), id, version, row);
        change.upkeep().enqueue({.kind = "read", .subject = id.str()});
    }

    IntakeNumber end_offer(Change& change, const IntakeResult& result) {
        IntakeRow row;
        row.source = request_.source;
        row.name = request_.file_name;
        row.size = blob_.size;
        row.offered = request_.received.value_or(change.now());
        row.end = result.duplicate ? IntakeEnd::duplicate : IntakeEnd::stored;
        row.document = result.document;
        row.version = result.duplicate ? 0 : result.version;
        row.digest = blob_.sha256;
        const IntakeNumber number = ledger::end(change, request_.offer, row, zone_);
        remember_file(change, request_, number);
        return number;
    }

    const IntakeRequest& request_;
    const std::optional<FittingRecord>& record_;
    const StoredBlob& blob_;
    const Zone& zone_;
};

}  // namespace

IntakeResult Intake::take_in(ByteSource& source, const IntakeRequest& request) {
    check_request(request);
    const auto record = fitting_record(request);
    store_.require_room(request.size_announced);
    RoomCheckedSource checked(source, store_);
    std::optional<StoredBlob> stored;
    try {
        stored = store_.blobs().put(checked, limits::blob_max_bytes);
    } catch (const Error& e) {
        if (e.code() == ErrorCode::too_large) {
            refuse(request, limits::blob_max_bytes,
                   {"document.too_large", {{"limit", std::to_string(limits::blob_max_bytes)}}, ""});
        }
        throw;
    }
    PinnedBlob pinned(store_.blobs(), *std::move(stored));
    if (pinned.blob().size == 0) {
        pinned.remove();
        const Reason reason{"document.empty_file", {}, ""};
        refuse(request, 0, reason);
        throw Error(ErrorCode::unprocessable, "take in an empty file", reason);
    }
    fault_point("intake.before_change");
    IntakeResult result;
    bool referenced = false;
    try {
        store_.change(
            {request.caller.actor, "document.taken_in", request.caller.request, ""},
            [&](Change& change) {
                result = IntakeChange(request, record, pinned.blob(), store_.zone()).run(change);
                referenced = catalog::is_blob_referenced(change.rows(), pinned.blob().number);
            });
    } catch (const Error&) {
        // A refused Change is not there. A failed commit may show after a power cut, so the bytes
        // stay until the archive has recovered.
        if (store_.writable()) {
            pinned.remove();
        }
        throw;
    }
    if (!referenced) {
        pinned.remove();
    }
    fault_point("intake.after_change");
    return result;
}

void Intake::check_request(const IntakeRequest& request) const {
    std::vector<Reason> reasons = check_facts(request.title, request.tags, request.document_date);
    if (request.file_name.size() > limits::file_name_max_bytes) {
        reasons.push_back({"value.too_long",
                           {{"limit", std::to_string(limits::file_name_max_bytes)}},
                           "filename"});
    }
    if (request.media_type.size() > limits::media_type_max_bytes) {
        reasons.push_back({"value.too_long",
                           {{"limit", std::to_string(limits::media_type_max_bytes)}},
                           "Content-Type"});
    }
    if (request.version_of && !request.version_of->reason.empty()) {
        check_reason(request.version_of->reason);
    }
    if (!reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "take in a paper with wrong facts",
                    std::move(reasons));
    }
    // Told before the body is read; judged again on the writer's turn.
    const Snapshot now = store_.snapshot();
    if (request.version_of && request.idempotency) {
        // Sent again, it has overtaken itself: that is judged later only.
        Documents::get(now.rows(), request.caller.actor, request.version_of->document, Role::edit);
    } else if (request.version_of) {
        require_fit(now.rows(), request.caller.actor, *request.version_of);
    } else if (!request.continues) {
        const FolderId folder = request.folder.value_or(inbox_folder);
        require_role(now.rows(), request.caller.actor, folder, Role::edit,
                     {"folder.not_found", {{"folder", folder.str()}}, "folder"});
    }
}

std::optional<FittingRecord> Intake::fitting_record(const IntakeRequest& request) const {
    return request.record ? std::optional(fit_record(store_.snapshot().rows(), *request.record,
                                                     "/record/fields"))
                          : std::nullopt;
}

void Intake::refuse(const IntakeRequest& request, std::uint64_t size, const Reason& reason) {
    store_.change({request.caller.actor, "document.refused", request.caller.request, ""},
                  [&](Change& change) {
                      IntakeRow row;
                      row.source = request.source;
                      row.name = request.file_name;
                      row.size = size;
                      row.offered = request.received.value_or(change.now());
                      row.end = IntakeEnd::refused;
                      row.reason = reason.code;
                      const IntakeNumber number =
                          ledger::end(change, request.offer, row, store_.zone());
                      remember_file(change, request, number);
                      change.about("intake:" + number.str());
                      change.detail("reason", reason.code);
                  });
}

void Intake::withdraw(const Caller& caller,
                      const std::string& source,
                      const std::vector<IntakeNumber>& offers) {
    store_.change({caller.actor, "document.withdrawn", caller.request, ""}, [&](Change& change) {
        std::size_t count = 0;
        for (const IntakeNumber number : offers) {
            const auto offer = ledger::find_offer(change.rows(), number);
            if (!offer || offer->source != source) {
                continue;
            }
            IntakeRow row;
            row.source = offer->source;
            row.name = offer->name;
            row.size = offer->size;
            row.end = IntakeEnd::withdrawn;
            row.reason = "intake.gone";
            ledger::end(change, number, row, store_.zone());
            ++count;
        }
        change.detail("offers", std::to_string(count));
    });
}

}  // namespace kontor
