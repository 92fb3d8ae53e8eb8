#include "config/config.h"

#include "config/keys.h"
#include "config/rules.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace kontor {

namespace {

using config_internal::all_keys;
using config_internal::all_sections;
using config_internal::checked;
using config_internal::find_key;
using config_internal::find_section;
using config_internal::Form;
using config_internal::from_environment;
using config_internal::Given;
using config_internal::joined;
using config_internal::judge;
using config_internal::Key;
using config_internal::keys_of;
using config_internal::Place;
using config_internal::Places;
using config_internal::Problem;
using config_internal::RawEntry;
using config_internal::RawFile;
using config_internal::RawSection;
using config_internal::RawValue;
using config_internal::SectionName;

constexpr std::string_view list_section = "watch";

Bytes bytes_of(const std::filesystem::path& file) {
    try {
        return read_file(file, limits::config_file_max_bytes);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::not_found) {
            throw;
        }
        throw Error(e.code(), e.what(), Reason{"config.no_file", {{"path", file.string()}}, ""});
    }
}

// What is being read: the configuration so far, where its values stand, and what is wrong.
class Reading {
  public:
    explicit Reading(Config& config) : config_(config) {}

    void take_file(const RawFile& file);
    void take_environment(const Environment& environment);
    void finish();

  private:
    void take_section(const RawSection& section);
    void take(const Given& given, WatchConfig& watch);
    void take_variable(const Key& key, const std::string& name, const std::string& text);
    void refuse(const char* code, const Place& place, std::map<std::string, std::string> params);

    Config& config_;
    Places places_;
    std::vector<Problem> problems_;
    bool syntax_is_sound_ = true;
};

void Reading::refuse(const char* code,
                     const Place& place,
                     std::map<std::string, std::string> params) {
    params["place"] = place.str();
    problems_.push_back({place, {code, std::move(params), ""}});
}

void Reading::take(const Given& given, WatchConfig& watch) {
    const auto value = checked(given, problems_);
    if (value) {
        given.key->set({config_, watch}, *value);
    }
    places_[given.pointer] = {given.place, value.has_value()};
}

std::string pointer_of(const Key& key, std::size_t watch) {
    return key.section == list_section ? fmt::format("/{}/{}/{}", key.section, watch, key.name)
                                       : fmt::format("/{}/{}", key.section, key.name);
}

void Reading::take_section(const RawSection& section) {
    const SectionName* known = find_section(section.name);
    if (known == nullptr) {
        std::vector<std::string_view> names;
        for (const SectionName& each : all_sections()) {
            names.push_back(each.name);
        }
        refuse("config.unknown_section", section.place,
               {{"name", section.name}, {"allowed", joined(names)}});
        return;
    }
    if (known->form != section.form) {
        const bool list = known->form == Form::list;
        refuse("config.section_form", section.place,
               {{"name", section.name},
                {"form", list ? "[[" + section.name + "]]" : "[" + section.name + "]"}});
        return;
    }
    WatchConfig unused;
    if (known->form == Form::list) {
        config_.watches.emplace_back();
        places_[fmt::format("/watch/{}", config_.watches.size() - 1)] = {section.place};
    }
    for (const RawEntry& entry : section.entries) {
        const Key* key = find_key(section.name, entry.key);
        if (key == nullptr) {
            refuse("config.unknown_key", entry.key_place,
                   {{"key", section.name + "." + entry.key}, {"allowed", keys_of(section.name)}});
            continue;
        }
        const bool list = known->form == Form::list;
        const std::size_t index = list ? config_.watches.size() - 1 : 0;
        take({key, entry.value, entry.value_place, pointer_of(*key, index)},
             list ? config_.watches.back() : unused);
    }
}

void Reading::take_file(const RawFile& file) {
    problems_ = file.problems;
    syntax_is_sound_ = file.problems.empty();
    for (const RawSection& section : file.sections) {
        take_section(section);
    }
}

