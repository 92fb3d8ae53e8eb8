#include "server/api/openapi.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/master_key.h"
#include "storage/archive/outside.h"
#include "storage/archive/purge.h"
#include "storage/archive/scrub_record.h"
#include "storage/archive/stamps.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

#include <algorithm>

namespace kontor {

namespace {

HttpResponse health(Call&) {
    return json_response({{"status", "ok"}});
}

std::uint64_t seconds_of(Milliseconds duration) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, duration / std::chrono::seconds(1)));
}

// "disk.full" is disk_full here.
std::string problem_name(const Reason& reason) {
    std::string name = reason.code;
    std::ranges::replace(name, '.', '_');
    return name;
}

HttpResponse readiness(Call& call) {
    Store& store = call.service.store();
    Json problems = Json::array();
    if (const auto trouble = store.trouble()) {
        problems.push_back(problem_name(*trouble));
    }
    if (!store.has_room(limits::blob_batch_bytes)) {
        problems.push_back("disk_reserve");
    }
    Json warnings = Json::array();
    const Snapshot now = store.snapshot();
    // Of the log only this, for anybody may ask: how long it is says how much goes on.
    Json outside_age;
    if (Outside::newest(now.rows())) {
        outside_age = seconds_of(Outside::age(now.rows(), store.clock().now()));
    }
    if (Outside::is_overdue(now.rows(), store.clock().now())) {
        warnings.push_back("checkpoint_not_outside");
    }
    if (!MasterKey(store).is_confirmed()) {
        warnings.push_back("recovery_not_confirmed");
    }
    if (ScrubRecord::read(now.rows()).known_findings() > 0) {
        warnings.push_back("damage_found");
    }
    if (store.blobs().facts().absent > 0) {
        warnings.push_back("volume_absent");
    }
    return json_response({{"status", problems.empty() ? "ready" : "not_ready"},
                          {"problems", problems},
                          {"warnings", warnings},
                          {"checkpoint_outside_age_seconds", outside_age}},
                         problems.empty() ? 200 : 503);
}

// One family in the text format of Prometheus (exposition format 0.0.4).
void add_metric(std::string& out,
                std::string_view name,
                std::string_view type,
                std::string_view help,
                std::uint64_t value) {
    out += fmt::format("# HELP kontor_{0} {1}\n# TYPE kontor_{0} {2}\nkontor_{0} {3}\n", name, help,
                       type, value);
}

void add_proof_metrics(std::string& out, const Call& call, const Transaction& rows) {
    const Instant now = call.service.store().clock().now();
    const auto outside = Outside::newest(rows);
    add_metric(out, "checkpoint_outside_size", "gauge",
               "Entries under the checkpoint brought outside last; 0: none was.",
               outside ? outside->size : 0);
    add_metric(out, "checkpoint_outside_age_seconds", "gauge",
               "Since a checkpoint was brought outside, or since the archive was made.",
               seconds_of(Outside::age(rows, now)));
    if (!call.service.options().stamps) {
        return;
    }
    const auto unstamped = Stamps::oldest_unstamped(rows);
    const auto stamp = catalog::last_stamp(rows);
    add_metric(out, "checkpoint_unstamped_age_seconds", "gauge",
               "Age of the oldest checkpoint that no time stamp covers; 0: none.",
               unstamped ? seconds_of(now - *unstamped) : 0);
    add_metric(out, "checkpoint_stamped_size", "gauge",
               "Entries under the checkpoint stamped last; 0: none was.", stamp ? stamp->size : 0);
    add_metric(out, "stamp_valid_seconds", "gauge",
               "Until the first certificate of the newest time stamp ends.",
               stamp ? seconds_of(stamp->row.stamp.valid_until - now) : 0);
}

void add_scrub_metrics(std::string& out, const Transaction& rows, Instant now) {
    const ScrubRecord scrub = ScrubRecord::read(rows);
    add_metric(out, "scrub_age_seconds", "gauge",
               "Since the archive was last read as a whole, or since it was made.",
               seconds_of(ScrubRecord::age(rows, now)));
    add_metric(out, "scrub_bytes_total", "counter", "Bytes read to find damage.", scrub.bytes);
    add_metric(out, "scrub_findings", "gauge",
               "Damage found by the round at work, or by the last whole reading if that was more.",
               scrub.known_findings());
}

