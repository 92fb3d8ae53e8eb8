// FolderBag: a bag in a folder of the disk, as BagFiles.
#pragma once

#include "storage/base/files.h"
#include "storage/proof/bag.h"

#include <filesystem>

#include <fcntl.h>

namespace kontor::test {

class FolderBag : public BagFiles {
  public:
    explicit FolderBag(std::filesystem::path folder) : folder_(std::move(folder)) {
        namespace fs = std::filesystem;
        for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
            const auto status = entry.symlink_status();
            if (fs::is_directory(status)) {
                continue;
            }
            const bool regular = fs::is_regular_file(status);
            list_.push_back({entry.path().lexically_relative(folder_).string(),
                             regular ? entry.file_size() : 0,
                             regular ? BagFile::Kind::regular : BagFile::Kind::other});
        }
    }
    const std::vector<BagFile>& list() override { return list_; }
    std::unique_ptr<ByteSource> open(const std::string& name) override {
        return std::make_unique<OpenFile>(folder_ / name);
    }

  private:
    class OpenFile : public ByteSource {
      public:
        explicit OpenFile(const std::filesystem::path& path)
            : file_(open_file(path, O_RDONLY)), source_(file_.get(), path.string()) {}
        std::size_t read(char* out, std::size_t size) override { return source_.read(out, size); }

      private:
        FileHandle file_;
        FileSource source_;
    };

    std::filesystem::path folder_;
    std::vector<BagFile> list_;
};

}  // namespace kontor::test
