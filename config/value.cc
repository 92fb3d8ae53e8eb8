#include "config/value.h"

#include "storage/base/text.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace kontor::config_internal {

namespace {

// A refusal of one value: place, key and pointer are the same for all.
class Refusal {
  public:
    Refusal(const Given& given, std::vector<Problem>& problems)
        : given_(given), problems_(problems) {}

    std::nullopt_t operator()(const char* code, std::map<std::string, std::string> params = {}) {
        params["place"] = given_.place.str();
        params["key"] = given_.key->str();
        problems_.push_back({given_.place, {code, std::move(params), given_.pointer}});
        return std::nullopt;
    }

  private:
    const Given& given_;
    std::vector<Problem>& problems_;
};

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                    : std::nullopt;
}

bool is_host(std::string_view host, bool in_brackets) {
    const auto allowed = [in_brackets](char c) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return digit || letter ||
               (in_brackets ? c == ':' || c == '.' || c == '%' : c == '-' || c == '.' || c == '_');
    };
    return !host.empty() && std::ranges::all_of(host, allowed);
}

// HOST:PORT, an IPv6 address in brackets (RFC 3986 section 3.2.2).
std::optional<Endpoint> endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    const std::string_view port_text = text.substr(colon + 1);
    const auto port = whole_number(port_text);
    if (!port || *port < 0 || *port > 65535 || port_text[0] == '-') {
        return std::nullopt;
    }
    const bool in_brackets = host.starts_with('[') && host.ends_with(']');
    if (in_brackets) {
        host = host.substr(1, host.size() - 2);
    }
    if (!is_host(host, in_brackets)) {
        return std::nullopt;
    }
    return Endpoint{std::string(host), static_cast<std::uint16_t>(*port)};
}

std::optional<Value> checked_text(const Key& key, const std::string& text, Refusal& refuse) {
    if (text.empty()) {
        return refuse("config.empty");
    }
    // A path may be any bytes that the system takes; a line break in one is a slip all the same.
    const bool is_path = key.kind == Kind::path;
    if (has_control_characters(is_path ? to_valid_utf8(text) : text)) {
        return refuse("config.control_characters");
    }
    if (key.kind == Kind::address) {
        const auto address = endpoint(text);
        return address ? std::optional<Value>(*address) : refuse("config.not_address");
    }
    return text;
}

std::optional<Value> checked_choice(const Key& key, const std::string& text, Refusal& refuse) {
    const auto found = std::ranges::find(key.choices, std::string_view(text));
    if (found == key.choices.end()) {
        return refuse("config.not_one_of", {{"allowed", joined(key.choices)}});
    }
    const auto index = static_cast<std::size_t>(found - key.choices.begin());
    if (index >= key.choices_served) {
        return refuse(
            "config.not_yet",
            {{"value", text}, {"allowed", joined(key.choices.first(key.choices_served))}});
    }
    return static_cast<std::int64_t>(index);
}

// A company's own words, beside the lists of the language's: more is a mistake.
constexpr std::size_t words_max = 10'000;

// Letters alone; beyond ASCII all are taken for letters.
bool is_word(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    });
}

std::optional<Value> checked_texts(const Key& key,
                                   const std::vector<std::string>& texts,
                                   Refusal& refuse) {
    const std::size_t entries_max = key.kind == Kind::words ? words_max : limits::tags_max;
    if (texts.size() > entries_max) {
        return refuse("config.too_many", {{"limit", std::to_string(entries_max)}});
    }
    for (const std::string& text : texts) {
        if (text.empty()) {
            return refuse("config.empty");
        }
        if (has_control_characters(text)) {
            return refuse("config.control_characters");
        }
        if (text.size() > static_cast<std::size_t>(key.max)) {
            return refuse("config.too_long", {{"limit", std::to_string(key.max)}});
        }
        if (key.kind == Kind::words &&
            (!is_word(text) || text.size() < static_cast<std::size_t>(key.min))) {
            return refuse("config.not_word", {{"word", text}, {"min", std::to_string(key.min)}});
        }
    }
    return texts;
}

}  // namespace

std::string Key::str() const {
    return fmt::format("{}.{}", section, name);
}

std::string joined(std::span<const std::string_view> words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

std::optional<Value> checked(const Given& given, std::vector<Problem>& problems) {
    const Key& key = *given.key;
    Refusal refuse(given, problems);
    switch (key.kind) {
        case Kind::boolean: {
            const auto* flag = std::get_if<bool>(&given.value);
            return flag != nullptr ? std::optional<Value>(*flag) : refuse("config.not_boolean");
        }
        case Kind::number: {
            const auto* number = std::get_if<std::int64_t>(&given.value);
            if (number != nullptr && *number >= key.min && *number <= key.max) {
                return *number;
            }
            return refuse(number == nullptr ? "config.not_number" : "config.out_of_range",
                          {{"min", std::to_string(key.min)}, {"max", std::to_string(key.max)}});
        }
        case Kind::texts:
        case Kind::words: {
            const auto* texts = std::get_if<std::vector<std::string>>(&given.value);
            return texts != nullptr ? checked_texts(key, *texts, refuse)
                                    : refuse("config.not_texts");
        }
        case Kind::text:
        case Kind::path:
        case Kind::address:
        case Kind::choice:
            break;
    }
    const auto* text = std::get_if<std::string>(&given.value);
    if (key.kind == Kind::choice) {
        return checked_choice(key, text == nullptr ? "" : *text, refuse);
    }
    return text != nullptr ? checked_text(key, *text, refuse) : refuse("config.not_text");
}

RawValue from_environment(const Key& key, const std::string& text) {
    if (key.kind == Kind::boolean && (text == "true" || text == "false")) {
        return text == "true";
    }
    if (const auto number = whole_number(text); key.kind == Kind::number && number) {
        return *number;
    }
    if (key.kind != Kind::texts && key.kind != Kind::words) {
        return text;
    }
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::size_t first = text.find_first_not_of(' ', begin);
        const std::size_t last = end == 0 ? 0 : text.find_last_not_of(' ', end - 1) + 1;
        parts.push_back(first < last ? text.substr(first, last - first) : "");
        begin = end + 1;
    }
    return parts;
}

}  // namespace kontor::config_internal
