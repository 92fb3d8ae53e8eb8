#include "server/api/document_json.h"

#include "indexer/pipeline/searchable_pdfs.h"
#include "server/api/record_json.h"
#include "server/api/routes.h"
#include "storage/archive/folders.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/permissions.h"
#include "storage/archive/readings.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

Json or_null(const std::optional<std::string>& value) {
    return value ? Json(*value) : Json();
}

Json version_json(const Transaction& rows, std::uint32_t number, const VersionRow& version) {
    const auto blob = catalog::find_blob(rows, version.digest);
    return {{"version", number},
            {"filename", printable_file_name(version.file_name)},
            {"media_type", version.media_type},
            {"size", version.size},
            {"sha256", to_hex(version.digest)},
            {"sha512", blob ? Json(to_hex(blob->sha512)) : Json()},
            {"added", to_rfc3339(version.added)},
            {"added_by", version.added_by.value()},
            {"reason", version.reason}};
}

std::string_view job_state(const Transaction& rows, std::string_view kind, DocumentId id) {
    const auto job = JobQueue::find(rows, kind, id.str());
    return !job ? "done" : job->state == JobState::failed ? "failed" : "pending";
}

// A paper is read once its text is and its pictures are recognised.
std::string_view reading_state(const Transaction& rows, DocumentId id) {
    const std::string_view reading = job_state(rows, "read", id);
    return reading == "done" ? job_state(rows, "recognise", id) : reading;
}

// Reading may change what is found, and the index must know the last change of the facts.
std::string_view index_state(const Transaction& rows,
                             const Viewer& viewer,
                             const DocumentView& view) {
    const std::string_view job = job_state(rows, "index", view.id);
    const bool is_behind = !viewer.indexed || *viewer.indexed < view.revision;
    if (job == "pending" || is_behind || reading_state(rows, view.id) == "pending") {
        return "pending";
    }
    return job;
}

// Whether the text could be had, and whether the index has it.
Json state_json(const Transaction& rows,
                const Viewer& viewer,
                const DocumentView& view,
                const std::optional<RenditionRow>& rendition) {
    const std::string_view reading = reading_state(rows, view.id);
    Json json{{"text", reading}, {"index", index_state(rows, viewer, view)}, {"reason", Json()}};
    if (reading == "done") {
        json["text"] = rendition ? rendition->state : "pending";
    }
    if (rendition && !rendition->reason.empty()) {
        json["reason"] = rendition->reason;
    }
    return json;
}

// What the file says of itself, the documents that lie in it, and the barcodes on its pages.
void put_rendition(Json& json, const RenditionRow& rendition) {
    json["facts"] = rendition.facts;
    for (const RenditionPart& part : rendition.parts) {
        json["parts"].push_back({{"name", part.name},
                                 {"media_type", part.media_type},
                                 {"depth", part.depth},
                                 {"first_page", part.pages > 0 ? Json(part.first_page) : Json()},
                                 {"pages", part.pages},
                                 {"state", part.state},
                                 {"reason", part.reason.empty() ? Json() : Json(part.reason)}});
    }
    for (const PageMark& mark : rendition.marks) {
        json["barcodes"].push_back({{"page", mark.page}, {"kind", mark.kind}, {"text", mark.text}});
    }
}

// Nobody learns the name of a folder that is not for him today.
std::optional<FolderView> visible_folder(const Transaction& rows,
                                         ActorId actor,
                                         const DocumentView& view) {
    const FolderId folder = view.row.folder;
    if (view.at != newest_sequence && role_in_once(rows, actor, folder) < Role::list) {
        return std::nullopt;
    }
    return Folders::get(rows, actor, folder, view.at);
}

Json typed(const char* type) {
    return {{"type", type}};
}
Json nullable(const char* type) {
    return {{"type", {type, "null"}}};
}

}  // namespace

bool is_settled(const Transaction& rows, const Viewer& viewer, const DocumentView& view) {
    return index_state(rows, viewer, view) != "pending";
}

