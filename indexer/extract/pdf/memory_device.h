// MemoryDevice: bytes in memory as PoDoFo's input. Private to the room.
//
// Why       PoDoFo's own copies the whole file into a stream of the standard library and asks it
// for each character.
#pragma once

#include "storage/base/bytes.h"

#include <algorithm>
#include <cstring>

#include <podofo/podofo-base.h>

namespace kontor::pdf {

class MemoryDevice final : public PoDoFo::PdfInputDevice {
  public:
    explicit MemoryDevice(ByteView bytes) : bytes_(bytes) { SetSeekable(true); }

    void Close() override {}
    std::streamoff Tell() const override { return static_cast<std::streamoff>(at_); }
    int GetChar() const override {
        if (at_ >= bytes_.size()) {
            eof_ = true;
            return EOF;
        }
        return static_cast<unsigned char>(bytes_[at_++]);
    }
    int Look() const override {
        return at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_]) : EOF;
    }
    void Seek(std::streamoff offset, std::ios_base::seekdir from = std::ios_base::beg) override {
        const auto size = static_cast<std::streamoff>(bytes_.size());
        const std::streamoff base = from == std::ios_base::beg   ? 0
                                    : from == std::ios_base::cur ? static_cast<std::streamoff>(at_)
                                                                 : size;
        eof_ = false;
        // Offsets come from the file; a sum that overflows must not.
        const std::streamoff target = std::clamp<std::streamoff>(offset, -size, size) + base;
        at_ = static_cast<std::size_t>(std::clamp<std::streamoff>(target, 0, size));
    }
    std::streamoff Read(char* buffer, std::streamsize length) override {
        const std::size_t count =
            length <= 0 ? 0 : std::min(static_cast<std::size_t>(length), bytes_.size() - at_);
        if (count > 0) {
            std::memcpy(buffer, bytes_.data() + at_, count);
            at_ += count;
        }
        eof_ = eof_ || static_cast<std::streamsize>(count) < length;
        return static_cast<std::streamoff>(count);
    }
    bool Eof() const override { return eof_; }
    bool Bad() const override { return false; }
    void Clear(std::ios_base::iostate /*state*/ = std::ios_base::goodbit) const override {
        eof_ = false;
    }

  private:
    ByteView bytes_;
    mutable std::size_t at_ = 0;
    mutable bool eof_ = false;
};

}  // namespace kontor::pdf
