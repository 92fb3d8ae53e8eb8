#include "storage/base/text.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <cstring>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace kontor {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD
constexpr UChar32 ill_formed = -1;

// How many of the first bytes are ASCII, eight at a time.
std::size_t ascii_prefix(ByteView bytes) {
    constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
    std::size_t i = 0;
    for (; i + sizeof(std::uint64_t) <= bytes.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, bytes.data() + i, sizeof eight);
        if ((eight & high_bits) != 0) {
            break;
        }
    }
    while (i < bytes.size() && static_cast<std::uint8_t>(bytes[i]) < 0x80) {
        ++i;
    }
    return i;
}

bool is_ascii(ByteView bytes) {
    return ascii_prefix(bytes) == bytes.size();
}

// The code point at `i`, which moves behind it; `ill_formed` for a maximal ill-formed part. ICU
// sees the next four bytes only, so its 32-bit offsets do not bound the text.
UChar32 next_code_point(ByteView bytes, std::size_t& i) {
    if (const auto ascii = static_cast<std::uint8_t>(bytes[i]); ascii < 0x80) {
        ++i;
        return ascii;
    }
    std::array<std::uint8_t, 4> window{};
    const auto length = static_cast<std::int32_t>(std::min(bytes.size() - i, window.size()));
    std::memcpy(window.data(), bytes.data() + i, static_cast<std::size_t>(length));
    std::int32_t used = 0;
    UChar32 point = 0;
    U8_NEXT(window.data(), used, length, point);
    i += static_cast<std::size_t>(used);
    return point;
}

bool is_control(UChar32 point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) ||  // C0, DEL, C1; and ill_formed
           point == 0x2028 || point == 0x2029 ||               // line and paragraph separator
           (point >= 0x202a && point <= 0x202e) ||             // bidi embeddings and overrides
           (point >= 0x2066 && point <= 0x2069);               // bidi isolates
}

// Calls take(bytes of one code point, its number) for all of `bytes`, in order.
template <typename Take>
void for_each_code_point(ByteView bytes, const Take& take) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        const std::size_t start = i;
        const UChar32 point = next_code_point(bytes, i);
        take(bytes.substr(start, i - start), point);
    }
}

// True when a character must not be cut before `point`, whose predecessor is `before` (the part of
// UAX 29 that needs no look further back: GB9, GB9a, GB11 without its look behind).
bool continues_character(UChar32 before, UChar32 point) {
    constexpr UChar32 zero_width_joiner = 0x200d;
    const int kind = u_getIntPropertyValue(point, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return kind == U_GCB_EXTEND || kind == U_GCB_ZWJ || kind == U_GCB_SPACING_MARK ||
           before == zero_width_joiner;
}

// Moves `cut` back to the first byte of the code point it stands in.
std::size_t code_point_start(std::string_view text, std::size_t cut) {
    // Four bytes make the longest code point; what goes on further is not UTF-8 and may be cut
    // anywhere.
    for (std::size_t back = 0; back < 4 && back <= cut; ++back) {
        if ((static_cast<std::uint8_t>(text[cut - back]) & 0xc0) != 0x80) {
            return cut - back;
        }
    }
    return cut;
}

std::string normalized(const icu::Normalizer2* (*form)(UErrorCode&), std::string_view text) {
    if (text.size() > limits::normalize_max_bytes) {
        throw Error(
            ErrorCode::too_large, "normalize text",
            Reason{"value.too_long", {{"limit", std::to_string(limits::normalize_max_bytes)}}, ""});
    }
    if (!is_utf8(text)) {
        throw Error(ErrorCode::invalid, "normalize text", Reason{"value.utf8", {}, ""});
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = form(status);
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
    if (U_SUCCESS(status)) {
        normalizer->normalizeUTF8(
            0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr,
            status);
    }
    if (U_FAILURE(status)) {
        throw Error(ErrorCode::internal, std::string("normalize text: ") + u_errorName(status));
    }
    return out;
}

}  // namespace

bool is_utf8(ByteView bytes) {
    std::size_t i = ascii_prefix(bytes);
    while (i < bytes.size()) {
        if (next_code_point(bytes, i) == ill_formed) {
            return false;
        }
        i += ascii_prefix(bytes.substr(i));
    }
    return true;
}

std::string to_valid_utf8(ByteView bytes) {
    if (is_utf8(bytes)) {
        return std::string(bytes);
    }
    std::string out;
    out.reserve(bytes.size());
    for_each_code_point(bytes, [&out](ByteView part, UChar32 point) {
        out += point == ill_formed ? replacement : part;
    });
    return out;
}

std::string nfc(std::string_view text) {
    return is_ascii(text) ? std::string(text) : normalized(&icu::Normalizer2::getNFCInstance, text);
}

std::string fold_for_comparison(std::string_view text) {
    if (!is_ascii(text)) {
        return normalized(&icu::Normalizer2::getNFKCCasefoldInstance, text);
    }
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return out;
}

bool has_control_characters(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        if (is_control(next_code_point(text, i))) {
            return true;
        }
    }
    return false;
}

std::string truncate_utf8(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) {
        return std::string(text);
    }
    // Beyond this many bytes of marks on one letter the letter is not worth keeping whole.
    constexpr std::size_t marks_max_bytes = 64;
    const std::size_t at_code_point = code_point_start(text, max_bytes);
    std::size_t cut = at_code_point;
    while (cut > 0 && at_code_point - cut <= marks_max_bytes) {
        const std::size_t before = code_point_start(text, cut - 1);
        std::size_t i = before;
        const UChar32 last_kept = next_code_point(text, i);
        i = cut;
        if (!continues_character(last_kept, next_code_point(text, i))) {
            return std::string(text.substr(0, cut));
        }
        cut = before;
    }
    return std::string(text.substr(0, cut == 0 ? 0 : at_code_point));
}

std::string printable_file_name(ByteView raw) {
    std::string out;
    out.reserve(raw.size());
    for_each_code_point(raw, [&out](ByteView part, UChar32 point) {
        if (point == ill_formed) {
            out += replacement;
        } else if (point == '/' || point == '\\') {
            out += '_';
        } else if (!is_control(point)) {
            out += part;
        }
    });
    if (out.empty() || out == "." || out == "..") {
        out.assign(std::max<std::size_t>(out.size(), 1), '_');
    }
    return out;
}

std::string shown_value(ByteView value) {
    constexpr std::string_view ellipsis = "\xe2\x80\xa6";
    // Controls can vanish, but a value far too long is cut before it is looked at.
    const bool cut = value.size() > limits::shown_value_max_bytes;
    std::string out;
    for_each_code_point(
        cut ? value.substr(0, code_point_start(value, limits::shown_value_max_bytes)) : value,
        [&out](ByteView part, UChar32 point) {
            if (point == ill_formed) {
                out += replacement;
            } else if (!is_control(point)) {
                out += part;
            }
        });
    if (cut || out.size() > limits::shown_value_max_bytes) {
        out = truncate_utf8(out, limits::shown_value_max_bytes - ellipsis.size());
        out += ellipsis;
    }
    return out;
}

}  // namespace kontor