void Reading::take_variable(const Key& key, const std::string& name, const std::string& text) {
    const RawValue value = from_environment(key, text);
    WatchConfig unused;
    if (key.section != list_section) {
        take({&key, value, {name}, pointer_of(key, 0)}, unused);
        return;
    }
    if (config_.watches.empty()) {
        config_.watches.emplace_back();
        places_["/watch/0"] = {{name}};
    }
    for (std::size_t i = 0; i < config_.watches.size(); ++i) {
        take({&key, value, {name}, pointer_of(key, i)}, config_.watches[i]);
    }
}

std::string variable_of(std::string_view section, std::string_view key) {
    std::string name = fmt::format("KONTOR_{}_{}", section, key);
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

void Reading::take_environment(const Environment& environment) {
    std::set<std::string> known;
    for (const Key& key : all_keys()) {
        const std::string name = *known.insert(variable_of(key.section, key.name)).first;
        const auto found = environment.find(name);
        if (found != environment.end() && !found->second.empty()) {
            take_variable(key, name, found->second);
        }
    }
    for (const SectionName& section : all_sections()) {
        const std::string prefix = variable_of(section.name, "");
        for (auto it = environment.lower_bound(prefix);
             it != environment.end() && it->first.starts_with(prefix); ++it) {
            if (!known.contains(it->first) && !it->second.empty()) {
                refuse("config.unknown_variable", {it->first},
                       {{"allowed", keys_of(section.name)}});
            }
        }
    }
}

// The defaults of done and failed hang on the path; "<path>" in a value stands for it as well.
void complete(std::filesystem::path& folder, const char* name, const std::filesystem::path& path) {
    constexpr std::string_view placeholder = "<path>";
    if (folder.empty()) {
        folder = path / name;
    } else if (folder.native().starts_with(placeholder)) {
        folder = path.native() + folder.native().substr(placeholder.size());
    }
}

void Reading::finish() {
    for (std::size_t i = 0; i < config_.watches.size(); ++i) {
        WatchConfig& watch = config_.watches[i];
        const std::string pointer = fmt::format("/watch/{}", i);
        if (!places_.contains(pointer + "/path") && syntax_is_sound_) {
            const Place place = places_[pointer].place;
            problems_.push_back({place,
                                 {"config.required",
                                  {{"place", place.str()}, {"key", "watch.path"}},
                                  pointer + "/path"}});
        }
        if (!watch.path.empty()) {
            complete(watch.done, "done", watch.path);
            complete(watch.failed, "failed", watch.path);
        }
    }
    if (syntax_is_sound_) {  // else a line left out could make a contradiction that is none
        judge(config_, places_, problems_);
    }
    if (problems_.empty()) {
        return;
    }
    // Variables stand at line 0 and come last: a person works through the file first.
    std::ranges::stable_sort(problems_, {}, [](const Problem& problem) {
        return std::tuple(problem.place.line == 0, problem.place.line, problem.place.column);
    });
    std::vector<Reason> reasons;
    for (Problem& problem : problems_) {
        reasons.push_back(std::move(problem.reason));
    }
    throw Error(ErrorCode::invalid, "read the configuration", std::move(reasons));
}

}  // namespace

Config load_config(const std::optional<std::filesystem::path>& file,
                   const Environment& environment) {
    const Bytes bytes = file ? bytes_of(*file) : Bytes();
    Config config;
    config.digest = sha256(bytes);
    Reading reading(config);
    reading.take_file(config_internal::read_toml(bytes, file ? file->filename().string() : ""));
    reading.take_environment(environment);
    reading.finish();
    return config;
}

bool Endpoint::is_loopback() const {
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
        return (ntohl(v4.s_addr) >> 24) == 127;  // RFC 1122 section 3.2.1.3
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
    }
    return host == "localhost";
}

bool ServerConfig::needs_own_certificate() const {
    return !listen.is_loopback() && certificate.empty() && !behind_proxy;
}

}  // namespace kontor
