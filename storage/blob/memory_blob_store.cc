#include "storage/blob/memory_blob_store.h"

#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/blob/blob_source.h"
#include "storage/blob/chunk_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::uint32_t only_volume = 1;

using SharedBytes = std::shared_ptr<const Bytes>;  // owned by the store and by open sources

class RangeSource : public ByteSource {
  public:
    RangeSource(SharedBytes bytes, ByteRange range)
        : bytes_(std::move(bytes)), source_(ByteView(*bytes_).substr(range.first, range.length)) {}
    std::size_t read(char* out, std::size_t size) override { return source_.read(out, size); }

  private:
    SharedBytes bytes_;
    MemorySource source_;
};

class MemoryBlobStore : public BlobStore {
  public:
    StoredBlob put(ByteSource& source, std::uint64_t max_bytes) override {
        ChunkReader reader(source, max_bytes);
        Bytes all;
        Bytes chunk;
        while (reader.next(chunk)) {
            all += ByteView(chunk).substr(1);
        }
        const MutexLock lock(mutex_);
        const BlobNumber number(++highest_);
        blobs_[number] = std::make_shared<const Bytes>(std::move(all));
        pins_.insert(number);
        return reader.finish(number, only_volume);
    }

    void settle(BlobNumber number) override {
        const MutexLock lock(mutex_);
        pins_.erase(number);
    }

    std::unique_ptr<ByteSource> open(const BlobRef& blob, ByteRange range) const override {
        const SharedBytes bytes = get(blob);
        require_range(blob.number, bytes->size(), range);
        return std::make_unique<RangeSource>(bytes, range);
    }

    bool remove(const BlobRef& blob) override {
        const MutexLock lock(mutex_);
        return blob.volume == only_volume && blobs_.erase(blob.number) > 0;
    }

    void verify(const BlobRef& blob, ByteView digest256, ByteView digest512) const override {
        const SharedBytes bytes = get(blob);
        if (sha256(*bytes) != digest256 || sha512(*bytes) != digest512) {
            throw Error(
                ErrorCode::corrupt,
                fmt::format("verify blob {}: its bytes have other digests", blob.number.str()));
        }
    }

    std::uint64_t sweep(const std::function<bool(BlobNumber)>& is_referenced) override {
        std::uint64_t removed = 0;
        for (const BlobNumber number : numbers()) {
            if (!is_pinned(number) && !is_referenced(number)) {
                removed += remove({number, only_volume, 0}) ? 1 : 0;
            }
        }
        return removed;
    }

    void for_each(const std::function<void(BlobNumber, std::uint32_t)>& visit) const override {
        for (const BlobNumber number : numbers()) {
            visit(number, only_volume);
        }
    }

    BlobFacts facts() const override {
        const MutexLock lock(mutex_);
        BlobFacts facts;
        facts.volumes = 1;
        facts.highest = BlobNumber(highest_);
        for (const auto& [number, bytes] : blobs_) {
            facts.bytes += bytes->size();
        }
        return facts;
    }

    bool writable() const override { return true; }
    void recover() override {}
    std::uint64_t reusable_bytes() const override { return 0; }

  private:
    SharedBytes get(const BlobRef& blob) const {
        const MutexLock lock(mutex_);
        const auto found = blobs_.find(blob.number);
        if (found == blobs_.end() || blob.volume != only_volume) {
            throw Error(ErrorCode::not_found,
                        fmt::format("open blob {} in volume {}", blob.number.str(), blob.volume));
        }
        if (found->second->size() != blob.size) {
            throw Error(ErrorCode::corrupt,
                        fmt::format("open blob {}: {} bytes expected, not {}", blob.number.str(),
                                    blob.size, found->second->size()));
        }
        return found->second;
    }

    bool is_pinned(BlobNumber number) const {
        const MutexLock lock(mutex_);
        return pins_.contains(number);
    }

    std::vector<BlobNumber> numbers() const {
        const MutexLock lock(mutex_);
        std::vector<BlobNumber> all;
        for (const auto& [number, bytes] : blobs_) {
            all.push_back(number);
        }
        return all;
    }

    mutable Mutex mutex_;
    std::map<BlobNumber, SharedBytes> blobs_ GUARDED_BY(mutex_);
    std::set<BlobNumber> pins_ GUARDED_BY(mutex_);
    std::uint64_t highest_ GUARDED_BY(mutex_) = 0;
};

}  // namespace

std::unique_ptr<BlobStore> make_memory_blob_store() {
    return std::make_unique<MemoryBlobStore>();
}

}  // namespace kontor
