#include "server/api/routes.h"

#include "server/api/service.h"
#include "storage/archive/folders.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"

#include <charconv>
#include <limits>

namespace kontor {

std::vector<Route> all_routes() {
    std::vector<Route> all;
    for (auto routes :
         {session_routes(), document_routes(), content_routes(), text_routes(), record_routes(),
          search_routes(), saved_search_routes(), folder_routes(), user_routes(), group_routes(),
          grant_routes(), job_routes(), intake_routes(), watch_routes(), export_routes(),
          log_routes(), page_routes(), operation_routes()}) {
        std::move(routes.begin(), routes.end(), std::back_inserter(all));
    }
    return all;
}

DocumentId document_id_of(const Call& call) {
    const auto id = DocumentId::parse(call.path.at(0));
    if (!id) {
        throw Error(ErrorCode::not_found, "read a document id", missing_document(call));
    }
    return *id;
}

Reason missing_document(const Call& call) {
    return {"document.not_found", {{"id", call.path.at(0)}}, ""};
}

FolderId folder_of(const Call& call, const std::string& text, const std::string& pointer) {
    const Snapshot now = call.service.store().snapshot();
    const auto found = Folders::resolve(now.rows(), call.caller().actor, text);
    if (!found) {
        throw Error(ErrorCode::not_found, "find a folder",
                    Reason{"folder.not_found", {{"folder", text}}, pointer});
    }
    return *found;
}

Moment moment_of(const Call& call, const Transaction& rows, const Reason& missing) {
    const auto text = call.request.parameter("at");
    if (!text) {
        return {};
    }
    Instant time{};
    try {
        time = parse_instant(*text);
    } catch (const Error& error) {
        throw Error(error.code(), error.what(), Reason{"value.instant", {{"value", *text}}, "at"});
    }
    const Instant now = call.service.store().clock().now();
    if (time > now) {
        throw Error(ErrorCode::invalid, "look into the future",
                    Reason{"past.future", {{"now", to_rfc3339(now)}}, "at"});
    }
    const auto last = audit::last_until(rows, time);
    if (!last) {
        throw Error(ErrorCode::not_found, "look back before the archive was made", missing);
    }
    return {*last, time};
}

Parameter moment_parameter() {
    return {In::query,
            "at",
            {{"type", "string"}, {"format", "date-time"}},
            "As it was then (RFC 3339), by the rights of today; absent: as it is.",
            false};
}

void add_moment(Json& json, const Moment& moment) {
    if (moment.is_past()) {
        json["as_of"] = {{"time", to_rfc3339(*moment.time)}};
    }
}

Json moment_schema() {
    return {{"type", "object"}, {"properties", {{"time", {{"type", "string"}}}}}};
}

namespace {

// A whole number from the query; nothing when absent.
std::optional<std::uint64_t> number_of(const Call& call,
                                       const char* name,
                                       std::uint64_t min,
                                       std::uint64_t max,
                                       std::vector<Reason>& reasons) {
    const auto text = call.request.parameter(name);
    if (!text) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < min || value > max) {
        reasons.push_back({"value.out_of_range",
                           {{"min", std::to_string(min)}, {"max", std::to_string(max)}},
                           name});
        return std::nullopt;
    }
    return value;
}

void require_none(std::vector<Reason> reasons) {
    if (!reasons.empty()) {
        throw Error(ErrorCode::invalid, "read the page of a list", std::move(reasons));
    }
}

}  // namespace

std::size_t limit_of(const Call& call, std::size_t max, std::size_t otherwise) {
    std::vector<Reason> reasons;
    const auto limit = number_of(call, "limit", 1, max, reasons);
    require_none(std::move(reasons));
    return limit.value_or(otherwise);
}

Page page_of(const Call& call) {
    Page page;
    std::vector<Reason> reasons;
    page.limit = number_of(call, "limit", 1, 500, reasons).value_or(page.limit);
    page.after = number_of(call, "cursor", 0, ~0ULL >> 1, reasons).value_or(0);
    require_none(std::move(reasons));
    return page;
}

std::optional<std::uint32_t> page_number_of(const Call& call) {
    std::vector<Reason> reasons;
    const auto number =
        number_of(call, "page", 1, std::numeric_limits<std::uint32_t>::max(), reasons);
    require_none(std::move(reasons));
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

std::vector<Parameter> page_parameters() {
    return {{In::query,
             "limit",
             {{"type", "integer"}, {"minimum", 1}, {"maximum", 500}, {"default", 50}},
             "How many at most.",
             false},
            {In::query, "cursor", {{"type", "string"}}, "`next` of the page before.", false}};
}

Json list_json(Json items, std::uint64_t total, const std::optional<std::uint64_t>& next) {
    return {{"items", std::move(items)},
            {"total", total},
            {"next", next ? Json(std::to_string(*next)) : Json()}};
}

}  // namespace kontor