void add_purge_metrics(std::string& out, const Transaction& rows, Instant now) {
    const auto ordered = Purge::ordered(rows);
    add_metric(out, "purge_waiting_seconds", "gauge",
               "Since the first paper was destroyed that is not purged yet; 0: all are.",
               ordered ? std::max<std::uint64_t>(1, seconds_of(now - *ordered)) : 0);
}

std::uint64_t ended_of(const std::vector<WatchStatus>& watches) {
    std::uint64_t ended = 0;
    for (const WatchStatus& watch : watches) {
        ended += watch.ended;
    }
    return ended;
}

HttpResponse metrics(Call& call) {
    Store& store = call.service.store();
    const Snapshot now = store.snapshot();
    const FrontCounts front = call.service.front_counts();
    const DiskSpace space = disk_space(store.folder().data);
    std::uint64_t pending = 0;
    std::uint64_t failed = 0;
    for (const auto& [key, count] : JobQueue::counts(now.rows())) {
        (key.first == JobState::pending ? pending : failed) += count;
    }
    std::string out;
    add_metric(out, "documents", "gauge", "Serials given.",
               catalog::last_document(now.rows()).value());
    add_metric(out, "log_entries", "counter", "Entries in the audit log.", audit::size(now.rows()));
    add_metric(out, "jobs_pending", "gauge", "Work still to be done.", pending);
    add_metric(out, "jobs_failed", "gauge", "Work given up.", failed);
    add_metric(out, "intake_waiting", "gauge", "Offered files that wait.",
               now.rows().count(tables::offers));
    const std::vector<WatchStatus> watches = call.service.watches().status();
    add_metric(out, "watches", "gauge", "Watched folders.", watches.size());
    add_metric(out, "watches_with_problem", "gauge", "Watched folders that need somebody.",
               static_cast<std::uint64_t>(std::ranges::count_if(
                   watches, [](const WatchStatus& watch) { return watch.problem.has_value(); })));
    add_metric(out, "watched_files_ended_total", "counter",
               "Files of watched folders that were taken or refused.", ended_of(watches));
    add_metric(out, "blob_bytes", "gauge", "Bytes of the blob volumes on disk.",
               store.blobs().facts().bytes);
    add_metric(out, "disk_free_bytes", "gauge", "Free bytes of the data disk.", space.free_bytes);
    add_metric(out, "store_writable", "gauge", "1 while the store writes.",
               store.trouble() ? 0 : 1);
    add_proof_metrics(out, call, now.rows());
    add_scrub_metrics(out, now.rows(), store.clock().now());
    add_purge_metrics(out, now.rows(), store.clock().now());
    add_metric(out, "http_connections", "gauge", "Connections open.", front.connections);
    add_metric(out, "http_requests_total", "counter", "Requests answered.", front.requests);
    add_metric(out, "http_refused_total", "counter", "Connections closed for a limit.",
               front.refused);
    HttpResponse response;
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.body = std::move(out);
    return response;
}

HttpResponse openapi(Call& call) {
    return json_response(openapi_document(call.service.routes(), call.service.options().version));
}

}  // namespace

std::vector<Route> operation_routes() {
    const Json object{{"type", "object"}};
    return {
        {"GET",
         "/healthz",
         Access::anyone,
         "The process answers",
         {},
         Json(),
         {},
         {{200, "Alive", "application/json", object}},
         health},
        {"GET",
         "/readyz",
         Access::anyone,
         "The archive can be read and written",
         {},
         Json(),
         {},
         {{200, "Ready, perhaps with warnings", "application/json", object},
          {503, "Not ready, and why", "application/json", object}},
         readiness},
        {"GET",
         "/metrics",
         Access::administrator,
         "Figures for Prometheus",
         {},
         Json(),
         {},
         {{200, "Figures", "text/plain", Json()}},
         metrics},
        {"GET",
         "/api/v1/openapi.json",
         Access::anyone,
         "This description",
         {},
         Json(),
         {},
         {{200, "OpenAPI 3.1", "application/json", object}},
         openapi},
    };
}

}  // namespace kontor
