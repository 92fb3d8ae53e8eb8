#include "indexer/search/limits.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/folders.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

namespace kontor {

namespace {

// Characters (Unicode code points) before a byte of UTF-8: the unit that every client can count.
std::size_t characters_before(std::string_view text, std::size_t byte) {
    std::size_t count = 0;
    for (const char c : text.substr(0, byte)) {
        count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    }
    return count;
}

Json matches_json(std::string_view text, const std::vector<TextRange>& ranges) {
    Json matches = Json::array();
    for (const TextRange& range : ranges) {
        matches.push_back(
            {characters_before(text, range.begin), characters_before(text, range.end)});
    }
    return matches;
}

Json snippet_json(const std::optional<Snippet>& snippet) {
    if (!snippet) {
        return {};
    }
    return {{"text", snippet->text},
            {"matches", matches_json(snippet->text, snippet->matches)},
            {"cut_before", snippet->cut_before},
            {"cut_after", snippet->cut_after}};
}

// What a list shows beside the title.
Json fields_json(const Transaction& rows, ActorId actor, const FoundPaper& paper) {
    const DocumentRow& row = paper.document;
    Json fields{{"document_date", row.document_date ? Json(*row.document_date) : Json()}};
    if (!paper.may_read) {
        return fields;
    }
    const bool is_read = paper.rendition && !paper.rendition->media_type.empty();
    const bool is_paged = paper.rendition && !paper.rendition->page_ends.empty();
    fields["received"] = to_rfc3339(row.received);
    fields["folder"] = Folders::get(rows, actor, row.folder).path;
    fields["filename"] = printable_file_name(paper.version.file_name);
    fields["media_type"] = is_read ? paper.rendition->media_type : paper.version.media_type;
    fields["size"] = paper.version.size;
    fields["pages"] = is_paged ? Json(paper.rendition->page_ends.size()) : Json();
    fields["tags"] = row.tags;
    fields["lifecycle"] = name_of(row.lifecycle);
    fields["filing"] = name_of(row.filing);
    return fields;
}

Json hit_json(const Transaction& rows, ActorId actor, const FoundPaper& paper) {
    return {{"id", paper.id.value()},
            {"title", paper.title},
            {"title_matches", matches_json(paper.title, paper.title_matches)},
            {"page", paper.page ? Json(*paper.page) : Json()},
            {"snippet", snippet_json(paper.snippet)},
            {"score", paper.score},
            {"fields", fields_json(rows, actor, paper)}};
}

HttpResponse search(Call& call) {
    Service& service = call.service;
    const Monotonic begin = service.store().clock().monotonic();
    const ActorId actor = call.caller().actor;
    SearchRequest request;
    request.actor = actor;
    request.question = call.request.parameter("q").value_or("*");
    request.sort = call.request.parameter("sort").value_or("");
    request.limit = limit_of(call, limits::search_page_max, limits::search_page_default);
    request.cursor = call.request.parameter("cursor").value_or("");
    const SearchResult result = service.search().find(request);
    Json hits = Json::array();
    {
        const Snapshot now = service.store().snapshot();
        for (const FoundPaper& paper : result.papers) {
            hits.push_back(hit_json(now.rows(), actor, paper));
        }
    }
    const auto took = service.store().clock().monotonic() - begin;
    return json_response({{"total", result.total},
                          {"exact", result.is_exact},
                          {"hits", std::move(hits)},
                          {"facets", Json::object()},
                          {"suggestion", Json()},
                          {"next", result.next.empty() ? Json() : Json(result.next)},
                          {"took_ms", took.count()}});
}

std::string_view kind_name(ValueKind kind) {
    switch (kind) {
        case ValueKind::text:
            return "text";
        case ValueKind::word:
            return "word";
        case ValueKind::number:
            return "number";
        case ValueKind::date:
            return "date";
        case ValueKind::instant:
            return "instant";
        case ValueKind::flag:
            return "flag";
    }
    return "text";
}

// What can be asked for: the field table itself.
HttpResponse list_fields(Call& call) {
    Json items = Json::array();
    for (const Field* field : call.service.search().fields().all()) {
        Json aliases = Json::array();
        for (const std::string_view alias : field->aliases) {
            if (!alias.empty()) {
                aliases.push_back(alias);
            }
        }
        items.push_back({{"name", field->name},
                         {"aliases", std::move(aliases)},
                         {"kind", kind_name(field->kind)},
                         {"values", field->values},
                         {"example", field->example},
                         {"label", {{"de", field->label_de}, {"en", field->label_en}}}});
    }
    const std::uint64_t total = items.size();
    return json_response(list_json(std::move(items), total, std::nullopt));
}

Json answer_schema() {
    const Json text{{"type", "string"}};
    const Json integer{{"type", "integer"}};
    const Json ranges{{"type", "array"},
                      {"description", "Begin and end of each match, in Unicode characters."},
                      {"items", {{"type", "array"}, {"items", integer}}}};
    const Json snippet{{"type", {"object", "null"}},
                       {"properties", {{"text", text}, {"matches", ranges}}}};
    const Json hit{{"type", "object"},
                   {"properties",
                    {{"id", integer},
                     {"title", text},
                     {"title_matches", ranges},
                     {"page", {{"type", {"integer", "null"}}}},
                     {"snippet", snippet},
                     {"score", {{"type", "number"}}},
                     {"fields", {{"type", "object"}}}}}};
    return {{"type", "object"},
            {"properties",
             {{"total", integer},
              {"exact", {{"type", "boolean"}}},
              {"hits", {{"type", "array"}, {"items", hit}}},
              {"facets", {{"type", "object"}}},
              {"suggestion", {{"type", {"string", "null"}}}},
              {"next", {{"type", {"string", "null"}}}},
              {"took_ms", integer}}}};
}

}  // namespace

std::vector<Route> search_routes() {
    const Json text{{"type", "string"}};
    const Json limit{{"type", "integer"},
                     {"minimum", 1},
                     {"maximum", limits::search_page_max},
                     {"default", limits::search_page_default}};
    return {
        {"GET",
         "/api/v1/search",
         Access::person,
         "Find papers; only those that the caller may see are found and counted",
         {{In::query, "q", text, "The question in the search language; all when absent.", false},
          {In::query, "limit", limit, "How many hits at most.", false},
          {In::query, "cursor", text, "`next` of the page before.", false},
          {In::query, "sort", text,
           "A field with values, `-` before it for descending; else by rank, and for a question "
           "without words the newest received first.",
           false}},
         Json(),
         {},
         {{200, "What was found", "application/json", answer_schema()}},
         search},
        {"GET",
         "/api/v1/search/fields",
         Access::person,
         "The fields that a question can name, with kind, example and label",
         {},
         Json(),
         {},
         {{200, "The fields", "application/json", {{"type", "object"}}}},
         list_fields},
    };
}

}  // namespace kontor
