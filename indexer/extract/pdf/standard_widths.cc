#include "indexer/extract/pdf/standard_widths.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace kontor::pdf {

namespace {

// Characters 0x20 to 0x7E.
using Widths = std::array<std::uint16_t, 95>;

// clang-format off
constexpr Widths helvetica = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
constexpr Widths helvetica_bold = {
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};
constexpr Widths times = {
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500,
    500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541};
constexpr Widths times_bold = {
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778,
    611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500,
    556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520};
// clang-format on

// The plain letter under an accent, for Latin-1; letters beyond are near 'o' in width.
char32_t plain(char32_t c) {
    static constexpr std::string_view upper =
        "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";
    if (c >= 0xC0 && c <= 0xFF) {
        return static_cast<unsigned char>(upper[c - 0xC0]);
    }
    switch (c) {
        case 0x2019:
        case 0x2018:
        case 0x201A:
            return '\'';
        case 0x201C:
        case 0x201D:
        case 0x201E:
            return '"';
        case 0xA0:
            return ' ';
        case 0xB7:
        case 0x2022:
            return '(';
        case 0xAD:
            return '-';
        case 0xFB01:
        case 0xFB02:
            return '0';
        default:
            return 'o';
    }
}

std::string lower(std::string_view name) {
    std::string out(name);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

}  // namespace

StandardWidths StandardWidths::nearest(std::string_view font_name, bool fixed_pitch, bool serif) {
    const std::string name = lower(font_name);
    const auto has = [&name](std::string_view part) {
        return name.find(part) != std::string::npos;
    };
    StandardWidths widths;
    widths.bold = has("bold") || has("black") || has("heavy");
    if (has("courier") || has("mono") || has("consol")) {
        widths.family = Family::fixed;
    } else if (has("times") || has("garamond") || has("georgia") || has("serif") || has("roman")) {
        widths.family = has("sans") ? Family::sans : Family::serif;
    } else if (has("helvetica") || has("arial")) {
        widths.family = Family::sans;
    } else {
        widths.family = fixed_pitch ? Family::fixed : serif ? Family::serif : Family::sans;
    }
    return widths;
}

float StandardWidths::of(char32_t c) const {
    if (family == Family::fixed) {
        return 600;
    }
    const Widths& table =
        family == Family::sans ? (bold ? helvetica_bold : helvetica) : (bold ? times_bold : times);
    if (c == 0x2014 || c == 0x2026) {
        return 1000;
    }
    if (c < 0x20 || c > 0x7E) {
        c = plain(c);
    }
    return table[c - 0x20];
}

bool is_standard_font(std::string_view font_name) {
    const std::string name = lower(font_name);
    return name.starts_with("helvetica") || name.starts_with("times") ||
           name.starts_with("courier") || name.starts_with("arial");
}

}  // namespace kontor::pdf
