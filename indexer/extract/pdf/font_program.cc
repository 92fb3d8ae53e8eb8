#include "indexer/extract/pdf/font_program.h"

#include "indexer/extract/pdf/cff_strings.h"
#include "indexer/extract/pdf/content_lexer.h"

#include <algorithm>

namespace kontor::pdf {

namespace {

// Big-endian numbers of a font; 0 beyond its end.
class FontBytes {
  public:
    explicit FontBytes(ByteView bytes) : bytes_(bytes) {}
    std::uint32_t number(std::size_t at, unsigned width) const {
        if (at > bytes_.size() || bytes_.size() - at < width) {
            return 0;
        }
        std::uint32_t value = 0;
        for (unsigned i = 0; i < width; ++i) {
            value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
        }
        return value;
    }
    std::uint32_t u8(std::size_t at) const { return number(at, 1); }
    std::uint32_t u16(std::size_t at) const { return number(at, 2); }
    std::uint32_t u32(std::size_t at) const { return number(at, 4); }
    std::size_t size() const { return bytes_.size(); }
    ByteView part(std::size_t at, std::size_t length) const {
        return at < bytes_.size() ? bytes_.substr(at, length) : ByteView();
    }

  private:
    ByteView bytes_;
};

// The place of a table in an OpenType or TrueType file; 0 when it has none.
std::size_t table_offset(const FontBytes& font, std::uint32_t tag) {
    std::size_t start = 0;
    if (font.u32(0) == 0x74746366) {  // 'ttcf': the first font of a collection
        start = font.u32(12);
    }
    const std::uint32_t tables = font.u16(start + 4);
    for (std::uint32_t i = 0; i < tables; ++i) {
        const std::size_t record = start + 12 + 16 * i;
        if (font.u32(record) == tag) {
            return font.u32(record + 8);
        }
    }
    return 0;
}

struct Index {  // TN 5176, 5
    std::uint32_t count = 0;
    unsigned width = 1;
    std::size_t offsets = 0;
    std::size_t data = 0;  // one before the first byte, as offsets count from 1
    std::size_t end = 0;
};

Index read_index(const FontBytes& font, std::size_t at) {
    Index index;
    index.count = font.u16(at);
    if (index.count == 0) {
        index.end = at + 2;
        return index;
    }
    index.width = std::clamp<unsigned>(font.u8(at + 2), 1, 4);
    index.offsets = at + 3;
    index.data = index.offsets + static_cast<std::size_t>(index.count + 1) * index.width - 1;
    index.end = index.data +
                font.number(index.offsets + static_cast<std::size_t>(index.count) * index.width,
                            index.width);
    return index;
}

ByteView index_entry(const FontBytes& font, const Index& index, std::uint32_t i) {
    if (i >= index.count) {
        return {};
    }
    const std::size_t first =
        font.number(index.offsets + static_cast<std::size_t>(i) * index.width, index.width);
    const std::size_t last =
        font.number(index.offsets + static_cast<std::size_t>(i + 1) * index.width, index.width);
    return last > first ? font.part(index.data + first, last - first) : ByteView();
}

struct TopDict {
    std::uint32_t charset = 0;
    std::uint32_t encoding = 0;
    std::uint32_t char_strings = 0;
};

// The offsets among the operands of a Top DICT (TN 5176, 4); all are integers.
TopDict read_top_dict(ByteView dict) {
    TopDict top;
    const FontBytes bytes(dict);
    std::uint32_t operand = 0;
    for (std::size_t at = 0; at < dict.size();) {
        const std::uint32_t b = bytes.u8(at);
        if (b >= 32 && b <= 246) {
            operand = b - 139;
            at += 1;
        } else if (b >= 247 && b <= 254) {
            operand = b < 251 ? (b - 247) * 256 + bytes.u8(at + 1) + 108 : 0;
            at += 2;
        } else if (b == 28) {
            operand = bytes.u16(at + 1);
            at += 3;
        } else if (b == 29) {
            operand = bytes.u32(at + 1);
            at += 5;
        } else if (b == 30) {  // a real number: nibbles up to 15
            for (++at;
                 at < dict.size() && (bytes.u8(at) & 0x0F) != 0x0F && (bytes.u8(at) >> 4) != 0x0F;
                 ++at) {
            }
            ++at;
        } else {
            top.charset = b == 15 ? operand : top.charset;
            top.encoding = b == 16 ? operand : top.encoding;
            top.char_strings = b == 17 ? operand : top.char_strings;
            at += b == 12 ? 2 : 1;
        }
    }
    return top;
}

// String numbers of the glyphs, by glyph (TN 5176, 13).
std::vector<std::uint32_t> read_charset(const FontBytes& font,
                                        std::size_t at,
                                        std::uint32_t glyphs) {
    std::vector<std::uint32_t> sids{0};
    if (at <= 2) {  // predefined: ISOAdobe counts from one; the expert sets are not needed for text
        for (std::uint32_t i = 1; i < glyphs && at == 0; ++i) {
            sids.push_back(i);
        }
        return sids;
    }
    const std::uint32_t format = font.u8(at++);
    while (sids.size() < glyphs && at < font.size()) {
        const std::uint32_t first = font.u16(at);
        const std::uint32_t more = format == 0   ? 0
                                   : format == 1 ? font.u8(at + 2)
                                                 : font.u16(at + 2);
        at += 2 + format;
        for (std::uint32_t i = 0; i <= more && sids.size() < glyphs; ++i) {
            sids.push_back(first + i);
        }
        if (format > 2) {
            break;
        }
    }
    return sids;
}

class CffEncoding {
  public:
    CffEncoding(const FontBytes& font, const Index& strings, std::vector<std::uint32_t> charset)
        : font_(font), strings_(strings), charset_(std::move(charset)), names_(256) {}

