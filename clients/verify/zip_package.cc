#include "clients/verify/limits.h"
#include "clients/verify/package_files.h"
#include "clients/verify/zip_content.h"
#include "clients/verify/zip_directory.h"
#include "storage/base/error.h"
#include "storage/proof/bag_name.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

class ZipPackage : public BagFiles {
  public:
    explicit ZipPackage(const std::filesystem::path& path)
        : file_(std::make_shared<ZipFile>(path)), entries_(read_zip_directory(*file_)) {
        require_plausible();
        list_files(top_folder());
    }

    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override {
        const auto found = by_name_.find(name);
        if (found == by_name_.end()) {
            throw Error(ErrorCode::not_found, "open a file of a zip");
        }
        return open_zip_content(file_, *found->second, name);
    }

  private:
    void require_plausible() const {
        const std::uint64_t most = file_->size_bytes() * limits::deflate_ratio_max;
        std::uint64_t total = 0;
        for (const ZipEntry& entry : entries_) {
            if (entry.size_bytes > most - total) {
                throw Error(ErrorCode::corrupt, "list a package",
                            Reason{"package.inflates", {{"limit", std::to_string(most)}}, ""});
            }
            total += entry.size_bytes;
        }
    }

    // "name/", in which everything lies.
    std::string top_folder() const {
        const std::string first = entries_.empty() ? "" : entries_.front().name;
        const std::size_t end = std::min(first.find('/'), first.size());
        const std::string top = first.substr(0, end) + "/";
        const bool is_wrapped =
            !unsafe_name(first.substr(0, end)) &&
            std::all_of(entries_.begin(), entries_.end(),
                        [&](const ZipEntry& entry) { return entry.name.starts_with(top); });
        if (!is_wrapped) {
            throw Error(ErrorCode::corrupt, "find the one top folder of a package",
                        Reason{"package.top_folder", {}, ""});
        }
        return top;
    }

    // The files, and the folders that hold none.
    void list_files(const std::string& top) {
        std::set<std::string> folders;
        for (ZipEntry& entry : entries_) {
            entry.name.erase(0, top.size());
            if (entry.is_folder && !folders.insert(entry.name).second) {
                throw Error(ErrorCode::corrupt, "list a package",
                            Reason{"package.zip_folder", {{"name", shown_path(entry.name)}}, ""});
            }
        }
        for (const ZipEntry& entry : entries_) {
            if (entry.is_folder) {
                continue;
            }
            list_.push_back({entry.name, entry.size_bytes,
                             entry.is_plain ? BagFile::Kind::regular : BagFile::Kind::other});
            if (entry.is_plain) {
                by_name_.emplace(entry.name, &entry);
            }
            folders.erase("");
            for (auto at = entry.name.rfind('/'); at != std::string::npos && at > 0;
                 at = entry.name.rfind('/', at - 1)) {
                folders.erase(entry.name.substr(0, at + 1));
            }
        }
        for (const std::string& folder : folders) {
            list_.push_back({folder, 0, BagFile::Kind::other});
        }
    }

    std::shared_ptr<const ZipFile> file_;
    std::vector<ZipEntry> entries_;
    std::vector<BagFile> list_;
    std::map<std::string_view, const ZipEntry*> by_name_;  // the first entry of each name
};

}  // namespace

std::unique_ptr<BagFiles> open_zip(const std::filesystem::path& path) {
    return std::make_unique<ZipPackage>(path);
}

}  // namespace kontor
