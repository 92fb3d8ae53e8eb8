#include "server/api/upload.h"

#include "server/api/fields.h"
#include "server/api/in_hand.h"
#include "server/api/record_json.h"
#include "server/api/routes.h"
#include "server/http/multipart.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace {

Duplicates duplicates_of(const std::string& text, const std::string& pointer) {
    if (text == "allow") {
        return Duplicates::allow;
    }
    if (text == "link") {
        return Duplicates::link;
    }
    throw Error(ErrorCode::unprocessable, "read how duplicates are wanted",
                Reason{"value.not_one_of", {{"allowed", "link, allow"}}, pointer});
}

std::vector<std::string> split_tags(const std::string& text) {
    std::vector<std::string> tags;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = std::min(text.find(',', from), text.size());
        tags.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return tags;
}

// What the query says. `seen` becomes the canonical form of all that the request says besides its
// body.
IntakeRequest request_of(Call& call, Json& seen) {
    IntakeRequest request;
    request.size_announced = call.request.content_length.value_or(0);
    request.caller = call.caller();
    request.source = "upload";
    for (const auto& [name, value] : call.request.query) {
        seen[name] = value;
    }
    request.file_name = call.request.parameter("filename").value_or("");
    request.title = call.request.parameter("title");
    request.document_date = call.request.parameter("document_date");
    if (const auto folder = call.request.parameter("folder")) {
        request.folder = folder_of(call, *folder, "folder");
    }
    if (const auto tags = call.request.parameter("tags")) {
        request.tags = split_tags(*tags);
    }
    if (const auto duplicates = call.request.parameter("duplicates")) {
        request.duplicates = duplicates_of(*duplicates, "duplicates");
    }
    return request;
}

// What the metadata of a form says, over what the query said.
void apply_metadata(Call& call, Json json, IntakeRequest& request, Json& seen) {
    seen["metadata"] = json;
    Fields fields(std::move(json));
    if (auto title = fields.text("title")) {
        request.title = std::move(title);
    }
    if (auto date = fields.nullable_text("document_date")) {
        request.document_date = *date;
    }
    if (auto tags = fields.texts("tags")) {
        request.tags = *std::move(tags);
    }
    if (const auto name = fields.text("filename")) {
        request.file_name = *name;
    }
    if (const auto folder = fields.any("folder");
        folder && (folder->is_string() || folder->is_number_unsigned())) {
        request.folder = folder_of(
            call, folder->is_string() ? folder->get<std::string>() : folder->dump(), "/folder");
    } else if (folder) {
        fields.refuse({"value.type", {{"expected", "string, integer"}}, "/folder"});
    }
    if (const auto duplicates = fields.text("duplicates")) {
        request.duplicates = duplicates_of(*duplicates, "/duplicates");
    }
    request.record = record_input(fields);
    fields.finish();
}

Json read_metadata(ByteSource& source) {
    Bytes text(limits::json_text_max_bytes + 1, '\0');
    text.resize(read_fully(source, text.data(), text.size()));
    Json json = parse_json(text);
    if (!json.is_object()) {
        throw Error(ErrorCode::unprocessable, "read the metadata of a form",
                    Reason{"value.type", {{"expected", "object"}}, "metadata"});
    }
    return json;
}

// An unnamed file in the archive's spool: gone with the process, whatever happens.
FileHandle spool(Call& call, ByteSource& source) {
    const Store& store = call.service.store();
    store.require_spool_room(call.request.content_length.value_or(0));
    FileHandle file = open_file(store.folder().spool(), O_TMPFILE | O_RDWR);
    std::array<char, 65536> buffer;
    std::uint64_t size = 0;
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        if ((size + count) / limits::blob_batch_bytes > size / limits::blob_batch_bytes) {
            store.require_spool_room(limits::blob_batch_bytes);
        }
        size += count;
        if (size > limits::blob_max_bytes) {
            throw Error(
                ErrorCode::too_large, "spool a file",
                Reason{
                    "document.too_large", {{"limit", std::to_string(limits::blob_max_bytes)}}, ""});
        }
        write_all(file.get(), {buffer.data(), count}, "the spool");
    }
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw Error(ErrorCode::io, "rewind a spooled file");
    }
    return file;
}

