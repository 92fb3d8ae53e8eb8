// What the tests of blobs share: made-up bytes, sources that misbehave, and short ways to ask.
#pragma once

#include "storage/base/error.h"
#include "storage/base/random.h"
#include "storage/blob/blob_keys.h"
#include "storage/blob/blob_store.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace kontor::test {

// The same bytes for the same seed; no chunk like another.
inline Bytes made_up_bytes(std::size_t size, std::uint64_t seed = 1) {
    std::mt19937_64 random(seed * 1000003 + size);
    Bytes bytes(size, '\0');
    for (std::size_t i = 0; i < size; i += 8) {
        std::uint64_t word = random();
        for (std::size_t j = i; j < std::min(i + 8, size); ++j, word >>= 8) {
            bytes[j] = static_cast<char>(word & 0xff);
        }
    }
    return bytes;
}

// Gives pieces of changing size, and tells how far it was read.
class PiecesSource : public ByteSource {
  public:
    explicit PiecesSource(ByteView bytes) : rest_(bytes), size_(bytes.size()) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = std::min({size, rest_.size(), 1 + (piece_ += 7919) % 70000});
        rest_.copy(out, count);
        rest_.remove_prefix(count);
        return count;
    }
    std::size_t position() const { return size_ - rest_.size(); }

  private:
    ByteView rest_;
    std::size_t size_;
    std::size_t piece_ = 0;
};

// Keys in memory, which outlive a store that is opened again.
class MemoryBlobKeys : public BlobKeys {
  public:
    BlobKey make() override {
        const std::lock_guard lock(mutex_);
        const KeySlot slot(keys_.size() + 1);
        keys_[slot] = random_bytes(32);
        return {slot, keys_[slot]};
    }
    Bytes get(KeySlot slot) const override {
        const std::lock_guard lock(mutex_);
        const auto found = keys_.find(slot);
        if (found == keys_.end() || found->second.empty()) {
            throw Error(ErrorCode::not_found, "find a key in a test");
        }
        return found->second;
    }
    void destroy(KeySlot slot) override {
        const std::lock_guard lock(mutex_);
        keys_[slot].clear();
    }

  private:
    mutable std::mutex mutex_;
    std::map<KeySlot, Bytes> keys_;
};

struct BrokenOff : std::runtime_error {
    BrokenOff() : std::runtime_error("the other side hung up") {}
};

// Gives `bytes` and then throws.
class BreakingSource : public ByteSource {
  public:
    explicit BreakingSource(ByteView bytes) : source_(bytes) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = source_.read(out, size);
        if (count == 0) {
            throw BrokenOff();
        }
        return count;
    }

  private:
    MemorySource source_;
};

// Opens once; who waits goes on.
class Latch {
  public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        wake_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return open_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool open_ = false;
};

// Gives the first half, says so, and waits to be let on to the second.
class WaitingSource : public ByteSource {
  public:
    explicit WaitingSource(ByteView bytes) : source_(bytes), half_(bytes.size() / 2) {}
    std::size_t read(char* out, std::size_t size) override {
        if (given_ == half_) {
            at_half.open();
            go_on.wait();
        }
        const std::size_t most = given_ < half_ ? half_ - given_ : size;
        const std::size_t count = source_.read(out, std::min(size, most));
        given_ += count;
        return count;
    }

    Latch at_half;
    Latch go_on;

  private:
    MemorySource source_;
    std::size_t half_;
    std::size_t given_ = 0;
};

template <typename Action>
std::optional<Error> error_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

template <typename Action>
std::string code_of(const Action& action) {
    const auto error = error_of(action);
    return error ? std::string(traits(error->code()).name) : "no error";
}

inline BlobRef ref_of(const StoredBlob& blob) {
    return {blob.number, blob.volume, blob.size, blob.key};
}

inline StoredBlob put(BlobStore& store, ByteView bytes) {
    MemorySource source(bytes);
    return store.put(source);
}

// One that a Change refers to by now.
inline StoredBlob put_settled(BlobStore& store, ByteView bytes) {
    const StoredBlob blob = put(store, bytes);
    store.settle(blob.number);
    return blob;
}

inline Bytes drain(ByteSource& source) {
    Bytes all;
    std::vector<char> buffer(100003);
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        all.append(buffer.data(), count);
    }
    return all;
}

inline Bytes read_range(const BlobStore& store, const BlobRef& blob, ByteRange range) {
    return drain(*store.open(blob, range));
}

inline Bytes read_all(const BlobStore& store, const StoredBlob& blob) {
    return read_range(store, ref_of(blob), {0, blob.size});
}

inline std::vector<std::uint64_t> numbers_in(const BlobStore& store) {
    std::vector<std::uint64_t> numbers;
    store.for_each([&](BlobNumber number, std::uint32_t) { numbers.push_back(number.value()); });
    return numbers;
}

inline bool nothing_is_referenced(BlobNumber) {
    return false;
}
inline bool all_is_referenced(BlobNumber) {
    return true;
}

}  // namespace kontor::test
