#include "server/watched_folders.h"

#include "storage/base/files.h"
#include "storage/base/log.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace kontor {

namespace {

WatchOptions watch_options(const WatchConfig& config, std::uint64_t file_max_bytes) {
    WatchOptions options;
    // Full, so that a folder's name in the ledger does not hang on where the server was started.
    options.path = full_path(config.path);
    options.folder = config.folder;
    options.tags = config.tags;
    options.keeps_taken = config.on_success == OnSuccess::archive;
    options.ripeness = {std::chrono::duration_cast<Milliseconds>(config.settle),
                        std::chrono::duration_cast<Milliseconds>(config.patience)};
    options.recursive = config.recursive;
    options.done = full_path(config.done);
    options.failed = full_path(config.failed);
    options.keep = std::chrono::days(config.keep_days);
    options.file_max_bytes = file_max_bytes;
    return options;
}

WatchConfig default_watch(const std::filesystem::path& data) {
    WatchConfig watch;
    watch.path = full_path(data).native() + "-drop";
    watch.done = watch.path / "done";
    watch.failed = watch.path / "failed";
    if (::mkdir(watch.path.c_str(), 0755) != 0 && errno != EEXIST) {
        log(LogLevel::warning, "the folder for new papers cannot be made",
            {{"path", watch.path.string()}, {"why", std::generic_category().message(errno)}});
    }
    return watch;
}

}  // namespace

std::vector<WatchOptions> watched_folders(const Config& config) {
    const std::vector<WatchConfig> watches =
        config.watches.empty() ? std::vector{default_watch(config.archive.data)} : config.watches;
    std::vector<WatchOptions> all;
    for (const WatchConfig& watch : watches) {
        all.push_back(watch_options(watch, config.limits.body_max_mib << 20));
    }
    return all;
}

}  // namespace kontor
