#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/documents.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/catalog/stamp_row.h"
#include "storage/proof/checkpoint.h"
#include "storage/proof/tiles.h"
#include "storage/proof/tlog_proof.h"

namespace kontor {

namespace {

HttpResponse text_response(std::string text) {
    HttpResponse response;
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    response.headers.set("Cache-Control", "private, no-cache");
    response.body = std::move(text);
    return response;
}

HttpResponse checkpoint(Call& call) {
    return text_response(Checkpoints(call.service.store()).newest());
}

// What a signed checkpoint covers never changes, so whoever has a tile need not ask again; what
// none covers yet is not given out.
HttpResponse tile(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    const auto head = audit::last_checkpoint(now.rows());
    const std::uint64_t size = head ? head->size : 0;
    const auto path = parse_tile_path("tile/" + call.path.at(0));
    if (!path || !has_tile(size, *path)) {
        throw Error(ErrorCode::not_found, "find a tile",
                    Reason{"proof.tile_absent", {{"size", std::to_string(size)}}, ""});
    }
    HttpResponse response;
    response.headers.set("Content-Type", "application/octet-stream");
    response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
    response.body = audit::tile(now.rows(), size, *path);
    return response;
}

Json stamp_json(const Transaction& rows, const catalog::FoundStamp& found) {
    const Stamp& stamp = found.row.stamp;
    std::string chain;
    for (const Bytes& certificate : stamp.chain) {
        chain += certificate_pem(certificate);
    }
    return {{"size", found.size},
            {"time", to_rfc3339(stamp.time)},
            {"policy", stamp.policy},
            {"serial", stamp.serial},
            {"valid_until", to_rfc3339(stamp.valid_until)},
            {"checkpoint", audit::find_checkpoint(rows, found.size).value_or("")},
            {"token", to_base64(found.row.token)},
            {"chain", chain}};
}

HttpResponse stamps(Call& call) {
    const Page page = page_of(call);
    const Snapshot now = call.service.store().snapshot();
    Json items = Json::array();
    std::uint64_t total = 0;
    std::optional<std::uint64_t> next;
    catalog::walk_stamps(now.rows(), [&](const catalog::FoundStamp& found) {
        ++total;
        if (found.size > page.after && items.size() < page.limit) {
            items.push_back(stamp_json(now.rows(), found));
        } else if (found.size > page.after && !next) {
            next = items.back().at("size").get<std::uint64_t>();
        }
        return true;
    });
    return json_response(list_json(std::move(items), total, next));
}

HttpResponse key(Call& call) {
    return text_response(Checkpoints(call.service.store()).key().text() + "\n");
}

// The entry that wrote the document's current row; its bytes are the file's extra line, so that
// nothing else is needed to check it.
HttpResponse proof(Call& call) {
    Store& store = call.service.store();
    const DocumentView view = Documents::get(store.snapshot().rows(), call.caller().actor,
                                             document_id_of(call), Role::read);
    const std::string note = Checkpoints(store).newest();
    const VerifierKey log_key = Checkpoints(store).key();
    const Checkpoint head = open_checkpoint(note, log_key.name(), {log_key});
    const Snapshot now = store.snapshot();
    const std::uint64_t index = view.revision.value;
    return text_response(
        format_tlog_proof({audit::find_entry(now.rows(), view.revision), index,
                           audit::inclusion_proof(now.rows(), index, head.size), note}));
}

}  // namespace

std::vector<Route> log_routes() {
    const Json text{{"type", "string"}};
    const Json number{{"type", "integer"}};
    const Json stamp{{"type", "object"},
                     {"properties",
                      {{"size", number},
                       {"time", text},
                       {"policy", text},
                       {"serial", text},
                       {"valid_until", text},
                       {"checkpoint", text},
                       {"token", text},
                       {"chain", text}}}};
    const Json listing{{"type", "object"},
                       {"properties",
                        {{"items", {{"type", "array"}, {"items", stamp}}},
                         {"total", number},
                         {"next", {{"type", {"string", "null"}}}}}}};
    return {
        {"GET",
         "/api/v1/log/checkpoint",
         Access::administrator,
         "The signed head of the log (C2SP tlog-checkpoint)",
         {},
         Json(),
         {},
         {{200, "A signed note", "text/plain", Json()}},
         checkpoint},
        {"GET",
         "/api/v1/log/tile/{tile}",
         Access::administrator,
         "A tile of the log, or a bundle of its entries (C2SP tlog-tiles): <L>/<N>[.p/<W>] or "
         "entries/<N>[.p/<W>], slashes included; up to the checkpoint signed last",
         {},
         Json(),
         {},
         {{200, "Hashes or entries", "application/octet-stream", Json()}},
         tile,
         /*takes_rest=*/true},
        {"GET",
         "/api/v1/log/stamps",
         Access::administrator,
         "RFC 3161 time stamps over checkpoints: the stamped bytes, the token (DER in base64) and "
         "its chain (PEM)",
         page_parameters(),
         Json(),
         {},
         {{200, "Stamps by size of their checkpoint", "application/json", listing}},
         stamps},
        {"GET",
         "/api/v1/log/key",
         Access::person,
         "The key that signs the log, for kontor-verify --key",
         {},
         Json(),
         {},
         {{200, "A vkey", "text/plain", Json()}},
         key},
        {"GET",
         "/api/v1/documents/{id}/proof",
         Access::person,
         "The place in the log of the entry that last changed a document (C2SP tlog-proof)",
         {},
         Json(),
         {},
         {{200, "A proof file", "text/plain", Json()}},
         proof},
    };
}

}  // namespace kontor
