#include "storage/base/bytes.h"

#include "storage/base/error.h"

#include <sodium.h>

namespace kontor {

namespace {

template <typename Number>
void append_big_endian(Bytes& out, Number value) {
    for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>((value >> shift) & 0xff));
    }
}

template <typename Number>
Number take_big_endian(ByteView& in) {
    Number value = 0;
    for (const char c : take_bytes(in, sizeof(Number))) {
        value = static_cast<Number>((value << 8) | static_cast<std::uint8_t>(c));
    }
    return value;
}

std::string encode_base64(ByteView bytes, int variant) {
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), variant);
    out.pop_back();  // the C string's end
    return out;
}

std::optional<Bytes> decode_base64(std::string_view text, int variant) {
    Bytes out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                          text.size(), nullptr, &length, &end, variant) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    out.resize(length);
    // libsodium takes bytes above 0x7F for letters; one value has one text.
    return encode_base64(out, variant) == text ? std::optional<Bytes>(std::move(out))
                                               : std::nullopt;
}

}  // namespace

void append_u16(Bytes& out, std::uint16_t value) {
    append_big_endian(out, value);
}
void append_u32(Bytes& out, std::uint32_t value) {
    append_big_endian(out, value);
}
void append_u64(Bytes& out, std::uint64_t value) {
    append_big_endian(out, value);
}

std::uint8_t take_u8(ByteView& in) {
    return take_big_endian<std::uint8_t>(in);
}
std::uint16_t take_u16(ByteView& in) {
    return take_big_endian<std::uint16_t>(in);
}
std::uint32_t take_u32(ByteView& in) {
    return take_big_endian<std::uint32_t>(in);
}
std::uint64_t take_u64(ByteView& in) {
    return take_big_endian<std::uint64_t>(in);
}

ByteView take_bytes(ByteView& in, std::size_t count) {
    if (in.size() < count) {
        throw Error(ErrorCode::corrupt, "stored bytes end too early");
    }
    const ByteView taken = in.substr(0, count);
    in.remove_prefix(count);
    return taken;
}

std::string to_hex(ByteView bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                   bytes.size());
    out.pop_back();  // the C string's end
    return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
    Bytes out(text.size() / 2, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (text.size() % 2 != 0 ||
        sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                       text.size(), nullptr, &length, &end) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    return out;
}

std::string to_base64(ByteView bytes) {
    return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}
std::optional<Bytes> from_base64(std::string_view text) {
    return decode_base64(text, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(ByteView bytes) {
    return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
std::optional<Bytes> from_base64url(std::string_view text) {
    return decode_base64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool equal_in_constant_time(ByteView left, ByteView right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace kontor
