#include "server/api/fields.h"
#include "server/api/in_hand.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "server/export/package_source.h"
#include "server/http/content_disposition.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/proof/limits.h"

namespace kontor {

namespace {

Json export_json(const Transaction& rows, const FoundExport& found) {
    const auto asker = catalog::find_actor(rows, found.row.asker);
    return {{"id", found.id.value()},
            {"query", found.row.query},
            {"hits", found.row.documents},
            {"made", to_rfc3339(found.row.made)},
            {"asker", {{"id", found.row.asker.value()}, {"name", asker ? asker->name : ""}}}};
}

FoundExport export_of(const Call& call, const Transaction& rows) {
    const auto id = ExportId::parse(call.path.at(0));
    if (!id) {
        throw Error(ErrorCode::not_found, "read an export's number",
                    Reason{"export.not_found", {{"id", call.path.at(0)}}, ""});
    }
    return Exports::get(rows, call.caller().actor, *id);
}

std::string query_of(Call& call) {
    Fields fields(read_json(call));
    std::string query = fields.required_text("query");
    if (query.size() > limits::export_query_max_bytes) {
        fields.refuse({"value.too_long",
                       {{"limit", std::to_string(limits::export_query_max_bytes)}},
                       "/query"});
    }
    fields.finish();
    return query;
}

HttpResponse make(Call& call) {
    Store& store = call.service.store();
    const std::string query = query_of(call);
    const FoundExport made = Exports(store).make(
        call.caller(), query, call.service.search().find_all(call.caller().actor, query));
    HttpResponse response = json_response(export_json(store.snapshot().rows(), made), 201);
    response.headers.set("Location", "/api/v1/exports/" + made.id.str());
    return response;
}

HttpResponse list(Call& call) {
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    Json items = Json::array();
    std::uint64_t total = 0;
    std::optional<std::uint64_t> next;
    catalog::walk_exports(now.rows(), call.caller().actor, ExportId(),
                          [&](const FoundExport& found) {
                              ++total;
                              if (found.id.value() <= page.after) {
                                  return true;
                              }
                              if (items.size() < page.limit) {
                                  items.push_back(export_json(now.rows(), found));
                              } else if (!next) {
                                  next = items.back().at("id").get<std::uint64_t>();
                              }
                              return true;
                          });
    return json_response(list_json(std::move(items), total, next));
}

HttpResponse show(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    return json_response(export_json(now.rows(), export_of(call, now.rows())));
}

// A package and the place it takes among those in hand.
class CountedPackage : public ByteSource {
  public:
    CountedPackage(Store& store, FoundExport found, Service::InHand::Guard guard)
        : guard_(std::move(guard)), package_(store, std::move(found)) {}
    std::size_t read(char* out, std::size_t size) override { return package_.read(out, size); }

  private:
    Service::InHand::Guard guard_;
    PackageSource package_;
};

HttpResponse content(Call& call) {
    Store& store = call.service.store();
    const FoundExport found = export_of(call, store.snapshot().rows());
    const unsigned most = call.service.options().exports_per_actor_max;
    HttpResponse response;
    response.headers.set("Content-Type", "application/zip");
    response.headers.set("Cache-Control", "private, no-store");
    response.headers.set("Content-Disposition",
                         content_disposition(DispositionKind::attachment,
                                             "kontor-export-" + found.id.str() + ".zip"));
    response.stream = std::make_unique<CountedPackage>(
        store, found,
        call.service.in_hand().count("exports", found.row.asker, most, ErrorCode::too_many,
                                     {"limit.rate", {{"limit", std::to_string(most)}}, ""}));
    return response;
}

}  // namespace

std::vector<Route> export_routes() {
    const Json text{{"type", "string"}};
    const Json number{{"type", "integer"}};
    const Json one{
        {"type", "object"},
        {"properties",
         {{"id", number},
          {"query", text},
          {"hits", number},
          {"made", text},
          {"asker", {{"type", "object"}, {"properties", {{"id", number}, {"name", text}}}}}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", one}}},
                         {"total", number},
                         {"next", {{"type", {"string", "null"}}}}}}};
    return {
        {"POST",
         "/api/v1/exports",
         Access::person,
         "Make an export: fixes what the question finds now",
         {},
         {{"type", "object"}, {"required", {"query"}}, {"properties", {{"query", text}}}},
         {},
         {{201, "Made", "application/json", one}},
         make},
        {"GET",
         "/api/v1/exports",
         Access::person,
         "One's own exports",
         page_parameters(),
         Json(),
         {},
         {{200, "Exports by number", "application/json", listing}},
         list},
        {"GET",
         "/api/v1/exports/{id}",
         Access::person,
         "One of one's own exports",
         {},
         Json(),
         {},
         {{200, "The export", "application/json", one}},
         show},
        {"GET",
         "/api/v1/exports/{id}/content",
         Access::person,
         "The audit package, a zip; only while all its papers may be read",
         {},
         Json(),
         {},
         {{200, "The package", "application/zip", Json()}},
         content},
    };
}

}  // namespace kontor
