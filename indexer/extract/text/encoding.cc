#include "indexer/extract/text/encoding.h"

#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>

namespace kontor {

namespace {

// What is looked at besides the check for UTF-8: enough letters of any language.
constexpr std::size_t sample_bytes = 256 * 1024;

std::optional<TextEncoding> by_mark(ByteView bytes) {
    struct Mark {
        ByteView bytes;
        const char* name;
    };
    using namespace std::string_view_literals;
    // UTF-32 before UTF-16, whose little-endian mark it begins with.
    static constexpr std::array<Mark, 6> marks{{{"\xEF\xBB\xBF"sv, "UTF-8"},
                                                {"\xFF\xFE\0\0"sv, "UTF-32LE"},
                                                {"\0\0\xFE\xFF"sv, "UTF-32BE"},
                                                {"\xFF\xFE"sv, "UTF-16LE"},
                                                {"\xFE\xFF"sv, "UTF-16BE"},
                                                {"\x84\x31\x95\x33"sv, "GB18030"}}};
    for (const Mark& mark : marks) {
        if (bytes.starts_with(mark.bytes)) {
            return TextEncoding{mark.name, mark.bytes.size()};
        }
    }
    return std::nullopt;
}

bool is_control(std::uint32_t code) {
    // Tab, line ends, form feed, escape (ISO 2022) and the end mark of DOS stand in texts.
    return (code < 0x20 && !(code >= 0x09 && code <= 0x0D) && code != 0x1B && code != 0x1A) ||
           code == 0x7F || (code >= 0x80 && code < 0xA0);
}

std::uint32_t unit_at(ByteView bytes, std::size_t offset, std::size_t width, bool is_big) {
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t at = is_big ? offset + i : offset + width - 1 - i;
        unit = unit << 8 | static_cast<unsigned char>(bytes[at]);
    }
    return unit;
}

// Whether `bytes`, taken as units of `width` bytes, read like a text: a good part of them Latin,
// none a control character or impossible.
bool reads_as_units(ByteView bytes, std::size_t width, bool is_big) {
    const std::size_t count = bytes.size() / width;
    std::size_t ascii = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t unit = unit_at(bytes, i * width, width, is_big);
        if (is_control(unit) || unit > 0x10FFFF || (width == 2 && unit >= 0xFFFE)) {
            return false;
        }
        ascii += unit < 0x80 ? 1 : 0;
    }
    // Even texts in other scripts have blanks, digits and line ends.
    return count > 0 && ascii * 20 >= count;
}

// Texts with NUL bytes and no mark: UTF-16 or UTF-32, or binary.
std::optional<TextEncoding> by_units(ByteView sample) {
    if (sample.size() % 4 == 0 && reads_as_units(sample, 4, /*is_big=*/false)) {
        return TextEncoding{"UTF-32LE"};
    }
    if (sample.size() % 4 == 0 && reads_as_units(sample, 4, /*is_big=*/true)) {
        return TextEncoding{"UTF-32BE"};
    }
    if (sample.size() % 2 == 0 && reads_as_units(sample, 2, /*is_big=*/false)) {
        return TextEncoding{"UTF-16LE"};
    }
    if (sample.size() % 2 == 0 && reads_as_units(sample, 2, /*is_big=*/true)) {
        return TextEncoding{"UTF-16BE"};
    }
    return std::nullopt;
}

bool is_binary(ByteView sample) {
    // Only what is a control character in every encoding of bytes.
    const auto controls = std::count_if(sample.begin(), sample.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x80 && byte != '\b' && is_control(byte);
    });
    // Printer codes and a stray byte are found in real texts; compressed data has one in eight.
    return static_cast<std::size_t>(controls) > 2 + sample.size() / 50;
}

