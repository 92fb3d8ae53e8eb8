// The routes of each subject, and all of them together.
#pragma once

#include "server/api/problem.h"
#include "server/api/route.h"
#include "storage/kv/archive_rows.h"

#include <vector>

namespace kontor {

std::vector<Route> session_routes();
std::vector<Route> document_routes();
std::vector<Route> content_routes();
std::vector<Route> text_routes();
std::vector<Route> record_routes();
std::vector<Route> search_routes();
std::vector<Route> saved_search_routes();
std::vector<Route> folder_routes();
std::vector<Route> user_routes();
std::vector<Route> group_routes();
std::vector<Route> grant_routes();  // and who has which role on a paper
std::vector<Route> job_routes();
std::vector<Route> intake_routes();
std::vector<Route> watch_routes();
std::vector<Route> page_routes();  // the web client
std::vector<Route> export_routes();
std::vector<Route> log_routes();
std::vector<Route> operation_routes();  // health, readiness, metrics, openapi.json

std::vector<Route> all_routes();

// The values of a call that several subjects read alike; each throws with pointer and code.
DocumentId document_id_of(const Call& call);
Reason missing_document(const Call& call);  // by the number in the path
FolderId folder_of(const Call& call, const std::string& text, const std::string& pointer);
// The moment that at= asks for: the last entry of the log that is not after it, or the present
// where there is no at=. Error invalid for what is no time, or one to come; not_found with
// `missing` before the archive was made.
struct Moment {
    Sequence at = newest_sequence;
    std::optional<Instant> time;
    bool is_past() const { return time.has_value(); }
};
Moment moment_of(const Call& call, const Transaction& rows, const Reason& missing);
Parameter moment_parameter();
// Writes into an answer as of which moment it is; nothing of the present.
void add_moment(Json& json, const Moment& moment);
Json moment_schema();
// limit= of a list, 1 to `max`.
std::size_t limit_of(const Call& call, std::size_t max, std::size_t otherwise);
// page= of a paper, from 1.
std::optional<std::uint32_t> page_number_of(const Call& call);
// limit= and cursor= of a list; the cursor is the id after which the page begins.
struct Page {
    std::size_t limit = 50;
    std::uint64_t after = 0;
};
Page page_of(const Call& call);
std::vector<Parameter> page_parameters();
Json list_json(Json items, std::uint64_t total, const std::optional<std::uint64_t>& next);

// The page of `all`, which are in order of `id`.
template <typename View, typename ToJson>
HttpResponse listed_by_id(const Page& page, const std::vector<View>& all, const ToJson& to_json) {
    Json items = Json::array();
    std::optional<std::uint64_t> next;
    for (const View& view : all) {
        if (view.id.value() <= page.after) {
            continue;
        }
        if (items.size() == page.limit) {
            next = items.back().at("id").template get<std::uint64_t>();
            break;
        }
        items.push_back(to_json(view));
    }
    return json_response(list_json(std::move(items), all.size(), next));
}

}  // namespace kontor
