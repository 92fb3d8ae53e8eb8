#include "server/api/document_json.h"
#include "server/api/fields.h"
#include "server/api/problem.h"
#include "server/api/record_json.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "server/api/upload.h"
#include "storage/archive/documents.h"
#include "storage/archive/permissions.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

Viewer viewer_of(const Call& call) {
    return {call.caller().actor, call.service.indexing().applied()};
}

HttpResponse answer(Call& call, DocumentId id, int status = 200) {
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), call.caller().actor, id, Role::list);
    HttpResponse response = json_response(document_json(now.rows(), viewer_of(call), view), status);
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), view.revision));
    return response;
}

HttpResponse add(Call& call) {
    const IntakeResult result = take_upload(call);
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view =
        Documents::get(now.rows(), call.caller().actor, result.document, Role::list);
    Json json = document_json(now.rows(), viewer_of(call), view);
    if (result.duplicate) {
        json["duplicate"] = true;
    }
    HttpResponse response = json_response(json, result.duplicate ? 200 : 201);
    response.headers.set("ETag", etag_of(now.rows(), thing_of(result.document), view.revision));
    response.headers.set("Location", "/api/v1/documents/" + result.document.str());
    return response;
}

void require_editor(Call& call, DocumentId id) {
    const Snapshot now = call.service.store().snapshot();
    Documents::get(now.rows(), call.caller().actor, id, Role::edit);
}

// Has it read again, and says how things stand.
HttpResponse reread(Call& call) {
    const DocumentId id = document_id_of(call);
    require_editor(call, id);
    call.service.reading().reread(id);
    return answer(call, id, 202);
}

HttpResponse unlock(Call& call) {
    const DocumentId id = document_id_of(call);
    require_editor(call, id);
    Fields fields(read_json(call));
    const std::string password = fields.required_text("password");
    if (password.size() > limits::password_max_bytes) {
        fields.refuse({"value.too_long",
                       {{"limit", std::to_string(limits::password_max_bytes)}},
                       "/password"});
    }
    fields.finish();
    call.service.reading().unlock(id, password);
    return answer(call, id, 202);
}

HttpResponse add_version(Call& call) {
    const DocumentId id = document_id_of(call);
    take_upload(call, NewVersion{id, if_match(call, thing_of(id)),
                                 call.request.parameter("reason").value_or("")});
    return answer(call, id, 201);
}

std::chrono::seconds timeout_of(const Call& call) {
    const auto text = call.request.parameter("timeout");
    const auto seconds = text ? Id<struct Seconds>::parse(*text) : Id<struct Seconds>(30);
    if (!seconds || seconds->value() > 120) {
        throw Error(ErrorCode::invalid, "read how long to wait",
                    Reason{"value.out_of_range", {{"min", "1"}, {"max", "120"}}, "timeout"});
    }
    return std::chrono::seconds(seconds->value());
}

// Answers when the paper can be found, or as it is when the time is over; no thread waits
// meanwhile.
HttpResponse show_indexed(Call& call, DocumentId id, std::chrono::seconds patience) {
    Store& store = call.service.store();
    const Caller caller = call.caller();
    Documents::get(store.snapshot().rows(), caller.actor, id, Role::list);  // else told now
    store.upkeep([&](Upkeep& upkeep) {
        upkeep.hurry("read", id.str());
        upkeep.hurry("index", id.str());
    });
    HttpResponse response;
    response.later = std::make_shared<HttpResponse::Later>();
    response.later->patience = patience;
    response.later->ask = [&service = call.service, caller,
                           id](bool is_last) -> std::optional<HttpResponse> {
        const Viewer viewer{caller.actor, service.indexing().applied()};
        const Snapshot now = service.store().snapshot();
        const DocumentView view = Documents::get(now.rows(), caller.actor, id, Role::list);
        if (!is_last && !is_settled(now.rows(), viewer, view)) {
            return std::nullopt;
        }
        HttpResponse shown = json_response(document_json(now.rows(), viewer, view));
        shown.headers.set("ETag", etag_of(now.rows(), thing_of(id), view.revision));
        return shown;
    };
    return response;
}

