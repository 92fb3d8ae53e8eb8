#include "indexer/fields/facet.h"
#include "indexer/search/limits.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

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
Json fields_json(const FoundPaper& paper) {
    const DocumentRow& row = paper.document;
    Json fields{{"document_date", row.document_date ? Json(*row.document_date) : Json()}};
    if (!paper.may_read) {
        return fields;
    }
    const bool is_read = paper.rendition && !paper.rendition->media_type.empty();
    const bool is_paged = paper.rendition && !paper.rendition->page_ends.empty();
    fields["received"] = to_rfc3339(row.received);
    fields["folder"] = paper.folder;
    fields["filename"] = printable_file_name(paper.version.file_name);
    fields["media_type"] = is_read ? paper.rendition->media_type : paper.version.media_type;
    fields["size"] = paper.version.size;
    fields["pages"] = is_paged ? Json(paper.rendition->page_ends.size()) : Json();
    fields["tags"] = row.tags;
    fields["lifecycle"] = name_of(row.lifecycle);
    fields["filing"] = name_of(row.filing);
    return fields;
}

Json hit_json(const FoundPaper& paper) {
    return {{"id", paper.id.value()},
            {"title", paper.title},
            {"title_matches", matches_json(paper.title, paper.title_matches)},
            {"page", paper.page ? Json(*paper.page) : Json()},
            {"snippet", snippet_json(paper.snippet)},
            {"score", paper.score},
            {"fields", fields_json(paper)}};
}

Json hits_json(const SearchResult& result) {
    Json hits = Json::array();
    for (const FoundPaper& paper : result.papers) {
        hits.push_back(hit_json(paper));
    }
    return hits;
}

Json facets_json(const SearchResult& result) {
    Json facets = Json::object();
    for (const auto& [name, values] : result.facets) {
        Json list = Json::array();
        for (const FacetValue& value : values) {
            list.push_back({{"value", value.value},
                            {"count", value.papers},
                            {"query", value.condition.empty() ? Json() : Json(value.condition)}});
        }
        facets[name] = std::move(list);
    }
    return facets;
}

// Separated by commas.
std::vector<std::string> names_of(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        names.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(text.size(), comma + 1));
    }
    return names;
}

std::string question_of(const Call& call) {
    return call.request.parameter("q").value_or("*");
}

HttpResponse search(Call& call) {
    Service& service = call.service;
    const Monotonic begin = service.store().clock().monotonic();
    const ActorId actor = call.caller().actor;
    SearchRequest request;
    request.actor = actor;
    request.question = question_of(call);
    request.sort = call.request.parameter("sort").value_or("");
    request.limit = limit_of(call, limits::search_page_max, limits::search_page_default);
    request.cursor = call.request.parameter("cursor").value_or("");
    request.facets = names_of(call.request.parameter("facets").value_or(""));
    const SearchResult result = service.search().find(request);
    Json answer{{"total", result.total},
                {"exact", result.is_exact},
                {"hits", hits_json(result)},
                {"facets", facets_json(result)},
                {"suggestion", result.suggestion ? Json(*result.suggestion) : Json()},
                {"next", result.next.empty() ? Json() : Json(result.next)}};
    if (call.request.parameter("explain") == "1") {
        answer["explain"] = result.understood;
    }
    const auto took = service.store().clock().monotonic() - begin;
    answer["took_ms"] = took.count();
    return json_response(answer);
}

std::string_view kind_name(CompletionKind kind) {
    switch (kind) {
        case CompletionKind::field:
            return "field";
        case CompletionKind::value:
            return "value";
        case CompletionKind::word:
            break;
    }
    return "word";
}

HttpResponse complete(Call& call) {
    Json items = Json::array();
    for (const Completion& completion : call.service.search().complete(
             call.caller().actor, call.request.parameter("q").value_or(""))) {
        items.push_back({{"kind", kind_name(completion.kind)},
                         {"text", completion.text},
                         {"q", completion.question}});
    }
    return json_response({{"items", std::move(items)}});
}

HttpResponse similar(Call& call) {
    const std::size_t limit = limit_of(call, limits::search_page_max, limits::similar_default);
    const SearchResult result =
        call.service.search().similar(call.caller().actor, document_id_of(call), limit);
    return json_response({{"total", result.total}, {"hits", hits_json(result)}});
}