class Upload {
  public:
    Upload(Call& call, std::optional<NewVersion> version_of)
        : call_(call), request_(request_of(call, seen_)) {
        request_.version_of = std::move(version_of);
        if (request_.version_of) {
            seen_["version_of"] = request_.version_of->document.str();
        }
    }

    IntakeResult take() {
        const std::string type = call_.request.headers.find("Content-Type").value_or("");
        if (type.starts_with("multipart/")) {
            return take_form(type);
        }
        request_.media_type = type.substr(0, type.find(';'));
        return take_in(*call_.request.body);
    }

  private:
    // A form's file is streamed into the vault when its metadata came before it, else by way of the
    // spool.
    IntakeResult take_form(const std::string& content_type) {
        MultipartReader reader(*call_.request.body, content_type);
        std::optional<FileHandle> spooled;
        bool metadata = false;
        while (const auto part = reader.next()) {
            if (part->name == "metadata" && !metadata && !request_.version_of) {
                metadata = true;
                apply_metadata(call_, read_metadata(*part->body), request_, seen_);
            } else if (part->name == "file" && !spooled) {
                if (part->file_name && request_.file_name.empty()) {
                    request_.file_name = *part->file_name;
                }
                request_.media_type = part->media_type;
                if (metadata) {
                    return take_in(*part->body);
                }
                spooled = spool(call_, *part->body);
            } else {
                throw Error(ErrorCode::unprocessable, "read a form",
                            Reason{"value.unknown_field", {{"name", part->name}}, part->name});
            }
        }
        if (!spooled) {
            throw Error(ErrorCode::unprocessable, "read a form without a file",
                        Reason{"value.required", {}, "file"});
        }
        FileSource source(spooled->get(), "the spool");
        return take_in(source);
    }

    IntakeResult take_in(ByteSource& source) {
        std::optional<Service::InHand::Guard> one_at_a_time;
        if (const auto key = call_.request.headers.find("Idempotency-Key")) {
            if (key->empty() || key->size() > 255) {
                throw Error(
                    ErrorCode::invalid, "read Idempotency-Key",
                    Reason{"header.invalid", {{"name", "Idempotency-Key"}}, "Idempotency-Key"});
            }
            request_.idempotency =
                IdempotencyKey{*key, seen_.dump(-1, ' ', false, Json::error_handler_t::replace)};
            one_at_a_time.emplace(call_.service.in_hand().count(
                "idempotency key " + *key, call_.caller().actor, 1, ErrorCode::conflict,
                {"idempotency.running", {}, "Idempotency-Key"}));
        }
        return Intake(call_.service.store()).take_in(source, request_);
    }

    Call& call_;
    Json seen_ = Json::object();
    IntakeRequest request_;
};

}  // namespace

IntakeResult take_upload(Call& call, std::optional<NewVersion> version_of) {
    const unsigned max = call.service.options().uploads_per_actor_max;
    const auto guard =
        call.service.in_hand().count("uploads", call.caller().actor, max, ErrorCode::too_many,
                                     {"limit.uploads", {{"limit", std::to_string(max)}}, ""});
    return Upload(call, std::move(version_of)).take();
}

std::vector<Parameter> upload_parameters() {
    const Json text{{"type", "string"}};
    return {{In::query, "filename", text, "Name of the file, as it was at its source.", false},
            {In::query, "folder", text, "Number, path or name of the folder; absent: the Inbox.",
             false},
            {In::query, "title", text, "Absent: composed later; the file name until then.", false},
            {In::query,
             "document_date",
             {{"type", "string"}, {"format", "date"}},
             "Date on the paper.",
             false},
            {In::query, "tags", text, "Divided by commas.", false},
            {In::query,
             "duplicates",
             {{"enum", {"link", "allow"}}},
             "`allow` files the same bytes again.",
             false},
            {In::header, "Idempotency-Key", text,
             "Sending the same again is answered with the first answer.", false}};
}

}  // namespace kontor
