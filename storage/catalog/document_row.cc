#include "storage/catalog/document_row.h"

#include "storage/base/text.h"
#include "storage/catalog/row_json.h"

#include <array>

namespace kontor {

namespace {

constexpr std::array<std::string_view, 4> lifecycle_names{"active", "trashed", "restricted",
                                                          "destroyed"};
constexpr std::array<std::string_view, 2> filing_names{"new", "filed"};
constexpr std::array<std::string_view, 4> title_source_names{"person", "record", "text",
                                                             "file_name"};

template <typename Enum, std::size_t n>
Enum value_of(const std::array<std::string_view, n>& names, const std::string& name) {
    for (std::size_t i = 0; i < n; ++i) {
        if (names.at(i) == name) {
            return static_cast<Enum>(i);
        }
    }
    throw_corrupt_row("a document", "unknown word " + name);
}

void put_instant(Json& json, const char* name, const std::optional<Instant>& value) {
    if (value) {
        json[name] = to_rfc3339(*value);
    }
}

std::optional<Instant> get_instant(const Json& json, const char* name) {
    return json.contains(name) ? std::optional(instant_of(json, name)) : std::nullopt;
}

}  // namespace

std::string_view name_of(Lifecycle value) {
    return lifecycle_names.at(static_cast<std::size_t>(value));
}
std::string_view name_of(Filing value) {
    return filing_names.at(static_cast<std::size_t>(value));
}
std::string_view name_of(TitleSource value) {
    return title_source_names.at(static_cast<std::size_t>(value));
}

Json DocumentRow::to_json() const {
    Json json{{"folder", number_text(folder.value())},
              {"title", title},
              {"title_source", name_of(title_source)},
              {"received", to_rfc3339(received)},
              {"archived", to_rfc3339(archived)},
              {"source", source},
              {"added_by", number_text(added_by.value())},
              {"tags", tags},
              {"lifecycle", name_of(lifecycle)},
              {"filing", name_of(filing)},
              {"version", version}};
    put_optional(json, "document_date", document_date);
    put_optional(json, "language", language);
    put_instant(json, "filed", filed);
    put_instant(json, "trashed", trashed);
    if (derived_from) {
        json["derived_from"] = {{"document", number_text(derived_from->document.value())},
                                {"version", derived_from->version},
                                {"pages", derived_from->pages}};
    }
    if (same_as) {
        json["same_as"] = number_text(same_as->value());
    }
    return json;
}

DocumentRow DocumentRow::from_json(const Json& json) {
    DocumentRow row;
    row.folder = FolderId(number_of(json, "folder"));
    row.title = json.at("title").get<std::string>();
    row.title_source =
        value_of<TitleSource>(title_source_names, json.at("title_source").get<std::string>());
    row.document_date = get_optional(json, "document_date");
    row.received = instant_of(json, "received");
    row.archived = instant_of(json, "archived");
    row.source = json.at("source").get<std::string>();
    row.added_by = ActorId(number_of(json, "added_by"));
    row.language = get_optional(json, "language");
    row.tags = json.at("tags").get<std::vector<std::string>>();
    row.lifecycle = value_of<Lifecycle>(lifecycle_names, json.at("lifecycle").get<std::string>());
    row.filing = value_of<Filing>(filing_names, json.at("filing").get<std::string>());
    row.filed = get_instant(json, "filed");
    row.trashed = get_instant(json, "trashed");
    if (const auto from = json.find("derived_from"); from != json.end()) {
        row.derived_from = DerivedFrom{DocumentId(number_of(*from, "document")),
                                       from->at("version").get<std::uint32_t>(),
                                       from->at("pages").get<std::string>()};
    }
    if (json.contains("same_as")) {
        row.same_as = DocumentId(number_of(json, "same_as"));
    }
    row.version = json.at("version").get<std::uint32_t>();
    return row;
}

Json VersionRow::to_json() const {
    // A name that is no UTF-8 is kept byte for byte beside a readable form.
    Json json{{"digest", to_hex(digest)},
              {"size", number_text(size)},
              {"media_type", media_type},
              {"media_type_declared", media_type_declared},
              {"file_name", to_valid_utf8(file_name)},
              {"added", to_rfc3339(added)},
              {"added_by", number_text(added_by.value())},
              {"reason", reason}};
    if (!is_utf8(file_name)) {
        json["file_name_bytes"] = to_base64(file_name);
    }
    return json;
}

VersionRow VersionRow::from_json(const Json& json) {
    VersionRow row;
    const auto digest = from_hex(json.at("digest").get<std::string>());
    if (!digest || digest->size() != 32) {
        throw_corrupt_row("a version", "its digest");
    }
    row.digest = *digest;
    row.size = number_of(json, "size");
    row.media_type = json.at("media_type").get<std::string>();
    row.media_type_declared = json.at("media_type_declared").get<std::string>();
    row.file_name = json.at("file_name").get<std::string>();
    if (const auto raw = get_optional(json, "file_name_bytes")) {
        const auto bytes = from_base64(*raw);
        if (!bytes) {
            throw_corrupt_row("a version", "its file name");
        }
        row.file_name = *bytes;
    }
    row.added = instant_of(json, "added");
    row.added_by = ActorId(number_of(json, "added_by"));
    row.reason = json.at("reason").get<std::string>();
    return row;
}

}  // namespace kontor