HttpResponse show_past(Call& call, DocumentId id) {
    const Snapshot now = call.service.store().snapshot();
    const Moment moment = moment_of(call, now.rows(), missing_document(call));
    Json json =
        document_json(now.rows(), viewer_of(call),
                      Documents::get(now.rows(), call.caller().actor, id, Role::list, moment.at));
    add_moment(json, moment);
    return json_response(json);
}

HttpResponse show(Call& call) {
    const DocumentId id = document_id_of(call);
    const auto wait = call.request.parameter("wait");
    const std::chrono::seconds patience = timeout_of(call);
    if (call.request.parameter("at")) {
        if (wait) {
            throw Error(ErrorCode::invalid, "wait for the past",
                        Reason{"past.waits", {{"name", "wait"}}, "wait"});
        }
        return show_past(call, id);
    }
    if (!wait) {
        return answer(call, id);
    }
    if (*wait != "indexed") {
        throw Error(ErrorCode::invalid, "read what to wait for",
                    Reason{"value.not_one_of", {{"allowed", "indexed"}}, "wait"});
    }
    return show_indexed(call, id, patience);
}

DocumentPatch patch_of(Call& call, Fields& fields) {
    DocumentPatch patch;
    patch.title = fields.text("title");
    if (const auto folder = fields.any("folder")) {
        if (folder->is_string() || folder->is_number_unsigned()) {
            patch.folder = folder_of(
                call, folder->is_string() ? folder->get<std::string>() : folder->dump(), "/folder");
        } else {
            fields.refuse({"value.type", {{"expected", "string, integer"}}, "/folder"});
        }
    }
    patch.tags = fields.texts("tags");
    patch.document_date = fields.nullable_text("document_date");
    patch.language = fields.nullable_text("language");
    return patch;
}

HttpResponse patch(Call& call) {
    const DocumentId id = document_id_of(call);
    const Sequence expected = if_match(call, thing_of(id));
    Fields fields(read_json(call));
    const DocumentPatch patch = patch_of(call, fields);
    fields.finish();
    Documents(call.service.store()).patch(call.caller(), id, expected, patch);
    return answer(call, id);
}

// The next new paper that the caller may file: the newest but the one just filed, or nothing.
Json next_new(const Transaction& rows, const Viewer& viewer) {
    Rights rights(rows, viewer.actor);
    for (DocumentId id = catalog::last_document(rows); id.valid();
         id = DocumentId(id.value() - 1)) {
        const auto row = catalog::find_document(rows, id);
        if (row && row->filing == Filing::new_ && row->lifecycle == Lifecycle::active &&
            rights.in(row->folder) >= Role::file) {
            return document_json(rows, viewer, Documents::get(rows, viewer.actor, id, Role::list));
        }
    }
    return {};
}

HttpResponse file(Call& call) {
    const DocumentId id = document_id_of(call);
    const Sequence expected = if_match(call, thing_of(id));
    DocumentPatch patch;
    std::optional<RecordInput> record;
    if (call.request.content_length.value_or(0) > 0) {
        Fields fields(read_json(call));
        patch = patch_of(call, fields);
        record = record_input(fields);
        fields.finish();
    }
    Documents(call.service.store()).file(call.caller(), id, expected, patch, record);
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), call.caller().actor, id, Role::list);
    HttpResponse response =
        json_response({{"document", document_json(now.rows(), viewer_of(call), view)},
                       {"next", next_new(now.rows(), viewer_of(call))}});
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), view.revision));
    return response;
}

HttpResponse trash(Call& call) {
    const DocumentId id = document_id_of(call);
    std::string reason = call.request.parameter("reason").value_or("");
    if (call.request.content_length.value_or(0) > 0) {
        Fields fields(read_json(call));
        reason = fields.required_text("reason");
        fields.finish();
    }
    if (reason.empty()) {
        throw Error(ErrorCode::unprocessable, "trash without a reason",
                    Reason{"document.reason_required", {}, "/reason"});
    }
    Documents(call.service.store()).trash(call.caller(), id, reason);
    return answer(call, id);
}

