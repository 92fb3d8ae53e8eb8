#include "indexer/pipeline/part_path.h"
#include "server/api/problem.h"
#include "server/api/routes.h"
#include "server/api/service.h"
#include "server/http/conditional.h"
#include "server/http/content_disposition.h"
#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

#include <algorithm>
#include <limits>

namespace kontor {

namespace {

DocumentView view_of(const Call& call, const Transaction& rows) {
    const DocumentId id = document_id_of(call);
    const Moment moment = moment_of(call, rows, missing_document(call));
    return Documents::get(rows, call.caller().actor, id, Role::read, moment.at);
}

std::uint32_t version_of(const Call& call, const DocumentView& view) {
    const auto text = call.request.parameter("version");
    if (!text) {
        return view.row.version;
    }
    const auto number = Id<struct VersionNumber>::parse(*text);
    if (!number || number->value() > view.row.version) {
        throw Error(ErrorCode::not_found, "find version of document " + view.id.str(),
                    Reason{"version.not_found", {{"version", *text}}, "version"});
    }
    return static_cast<std::uint32_t>(number->value());
}

BlobRow blob_of_version(const Transaction& rows, DocumentId id, const VersionRow& version) {
    const auto blob = catalog::find_blob(rows, version.digest);
    if (!blob) {
        throw Error(ErrorCode::corrupt, "find the bytes of document " + id.str());
    }
    return *blob;
}

constexpr std::uint32_t pixels_min = 16;
constexpr std::uint32_t pixels_max = 4096;

// What a browser may show by itself without running anything; all else is offered for saving. Both
// under a policy that forbids scripts, whatever the bytes are.
bool is_shown(const std::string& media_type) {
    return media_type == "application/pdf" || media_type == "text/plain" ||
           media_type == "image/png" || media_type == "image/jpeg" || media_type == "image/gif" ||
           media_type == "image/webp";
}

HttpResponse content(Call& call) {
    const Snapshot now = call.service.store().snapshot();
    const DocumentView view = view_of(call, now.rows());
    const VersionRow& version = view.versions.at(version_of(call, view) - 1);
    const BlobRow blob = blob_of_version(now.rows(), view.id, version);
    const std::string etag = "\"" + to_hex(version.digest) + "\"";
    HttpResponse response;
    response.headers.set("ETag", etag);
    response.headers.set("Accept-Ranges", "bytes");
    response.headers.set("Cache-Control", "private, no-cache");
    const auto known = call.request.headers.find("If-None-Match");
    if (known && names_weakly(*known, etag)) {
        response.status = 304;
        return response;
    }
    ByteRange range{0, blob.size};
    // If-Range (RFC 9110 13.1.5): a range of other bytes than the client has would not fit.
    const auto if_range = call.request.headers.find("If-Range");
    const auto header = call.request.headers.find("Range");
    if (header && (!if_range || if_range_holds(*if_range, etag))) {
        if (const auto wanted = parse_range(*header, blob.size)) {
            range = {wanted->first, wanted->length};
            response.status = 206;
            response.headers.set("Content-Range", content_range(*wanted, blob.size));
        }
    }
    response.headers.set("Content-Type", version.media_type.empty() ? "application/octet-stream"
                                                                    : version.media_type);
    response.headers.set(
        "Content-Disposition",
        content_disposition(is_shown(version.media_type) ? DispositionKind::shown_inline
                                                         : DispositionKind::attachment,
                            version.file_name));
    response.headers.set("Content-Security-Policy",
                         "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.stream = call.service.store().blobs().open(blob_of(blob), range);
    response.length = range.length;
    return response;
}

// The title, in the place of the name of a file of another kind.
std::string searchable_name(const DocumentView& view,
                            const VersionRow& version,
                            const std::optional<RenditionRow>& rendition) {
    std::string name = Readings::title_of(view.row, rendition);
    if (name.empty() || name == version.file_name) {
        name = version.file_name.substr(0, version.file_name.rfind('.'));
    }
    std::ranges::replace(name, '/', '-');
    return name + ".pdf";
}

HttpResponse searchable_pdf(Call& call) {
    std::optional<ReadingTask> task;
    std::optional<RenditionRow> rendition;
    HttpResponse response;
    {
        const Snapshot now = call.service.store().snapshot();
        const DocumentView view = view_of(call, now.rows());
        const std::uint32_t number = version_of(call, view);
        const VersionRow& version = view.versions.at(number - 1);
        task = ReadingTask{view.id, number, version, blob_of_version(now.rows(), view.id, version)};
        rendition = Readings::find(now.rows(), view.id, number);
        response.headers.set("Content-Disposition",
                             content_disposition(DispositionKind::attachment,
                                                 searchable_name(view, version, rendition)));
    }
    // The file is made of the bytes and of what was read from them, and the same each time.
    const RenditionRow row = rendition.value_or(RenditionRow());
    const std::string etag = "\"" + to_hex(task->row.digest) + "-searchable-" +
                             std::to_string(row.read.time_since_epoch().count()) + "\"";
    response.headers.set("Cache-Control", "private, no-cache");
    const auto known = call.request.headers.find("If-None-Match");
    if (known && has_recognised_pages(row) && names_weakly(*known, etag)) {
        response.headers.set("ETag", etag);
        response.status = 304;
        return response;
    }
    SpooledFile::File file = call.service.searchable_pdfs().make(*task, row);
    response.headers.set("ETag", etag);
    response.headers.set("Content-Type", "application/pdf");
    response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
    response.stream = std::move(file.source);
    response.length = file.size;
    return response;
}

std::size_t part_index(const Call& call, const RenditionRow& row) {
    const auto number = Id<struct PartNumber>::parse(call.path.at(1));
    if (!number || number->value() > row.parts.size()) {
        throw Error(ErrorCode::not_found, "find part " + call.path.at(1) + " of a document",
                    Reason{"document.no_part", {{"id", call.path.at(0)}}, "part"});
    }
    return number->value() - 1;
}

// What lies in a paper was named and typed by strangers: it is shown as little as /content is.
HttpResponse part_content(Call& call) {
    std::optional<ReadingTask> task;
    RenditionRow row;
    {
        const Snapshot now = call.service.store().snapshot();
        const DocumentView view = view_of(call, now.rows());
        const VersionRow& version = view.newest();
        task = ReadingTask{view.id, view.row.version, version,
                           blob_of_version(now.rows(), view.id, version)};
        row = Readings::find(now.rows(), view.id, view.row.version).value_or(RenditionRow());
    }
    const std::size_t index = part_index(call, row);
    const RenditionPart& part = row.parts[index];
    SpooledFile::File file = call.service.rendering().part(*task, row, index);
    HttpResponse response;
    response.headers.set("Cache-Control", "private, no-cache");
    response.headers.set("Content-Type",
                         part.media_type.empty() ? "application/octet-stream" : part.media_type);
    const std::string name = part.name.substr(part.name.rfind('/') + 1);
    response.headers.set(
        "Content-Disposition",
        content_disposition(
            is_shown(part.media_type) ? DispositionKind::shown_inline : DispositionKind::attachment,
            name.empty() ? "part-" + call.path.at(1) : name));
    response.headers.set("Content-Security-Policy",
                         "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.stream = std::move(file.source);
    response.length = file.size;
    return response;
}

// 3.png: the third page.
std::uint32_t page_of(const std::string& name) {
    const std::string_view ending = ".png";
    const std::string_view all(name);
    const auto number = all.ends_with(ending)
                            ? Id<struct PageNumber>::parse(all.substr(0, all.size() - 4))
                            : std::nullopt;
    if (!number || number->value() > std::numeric_limits<std::uint32_t>::max()) {
        throw Error(ErrorCode::not_found, "find the page " + name,
                    Reason{"document.no_picture", {{"reason", ""}}, "page"});
    }
    return static_cast<std::uint32_t>(number->value());
}

std::uint32_t pixels_of(const Call& call, std::uint32_t otherwise) {
    const auto text = call.request.parameter("pixels");
    if (!text) {
        return otherwise;
    }
    const auto number = Id<struct PixelCount>::parse(*text);
    if (!number || number->value() < pixels_min || number->value() > pixels_max) {
        throw Error(
            ErrorCode::invalid, "read a number of pixels",
            Reason{"value.out_of_range",
                   {{"min", std::to_string(pixels_min)}, {"max", std::to_string(pixels_max)}},
                   "pixels"});
    }
    return static_cast<std::uint32_t>(number->value());
}

// `name` of the page, "3.png".
HttpResponse picture_of_page(Call& call, const std::string& name, std::uint32_t pixels) {
    std::optional<ReadingTask> task;
    std::uint32_t page = 0;
    PagePlace place;
    {
        const Snapshot now = call.service.store().snapshot();
        const DocumentView view = view_of(call, now.rows());
        page = page_of(name);
        place = {{}, page};
        const VersionRow& version = view.versions.at(view.row.version - 1);
        if (const auto rendition = Readings::find(now.rows(), view.id, view.row.version)) {
            place = place_of(*rendition, page);
        }
        task = ReadingTask{view.id, view.row.version, version,
                           blob_of_version(now.rows(), view.id, version)};
    }
    const std::string etag = "\"" + to_hex(task->row.digest) + "-" + std::to_string(page) + "-" +
                             std::to_string(pixels) + "\"";
    HttpResponse response;
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control", "private, no-cache");
    const auto known = call.request.headers.find("If-None-Match");
    if (known && names_weakly(*known, etag)) {
        response.status = 304;
        return response;
    }
    response.headers.set("Content-Type", "image/png");
    response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
    response.body = *call.service.rendering().picture(*task, place, pixels);
    return response;
}

HttpResponse page_picture(Call& call) {
    constexpr std::uint32_t for_reading = 1600;  // fills a screen
    return picture_of_page(call, call.path.at(1), pixels_of(call, for_reading));
}

HttpResponse thumbnail(Call& call) {
    constexpr std::uint32_t for_lists = 320;
    return picture_of_page(call, "1.png", pixels_of(call, for_lists));
}

}  // namespace

std::vector<Route> content_routes() {
    const Json text{{"type", "string"}};
    const Parameter pixels{In::query,
                           "pixels",
                           {{"type", "integer"}, {"minimum", pixels_min}, {"maximum", pixels_max}},
                           "Its longer side.",
                           false};
    const Parameter version{
        In::query, "version", {{"type", "integer"}, {"minimum", 1}}, "Absent: the newest.", false};
    return {
        {"GET",
         "/api/v1/documents/{id}/content",
         Access::person,
         "The original bytes, whole or a range",
         {version, moment_parameter(), {In::header, "Range", text, "One range of bytes.", false}},
         Json(),
         {},
         {{200, "All bytes", "*/*", Json()},
          {206, "A range", "*/*", Json()},
          {304, "Not changed", "", Json()}},
         content},
        {"GET",
         "/api/v1/documents/{id}/searchable.pdf",
         Access::person,
         "A PDF of a scan or a picture, in which the words that were recognised are found",
         {version, moment_parameter()},
         Json(),
         {},
         {{200, "The PDF", "application/pdf", Json()}, {304, "Not changed", "", Json()}},
         searchable_pdf},
        {"GET",
         "/api/v1/documents/{id}/parts/{part}/content",
         Access::person,
         "The bytes of a document that lies in the newest version; {part} counts `parts` from 1",
         {moment_parameter()},
         Json(),
         {},
         {{200, "All bytes", "*/*", Json()}},
         part_content},
        {"GET",
         "/api/v1/documents/{id}/pages/{page}",
         Access::person,
         "A picture of a page: {page} is its number and .png",
         {pixels, moment_parameter()},
         Json(),
         {},
         {{200, "The picture", "image/png", Json()}, {304, "Not changed", "", Json()}},
         page_picture},
        {"GET",
         "/api/v1/documents/{id}/thumbnail",
         Access::person,
         "A small picture of the first page",
         {pixels, moment_parameter()},
         Json(),
         {},
         {{200, "The picture", "image/png", Json()}, {304, "Not changed", "", Json()}},
         thumbnail},
    };
}

}  // namespace kontor
