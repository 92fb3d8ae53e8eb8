#include "config/keys.h"

#include <algorithm>

namespace kontor::config_internal {

namespace {

// From a checked Value to the member; the table's kind and the member's type belong together.
void assign(std::string& to, const Value& value) {
    to = std::get<std::string>(value);
}
void assign(std::filesystem::path& to, const Value& value) {
    to = std::get<std::string>(value);
}
void assign(bool& to, const Value& value) {
    to = std::get<bool>(value);
}
void assign(unsigned& to, const Value& value) {
    to = static_cast<unsigned>(std::get<std::int64_t>(value));
}
void assign(std::uint64_t& to, const Value& value) {
    to = static_cast<std::uint64_t>(std::get<std::int64_t>(value));
}
void assign(std::chrono::seconds& to, const Value& value) {
    to = std::chrono::seconds(std::get<std::int64_t>(value));
}
void assign(std::vector<std::string>& to, const Value& value) {
    to = std::get<std::vector<std::string>>(value);
}
void assign(Endpoint& to, const Value& value) {
    to = std::get<Endpoint>(value);
}
template <typename Choice>
requires std::is_enum_v<Choice>
void assign(Choice& to, const Value& value) {
    to = static_cast<Choice>(std::get<std::int64_t>(value));
}

template <auto Section, auto Member>
void set(const Target& target, const Value& value) {
    assign(target.config.*Section.*Member, value);
}
template <auto Member>
void set_watch(const Target& target, const Value& value) {
    assign(target.watch.*Member, value);
}

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> levels{"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> on_success{"delete", "archive"};
constexpr std::array<std::string_view, 4> subfolders{"ignore", "folder", "tag", "batch"};
constexpr std::array<std::string_view, 4> sidecar{"none", "xml", "json", "csv"};
constexpr std::array<std::string_view, 2> split{"none", "separator"};

using Setter = void (*)(const Target&, const Value&);

constexpr Key key(std::string_view section, std::string_view name, Kind kind, Setter setter) {
    return {section, name, kind, 0, 0, {}, 0, setter};
}

constexpr Key number(std::string_view section,
                     std::string_view name,
                     std::int64_t min,
                     std::int64_t max,
                     Setter setter) {
    return {section, name, Kind::number, min, max, {}, 0, setter};
}

constexpr Key texts(std::string_view section,
                    std::string_view name,
                    std::size_t text_max_bytes,
                    Setter setter) {
    return {section, name, Kind::texts, 0, static_cast<std::int64_t>(text_max_bytes),
            {},      0,    setter};
}

// What the lexicon can take as a word or as part of one (indexer/lexicon/limits.h).
constexpr std::int64_t word_min_bytes = 3;
constexpr std::int64_t word_max_bytes = 80;

constexpr Key words(std::string_view section, std::string_view name, Setter setter) {
    return {section, name, Kind::words, word_min_bytes, word_max_bytes, {}, 0, setter};
}

constexpr Key choice(std::string_view section,
                     std::string_view name,
                     std::span<const std::string_view> choices,
                     std::size_t served,
                     Setter setter) {
    return {section, name, Kind::choice, 0, 0, choices, served, setter};
}

constexpr SectionName sections[] = {
    {"server", Form::table},  {"archive", Form::table}, {"limits", Form::table},
    {"reading", Form::table}, {"search", Form::table},  {"log", Form::table},
    {"page", Form::table},    {"proof", Form::table},   {"watch", Form::list},
};

constexpr std::int64_t mib_max = 1LL << 24;  // 16 TiB
constexpr std::int64_t day_seconds = 24 * 60 * 60;
constexpr std::size_t argument_max_bytes = 4096;  // of a command: Linux' PATH_MAX
constexpr auto body_mib_max = static_cast<std::int64_t>(limits::blob_max_bytes >> 20);

// clang-format off
constexpr Key keys[] = {
    key("server", "listen", Kind::address, set<&Config::server, &ServerConfig::listen>),
    key("server", "certificate", Kind::path, set<&Config::server, &ServerConfig::certificate>),
    key("server", "certificate_key", Kind::path, set<&Config::server, &ServerConfig::certificate_key>),
    key("server", "behind_proxy", Kind::boolean, set<&Config::server, &ServerConfig::behind_proxy>),
    number("server", "workers", 1, 256, set<&Config::server, &ServerConfig::workers>),
    number("server", "upload_workers", 1, 1024, set<&Config::server, &ServerConfig::upload_workers>),
    number("server", "connections_max", 16, 1'000'000, set<&Config::server, &ServerConfig::connections_max>),
    number("server", "stop_patience_seconds", 0, 3600, set<&Config::server, &ServerConfig::stop_patience>),

    key("archive", "data", Kind::path, set<&Config::archive, &ArchiveConfig::data>),
    key("archive", "key_file", Kind::path, set<&Config::archive, &ArchiveConfig::key_file>),
    key("archive", "passphrase_file", Kind::path, set<&Config::archive, &ArchiveConfig::passphrase_file>),
    number("archive", "reserve_mib", 0, mib_max, set<&Config::archive, &ArchiveConfig::reserve_mib>),
    number("archive", "reserve_percent", 0, 100, set<&Config::archive, &ArchiveConfig::reserve_percent>),
    number("archive", "volume_mib", 1, mib_max, set<&Config::archive, &ArchiveConfig::volume_mib>),

    number("limits", "uploads_per_actor", 1, 1000, set<&Config::limits, &LimitsConfig::uploads_per_actor>),
    number("limits", "body_max_mib", 1, body_mib_max, set<&Config::limits, &LimitsConfig::body_max_mib>),

    number("reading", "workers", 0, 64, set<&Config::reading, &ReadingConfig::workers>),

    words("search", "german_words", set<&Config::search, &SearchConfig::german_words>),

    choice("log", "level", levels, levels.size(), set<&Config::log, &LogConfig::level>),

    key("page", "demo", Kind::boolean, set<&Config::page, &PageConfig::demo>),

    key("proof", "timestamp_url", Kind::text, set<&Config::proof, &ProofConfig::timestamp_url>),
    key("proof", "timestamp_ca", Kind::path, set<&Config::proof, &ProofConfig::timestamp_ca>),
    number("proof", "timestamp_interval_seconds", 1, 31 * day_seconds, set<&Config::proof, &ProofConfig::timestamp_interval>),
    key("proof", "publish", Kind::path, set<&Config::proof, &ProofConfig::publish>),
    texts("proof", "publish_command", argument_max_bytes, set<&Config::proof, &ProofConfig::publish_command>),
    number("proof", "publish_interval_seconds", 1, 7 * day_seconds, set<&Config::proof, &ProofConfig::publish_interval>),

    key("watch", "path", Kind::path, set_watch<&WatchConfig::path>),
    key("watch", "folder", Kind::text, set_watch<&WatchConfig::folder>),
    texts("watch", "tags", limits::tag_max_bytes, set_watch<&WatchConfig::tags>),
    choice("watch", "on_success", on_success, on_success.size(), set_watch<&WatchConfig::on_success>),
    number("watch", "settle_seconds", 0, 3600, set_watch<&WatchConfig::settle>),
    number("watch", "patience_seconds", 1, day_seconds, set_watch<&WatchConfig::patience>),
    key("watch", "recursive", Kind::boolean, set_watch<&WatchConfig::recursive>),
    choice("watch", "subfolders", subfolders, 1, set_watch<&WatchConfig::subfolders>),
    choice("watch", "sidecar", sidecar, 1, set_watch<&WatchConfig::sidecar>),
    choice("watch", "split", split, 1, set_watch<&WatchConfig::split>),
    key("watch", "done", Kind::path, set_watch<&WatchConfig::done>),
    key("watch", "failed", Kind::path, set_watch<&WatchConfig::failed>),
    number("watch", "keep_days", 0, 3650, set_watch<&WatchConfig::keep_days>),
};
// clang-format on

}  // namespace

std::span<const SectionName> all_sections() {
    return sections;
}

std::span<const Key> all_keys() {
    return keys;
}

const SectionName* find_section(std::string_view name) {
    const auto* found = std::ranges::find(sections, name, &SectionName::name);
    return found != std::end(sections) ? found : nullptr;
}

const Key* find_key(std::string_view section, std::string_view name) {
    const auto* found = std::ranges::find_if(
        keys, [&](const Key& key) { return key.section == section && key.name == name; });
    return found != std::end(keys) ? found : nullptr;
}

std::string keys_of(std::string_view section) {
    std::vector<std::string_view> names;
    for (const Key& key : keys) {
        if (key.section == section) {
            names.push_back(key.name);
        }
    }
    return joined(names);
}

}  // namespace kontor::config_internal