// A text of UTF-8 with few bad bytes, as log files cut by a tool are.
bool is_nearly_utf8(ByteView sample) {
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < sample.size();) {
        const auto byte = static_cast<unsigned char>(sample[i]);
        const std::size_t length = byte < 0x80                    ? 1
                                   : byte >= 0xC2 && byte <= 0xDF ? 2
                                   : byte >= 0xE0 && byte <= 0xEF ? 3
                                   : byte >= 0xF0 && byte <= 0xF4 ? 4
                                                                  : 0;
        if (length > 1 && is_utf8(sample.substr(i, length))) {
            ++good;
        }
        if (length == 0 || (length > 1 && !is_utf8(sample.substr(i, length)))) {
            ++bad;
            ++i;
        } else {
            i += length;
        }
    }
    return good > 0 && bad * 10 <= good;
}

// The bytes above 0x7F of one encoding that are letters of Western European languages, and the
// signs that stand beside words in them. German letters come first, the commonest page too.
struct WesternPage {
    const char* name;
    ByteView letters;   // small
    ByteView capitals;  // not after a small letter
    ByteView signs;
};
constexpr std::array<WesternPage, 3> western_pages{{
    // €„…“”‚‘’–—§°²³´µ·«»©®£½¼, no-break space and 0xA4
    {"windows-1252",
     "\xE4\xF6\xFC\xDF\xE0\xE1\xE2\xE3\xE5\xE6\xE7\xE8\xE9\xEA\xEB\xEC\xED\xEE\xEF\xF1"
     "\xF2\xF3\xF4\xF5\xF8\xF9\xFA\xFB\x9C",
     "\xC4\xD6\xDC\xC0\xC1\xC2\xC5\xC6\xC7\xC8\xC9\xCA\xCB\xCD\xD1\xD3\xD4\xD8\xDA\x8C",
     "\x80\x84\x85\x93\x94\x82\x91\x92\x96\x97\xA7\xB0\xB2\xB3\xB4\xB5\xB7\xAB\xBB\xA9\xAE"
     "\xA3\xBD\xBC\xA0\xA4"},
    // CP850 and, in these letters, CP437; signs are above all the lines of boxes
    {"ibm-850",
     "\x84\x94\x81\xE1\x85\xA0\x83\xC6\x86\x91\x87\x8A\x82\x88\x89\x8D\xA1\x8C\x8B\xA4"
     "\x95\xA2\x93\x9B\x97\xA3\x96",
     "\x8E\x99\x9A\x8F\x92\x80\x90\xA5\x9D",
     "\xF5\xF8\xFD\xE6\xAE\xAF\xFF\xFA\xB3\xC4\xDA\xBF\xC0\xD9\xC3\xB4\xC2\xC1\xC5\xCD\xBA"
     "\xC9\xBB\xC8\xBC"},
    {"macintosh",
     "\x8A\x9A\x9F\xA7\x88\x87\x89\x8B\x8C\xBE\x8D\x8F\x8E\x90\x91\x93\x92\x94\x95\x96"
     "\x98\x97\x99\x9B\xBF\x9D\x9C\x9E",
     "\x80\x85\x86\xCB\xE7\xE5\x81\xAE\x82\xE9\x83\xE6\xE8\xEA\x84\xEE\xEF\xAF\xF2",
     "\xDB\xE3\xC9\xD2\xD3\xE2\xD4\xD5\xD0\xD1\xA4\xA1\xAB\xB5\xE1\xC7\xC8\xA9\xA8\xA3\xCA"},
}};

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a page explains the bytes above 0x7F of a sample: letters stand in Latin words, signs not
// inside them, a word of one letter (French "à") is possible.
class WesternSample {
  public:
    WesternSample(ByteView bytes, const WesternPage& page) : bytes_(bytes) {
        set(page.letters, letter);
        set(page.capitals, capital);
        set(page.signs, sign);
    }