    GlyphNames read(std::size_t at) {
        const std::uint32_t format = font_.u8(at);
        const std::uint32_t count = font_.u8(at + 1);
        at += 2;
        std::uint32_t glyph = 1;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t first = font_.u8(at);
            const std::uint32_t more = (format & 0x7F) == 0 ? 0 : font_.u8(at + 1);
            at += (format & 0x7F) == 0 ? 1 : 2;
            for (std::uint32_t j = 0; j <= more; ++j, ++glyph) {
                if (glyph < charset_.size()) {
                    set(first + j, charset_[glyph]);
                }
            }
        }
        const std::uint32_t supplements = (format & 0x80) != 0 ? font_.u8(at++) : 0;
        for (std::uint32_t i = 0; i < supplements; ++i, at += 3) {
            set(font_.u8(at), font_.u16(at + 1));
        }
        return std::move(names_);
    }

  private:
    void set(std::uint32_t code, std::uint32_t sid) {
        if (code < 256) {
            names_[code] =
                sid < cff_standard_strings
                    ? cff_standard_string(sid)
                    : index_entry(font_, strings_, sid - cff_standard_strings).substr(0, 128);
        }
    }

    const FontBytes& font_;
    const Index& strings_;
    std::vector<std::uint32_t> charset_;
    GlyphNames names_;
};

// Puts the mapping of one cmap subtable into `characters` (OpenType, cmap).
class CmapReader {
  public:
    CmapReader(const FontBytes& font, std::vector<char32_t>& characters)
        : font_(font), characters_(characters) {}

    void read(std::size_t at) {
        switch (font_.u16(at)) {
            case 0:
                for (std::uint32_t code = 0; code < 256; ++code) {
                    set(font_.u8(at + 6 + code), code);
                }
                break;
            case 4:
                segments(at);
                break;
            case 6: {
                const std::uint32_t first = font_.u16(at + 6);
                const std::uint32_t count = font_.u16(at + 8);
                for (std::uint32_t i = 0; i < count; ++i) {
                    set(font_.u16(at + 10 + 2 * i), first + i);
                }
                break;
            }
            case 12:
                groups(at);
                break;
            default:
                break;
        }
    }

  private:
    void set(std::uint32_t glyph, std::uint32_t code) {
        if (glyph == 0 || glyph > 0xFFFF || code < 0x20) {
            return;
        }
        if (characters_.size() <= glyph) {
            characters_.resize(glyph + 1);
        }
        if (characters_[glyph] == 0) {
            characters_[glyph] = code;
        }
    }

