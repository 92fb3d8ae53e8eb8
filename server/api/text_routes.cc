#include "server/api/fields.h"
#include "server/api/problem.h"
#include "server/api/revisions.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/corrections.h"
#include "storage/archive/documents.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

// Who may not correct the paper is told so before the page is looked at.
std::uint32_t page_to_correct(const Call& call, DocumentId id) {
    Documents::get(call.service.store().snapshot().rows(), call.caller().actor, id, Role::edit);
    return page_number_of(call).value();  // the route requires it
}

// What was read, whatever a person made of it.
std::optional<PaperText::Opened> open_as_read(Call& call,
                                              const PaperText& paper,
                                              std::optional<std::uint32_t> page) {
    if (!paper.rendition()) {
        return std::nullopt;
    }
    auto text = Readings(call.service.store()).open_text(*paper.rendition(), page.value_or(0));
    return text ? std::optional(PaperText::Opened{std::move(text->source), text->size})
                : std::nullopt;
}

HttpResponse show(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    const DocumentId id = document_id_of(call);
    const Moment moment = moment_of(call, now.rows(), missing_document(call));
    const DocumentView view =
        Documents::get(now.rows(), call.caller().actor, id, Role::read, moment.at);
    const auto page = page_number_of(call);
    const PaperText paper(now.rows(), id, view.row.version, moment.at);
    auto found = call.request.parameter("as") ? open_as_read(call, paper, page)
                                              : paper.open(call.service.store(), page.value_or(1),
                                                           page.value_or(paper.own_pages()));
    if (!found) {
        throw Error(ErrorCode::not_found, "find the text of document " + id.str(),
                    Reason{"document.no_text", {{"id", id.str()}}, "page"});
    }
    HttpResponse response;
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    response.headers.set("Cache-Control", "private, no-cache");
    response.stream = std::move(found->source);
    response.length = found->size;
    return response;
}

HttpResponse corrected(Call& call, DocumentId id) {
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), call.caller().actor, id, Role::list);
    HttpResponse response;
    response.status = 204;
    response.headers.set("ETag", etag_of(now.rows(), thing_of(id), view.revision));
    return response;
}

HttpResponse put(Call& call) {
    const DocumentId id = document_id_of(call);
    const auto expected = optional_if_match(call, thing_of(id));
    const std::string text = read_text(call);
    Corrections(call.service.store())
        .put(call.caller(), id, page_to_correct(call, id), text, expected);
    return corrected(call, id);
}

HttpResponse remove(Call& call) {
    const DocumentId id = document_id_of(call);
    const std::uint32_t page = page_to_correct(call, id);
    Corrections(call.service.store())
        .remove(call.caller(), id, page, optional_if_match(call, thing_of(id)));
    return corrected(call, id);
}

}  // namespace

std::vector<Route> text_routes() {
    const Json number{{"type", "integer"}, {"minimum", 1}};
    const Parameter page{In::query, "page", number, "The page, from 1.", true};
    const Parameter match{
        In::header, "If-Match", {{"type", "string"}}, "The document's ETag that was read.", false};
    const std::string place = "/api/v1/documents/{id}/text";
    return {
        {"GET",
         place,
         Access::person,
         "The text of the newest version: of each page as a person corrected it, else as it was "
         "read",
         {{In::query, "page", number,
           "One page, from 1; absent: all of them, of a PDF without the files embedded in it.",
           false},
          {In::query,
           "as",
           {{"type", "string"}, {"enum", {"read"}}},
           "`read`: what was read, without corrections.",
           false},
          moment_parameter()},
         Json(),
         {},
         {{200, "Text", "text/plain", Json()}},
         show},
        {"PUT",
         place,
         Access::person,
         "Correct the text of a page; it stays so, however often the paper is read again",
         {page, match},
         {{"type", "object"},
          {"required", {"text"}},
          {"properties", {{"text", {{"type", "string"}}}}}},
         {"text/plain"},
         {{204, "Corrected", "", Json()}},
         put},
        {"DELETE",
         place,
         Access::person,
         "Take a correction back: what was read holds again",
         {page, match},
         Json(),
         {},
         {{204, "Taken back", "", Json()}},
         remove},
    };
}

}  // namespace kontor
