#include "storage/catalog/row_json.h"

#include "storage/base/error.h"

#include <charconv>

namespace kontor {

Json parse_content(ByteView content, const std::string& what) {
    try {
        return Json::parse(content);
    } catch (const Json::exception& e) {
        throw_corrupt_row(what, e.what());
    }
}

void throw_corrupt_row(const std::string& what, const std::string& why) {
    throw Error(ErrorCode::corrupt, "read the row of " + what + ": " + why);
}

void put_optional(Json& json, const char* name, const std::optional<std::string>& value) {
    if (value) {
        json[name] = *value;
    }
}

std::optional<std::string> get_optional(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found == json.end() ? std::nullopt : std::optional(found->get<std::string>());
}

std::string number_text(std::uint64_t value) {
    return std::to_string(value);
}

std::uint64_t number_of(const Json& json, const char* name) {
    const auto& text = json.at(name).get_ref<const std::string&>();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw_corrupt_row(name, "not a number: " + text);
    }
    return value;
}

Instant instant_of(const Json& json, const char* name) {
    return parse_instant(json.at(name).get_ref<const std::string&>());
}

void put_key_slot(Json& json, KeySlot slot) {
    if (slot.valid()) {
        json["key"] = number_text(slot.value());
    }
}

KeySlot key_slot_of(const Json& json) {
    if (!json.contains("key")) {
        return {};
    }
    const KeySlot slot(number_of(json, "key"));
    if (!slot.valid()) {
        throw_corrupt_row("a blob", "its key slot");
    }
    return slot;
}

}  // namespace kontor
