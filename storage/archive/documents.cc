#include "storage/archive/documents.h"

#include "storage/archive/permissions.h"
#include "storage/archive/typed_text.h"
#include "storage/base/civil.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

#include <algorithm>

namespace kontor {

namespace {

Reason missing_document(DocumentId id) {
    return {"document.not_found", {{"id", id.str()}}, ""};
}

DocumentRow get_for(const Transaction& rows, ActorId actor, DocumentId id, Role needed) {
    const auto row = catalog::find_document(rows, id);
    if (!row) {
        throw Error(ErrorCode::not_found, "get document " + id.str(), missing_document(id));
    }
    require_role(rows, actor, row->folder, needed, missing_document(id));
    if (row->lifecycle == Lifecycle::destroyed) {
        throw Error(ErrorCode::not_found, "get document " + id.str() + ", which was destroyed",
                    Reason{"document.destroyed", {{"id", id.str()}}, ""});
    }
    return *row;
}

// What a patch needs: tags may be set by those who may annotate, facts by those who may edit, a
// move by who may file.
Role role_for(const DocumentPatch& patch) {
    if (patch.folder) {
        return Role::file;
    }
    return patch.title || patch.document_date || patch.language ? Role::edit : Role::annotate;
}

void apply(Change& change, DocumentRow& row, const DocumentPatch& patch) {
    if (patch.folder && *patch.folder != row.folder) {
        require_role(change.rows(), change.actor(), *patch.folder, Role::edit,
                     {"folder.not_found", {{"folder", patch.folder->str()}}, "/folder"});
        change.detail("from_folder", row.folder.str());
        change.detail("to_folder", patch.folder->str());
        row.folder = *patch.folder;
    }
    if (patch.title) {
        row.title = *patch.title;
        row.title_source = TitleSource::person;
    }
    if (patch.tags) {
        row.tags = tidy_tags(*patch.tags);
    }
    if (patch.document_date) {
        row.document_date = *patch.document_date;
    }
    if (patch.language) {
        row.language = *patch.language;
    }
}

void check_patch(const DocumentPatch& patch) {
    std::vector<Reason> reasons =
        check_facts(patch.title, patch.tags, patch.document_date.value_or(std::nullopt));
    if (patch.language && *patch.language && (*patch.language)->size() > 35) {
        reasons.push_back(
            {"value.too_long", {{"limit", "35"}}, "/language"});  // RFC 5646 section 4.4.1
    }
    if (!reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "change a document to wrong facts",
                    std::move(reasons));
    }
}

// Nobody learns the number of a paper that is not for them.
bool may_name(const Transaction& rows, ActorId actor, DocumentId id) {
    const auto row = catalog::find_document(rows, id);
    return row && may_read(rows, actor, *row);
}

}  // namespace

void require_unchanged(const Transaction& rows, DocumentId id, Sequence expected) {
    if (catalog::document_revision(rows, id) != expected) {
        throw Error(ErrorCode::overtaken, "change document " + id.str(),
                    Reason{"document.overtaken", {{"id", id.str()}}, "If-Match"});
    }
}

void require_live(DocumentId id, const DocumentRow& row) {
    if (row.lifecycle == Lifecycle::trashed) {
        throw Error(ErrorCode::conflict, "change document " + id.str() + " in the trash",
                    Reason{"document.trashed", {{"id", id.str()}}, ""});
    }
}

void put_document(Change& change, DocumentId id, const DocumentRow& row) {
    catalog::put_document(change.write(), id, row);
    change.about("document:" + id.str());
    change.touched(id, row);
}

void check_reason(const std::string& reason) {
    std::vector<Reason> reasons;
    check_typed_text(reasons, reason, limits::reason_max_bytes, "/reason");
    if (!reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "do without a reason what needs one",
                    std::move(reasons));
    }
}

std::vector<Reason> check_facts(const std::optional<std::string>& title,
                                const std::optional<std::vector<std::string>>& tags,
                                const std::optional<std::string>& document_date) {
    std::vector<Reason> reasons;
    if (title) {
        check_typed_text(reasons, *title, limits::title_max_bytes, "/title");
    }
    if (tags) {
        if (tags->size() > limits::tags_max) {
            reasons.push_back(
                {"value.too_many", {{"limit", std::to_string(limits::tags_max)}}, "/tags"});
        }
        for (std::size_t i = 0; i < std::min(tags->size(), limits::tags_max); ++i) {
            check_typed_text(reasons, tags->at(i), limits::tag_max_bytes,
                             "/tags/" + std::to_string(i));
        }
    }
    if (document_date) {
        try {
            parse_civil_date(*document_date);
        } catch (const Error& e) {
            for (Reason reason : e.reasons()) {
                reason.pointer = "/document_date";
                reasons.push_back(std::move(reason));
            }
        }
    }
    return reasons;
}

