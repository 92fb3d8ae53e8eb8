#include "storage/kv/key.h"

#include "storage/base/error.h"

namespace kontor {

Key& Key::u8(std::uint8_t value) {
    bytes_.push_back(static_cast<char>(value));
    return *this;
}

Key& Key::u32(std::uint32_t value) {
    append_u32(bytes_, value);
    return *this;
}

Key& Key::u64(std::uint64_t value) {
    append_u64(bytes_, value);
    return *this;
}

Key& Key::raw(ByteView bytes) {
    bytes_.append(bytes);
    return *this;
}

Key& Key::text(ByteView text) {
    if (text.find('\0') != ByteView::npos) {
        throw Error(ErrorCode::invalid, "build a key from a text with a zero byte in it");
    }
    bytes_.append(text);
    bytes_.push_back('\0');
    return *this;
}

ByteView take_text(ByteView& key) {
    const std::size_t end = key.find('\0');
    if (end == ByteView::npos) {
        throw Error(ErrorCode::corrupt, "a text in a stored key has no end");
    }
    const ByteView text = key.substr(0, end);
    key.remove_prefix(end + 1);
    return text;
}

}  // namespace kontor
