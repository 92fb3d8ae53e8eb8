#include "server/watch/folder_scan.h"

#include "server/watch/limits.h"
#include "server/watch/names.h"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>

namespace kontor {

namespace {

class Scanner {
  public:
    Scanner(const FileHandle& root, const ScanRule& rule) : root_(root), rule_(rule) {}

    FolderScan run() {
        scan_.device = look_at(root_).device;
        scan_.is_shared = is_shared_file_system(root_);
        scan_.folders.emplace_back();
        // Breadth first: the list of folders grows while it is walked.
        for (std::size_t i = 0; i < scan_.folders.size() && !scan_.is_full; ++i) {
            try {
                read_folder(Bytes(scan_.folders[i]));
            } catch (const FileRefused&) {
                if (i == 0) {
                    throw;
                }
                scan_.closed.push_back(scan_.folders[i]);
            }
        }
        return std::move(scan_);
    }

  private:
    void read_folder(const Bytes& folder) {
        const FileHandle handle = open_folder_beneath(root_, folder);
        FileHandle stream(::fcntl(handle.get(), F_DUPFD_CLOEXEC, 0));
        DIR* const opened = ::fdopendir(stream.get());
        if (opened == nullptr) {
            throw FileRefused(errno, "read a watched folder");
        }
        stream.release();  // the stream's now
        const std::unique_ptr<DIR, int (*)(DIR*)> entries(opened, ::closedir);
        for (;;) {
            errno = 0;
            // NOLINTNEXTLINE(concurrency-mt-unsafe): a stream of our own
            const dirent* const entry = ::readdir(entries.get());
            if (entry == nullptr) {
                if (errno != 0) {
                    throw FileRefused(errno, "read a watched folder");
                }
                return;
            }
            const Bytes name = entry->d_name;
            if (name != "." && name != "..") {
                take(folder, name, handle);
            }
            if (scan_.is_full) {
                return;
            }
        }
    }

    void take(const Bytes& folder, const Bytes& name, const FileHandle& here) {
        const Bytes path = folder.empty() ? name : folder + "/" + name;
        if (claimed_number(name)) {
            scan_.claimed.push_back(path);
            return;
        }
        if (is_passed_over(name)) {
            ++scan_.passed_over;
            return;
        }
        FileLook look;
        try {
            look = look_at(here, name);
        } catch (const FileRefused&) {
            return;  // gone meanwhile, or not to be known: a later look tells
        }
        if (look.is_folder) {
            take_folder(path);
        } else if (!look.is_regular) {
            ++scan_.passed_over;
        } else if (scan_.files.size() >= limits::watch_files_max) {
            scan_.is_full = true;
        } else {
            scan_.files.push_back({path, look.facts});
        }
    }

    void take_folder(const Bytes& path) {
        if (std::ranges::find(rule_.excluded, path) != rule_.excluded.end()) {
            return;
        }
        const auto depth = static_cast<std::size_t>(std::ranges::count(path, '/')) + 1;
        if (!rule_.recursive || depth > limits::watch_depth_max) {
            ++scan_.passed_over;
            return;
        }
        scan_.folders.push_back(path);
    }

    const FileHandle& root_;
    const ScanRule& rule_;
    FolderScan scan_;
};

}  // namespace

FolderScan scan_folder(const FileHandle& root, const ScanRule& rule) {
    return Scanner(root, rule).run();
}

}  // namespace kontor
