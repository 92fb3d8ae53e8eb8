#include "clients/verify/limits.h"
#include "clients/verify/package_files.h"
#include "clients/verify/regular_file.h"
#include "storage/base/error.h"
#include "storage/base/files.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

class OpenFile : public ByteSource {
  public:
    explicit OpenFile(const fs::path& path)
        : file_(open_regular_file(path, O_NOFOLLOW)), source_(file_.get(), path.string()) {}
    std::size_t read(char* out, std::size_t size) override { return source_.read(out, size); }

  private:
    FileHandle file_;
    FileSource source_;
};

class FolderPackage : public BagFiles {
  public:
    explicit FolderPackage(fs::path folder) : folder_(std::move(folder)) {
        const auto options = fs::directory_options::none;  // links are not followed
        for (const auto& entry : fs::recursive_directory_iterator(folder_, options)) {
            add(entry);
            if (list_.size() > limits::package_files_max) {
                throw Error(ErrorCode::corrupt, "list a package",
                            Reason{"package.too_many_files",
                                   {{"limit", std::to_string(limits::package_files_max)}},
                                   ""});
            }
        }
        std::sort(list_.begin(), list_.end(),
                  [](const BagFile& a, const BagFile& b) { return a.name < b.name; });
    }

    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override {
        return std::make_unique<OpenFile>(folder_ / name);
    }

  private:
    void add(const fs::directory_entry& entry) {
        const auto status = entry.symlink_status();
        const std::string name = entry.path().lexically_relative(folder_).string();
        if (fs::is_regular_file(status)) {
            list_.push_back({name, entry.file_size(), BagFile::Kind::regular});
        } else if (!fs::is_directory(status) || fs::is_empty(entry.path())) {
            list_.push_back({name, 0, BagFile::Kind::other});
        }
    }

    fs::path folder_;
    std::vector<BagFile> list_;
};

// The package itself, or the folder that holds it alone.
fs::path top_of(const fs::path& folder) {
    if (fs::exists(folder / "bagit.txt")) {
        return folder;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::directory_iterator(folder)) {
        inside.push_back(entry.path());
        if (inside.size() > 1) {
            return folder;
        }
    }
    const bool is_wrapped = inside.size() == 1 && fs::is_directory(fs::symlink_status(inside[0]));
    return is_wrapped ? inside[0] : folder;
}

}  // namespace

std::unique_ptr<BagFiles> open_folder(const fs::path& path) {
    try {
        return std::make_unique<FolderPackage>(top_of(path));
    } catch (const fs::filesystem_error& error) {
        throw system_error(error.code().value(), "list " + path.string());
    }
}

std::unique_ptr<BagFiles> open_package(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        throw system_error(errno, "open " + path.string());
    }
    return S_ISDIR(facts.st_mode) ? open_folder(path) : open_zip(path);
}

}  // namespace kontor