HttpResponse find_in(Call& call) {
    const std::uint32_t first = page_number_of(call).value_or(1);
    const FoundPlaces found = call.service.search().find_in(
        call.caller().actor, document_id_of(call), question_of(call), first);
    Json pages = Json::array();
    for (const PageMatches& page : found.pages) {
        pages.push_back({{"page", page.page},
                         {"matches", matches_json(page.text, page.matches)},
                         {"snippet", snippet_json(page.snippet)}});
    }
    return json_response(
        {{"pages", std::move(pages)}, {"next_page", found.next ? Json(*found.next) : Json()}});
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

Json list_of(const Json& properties) {
    return {{"type", "array"}, {"items", {{"type", "object"}, {"properties", properties}}}};
}

Json ranges_schema() {
    return {{"type", "array"},
            {"description", "Begin and end of each match, in Unicode characters."},
            {"items", {{"type", "array"}, {"items", {{"type", "integer"}}}}}};
}

Json snippet_schema() {
    return {{"type", {"object", "null"}},
            {"properties", {{"text", {{"type", "string"}}}, {"matches", ranges_schema()}}}};
}

Json hits_schema() {
    const Json text{{"type", "string"}};
    return list_of({{"id", {{"type", "integer"}}},
                    {"title", text},
                    {"title_matches", ranges_schema()},
                    {"page", {{"type", {"integer", "null"}}}},
                    {"snippet", snippet_schema()},
                    {"score", {{"type", "number"}}},
                    {"fields", {{"type", "object"}}}});
}

Json answer_schema() {
    const Json text{{"type", "string"}};
    const Json integer{{"type", "integer"}};
    const Json text_or_none{{"type", {"string", "null"}}};
    const Json counts = list_of({{"value", text}, {"count", integer}, {"query", text_or_none}});
    return {{"type", "object"},
            {"properties",
             {{"total", integer},
              {"exact", {{"type", "boolean"}}},
              {"hits", hits_schema()},
              {"facets", {{"type", "object"}, {"additionalProperties", counts}}},
              {"suggestion", text_or_none},
              {"next", text_or_none},
              {"explain", text},
              {"took_ms", integer}}}};
}

Json similar_schema() {
    return {{"type", "object"},
            {"properties", {{"total", {{"type", "integer"}}}, {"hits", hits_schema()}}}};
}

Json completions_schema() {
    const Json text{{"type", "string"}};
    const Json kind{{"type", "string"}, {"enum", {"word", "field", "value"}}};
    return {{"type", "object"},
            {"properties", {{"items", list_of({{"kind", kind}, {"text", text}, {"q", text}})}}}};
}

Json places_schema() {
    return {{"type", "object"},
            {"properties",
             {{"pages", list_of({{"page", {{"type", "integer"}}},
                                 {"matches", ranges_schema()},
                                 {"snippet", snippet_schema()}})},
              {"next_page",
               {{"type", {"integer", "null"}}, {"description", "Ask again with `page`."}}}}}};
}

std::string facet_list() {
    std::string names;
    for (const Facet& facet : known_facets) {
        names += (names.empty() ? "" : ", ") + std::string(facet.name);
    }
    return names;
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
           false},
          {In::query, "facets", text,
           "By what the found papers that the caller may read are counted, names separated by "
           "commas: " +
               facet_list() + ". `query` of a value narrows the question to it.",
           false},
          {In::query,
           "explain",
           {{"type", "string"}, {"enum", {"0", "1"}}},
           "`1`: `explain` is the question as it was understood.",
           false}},
         Json(),
         {},
         {{200, "What was found", "application/json", answer_schema()}},
         search},
        {"GET",
         "/api/v1/search/complete",
         Access::person,
         "How a question can go on: words and values of papers that the caller may read, and "
         "fields",
         {{In::query, "q", text, "The question as far as it is typed.", true}},
         Json(),
         {},
         {{200, "At most ten, the best first", "application/json", completions_schema()}},
         complete},
        {"GET",
         "/api/v1/documents/{id}/similar",
         Access::person,
         "Papers that share the words that tell this one from others",
         {{In::query,
           "limit",
           {{"type", "integer"},
            {"minimum", 1},
            {"maximum", limits::search_page_max},
            {"default", limits::similar_default}},
           "How many at most.",
           false}},
         Json(),
         {},
         {{200, "The most like it first", "application/json", similar_schema()}},
         similar},
        {"GET",
         "/api/v1/documents/{id}/find",
         Access::person,
         "Where a question's words stand in the newest version of a paper",
         {{In::query, "q", text, "The question.", true},
          {In::query,
           "page",
           {{"type", "integer"}, {"minimum", 1}},
           "The page to begin with.",
           false}},
         Json(),
         {},
         {{200, "Pages with matches", "application/json", places_schema()}},
         find_in},
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
