// Key: builds a key from its typed parts in the order that tables.h names, and takes one apart.
//
//     txn.get(tables::versions, Key().u64(document).u32(version));
//     const Bytes key = Key().u64(document).text("finance.invoice").bytes();
//
// Why       Numbers big-endian and texts ended by a zero byte keep byte order the order of the
//           parts, and no logical key begins another; so a text with a zero byte inside is an
//           Error (invalid).
#pragma once

#include "storage/base/bytes.h"

namespace kontor {

class Key {
  public:
    Key& u8(std::uint8_t value);
    Key& u32(std::uint32_t value);
    Key& u64(std::uint64_t value);
    Key& raw(ByteView bytes);  // of a fixed length, such as a digest
    Key& text(ByteView text);  // UTF-8, and a zero byte after it

    const Bytes& bytes() const { return bytes_; }
    // Implicit, so that a key can be built inside the call it is for.
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator ByteView() const { return bytes_; }
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator Bytes() const { return bytes_; }

  private:
    Bytes bytes_;
};

// Takes a text part off the start of `key`, and the zero byte with it; Error corrupt when there is
// none. The numbers are taken by take_u64 and its neighbours in base/bytes.h.
ByteView take_text(ByteView& key);

}  // namespace kontor
