// Value: what a key of the table may hold, and how a raw value of the file or the environment
// becomes one. Private to config.
#pragma once

#include "config/config.h"
#include "config/toml_text.h"

#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace kontor::config_internal {

enum class Kind { text, path, address, boolean, number, choice, texts, words };

struct Target {
    Config& config;
    WatchConfig& watch;  // that the key belongs to, when it is one of a watch
};
using Value = std::variant<std::string, bool, std::int64_t, std::vector<std::string>, Endpoint>;

// One line of the table of keys.
struct Key {
    std::string_view section;
    std::string_view name;
    Kind kind;
    std::int64_t min = 0;                       // of a number; of words: the bytes of one
    std::int64_t max = 0;                       // likewise, and of texts
    std::span<const std::string_view> choices;  // a choice's Value is the position in here
    std::size_t choices_served = 0;             // the first so many; the rest is not built yet
    void (*set)(const Target&, const Value&) = nullptr;

    std::string str() const;  // "server.listen"
};

// Values given for one section, in the file or the environment.
struct Given {
    const Key* key;
    RawValue value;
    Place place;
    std::string pointer;  // RFC 6901
};

// The value, or nothing and a problem more.
std::optional<Value> checked(const Given& given, std::vector<Problem>& problems);

// What a variable's text means for a key of this kind; what it cannot mean stays a text.
RawValue from_environment(const Key& key, const std::string& text);

std::string joined(std::span<const std::string_view> words);

}  // namespace kontor::config_internal