HttpResponse restore(Call& call) {
    const DocumentId id = document_id_of(call);
    Documents(call.service.store()).restore(call.caller(), id);
    return answer(call, id);
}

}  // namespace

std::vector<Route> document_routes() {
    const Json text{{"type", "string"}};
    const Json maybe{{"type", {"string", "null"}}};
    const Json facts{{"type", "object"},
                     {"properties",
                      {{"title", text},
                       {"folder", {{"type", {"string", "integer"}}}},
                       {"tags", {{"type", "array"}, {"items", text}}},
                       {"document_date", maybe},
                       {"language", maybe}}}};
    Json filing = facts;
    filing["properties"]["record"] = record_input_schema();
    const Json reason{
        {"type", "object"}, {"required", {"reason"}}, {"properties", {{"reason", text}}}};
    const Parameter match{In::header, "If-Match", text, "The ETag that was read.", true};
    const Answer one{200, "The document", "application/json", document_schema()};
    return {
        {"POST",
         "/api/v1/documents",
         Access::person,
         "Take in a paper: its bytes, or multipart with `file` and `metadata`",
         upload_parameters(),
         Json(),
         {"*/*", "multipart/form-data"},
         {{201, "Taken in", "application/json", document_schema()},
          {200, "The same bytes are in this folder already: that document", "application/json",
           document_schema()}},
         add},
        {"POST",
         "/api/v1/documents/{id}/reread",
         Access::person,
         "Have the paper read again, before others that wait",
         {},
         Json(),
         {},
         {{202, "The document; its text is pending", "application/json", document_schema()}},
         reread},
        {"POST",
         "/api/v1/documents/{id}/unlock",
         Access::person,
         "Have an encrypted paper read with its password, which is not kept",
         {},
         Json{{"type", "object"},
              {"required", {"password"}},
              {"properties", {{"password", {{"type", "string"}}}}}},
         {},
         {{202, "The document; its text is pending", "application/json", document_schema()}},
         unlock},
        {"POST",
         "/api/v1/documents/{id}/versions",
         Access::person,
         "Take in a new version: its bytes, or multipart with `file`; those before stay as they "
         "are",
         {match,
          {In::query, "filename", text, "Name of the file, as it was at its source.", false},
          {In::query, "reason", text, "Why there is a new version.", false},
          {In::header, "Idempotency-Key", text,
           "Sending the same again is answered with the first answer.", false}},
         Json(),
         {"*/*", "multipart/form-data"},
         {{201, "The document", "application/json", document_schema()}},
         add_version},
        {"GET",
         "/api/v1/documents/{id}",
         Access::person,
         "A document with its versions",
         {{In::query, "wait", {{"enum", {"indexed"}}}, "Answer when it can be found.", false},
          {In::query,
           "timeout",
           {{"type", "integer"}, {"minimum", 1}, {"maximum", 120}},
           "Seconds to wait, 30 when absent.",
           false},
          moment_parameter()},
         Json(),
         {},
         {one},
         show},
        {"PATCH",
         "/api/v1/documents/{id}",
         Access::person,
         "Change title, folder, tags, date or language",
         {match},
         facts,
         {},
         {one},
         patch},
        {"DELETE",
         "/api/v1/documents/{id}",
         Access::person,
         "To the trash; needs a reason",
         {{In::query, "reason", text, "Why; or in the body.", false}},
         reason,
         {},
         {one},
         trash},
        {"POST",
         "/api/v1/documents/{id}/restore",
         Access::person,
         "Back from the trash",
         {},
         Json(),
         {},
         {one},
         restore},
        {"POST",
         "/api/v1/documents/{id}/file",
         Access::person,
         "Confirm as filed, records too; answers with the next new paper",
         {match},
         filing,
         {},
         {{200,
           "The document, and the next new one or null",
           "application/json",
           {{"type", "object"},
            {"properties", {{"document", document_schema()}, {"next", document_schema()}}}}}},
         file},
    };
}

}  // namespace kontor