Json document_json(const Transaction& rows, const Viewer& viewer, const DocumentView& view) {
    const DocumentRow& row = view.row;
    const ActorId actor = viewer.actor;
    const PaperText text(rows, view.id, row.version, view.at);
    const auto& rendition = text.rendition();
    Json json{{"id", view.id.value()},
              {"title", Readings::title_of(row, rendition)},
              {"document_date", or_null(row.document_date)}};
    if (view.role < Role::read) {
        return json;
    }
    Json versions = Json::array();
    for (std::size_t i = 0; i < view.versions.size(); ++i) {
        versions.push_back(version_json(rows, static_cast<std::uint32_t>(i + 1), view.versions[i]));
    }
    const auto folder = visible_folder(rows, actor, view);
    json["folder"] = folder ? Json(folder->path) : Json();
    json["folder_id"] = folder ? Json(folder->id.value()) : Json();
    for (const char* name : {"filename", "media_type", "size", "sha256", "sha512"}) {
        json[name] = versions.back().at(name);
    }
    json["facts"] = Json::object();
    json["parts"] = Json::array();
    json["barcodes"] = Json::array();
    if (rendition) {
        put_rendition(json, *rendition);
    }
    json["searchable"] =
        rendition && rendition->text_size() > 0 && has_recognised_pages(*rendition);
    json["pages"] = text.pages() > 0 ? Json(text.pages()) : Json();
    json["corrections"] = Json::array();
    for (const auto& page : text.corrections()) {
        json["corrections"].push_back({{"page", page.page},
                                       {"changed", to_rfc3339(page.changed)},
                                       {"changed_by", page.changed_by.value()}});
    }
    if (rendition && !rendition->media_type.empty()) {
        json["media_type"] = rendition->media_type;
    }
    json["language"] = or_null(Readings::language_of(row, rendition));
    json["received"] = to_rfc3339(row.received);
    json["archived"] = to_rfc3339(row.archived);
    json["source"] = row.source;
    json["added_by"] = row.added_by.value();
    json["lifecycle"] = name_of(row.lifecycle);
    json["filing"] = name_of(row.filing);
    json["tags"] = row.tags;
    json["same_as"] = row.same_as ? Json(row.same_as->value()) : Json();
    json["derived_from"] = row.derived_from ? Json{{"document", row.derived_from->document.value()},
                                                   {"version", row.derived_from->version},
                                                   {"pages", row.derived_from->pages}}
                                            : Json();
    json["records"] = Json::array();
    for (const auto& record : catalog::records_of(rows, view.id, view.at)) {
        json["records"].push_back(record_json(rows, view.id, record));
    }
    json["versions"] = std::move(versions);
    if (view.at == newest_sequence) {
        json["state"] = state_json(rows, viewer, view, rendition);
    }
    return json;
}

Json document_schema() {
    const Json version{{"type", "object"},
                       {"properties",
                        {{"version", typed("integer")},
                         {"filename", typed("string")},
                         {"media_type", typed("string")},
                         {"size", typed("integer")},
                         {"sha256", typed("string")},
                         {"sha512", nullable("string")},
                         {"added", typed("string")},
                         {"added_by", typed("integer")},
                         {"reason", typed("string")}}}};
    const Json part{{"type", "object"},
                    {"properties",
                     {{"name", typed("string")},
                      {"media_type", typed("string")},
                      {"depth", typed("integer")},
                      {"first_page", nullable("integer")},
                      {"pages", typed("integer")},
                      {"state", {{"enum", {"done", "partial", "none", "encrypted", "failed"}}}},
                      {"reason", nullable("string")}}}};
    const Json barcode{
        {"type", "object"},
        {"properties",
         {{"page", typed("integer")}, {"kind", typed("string")}, {"text", typed("string")}}}};
    const Json correction{{"type", "object"},
                          {"properties",
                           {{"page", typed("integer")},
                            {"changed", typed("string")},
                            {"changed_by", typed("integer")}}}};
    return {
        {"type", "object"},
        {"required", {"id", "title", "document_date"}},
        {"properties",
         {{"id", typed("integer")},
          {"title", typed("string")},
          {"document_date", nullable("string")},
          {"folder", nullable("string")},
          {"folder_id", nullable("integer")},
          {"filename", typed("string")},
          {"media_type", typed("string")},
          {"size", typed("integer")},
          {"sha256", typed("string")},
          {"sha512", nullable("string")},
          {"pages", nullable("integer")},
          {"searchable", typed("boolean")},
          {"facts", {{"type", "object"}, {"additionalProperties", typed("string")}}},
          {"parts", {{"type", "array"}, {"items", part}}},
          {"barcodes", {{"type", "array"}, {"items", barcode}}},
          {"corrections", {{"type", "array"}, {"items", correction}}},
          {"language", nullable("string")},
          {"received", typed("string")},
          {"archived", typed("string")},
          {"source", typed("string")},
          {"added_by", typed("integer")},
          {"lifecycle", {{"enum", {"active", "trashed", "restricted", "destroyed"}}}},
          {"filing", {{"enum", {"new", "filed"}}}},
          {"tags", {{"type", "array"}, {"items", typed("string")}}},
          {"same_as", nullable("integer")},
          {"derived_from", nullable("object")},
          {"records", {{"type", "array"}, {"items", record_schema()}}},
          {"versions", {{"type", "array"}, {"items", version}}},
          {"state",
           {{"type", "object"},
            {"properties",
             {{"text", {{"enum", {"pending", "done", "partial", "none", "encrypted", "failed"}}}},
              {"index", {{"enum", {"pending", "done", "failed"}}}},
              {"reason", nullable("string")}}}}},
          {"as_of", moment_schema()},
          {"duplicate", typed("boolean")}}}};
}

}  // namespace kontor
