#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/ledger.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

namespace kontor {

namespace {

Json waiting_json(IntakeNumber number, const Offer& offer) {
    return {{"number", number.value()},
            {"source", offer.source},
            {"name", printable_file_name(offer.name)},
            {"size", offer.size},
            {"offered", to_rfc3339(offer.offered)},
            {"ended", Json()},
            {"end", "waiting"},
            {"document", Json()},
            {"reason", offer.waiting_for}};
}

Json ended_json(IntakeNumber number, const IntakeRow& row) {
    return {{"number", number.value()},
            {"source", row.source},
            {"name", printable_file_name(row.name)},
            {"size", row.size},
            {"offered", to_rfc3339(row.offered)},
            {"ended", to_rfc3339(row.ended)},
            {"end", name_of(row.end)},
            {"document", row.document ? Json(row.document->value()) : Json()},
            {"reason", row.reason ? Json(*row.reason) : Json()}};
}

ledger::Filter filter_of(const Call& call) {
    ledger::Filter filter;
    filter.source = call.request.parameter("source").value_or("");
    if (const auto day = call.request.parameter("day")) {
        filter.day =
            *day == "today"
                ? call.service.store().zone().date_of(call.service.store().clock().now()).str()
                : parse_civil_date(*day).str();
    }
    if (const auto end = call.request.parameter("end")) {
        filter.end = intake_end_of(*end);
        if (!filter.end) {
            throw Error(ErrorCode::invalid, "list intakes by end",
                        Reason{"value.not_one_of",
                               {{"allowed", "waiting, stored, duplicate, refused, withdrawn"}},
                               "end"});
        }
    }
    return filter;
}

HttpResponse list(Call& call) {
    const ledger::Filter filter = filter_of(call);
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    Json items = Json::array();
    std::optional<std::uint64_t> next;
    ledger::walk(now.rows(), filter, IntakeNumber(page.after), [&](IntakeNumber number) {
        if (items.size() == page.limit) {
            next = items.back().at("number").get<std::uint64_t>();
            return false;
        }
        if (const auto row = ledger::find(now.rows(), number)) {
            items.push_back(ended_json(number, *row));
        } else if (const auto offer = ledger::find_offer(now.rows(), number)) {
            items.push_back(waiting_json(number, *offer));
        }
        return true;
    });
    const ledger::Counts counts = ledger::count(now.rows(), filter.day, filter.source);
    Json by_end = Json::object();
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto end = static_cast<IntakeEnd>(i);
        by_end[std::string(name_of(end))] = counts.at(i);
        total += !filter.end || *filter.end == end ? counts.at(i) : 0;
    }
    Json json = list_json(std::move(items), total, next);
    json["counts"] = by_end;
    return json_response(json);
}

// A waiting offer is looked at at once; what has ended has ended.
HttpResponse retry(Call& call) {
    const auto number = IntakeNumber::parse(call.path.at(0));
    const Snapshot now = call.service.store().snapshot();
    if (number && ledger::find(now.rows(), *number)) {
        throw Error(ErrorCode::conflict, "retry an intake that has ended",
                    Reason{"intake.ended", {{"number", number->str()}}, ""});
    }
    const auto offer = number ? ledger::find_offer(now.rows(), *number) : std::nullopt;
    if (!offer) {
        throw Error(ErrorCode::not_found, "retry an intake that is not there",
                    Reason{"intake.not_found", {{"number", call.path.at(0)}}, ""});
    }
    call.service.watches().retry(*number);
    return json_response(waiting_json(*number, *offer), 202);
}

}  // namespace

std::vector<Route> intake_routes() {
    const Json text{{"type", "string"}};
    const Json count{{"type", "integer"}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", {{"type", "object"}}}}},
                         {"total", count},
                         {"next", {{"type", {"string", "null"}}}},
                         {"counts",
                          {{"type", "object"},
                           {"properties",
                            {{"stored", count},
                             {"duplicate", count},
                             {"refused", count},
                             {"withdrawn", count},
                             {"waiting", count}}}}}}}};
    std::vector<Parameter> parameters = page_parameters();
    parameters.push_back({In::query, "source", text, "Only what this source offered.", false});
    parameters.push_back(
        {In::query, "day", text,
         "Only what was offered on this day of the archive's zone; `today` or YYYY-MM-DD.", false});
    parameters.push_back({In::query,
                          "end",
                          {{"enum", {"waiting", "stored", "duplicate", "refused", "withdrawn"}}},
                          "Only these.",
                          false});
    return {
        {"GET",
         "/api/v1/intake",
         Access::administrator,
         "The ledger: every file ever offered, and its end",
         parameters,
         Json(),
         {},
         {{200, "Intakes by number, with their counts", "application/json", listing}},
         list},
        {"POST",
         "/api/v1/intake/{id}/retry",
         Access::administrator,
         "Look at a waiting file at once",
         {},
         Json(),
         {},
         {{202, "The offer, which is looked at now", "application/json", {{"type", "object"}}}},
         retry},
    };
}

}  // namespace kontor
