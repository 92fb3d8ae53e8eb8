#include "storage/catalog/rendition_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

namespace {

Json parts_json(const std::vector<RenditionPart>& parts) {
    Json json = Json::array();
    for (const RenditionPart& part : parts) {
        json.push_back({{"name", part.name},
                        {"media_type", part.media_type},
                        {"state", part.state},
                        {"reason", part.reason},
                        {"depth", part.depth},
                        {"first_page", part.first_page},
                        {"pages", part.pages}});
    }
    return json;
}

std::vector<RenditionPart> parts_of(const Json& json) {
    std::vector<RenditionPart> parts;
    for (const Json& part : json) {
        parts.push_back(
            {part.at("name").get<std::string>(), part.at("media_type").get<std::string>(),
             part.at("state").get<std::string>(), part.at("reason").get<std::string>(),
             part.at("depth").get<std::uint32_t>(), part.at("first_page").get<std::uint32_t>(),
             part.at("pages").get<std::uint32_t>()});
    }
    return parts;
}

Json recognised_json(const std::vector<PageRecognition>& pages) {
    Json json = Json::array();
    for (const PageRecognition& page : pages) {
        json.push_back({page.page, page.begin, page.size});
    }
    return json;
}

Json marks_json(const std::vector<PageMark>& marks) {
    Json json = Json::array();
    for (const PageMark& mark : marks) {
        json.push_back({mark.page, mark.kind, mark.text});
    }
    return json;
}

}  // namespace

Json RenditionRow::to_json() const {
    Json json{{"state", state},           {"reason", reason},
              {"media_type", media_type}, {"text", number_text(text.value())},
              {"volume", volume},         {"size", number_text(size)},
              {"page_ends", page_ends},   {"facts", facts},
              {"read", to_rfc3339(read)}, {"title", title}};
    put_optional(json, "language", language);
    if (!parts.empty()) {
        json["parts"] = parts_json(parts);
    }
    if (!scans.empty()) {
        json["scans"] = scans;
    }
    if (!recognised.empty()) {
        json["recognised"] = recognised_json(recognised);
    }
    if (!marks.empty()) {
        json["marks"] = marks_json(marks);
    }
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
    if (json.contains("parts")) {
        row.parts = parts_of(json.at("parts"));
    }
    if (json.contains("scans")) {
        row.scans = json.at("scans").get<std::vector<std::uint32_t>>();
    }
    for (const Json& page : json.value("recognised", Json::array())) {
        row.recognised.push_back({page.at(0).get<std::uint32_t>(), page.at(1).get<std::uint64_t>(),
                                  page.at(2).get<std::uint64_t>()});
    }
    for (const Json& mark : json.value("marks", Json::array())) {
        row.marks.push_back({mark.at(0).get<std::uint32_t>(), mark.at(1).get<std::string>(),
                             mark.at(2).get<std::string>()});
    }
    return row;
}

}  // namespace kontor
