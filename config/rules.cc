#include "config/rules.h"

#include <fmt/format.h>

namespace kontor::config_internal {

namespace {

namespace fs = std::filesystem;

// One spelling for one place, so that "./in" and "in/" are the same folder.
fs::path spelled_out(const fs::path& path) {
    fs::path normal = fs::absolute(path).lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

bool is_within(const fs::path& path, const fs::path& folder) {
    const fs::path relative = spelled_out(path).lexically_relative(spelled_out(folder));
    return !relative.empty() && relative.begin()->string() != "..";
}

bool is_same(const fs::path& left, const fs::path& right) {
    return spelled_out(left) == spelled_out(right);
}

// The problems of one check go to the place of the key they speak of or, when that is a default, of
// the key that made it wrong.
class Judge {
  public:
    Judge(const Config& config, const Places& places, std::vector<Problem>& problems)
        : config_(config), places_(places), problems_(problems) {}

    void server();
    void proof();
    void watch(std::size_t index);

  private:
    // None of the keys below `pointer` was refused.
    bool sound(const std::string& pointer, std::initializer_list<const char*> keys) const;
    void refuse(const char* code,
                const std::string& pointer,
                const std::string& fallback,
                std::map<std::string, std::string> params = {});
    void watch_folders(const WatchConfig& watch, const std::string& pointer);
    void watch_times(const WatchConfig& watch, const std::string& pointer);
    void watch_and_archive(const WatchConfig& watch, const std::string& pointer);
    void watch_and_watch(std::size_t index, std::size_t other);

    const Config& config_;
    const Places& places_;
    std::vector<Problem>& problems_;
};

std::string key_of(std::string_view pointer) {
    std::string key(pointer.substr(1));
    std::ranges::replace(key, '/', '.');
    return key;
}

bool Judge::sound(const std::string& pointer, std::initializer_list<const char*> keys) const {
    return std::ranges::all_of(keys, [&](const char* key) {
        const auto found = places_.find(pointer + key);
        return found == places_.end() || found->second.taken;
    });
}

void Judge::refuse(const char* code,
                   const std::string& pointer,
                   const std::string& fallback,
                   std::map<std::string, std::string> params) {
    auto found = places_.find(pointer);
    if (found == places_.end()) {
        found = places_.find(fallback);
    }
    const Place place = found != places_.end() ? found->second.place : Place{};
    params["place"] = place.str();
    params["key"] = key_of(pointer);
    problems_.push_back({place, {code, std::move(params), pointer}});
}

void Judge::server() {
    const ServerConfig& server = config_.server;
    if (!sound("/server", {"/certificate", "/certificate_key", "/behind_proxy"})) {
        return;
    }
    if (server.certificate.empty() != server.certificate_key.empty()) {
        const bool key_is_given = server.certificate.empty();
        const std::string given = key_is_given ? "/server/certificate_key" : "/server/certificate";
        const std::string missing =
            key_is_given ? "/server/certificate" : "/server/certificate_key";
        refuse("config.certificate_alone", given, given, {{"other", key_of(missing)}});
    }
}

void Judge::proof() {
    const ProofConfig& proof = config_.proof;
    const std::string url = "/proof/timestamp_url";
    const std::string anchors = "/proof/timestamp_ca";
    if (sound("", {url.c_str(), anchors.c_str()})) {
        const bool has_url = !proof.timestamp_url.empty();
        if (has_url != !proof.timestamp_ca.empty()) {
            const std::string given = has_url ? url : anchors;
            refuse("config.stamps_alone", given, given,
                   {{"other", key_of(has_url ? anchors : url)}});
        }
        const std::string_view address = proof.timestamp_url;
        if (has_url && !address.starts_with("http://") && !address.starts_with("https://")) {
            refuse("config.not_web_address", url, url);
        }
    }
    // Inside the archive it would be lost with it.
    if (!proof.publish.empty() && sound("", {"/proof/publish", "/archive/data"}) &&
        is_within(proof.publish, config_.archive.data)) {
        refuse("config.in_archive", "/proof/publish", "/proof/publish",
               {{"path", config_.archive.data.string()}});
    }
}

void Judge::watch_folders(const WatchConfig& watch, const std::string& pointer) {
    for (const auto& [name, folder] :
         {std::pair("/done", watch.done), std::pair("/failed", watch.failed)}) {
        // Directly in the watched folder they are known by name and passed over; deeper they would
        // be taken for somebody's papers.
        if (!sound(pointer, {name})) {
            continue;
        }
        const bool is_child = is_same(spelled_out(folder).parent_path(), watch.path);
        const bool contains = is_within(watch.path, folder);  // or is the watched folder itself
        if (contains || (!is_child && is_within(folder, watch.path))) {
            refuse("config.folder_inside", pointer + name, pointer + "/path",
                   {{"path", watch.path.string()}});
        }
    }
    if (!sound(pointer, {"/done", "/failed"})) {
        return;
    }
    if (is_within(watch.done, watch.failed) || is_within(watch.failed, watch.done)) {
        refuse("config.folders_meet", pointer + "/failed", pointer + "/done",
               {{"other", key_of(pointer + "/done")}});
    }
}

void Judge::watch_times(const WatchConfig& watch, const std::string& pointer) {
    if (watch.patience < watch.settle && sound(pointer, {"/settle_seconds", "/patience_seconds"})) {
        refuse("config.patience", pointer + "/patience_seconds", pointer + "/settle_seconds",
               {{"other", key_of(pointer + "/settle_seconds")}});
    }
}

void Judge::watch_and_archive(const WatchConfig& watch, const std::string& pointer) {
    const fs::path key_file = config_.archive.key_file.empty()
                                  ? fs::path(spelled_out(config_.archive.data).string() + ".key")
                                  : config_.archive.key_file;
    // A watched folder is emptied into the archive: its own files must not lie there.
    for (const auto& [name, own] :
         {std::pair("/archive/data", config_.archive.data),
          std::pair("/archive/key_file", key_file),
          std::pair("/archive/passphrase_file", config_.archive.passphrase_file),
          std::pair("/server/certificate", config_.server.certificate),
          std::pair("/server/certificate_key", config_.server.certificate_key)}) {
        if (!own.empty() && sound("", {name}) && is_within(own, watch.path)) {
            refuse("config.watch_takes", pointer + "/path", name,
                   {{"other", key_of(name)}, {"path", own.string()}});
        }
    }
    for (const auto& [name, folder] :
         {std::pair("/path", watch.path), std::pair("/done", watch.done),
          std::pair("/failed", watch.failed)}) {
        if (sound("", {"/archive/data"}) && is_within(folder, config_.archive.data) &&
            !is_same(watch.path, config_.archive.data)) {
            refuse("config.in_archive", pointer + name, pointer + "/path",
                   {{"path", config_.archive.data.string()}});
        }
    }
}

void Judge::watch_and_watch(std::size_t index, std::size_t other) {
    const WatchConfig& mine = config_.watches[index];
    const WatchConfig& theirs = config_.watches[other];
    const std::string pointer = fmt::format("/watch/{}", index);
    for (const auto& [name, folder] : {std::pair("/path", mine.path), std::pair("/done", mine.done),
                                       std::pair("/failed", mine.failed)}) {
        if (is_within(folder, theirs.path) && (theirs.recursive || is_same(folder, theirs.path))) {
            refuse("config.watch_meets", pointer + name, pointer + "/path",
                   {{"path", theirs.path.string()}});
            return;  // done and failed follow the path
        }
    }
}

void Judge::watch(std::size_t index) {
    const WatchConfig& watch = config_.watches[index];
    if (watch.path.empty()) {
        return;  // has been told already
    }
    const std::string pointer = fmt::format("/watch/{}", index);
    watch_times(watch, pointer);
    watch_folders(watch, pointer);
    watch_and_archive(watch, pointer);
    for (std::size_t other = 0; other < config_.watches.size(); ++other) {
        // Of two of the same path only the second is told.
        const bool twin = other > index && is_same(watch.path, config_.watches[other].path);
        if (other != index && !twin && !config_.watches[other].path.empty()) {
            watch_and_watch(index, other);
        }
    }
}

}  // namespace

void judge(const Config& config, const Places& places, std::vector<Problem>& problems) {
    Judge all(config, places, problems);
    all.server();
    all.proof();
    for (std::size_t i = 0; i < config.watches.size(); ++i) {
        all.watch(i);
    }
}

}  // namespace kontor::config_internal
