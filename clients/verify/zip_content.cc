#include "clients/verify/zip_content.h"

#include "storage/base/error.h"
#include "storage/proof/bag_name.h"

#include <algorithm>
#include <limits>

#include <zlib.h>

namespace kontor {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr int raw_deflate = -MAX_WBITS;

class ZipContent : public ByteSource {
  public:
    ZipContent(std::shared_ptr<const ZipFile> file, const ZipEntry& entry, std::string name)
        : file_(std::move(file)),
          name_(std::move(name)),
          crc32_(entry.crc32),
          packed_at_(entry.content_at),
          packed_rest_(entry.packed_bytes),
          rest_(entry.size_bytes) {}
    std::size_t read(char* out, std::size_t size) override {
        size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
        if (is_at_end_ || size == 0) {
            return 0;
        }
        const std::size_t count = next(out, size);
        require(count <= rest_);
        rest_ -= count;
        crc_ = ::crc32_z(crc_, as_bytes(out), count);
        if (is_at_end_) {
            require(rest_ == 0 && packed_rest_ == 0 && crc_ == crc32_);
        }
        return count;
    }

  protected:
    // Bytes of the file; none once `is_at_end_`.
    virtual std::size_t next(char* out, std::size_t size) = 0;

    void require(bool holds) const {
        if (!holds) {
            throw Error(ErrorCode::corrupt, "read a file of a zip",
                        Reason{"package.zip_content", {{"name", shown_path(name_)}}, ""});
        }
    }
    std::size_t read_packed(char* out, std::size_t size) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size, packed_rest_));
        file_->read(packed_at_, out, count);
        packed_at_ += count;
        packed_rest_ -= count;
        return count;
    }
    static Bytef* as_bytes(char* bytes) { return reinterpret_cast<Bytef*>(bytes); }

    bool is_at_end_ = false;

  private:
    std::shared_ptr<const ZipFile> file_;
    std::string name_;
    std::uint32_t crc32_;
    std::uint64_t packed_at_;
    std::uint64_t packed_rest_;
    std::uint64_t rest_;
    uLong crc_ = 0;
};

class StoredContent : public ZipContent {
  public:
    using ZipContent::ZipContent;

  private:
    std::size_t next(char* out, std::size_t size) override {
        const std::size_t count = read_packed(out, size);
        is_at_end_ = count == 0;
        return count;
    }
};

class DeflatedContent : public ZipContent {
  public:
    DeflatedContent(std::shared_ptr<const ZipFile> file, const ZipEntry& entry, std::string name)
        : ZipContent(std::move(file), entry, std::move(name)), piece_(piece_bytes, '\0') {
        if (::inflateInit2(&stream_, raw_deflate) != Z_OK) {
            throw Error(ErrorCode::internal, "begin to inflate");
        }
    }
    DeflatedContent(const DeflatedContent&) = delete;
    DeflatedContent& operator=(const DeflatedContent&) = delete;
    ~DeflatedContent() override { ::inflateEnd(&stream_); }

  private:
    std::size_t next(char* out, std::size_t size) override {
        stream_.next_out = as_bytes(out);
        stream_.avail_out = static_cast<uInt>(size);
        while (stream_.avail_out == size && !is_at_end_) {
            if (stream_.avail_in == 0) {
                stream_.next_in = as_bytes(piece_.data());
                stream_.avail_in = static_cast<uInt>(read_packed(piece_.data(), piece_.size()));
            }
            const int result = ::inflate(&stream_, Z_NO_FLUSH);
            if (result == Z_MEM_ERROR) {
                throw Error(ErrorCode::internal, "inflate: no memory");
            }
            is_at_end_ = result == Z_STREAM_END;
            require(is_at_end_ || result == Z_OK);  // Z_BUF_ERROR: the packed bytes broke off
            require(!is_at_end_ || stream_.avail_in == 0);
        }
        return size - stream_.avail_out;
    }

    z_stream stream_{};
    Bytes piece_;
};

}  // namespace

std::unique_ptr<ByteSource> open_zip_content(std::shared_ptr<const ZipFile> file,
                                             const ZipEntry& entry,
                                             const std::string& name) {
    if (entry.is_deflated) {
        return std::make_unique<DeflatedContent>(std::move(file), entry, name);
    }
    return std::make_unique<StoredContent>(std::move(file), entry, name);
}

}  // namespace kontor
