// Decoded: bytes in a named encoding, or in one that has to be found, as UTF-8.
//
// Threads   A Decoder: one thread. The functions: any.
#pragma once

#include "storage/base/bytes.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

// A converter that is kept for many short pieces, each whole in itself.
class Decoder {
  public:
    // Names as documents write them ("latin1", "cp932"); what the web takes for a subset is read as
    // the whole (ISO 8859-1 as windows-1252).
    explicit Decoder(std::string_view encoding);
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    bool is_known() const;
    // Unknown bytes become U+FFFD; nothing at all when the encoding is not known.
    std::string to_utf8(ByteView bytes) const;

  private:
    struct Converter;
    std::unique_ptr<Converter> converter_;
};

// A whole markup document: a byte order mark decides, then `declared` where it can be true, then
// what the bytes look like (encoding.h). Nothing when they are no text.
std::optional<std::string> decoded(ByteView bytes, std::string_view declared);

}  // namespace kontor
