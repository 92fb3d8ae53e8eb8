#include "indexer/extract/pdf/unicode.h"

#include "indexer/extract/pdf/encodings.h"

namespace kontor::pdf {

namespace {

unsigned byte_at(ByteView bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

template <typename Unit>
std::u32string join_units(std::size_t count, Unit unit) {
    std::u32string out;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const char32_t c = unit(i);
        if (c >= 0xD800 && c < 0xDC00) {
            const char32_t low = i + 1 < count ? unit(i + 1) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                out.push_back(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
                ++i;
            }
        } else if (c < 0xDC00 || c >= 0xE000) {
            out.push_back(c);
        }
    }
    return out;
}

// Bytes that must be UTF-8; what is not becomes nothing.
std::u32string from_utf8(ByteView bytes) {
    std::u32string out;
    for (std::size_t i = 0; i < bytes.size();) {
        const unsigned lead = byte_at(bytes, i++);
        const int more = lead < 0x80   ? 0
                         : lead < 0xC2 ? -1
                         : lead < 0xE0 ? 1
                         : lead < 0xF0 ? 2
                         : lead < 0xF5 ? 3
                                       : -1;
        if (more < 0) {
            continue;
        }
        char32_t c = more == 0 ? lead : lead & (0x3Fu >> more);
        int taken = 0;
        while (taken < more && i < bytes.size() && (byte_at(bytes, i) & 0xC0) == 0x80) {
            c = (c << 6) | (byte_at(bytes, i++) & 0x3F);
            ++taken;
        }
        if (taken == more) {
            out.push_back(c);
        }
    }
    return out;
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        if (c != 0) {
            put(c);
        }
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        if (c < 0xD800 || c >= 0xE000) {
            put(0xE0 | (c >> 12));
            put(0x80 | ((c >> 6) & 0x3F));
            put(0x80 | (c & 0x3F));
        }
    } else if (c < 0x110000) {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        append_utf8(out, c);
    }
    return out;
}

std::u32string from_utf16be(ByteView bytes) {
    return join_units(bytes.size() / 2, [bytes](std::size_t i) {
        return static_cast<char32_t>(byte_at(bytes, 2 * i) << 8 | byte_at(bytes, 2 * i + 1));
    });
}

std::u32string from_utf16le(ByteView bytes) {
    return join_units(bytes.size() / 2, [bytes](std::size_t i) {
        return static_cast<char32_t>(byte_at(bytes, 2 * i + 1) << 8 | byte_at(bytes, 2 * i));
    });
}

std::u32string from_text_string(ByteView bytes) {
    if (bytes.starts_with("\xFE\xFF")) {
        return from_utf16be(bytes.substr(2));
    }
    if (bytes.starts_with("\xFF\xFE")) {
        return from_utf16le(bytes.substr(2));
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return from_utf8(bytes.substr(3));
    }
    std::u32string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        const char32_t decoded = pdf_doc_character(static_cast<unsigned char>(c));
        if (decoded != 0) {
            out.push_back(decoded);
        }
    }
    return out;
}

bool is_right_to_left(char32_t c) {
    return (c >= 0x0590 && c < 0x0900) || (c >= 0xFB1D && c < 0xFE00) ||
           (c >= 0xFE70 && c < 0xFF00) || (c >= 0x10800 && c < 0x11000) ||
           (c >= 0x1E800 && c < 0x1F000);
}

bool is_left_to_right(char32_t c) {
    if (c < 0x80) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
    // Punctuation and symbols (U+2000 to U+2BFF) take the direction around them.
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !is_right_to_left(c) &&
           !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3005);
}

bool is_blank(char32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x1680 || c == 0x2028 || c == 0x2029 ||
           c == 0x85;
}

}  // namespace kontor::pdf