std::vector<std::string> tidy_tags(std::vector<std::string> tags) {
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

DocumentView Documents::get(
    const Transaction& rows, ActorId actor, DocumentId id, Role needed, Sequence at) {
    DocumentView view{.id = id,
                      .revision = {},
                      .row = get_for(rows, actor, id, needed),
                      .versions = {},
                      .at = at};
    view.role = role_in(rows, actor, view.row.folder);
    if (at != newest_sequence) {
        const bool is_erased = view.row.lifecycle == Lifecycle::destroyed;
        auto then = is_erased ? std::nullopt : catalog::find_document(rows, id, at);
        if (!then) {
            throw Error(ErrorCode::not_found, "get document " + id.str() + " as it was",
                        missing_document(id));
        }
        view.row = *std::move(then);
    }
    if (view.row.same_as && !may_name(rows, actor, *view.row.same_as)) {
        view.row.same_as.reset();
    }
    if (view.row.derived_from && !may_name(rows, actor, view.row.derived_from->document)) {
        view.row.derived_from.reset();
    }
    view.revision = catalog::document_revision(rows, id, at).value();
    for (std::uint32_t version = 1; version <= view.row.version; ++version) {
        const auto row = catalog::find_version(rows, id, version, at);
        if (!row) {
            throw Error(ErrorCode::corrupt,
                        "find version " + std::to_string(version) + " of document " + id.str());
        }
        view.versions.push_back(*row);
    }
    return view;
}

Sequence Documents::patch(const Caller& caller,
                          DocumentId id,
                          Sequence expected,
                          const DocumentPatch& patch) {
    check_patch(patch);
    return store_.change(
        {caller.actor, "document.changed", caller.request, ""}, [&](Change& change) {
            DocumentRow row = get_for(change.rows(), caller.actor, id, role_for(patch));
            require_unchanged(change.rows(), id, expected);
            require_live(id, row);
            apply(change, row, patch);
            put_document(change, id, row);
        });
}

Sequence Documents::file(const Caller& caller,
                         DocumentId id,
                         Sequence expected,
                         const DocumentPatch& patch,
                         const std::optional<RecordInput>& record) {
    check_patch(patch);
    std::optional<FittingRecord> fitting;
    if (record) {
        const Snapshot before = store_.snapshot();
        get_for(before.rows(), caller.actor, id, Role::file);  // who may not is told first
        fitting = fit_record(before.rows(), *record, "/record/fields");
    }
    return store_.change({caller.actor, "document.filed", caller.request, ""}, [&](Change& change) {
        DocumentRow row = get_for(change.rows(), caller.actor, id, Role::file);
        require_unchanged(change.rows(), id, expected);
        require_live(id, row);
        apply(change, row, patch);
        if (fitting) {
            write_record(change, id, row, *fitting);
        }
        confirm_records(change, id);
        if (row.filing != Filing::filed) {
            row.filing = Filing::filed;
            row.filed = change.now();
        }
        put_document(change, id, row);
    });
}

Sequence Documents::trash(const Caller& caller, DocumentId id, const std::string& reason) {
    check_reason(reason);
    return store_.change(
        {caller.actor, "document.trashed", caller.request, reason}, [&](Change& change) {
            DocumentRow row = get_for(change.rows(), caller.actor, id, Role::manage);
            require_live(id, row);
            row.lifecycle = Lifecycle::trashed;
            row.trashed = change.now();
            put_document(change, id, row);
        });
}

Sequence Documents::restore(const Caller& caller, DocumentId id) {
    return store_.change(
        {caller.actor, "document.restored", caller.request, ""}, [&](Change& change) {
            DocumentRow row = get_for(change.rows(), caller.actor, id, Role::manage);
            if (row.lifecycle != Lifecycle::trashed) {
                throw Error(ErrorCode::conflict,
                            "restore document " + id.str() + ", which is not in the trash",
                            Reason{"document.not_trashed", {{"id", id.str()}}, ""});
            }
            row.lifecycle = Lifecycle::active;
            row.trashed.reset();
            put_document(change, id, row);
        });
}

}  // namespace kontor
