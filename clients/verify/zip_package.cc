#include "clients/verify/limits.h"
#include "clients/verify/package_files.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <map>
#include <set>

#include <archive.h>
#include <archive_entry.h>

namespace kontor {

namespace {

constexpr std::size_t block_bytes = 64 * 1024;
constexpr std::string_view unreadable_name = "?";

// One walk over a zip, by its central directory.
class ZipWalk {
  public:
    explicit ZipWalk(const std::filesystem::path& path)
        : archive_(::archive_read_new(), ::archive_read_free) {
        require(::archive_read_support_format_zip_seekable(archive_.get()));
        require(::archive_read_open_filename(archive_.get(), path.c_str(), block_bytes));
    }

    bool next() {
        const int result = ::archive_read_next_header(archive_.get(), &entry_);
        if (result == ARCHIVE_EOF) {
            return false;
        }
        require(result);
        ++position_;
        return true;
    }
    std::string name() const {
        const char* const name = ::archive_entry_pathname(entry_);
        return name == nullptr ? std::string(unreadable_name) : std::string(name);
    }
    // Position of the entry that stands now, from 0.
    std::size_t position() const { return position_ - 1; }
    std::size_t passed() const { return position_; }
    bool is_folder() const { return ::archive_entry_filetype(entry_) == AE_IFDIR; }
    BagFile::Kind kind() const {
        const bool plain = ::archive_entry_filetype(entry_) == AE_IFREG &&
                           ::archive_entry_hardlink(entry_) == nullptr &&
                           ::archive_entry_is_encrypted(entry_) == 0;
        return plain ? BagFile::Kind::regular : BagFile::Kind::other;
    }
    std::uint64_t size_bytes() const {
        return static_cast<std::uint64_t>(std::max<la_int64_t>(::archive_entry_size(entry_), 0));
    }
    std::size_t read(char* out, std::size_t size) {
        const la_ssize_t count = ::archive_read_data(archive_.get(), out, size);
        if (count < 0) {
            require(static_cast<int>(count));
        }
        return static_cast<std::size_t>(count);
    }

  private:
    // Damage of the package, whatever libarchive calls it.
    void require(int result) const {
        if (result == ARCHIVE_OK) {
            return;
        }
        const char* const words = ::archive_error_string(archive_.get());
        throw Error(ErrorCode::corrupt,
                    fmt::format("read a zip: {}", words == nullptr ? "" : words),
                    Reason{"package.not_zip", {}, ""});
    }

    std::unique_ptr<struct archive, int (*)(struct archive*)> archive_;
    struct archive_entry* entry_ = nullptr;  // the archive's
    std::size_t position_ = 0;
};

// Opening files in the order of the list goes forwards through the zip; another order begins anew.
class ZipPackage : public BagFiles {
  public:
    explicit ZipPackage(std::filesystem::path path) : path_(std::move(path)) {
        ZipWalk walk(path_);
        while (walk.next()) {
            if (walk.is_folder()) {
                folders_.insert(walk.name());
            } else {
                add(walk);
            }
            if (walk.passed() > limits::package_files_max) {
                throw implausible("package.too_many_files", limits::package_files_max);
            }
        }
        require_plausible();
        strip_top();
    }

    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override;

  private:
    class EntrySource;

    static Error implausible(const char* code, std::uint64_t limit) {
        return {ErrorCode::corrupt, "list a package",
                Reason{code, {{"limit", std::to_string(limit)}}, ""}};
    }

    void add(const ZipWalk& walk) {
        BagFile file{walk.name(), walk.size_bytes(), walk.kind()};
        if (file.name.size() > limits::bag_path_max_bytes) {
            file.name.resize(limits::bag_path_max_bytes);
            file.kind = BagFile::Kind::other;
        }
        positions_.emplace(file.name, walk.position());
        list_.push_back(std::move(file));
    }

    void require_plausible() const {
        const std::uint64_t most = std::filesystem::file_size(path_) * limits::deflate_ratio_max;
        std::uint64_t total = 0;
        for (const BagFile& file : list_) {
            if (file.size_bytes > most - total) {
                throw implausible("package.inflates", most);
            }
            total += file.size_bytes;
        }
    }

    void strip_top();

    std::filesystem::path path_;
    std::vector<BagFile> list_;
    std::set<std::string> folders_;
    std::map<std::string, std::size_t> positions_;  // of the first entry of that name
    std::string top_;
    std::shared_ptr<ZipWalk> walk_;  // where the last open() left off
};

// Reads at most what the directory says the entry has; one byte more is for the judge to see.
class ZipPackage::EntrySource : public ByteSource {
  public:
    EntrySource(std::shared_ptr<ZipWalk> walk, std::uint64_t size_bytes)
        : walk_(std::move(walk)), position_(walk_->position()), rest_(size_bytes + 1) {}
    std::size_t read(char* out, std::size_t size) override {
        if (walk_->position() != position_) {
            throw Error(ErrorCode::internal, "read a file of a zip after the next was opened");
        }
        const std::size_t count =
            walk_->read(out, static_cast<std::size_t>(std::min<std::uint64_t>(size, rest_)));
        rest_ -= count;
        return count;
    }

  private:
    std::shared_ptr<ZipWalk> walk_;
    std::size_t position_;
    std::uint64_t rest_;
};

void ZipPackage::strip_top() {
    const std::string first = list_.empty() ? "" : list_.front().name;
    top_ = first.substr(0, std::min(first.find('/'), first.size()) + 1);
    const bool is_wrapped = top_.size() > 1 && top_.back() == '/' &&
                            std::all_of(list_.begin(), list_.end(), [&](const BagFile& file) {
                                return file.name.starts_with(top_);
                            });
    if (!is_wrapped) {
        throw Error(ErrorCode::corrupt, "find the one top folder of a package",
                    Reason{"package.top_folder", {}, ""});
    }
    for (BagFile& file : list_) {
        const auto at = file.name.rfind('/');
        for (std::size_t to = at; to != std::string::npos && to > 0;
             to = file.name.rfind('/', to - 1)) {
            folders_.erase(file.name.substr(0, to + 1));
        }
        file.name.erase(0, top_.size());
    }
    for (const std::string& folder : folders_) {  // those that hold nothing
        list_.push_back({folder, 0, BagFile::Kind::other});
    }
}

std::unique_ptr<ByteSource> ZipPackage::open(const std::string& name) {
    const auto position = positions_.find(top_ + name);
    if (position == positions_.end()) {
        throw Error(ErrorCode::not_found, "open a file of a zip");
    }
    if (!walk_ || walk_->passed() > position->second) {
        walk_ = std::make_shared<ZipWalk>(path_);
    }
    while (walk_->passed() <= position->second) {
        if (!walk_->next()) {
            throw Error(ErrorCode::corrupt, "read a zip that has become shorter");
        }
    }
    return std::make_unique<EntrySource>(walk_, walk_->size_bytes());
}

}  // namespace

std::unique_ptr<BagFiles> open_zip(const std::filesystem::path& path) {
    return std::make_unique<ZipPackage>(path);
}

}  // namespace kontor
