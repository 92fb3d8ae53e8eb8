#include "indexer/extract/searchable/glyphless_font.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::uint16_t units_per_em = 1000;
constexpr std::uint16_t advance = 500;
constexpr std::size_t codes_max = 0xFFFF;

// Of valid UTF-8.
char32_t take_character(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i) {
        character = character << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(std::min(length, text.size()));
    return character;
}

void append_utf16(Bytes& out, char32_t character) {
    if (character < 0x10000) {
        out += fmt::format("{:04X}", static_cast<unsigned>(character));
    } else {
        const auto above = static_cast<unsigned>(character) - 0x10000U;
        out += fmt::format("{:04X}{:04X}", 0xD800U + (above >> 10U), 0xDC00U + (above & 0x3FFU));
    }
}

Bytes numbers(std::initializer_list<int> values) {
    Bytes bytes;
    for (const int value : values) {
        append_u16(bytes, static_cast<std::uint16_t>(value));
    }
    return bytes;
}

std::uint32_t sum_of(ByteView table) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < table.size(); i += 4) {
        ByteView word = table.substr(i, 4);
        sum += take_u32(word);
    }
    return sum;
}

// The OpenType specification's chapters on each table say what the numbers are.
std::vector<std::pair<std::string_view, Bytes>> font_tables() {
    constexpr int loca_is_short = 0;
    Bytes head = numbers({1, 0, 1, 0});  // versions
    append_u32(head, 0);                 // sum of the whole font: set at the end
    append_u32(head, 0x5F0F3CF5);
    head += numbers({0, units_per_em});
    head += Bytes(16, '\0');  // made and changed: no time, so that the bytes stay the same
    head += numbers({0, 0, advance, units_per_em, 0, 8, 2, loca_is_short, 0});
    const Bytes hhea = numbers(
        {1, 0, units_per_em, 0, 0, advance, 0, 0, advance, 1, 0, 0, 0, 0, 0, 0, 0, /*metrics*/ 1});
    const Bytes maxp =
        numbers({1, 0, /*glyphs*/ 2, 0, 0, 0, 0, /*zones*/ 1, 0, 0, 0, 0, 0, 0, 0, 0});
    // In the order of their names. No glyph has an outline; an empty table counts as a missing one.
    return {{"glyf", Bytes(4, '\0')},
            {"head", head},
            {"hhea", hhea},
            {"hmtx", numbers({advance, 0, 0})},
            {"loca", numbers({0, 0, 0})},
            {"maxp", maxp}};
}

}  // namespace

Bytes glyphless_program() {
    const auto tables = font_tables();
    constexpr std::size_t head_bytes = 12;
    constexpr std::size_t entry_bytes = 16;
    Bytes program = numbers({1, 0, static_cast<int>(tables.size()), 64, 2, 32});
    Bytes body;
    std::size_t head_at = 0;
    for (const auto& [name, table] : tables) {
        const std::size_t at = head_bytes + entry_bytes * tables.size() + body.size();
        head_at = name == "head" ? at : head_at;
        Bytes padded = table;
        padded.resize((table.size() + 3) / 4 * 4, '\0');
        program += name;
        append_u32(program, sum_of(padded));
        append_u32(program, static_cast<std::uint32_t>(at));
        append_u32(program, static_cast<std::uint32_t>(table.size()));
        body += padded;
    }
    program += body;
    Bytes adjustment;
    append_u32(adjustment, 0xB1B0AFBAU - sum_of(program));
    return program.replace(head_at + 8, 4, adjustment);
}

Bytes GlyphlessFont::codes_of(std::string_view text, std::size_t& count) {
    Bytes codes = "<";
    count = 0;
    while (!text.empty()) {
        const char32_t character = take_character(text);
        auto known = codes_.find(character);
        if (known == codes_.end()) {
            if (characters_.size() == codes_max) {
                continue;
            }
            characters_.push_back(character);
            known = codes_.emplace(character, static_cast<std::uint16_t>(characters_.size())).first;
        }
        codes += fmt::format("{:04X}", known->second);
        ++count;
    }
    return codes + ">";
}

Bytes GlyphlessFont::to_unicode() const {
    constexpr std::size_t block = 100;  // at most (Adobe Technical Note 5411)
    Bytes map =
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        "1 begincodespacerange<0000><FFFF>endcodespacerange\n";
    for (std::size_t at = 0; at < characters_.size(); at += block) {
        const std::size_t end = std::min(at + block, characters_.size());
        map += fmt::format("{} beginbfchar\n", end - at);
        for (std::size_t i = at; i < end; ++i) {
            map += fmt::format("<{:04X}><", i + 1);
            append_utf16(map, characters_[i]);
            map += ">\n";
        }
        map += "endbfchar\n";
    }
    return map + "endcmap CMapName currentdict/CMap defineresource pop end end\n";
}

void GlyphlessFont::write(PdfOutput& out, std::uint32_t number) const {
    const std::uint32_t descendant = out.reserve();
    const std::uint32_t descriptor = out.reserve();
    const std::uint32_t program = out.reserve();
    const std::uint32_t glyphs = out.reserve();
    const std::uint32_t unicode = out.reserve();
    out.object(number,
               fmt::format("<</Type/Font/Subtype/Type0/BaseFont/KontorGlyphless"
                           "/Encoding/Identity-H/DescendantFonts[{} 0 R]/ToUnicode {} 0 R>>",
                           descendant, unicode));
    out.object(descendant,
               fmt::format("<</Type/Font/Subtype/CIDFontType2/BaseFont/KontorGlyphless"
                           "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                           "/FontDescriptor {} 0 R/DW {}/CIDToGIDMap {} 0 R>>",
                           descriptor, advance, glyphs));
    // A descent of 0 is taken for one that was forgotten.
    out.object(descriptor, fmt::format("<</Type/FontDescriptor/FontName/KontorGlyphless/Flags 5"
                                       "/FontBBox[0 0 {0} {1}]/ItalicAngle 0/Ascent {1}/Descent -1"
                                       "/CapHeight {1}/StemV 80/FontFile2 {2} 0 R>>",
                                       advance, units_per_em, program));
    const Bytes bytes = glyphless_program();
    out.packed_stream(program, fmt::format("/Length1 {}", bytes.size()), bytes);
    Bytes all_one = numbers({0});
    for (std::size_t i = 0; i < characters_.size(); ++i) {
        append_u16(all_one, 1);
    }
    out.packed_stream(glyphs, "", all_one);
    out.packed_stream(unicode, "", to_unicode());
}

}  // namespace kontor