    void segments(std::size_t at) {
        const std::uint32_t twice = font_.u16(at + 6) & ~1u;
        for (std::uint32_t i = 0; i < twice; i += 2) {
            const std::uint32_t last = font_.u16(at + 14 + i);
            const std::uint32_t first = font_.u16(at + 16 + twice + i);
            const std::uint32_t delta = font_.u16(at + 16 + 2 * twice + i);
            const std::size_t offset_at = at + 16 + 3 * twice + i;
            const std::uint32_t offset = font_.u16(offset_at);
            for (std::uint32_t code = first; code <= last && code < 0xFFFF; ++code) {
                std::uint32_t glyph = code;
                if (offset != 0) {
                    glyph = font_.u16(offset_at + offset + 2 * (code - first));
                    if (glyph == 0) {
                        continue;
                    }
                }
                set((glyph + delta) & 0xFFFF, code);
                if (++steps_ > 0x20000) {
                    return;
                }
            }
        }
    }

    void groups(std::size_t at) {
        const std::uint32_t count = font_.u32(at + 12);
        for (std::uint32_t i = 0;
             i < count && at + 16 + 12 * static_cast<std::size_t>(i) < font_.size(); ++i) {
            const std::size_t group = at + 16 + 12 * static_cast<std::size_t>(i);
            const std::uint32_t first = font_.u32(group);
            const std::uint32_t last = font_.u32(group + 4);
            const std::uint32_t glyph = font_.u32(group + 8);
            for (std::uint32_t code = first; code <= last && code < 0x110000; ++code) {
                set(glyph + (code - first), code);
                if (++steps_ > 0x20000) {
                    return;
                }
            }
        }
    }

    const FontBytes& font_;
    std::vector<char32_t>& characters_;
    std::uint32_t steps_ = 0;  // overlapping ranges of a hostile font end here
};

}  // namespace

GlyphNames type1_encoding(ByteView program) {
    const std::size_t clear = program.find("eexec");
    program = program.substr(0, clear);
    const std::size_t at = program.find("/Encoding");
    if (at == ByteView::npos) {
        return {};
    }
    GlyphNames names(256);
    bool any = false;
    ContentLexer lexer(program.substr(at + 9));
    int code = -1;  // the number that stood last, waiting for its name
    for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) {
        if (token.kind == Token::Kind::number) {
            code = token.number >= 0 && token.number < 256 ? static_cast<int>(token.number) : -1;
        } else if (token.kind == Token::Kind::name && code >= 0) {
            if (token.text != ".notdef") {
                names[static_cast<std::size_t>(code)] = token.text.substr(0, 128);
                any = true;
            }
            code = -1;
        } else if (token.kind == Token::Kind::word) {
            if (token.text == "StandardEncoding") {
                return {};
            }
            if (token.text == "def" || token.text == "readonly") {
                break;
            }
        }
        lexer.release();
    }
    return any ? names : GlyphNames();
}

GlyphNames cff_encoding(ByteView program) {
    if (program.starts_with("OTTO")) {
        const std::size_t at = table_offset(FontBytes(program), 0x43464620);  // 'CFF '
        if (at == 0 || at >= program.size()) {
            return {};
        }
        program.remove_prefix(at);
    }
    const FontBytes font(program);
    const Index names = read_index(font, font.u8(2));
    const Index tops = read_index(font, names.end);
    const Index strings = read_index(font, tops.end);
    const TopDict top = read_top_dict(index_entry(font, tops, 0));
    if (top.encoding <= 1 || top.encoding >= program.size()) {
        return {};  // Standard, which is what the reader takes without an encoding; or Expert
    }
    const std::uint32_t glyphs = font.u16(top.char_strings);
    return CffEncoding(font, strings, read_charset(font, top.charset, glyphs)).read(top.encoding);
}

std::vector<char32_t> truetype_characters(ByteView program) {
    const FontBytes font(program);
    const std::size_t cmap = table_offset(font, 0x636D6170);  // 'cmap'
    std::vector<char32_t> characters;
    if (cmap == 0) {
        return characters;
    }
    const std::uint32_t count = std::min<std::uint32_t>(font.u16(cmap + 2), 64);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t record = cmap + 4 + 8 * static_cast<std::size_t>(i);
        const std::uint32_t platform = font.u16(record);
        const std::uint32_t encoding = font.u16(record + 2);
        if (platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10))) {
            CmapReader(font, characters).read(cmap + font.u32(record + 4));
        }
    }
    return characters;
}

}  // namespace kontor::pdf
