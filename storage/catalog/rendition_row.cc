#include "storage/catalog/rendition_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

Json RenditionRow::to_json() const {
    Json json{{"state", state},           {"reason", reason},
              {"media_type", media_type}, {"text", number_text(text.value())},
              {"volume", volume},         {"size", number_text(size)},
              {"page_ends", page_ends},   {"facts", facts},
              {"read", to_rfc3339(read)}, {"title", title}};
    put_optional(json, "language", language);
    put_key_slot(json, key);
    return json;
}

RenditionRow RenditionRow::from_json(const Json& json) {
    RenditionRow row;
    row.state = json.at("state").get<std::string>();
    row.reason = json.at("reason").get<std::string>();
    row.media_type = json.at("media_type").get<std::string>();
    row.language = get_optional(json, "language");
    row.title = json.at("title").get<std::string>();
    row.text = BlobNumber(number_of(json, "text"));
    row.volume = json.at("volume").get<std::uint32_t>();
    row.size = number_of(json, "size");
    row.key = key_slot_of(json);
    row.page_ends = json.at("page_ends").get<std::vector<std::uint64_t>>();
    row.facts = json.at("facts").get<std::map<std::string, std::string>>();
    row.read = instant_of(json, "read");
    return row;
}

}  // namespace kontor
