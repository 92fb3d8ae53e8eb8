// ByteSource and ByteSink: bytes that come or go piece by piece, so that memory never depends on a
// file's size.
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    // Fills up to `size` bytes of `out`; returns how many, 0 only at the end. Throws when the
    // source breaks off.
    virtual std::size_t read(char* out, std::size_t size) = 0;
};

class ByteSink {
  public:
    virtual ~ByteSink() = default;
    // Takes all of `bytes`, or throws.
    virtual void write(ByteView bytes) = 0;
};

// A source over bytes that outlive it.
class MemorySource : public ByteSource {
  public:
    explicit MemorySource(ByteView bytes) : rest_(bytes) {}
    std::size_t read(char* out, std::size_t size) override;

  private:
    ByteView rest_;
};

// A sink that keeps everything; for small things and tests.
class MemorySink : public ByteSink {
  public:
    void write(ByteView bytes) override { bytes_.append(bytes); }
    const Bytes& bytes() const { return bytes_; }

  private:
    Bytes bytes_;
};

// Reads exactly `size` bytes unless the source ends before; returns how many.
std::size_t read_fully(ByteSource& source, char* out, std::size_t size);

}  // namespace kontor
