// Bytes: how raw bytes are held, ordered and written down.
//
// Bytes are std::string and std::string_view, which every library here takes as they are; text is
// the same type and says in its name or comment that it is UTF-8. A view is never kept beyond the
// call or the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

using Bytes = std::string;
using ByteView = std::string_view;

// Big-endian, so that byte order is number order in a key.
void append_u16(Bytes& out, std::uint16_t value);
void append_u32(Bytes& out, std::uint32_t value);
void append_u64(Bytes& out, std::uint64_t value);

// Read from the start of `in` and remove what was read; Error corrupt when too short.
std::uint8_t take_u8(ByteView& in);
std::uint16_t take_u16(ByteView& in);
std::uint32_t take_u32(ByteView& in);
std::uint64_t take_u64(ByteView& in);
ByteView take_bytes(ByteView& in, std::size_t count);

std::string to_hex(ByteView bytes);                    // lower case
std::optional<Bytes> from_hex(std::string_view text);  // either case; nothing when it is not hex
std::string to_base64(ByteView bytes);                 // RFC 4648 section 4, padded
// padded, no blanks, unused bits zero; else nothing
std::optional<Bytes> from_base64(std::string_view text);
std::string to_base64url(ByteView bytes);  // RFC 4648 section 5, no padding
std::optional<Bytes> from_base64url(std::string_view text);

// Compares in time that depends on the length only.
bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace kontor
