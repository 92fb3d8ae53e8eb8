#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

std::string_view name_of(JobState state) {
    return state == JobState::pending ? "pending" : "failed";
}

// Of a job that waits: its place among those of its kind, and when it will be at work as things go.
void add_place(Json& json, const std::optional<std::uint64_t>& place, const Call& call) {
    Store& store = call.service.store();
    const auto pace = store.jobs().pace(json.at("kind").get<std::string>());
    json["place"] = place ? Json(*place) : Json();
    json["expected"] =
        place && pace
            ? Json(to_rfc3339(store.clock().now() + *pace * static_cast<std::int64_t>(*place)))
            : Json();
}

Json job_json(const JobView& job) {
    const auto time = [](const std::optional<Instant>& at) {
        return at ? Json(to_rfc3339(*at)) : Json();
    };
    return {{"id", job.id.value()},
            {"kind", job.kind},
            {"subject", job.subject},
            {"state", name_of(job.state)},
            {"attempts", job.attempts},
            {"created", to_rfc3339(job.created)},
            {"due", time(job.due)},
            {"last_attempt", time(job.last_attempt)},
            {"reason", job.reason ? Json(job.reason->code) : Json()}};
}

JobFilter filter_of(const Call& call) {
    JobFilter filter;
    filter.kind = call.request.parameter("kind").value_or("");
    if (const auto state = call.request.parameter("state")) {
        if (*state != "pending" && *state != "failed") {
            throw Error(ErrorCode::invalid, "list jobs of a state",
                        Reason{"value.not_one_of", {{"allowed", "pending, failed"}}, "state"});
        }
        filter.state = *state == "pending" ? JobState::pending : JobState::failed;
    }
    return filter;
}

HttpResponse list(Call& call) {
    const JobFilter filter = filter_of(call);
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    std::uint64_t total = 0;
    for (const auto& [key, count] : JobQueue::counts(now.rows())) {
        if ((!filter.state || *filter.state == key.first) &&
            (filter.kind.empty() || filter.kind == key.second)) {
            total += count;
        }
    }
    const auto jobs = JobQueue::list(now.rows(), filter, JobId(page.after), page.limit);
    std::map<std::string, std::set<JobId>> by_kind;
    for (const JobView& job : jobs) {
        by_kind[job.kind].insert(job.id);
    }
    std::map<JobId, std::uint64_t> places;
    for (const auto& [kind, ids] : by_kind) {
        places.merge(JobQueue::places(now.rows(), kind, ids));
    }
    Json items = Json::array();
    for (const JobView& job : jobs) {
        const auto place = places.find(job.id);
        items.push_back(job_json(job));
        add_place(items.back(), place == places.end() ? std::nullopt : std::optional(place->second),
                  call);
    }
    const bool full = jobs.size() == page.limit;
    return json_response(list_json(std::move(items), total,
                                   full ? std::optional(jobs.back().id.value()) : std::nullopt));
}

HttpResponse retry(Call& call) {
    const auto id = JobId::parse(call.path.at(0));
    bool found = false;
    if (id) {
        call.service.store().upkeep([&](Upkeep& upkeep) { found = upkeep.retry(*id); });
    }
    if (!found) {
        throw Error(ErrorCode::not_found, "retry a job that has not failed",
                    Reason{"job.not_found", {}, ""});
    }
    const Snapshot now = call.service.store().snapshot();
    const auto job = JobQueue::find(now.rows(), *id);
    return json_response(job ? job_json(*job) : Json::object());
}

}  // namespace

std::vector<Route> job_routes() {
    const Json text{{"type", "string"}};
    const Json maybe{{"type", {"string", "null"}}};
    const Json job{{"type", "object"},
                   {"properties",
                    {{"id", {{"type", "integer"}}},
                     {"kind", text},
                     {"subject", text},
                     {"state", text},
                     {"attempts", {{"type", "integer"}}},
                     {"created", text},
                     {"due", maybe},
                     {"last_attempt", maybe},
                     {"reason", maybe},
                     {"place", {{"type", {"integer", "null"}}}},
                     {"expected", maybe}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", job}}},
                         {"total", {{"type", "integer"}}},
                         {"next", maybe}}}};
    std::vector<Parameter> parameters = page_parameters();
    parameters.push_back(
        {In::query, "state", {{"enum", {"pending", "failed"}}}, "Only these.", false});
    parameters.push_back({In::query, "kind", text, "Only this kind of work.", false});
    return {
        {"GET",
         "/api/v1/jobs",
         Access::administrator,
         "What is still to be done, and what was given up",
         parameters,
         Json(),
         {},
         {{200, "Jobs by number", "application/json", listing}},
         list},
        {"POST",
         "/api/v1/jobs/{id}/retry",
         Access::administrator,
         "Try a failed job again",
         {},
         Json(),
         {},
         {{200, "The job, pending again", "application/json", job}},
         retry},
    };
}

}  // namespace kontor
