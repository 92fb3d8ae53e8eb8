// Config: what kontor.toml and the environment say, as small plain structs; read once, at the door.
//
// Promises  What load_config() returns is whole and free of contradictions; a value that nobody
//           gave is the default that stands here, and config/kontor.toml names every key. Whether a
//           certificate or a folder can be opened is found out by who opens it.
// Threads   Any.
// Errors    invalid, with one reason (config.*) for each problem of the file and the environment,
//           by line and column; not_found (config.no_file) when the file is not there.
// Why       Who needs a setting is handed its struct: below the server nobody knows that there is a
//           file.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct Endpoint {
    std::string host = "127.0.0.1";  // a name or an address; IPv6 without its brackets
    std::uint16_t port = 8480;       // 0: any free one
    // Only this machine reaches it; a name says so by being "localhost" (RFC 6761 section 6.3).
    bool is_loopback() const;
    bool operator==(const Endpoint&) const = default;
};

struct ServerConfig {
    Endpoint listen;
    std::filesystem::path certificate;      // PEM, with its chain; empty: none
    std::filesystem::path certificate_key;  // PEM; empty exactly when certificate is
    bool behind_proxy = false;
    unsigned workers = 16;
    unsigned upload_workers = 16;
    unsigned connections_max = 4096;
    std::chrono::seconds stop_patience{30};  // for what is in hand when the server is told to stop
    // Beyond this machine nothing goes in the clear: without a certificate and a proxy the server
    // makes a certificate of its own.
    bool needs_own_certificate() const;
    bool operator==(const ServerConfig&) const = default;
};

struct ArchiveConfig {
    std::filesystem::path data = "./var";
    std::filesystem::path key_file;         // empty: <data>.key
    std::filesystem::path passphrase_file;  // that opens the key file; empty: none is needed
    std::uint64_t reserve_mib = limits::reserve_bytes >> 20;
    unsigned reserve_percent = limits::reserve_percent;
    std::uint64_t volume_mib = limits::volume_seal_bytes >> 20;
    bool operator==(const ArchiveConfig&) const = default;
};

struct LimitsConfig {
    unsigned uploads_per_actor = 8;  // at once
    std::uint64_t body_max_mib = limits::blob_max_bytes >> 20;
    bool operator==(const LimitsConfig&) const = default;
};

struct ReadingConfig {
    // Papers read at once, each in a process of its own; 0: as many as there are processors.
    unsigned workers = 0;
    bool operator==(const ReadingConfig&) const = default;
};

struct SearchConfig {
    // Parts of compounds that are not divided themselves, beside the language's; letters alone.
    std::vector<std::string> german_words;
    bool operator==(const SearchConfig&) const = default;
};

struct LogConfig {
    LogLevel level = LogLevel::info;
    bool operator==(const LogConfig&) const = default;
};

struct PageConfig {
    bool demo = false;  // show the stories of the sample papers
    bool operator==(const PageConfig&) const = default;
};

// What of the log's proofs is brought out of the house, so that others can vouch for it.
struct ProofConfig {
    std::string timestamp_url;           // of an RFC 3161 authority; empty: no stamps
    std::filesystem::path timestamp_ca;  // PEM; empty exactly when timestamp_url is
    std::chrono::seconds timestamp_interval{24 * 60 * 60};
    std::filesystem::path publish;             // folder; empty: none
    std::vector<std::string> publish_command;  // program and arguments; empty: none
    std::chrono::seconds publish_interval{60 * 60};
    bool operator==(const ProofConfig&) const = default;
};

enum class OnSuccess { remove, archive };  // "delete", "archive": what becomes of a file taken in
enum class Subfolders { ignore, folder, tag, batch };
enum class Sidecar { none, xml, json, csv };
enum class Split { none, separator };

// CONTRACT "Watched folder".
struct WatchConfig {
    std::filesystem::path path;
    std::string folder = "Inbox";  // by id or by path in the filing plan
    std::vector<std::string> tags;
    OnSuccess on_success = OnSuccess::remove;
    std::chrono::seconds settle{1};
    std::chrono::seconds patience{120};
    bool recursive = true;
    Subfolders subfolders = Subfolders::ignore;
    Sidecar sidecar = Sidecar::none;
    Split split = Split::none;
    // Outside `path`, or folders directly in it, which are then not watched. Never empty.
    std::filesystem::path done;
    std::filesystem::path failed;
    unsigned keep_days = 14;  // of files in `done`
    bool operator==(const WatchConfig&) const = default;
};

struct Config {
    ServerConfig server;
    ArchiveConfig archive;
    LimitsConfig limits;
    ReadingConfig reading;
    SearchConfig search;
    LogConfig log;
    PageConfig page;
    ProofConfig proof;
    std::vector<WatchConfig> watches;
    // SHA-256 (32 raw bytes) of the file, or of nothing when there is none: the start entry of the
    // log names it. What the environment added is not in it.
    Bytes digest;
    bool operator==(const Config&) const = default;
};

// By name; all variables of the process may be in it.
using Environment = std::map<std::string, std::string>;

// Reads `file` (none: defaults), then lets KONTOR_<SECTION>_<KEY> replace single values; a variable
// that is set to nothing counts as not set, lists are divided by commas. KONTOR_WATCH_<KEY>
// replaces the value in every [[watch]], and makes one when the file has none. A variable of one of
// our sections whose key does not exist is a problem, like an unknown key of the file. Relative
// paths are taken from the working directory.
Config load_config(const std::optional<std::filesystem::path>& file,
                   const Environment& environment);

}  // namespace kontor