    // One byte in ten may be anything.
    bool is_explained() const {
        std::size_t all = 0;
        std::size_t unexplained = 0;
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            if (is_high(bytes_[i])) {
                ++all;
                unexplained += fits(i) ? 0 : 1;
            }
        }
        return unexplained * 10 <= all;
    }

  private:
    enum Kind : char { unknown, letter, capital, sign };
    void set(ByteView bytes, Kind kind) {
        for (const char c : bytes) {
            kinds_[static_cast<unsigned char>(c)] = kind;
        }
    }
    static bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
    Kind kind(char c) const { return kinds_[static_cast<unsigned char>(c)]; }
    char at(std::size_t i, int step) const {
        const std::size_t there = i + static_cast<std::size_t>(step);
        return there < bytes_.size() ? bytes_[there] : ' ';
    }
    bool fits(std::size_t i) const {
        const char before = at(i, -1);
        const char after = at(i, 1);
        switch (kind(bytes_[i])) {
            case unknown:
                return false;
            case sign:
                return !(is_ascii_letter(before) && is_ascii_letter(after));
            case capital:
                if (before >= 'a' && before <= 'z') {
                    return false;
                }
                break;
            case letter:
                break;
        }
        return is_in_latin_word(i) || !(is_high(before) || is_high(after));
    }
    // A Latin letter beside it, or beyond one more letter of this page: "Süß", "créé".
    bool is_in_latin_word(std::size_t i) const {
        for (const int step : {-1, 1}) {
            const char next = at(i, step);
            if (is_ascii_letter(next) || (kinds_[static_cast<unsigned char>(next)] == letter &&
                                          is_ascii_letter(at(i, 2 * step)))) {
                return true;
            }
        }
        return false;
    }

    ByteView bytes_;
    std::array<Kind, 256> kinds_{};
};

// In texts of other scripts such bytes stand among their like, and no page explains them.
std::optional<TextEncoding> by_western_letters(ByteView sample) {
    const auto page = std::find_if(
        western_pages.begin(), western_pages.end(),
        [&](const WesternPage& tried) { return WesternSample(sample, tried).is_explained(); });
    if (page == western_pages.end()) {
        return std::nullopt;
    }
    const bool has_c1 = std::any_of(sample.begin(), sample.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 && byte < 0xA0;
    });
    // The one sign that tells ISO 8859-15 from windows-1252 in practice: 0xA4 is the euro there and
    // the currency sign here, which nobody writes.
    if (page == western_pages.begin() && !has_c1 && sample.find('\xA4') != ByteView::npos) {
        return TextEncoding{"ISO-8859-15"};
    }
    return TextEncoding{page->name};
}

// uchardet tells encodings that ICU has no table of, such as VISCII.
bool has_converter(const std::string& name) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(name.c_str(), &error), &ucnv_close);
    return U_SUCCESS(error) != 0;
}

std::optional<TextEncoding> by_statistics(ByteView sample) {
    const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                         &uchardet_delete);
    if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) {
        return std::nullopt;
    }
    uchardet_data_end(detector.get());
    std::string name = uchardet_get_charset(detector.get());
    if (name.empty() || name == "ASCII") {
        return std::nullopt;
    }
    // Browsers' reading (WHATWG Encoding): the larger set contains the smaller, and is in use.
    if (name == "ISO-8859-1") {
        name = "windows-1252";
    } else if (name == "UHC") {
        name = "windows-949";
    } else if (name == "ISO-8859-16") {
        name = "ISO-8859-2";  // of Romanian letters only the cedilla differs from the comma
    }
    return has_converter(name) ? std::optional(TextEncoding{name}) : std::nullopt;
}

}  // namespace

std::optional<TextEncoding> find_encoding(ByteView bytes) {
    if (const auto marked = by_mark(bytes)) {
        return marked;
    }
    const ByteView sample = bytes.substr(0, sample_bytes);
    if (sample.find('\0') != ByteView::npos) {
        if (const auto units = by_units(sample)) {
            return units;
        }
        // A few of them fill up records, or are what is left of a crash.
    }
    if (is_binary(sample)) {
        return std::nullopt;
    }
    const bool has_escapes = sample.find("\x1B$") != ByteView::npos;
    if (!has_escapes && is_utf8(bytes)) {
        return TextEncoding{"UTF-8"};
    }
    if (!has_escapes && is_nearly_utf8(sample)) {
        return TextEncoding{"UTF-8"};
    }
    if (const auto western = by_western_letters(sample); western && !has_escapes) {
        return western;
    }
    if (const auto told = by_statistics(sample)) {
        return told;
    }
    return TextEncoding{is_utf8(bytes) ? "UTF-8" : "windows-1252"};
}

}  // namespace kontor
