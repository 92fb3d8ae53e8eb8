// The routes of each subject, and all of them together.
#pragma once

#include "server/api/route.h"

#include <vector>

namespace kontor {

std::vector<Route> session_routes();
std::vector<Route> document_routes();
std::vector<Route> content_routes();
std::vector<Route> record_routes();
std::vector<Route> search_routes();
std::vector<Route> folder_routes();
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
FolderId folder_of(const Call& call, const std::string& text, const std::string& pointer);
// The revision in If-Match; Error precondition_required when it is missing.
Sequence if_match(const Call& call);
std::string etag_of(Sequence revision);
// limit= of a list, 1 to `max`.
std::size_t limit_of(const Call& call, std::size_t max, std::size_t otherwise);
// limit= and cursor= of a list; the cursor is the id after which the page begins.
struct Page {
    std::size_t limit = 50;
    std::uint64_t after = 0;
};
Page page_of(const Call& call);
std::vector<Parameter> page_parameters();
Json list_json(Json items, std::uint64_t total, const std::optional<std::uint64_t>& next);

}  // namespace kontor
