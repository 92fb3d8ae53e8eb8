#include "indexer/extract/pdf/simple_font.h"

#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/glyph_names.h"
#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/standard_widths.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// Flags of a font descriptor (ISO 32000-1, table 123).
constexpr std::int64_t fixed_pitch_flag = 1;
constexpr std::int64_t serif_flag = 2;

// Without the tag of a subset: "ABCDEF+Arial" is Arial.
std::string_view without_tag(std::string_view name) {
    return name.size() > 7 && name[6] == '+' ? name.substr(7) : name;
}

}  // namespace

SimpleFontReader::SimpleFontReader(Font& font, PdfFile& file, const Object* dictionary)
    : font_(font),
      file_(file),
      dictionary_(dictionary),
      descriptor_(file.get(dictionary, "FontDescriptor")),
      base_font_(without_tag(file.get_name(dictionary, "BaseFont"))),
      subtype_(file.get_name(dictionary, "Subtype")),
      is_dingbats_(base_font_.find("Dingbats") != std::string::npos),
      names_(256) {}

void SimpleFontReader::run() {
    read_encoding();
    set_texts();
    read_to_unicode();
    read_widths();
    if (subtype_ == "Type3") {
        guess_type3_size();
    }
}

void SimpleFontReader::read_encoding() {
    const Object* encoding = file_.get(dictionary_, "Encoding");
    base_ = encoding_named(file_.name(encoding));
    if (base_ == nullptr && file_.is_dictionary(encoding)) {
        base_ = encoding_named(file_.get_name(encoding, "BaseEncoding"));
    }
    if (base_ == nullptr) {
        if (is_dingbats_) {
            base_ = &zapf_dingbats_encoding();
        } else if (base_font_.starts_with("Symbol")) {
            base_ = &symbol_encoding();
        } else if (subtype_ == "TrueType") {
            base_ = &win_ansi_encoding();
        } else {
            base_ = &standard_encoding();
            read_program_encoding();
        }
    }
    read_differences(encoding);
}

void SimpleFontReader::read_program_encoding() {
    GlyphNames names;
    if (const Object* type1 = file_.get(descriptor_, "FontFile"); type1 != nullptr) {
        names = type1_encoding(file_.stream(type1, limits::pdf_stream_max_bytes));
    } else if (const Object* cff = file_.get(descriptor_, "FontFile3"); cff != nullptr) {
        names = cff_encoding(file_.stream(cff, limits::pdf_stream_max_bytes));
    }
    if (!names.empty()) {
        static const Encoding none{};
        names_ = std::move(names);
        base_ = &none;
    }
}

void SimpleFontReader::read_differences(const Object* encoding) {
    const Object* differences = file_.get(encoding, "Differences");
    const std::size_t count = std::min<std::size_t>(file_.array_size(differences), 100'000);
    std::int64_t code = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Object* entry = file_.item(differences, i);
        const std::string_view name = file_.name(entry);
        if (name.empty()) {
            code = file_.integer(entry, code);
        } else if (code >= 0 && code < 256) {
            names_[static_cast<std::size_t>(code++)] = name.substr(0, 128);
        }
    }
}

// Names such as "g4F" for all letters: their digits are hexadecimal when one of them has a letter
// among the digits.
bool SimpleFontReader::names_are_hexadecimal() const {
    return std::any_of(names_.begin(), names_.end(), [](const std::string& name) {
        return name.size() == 3 && hex_digit(name[1]) >= 0 && hex_digit(name[2]) >= 0 &&
               (hex_digit(name[1]) > 9 || hex_digit(name[2]) > 9) &&
               (hex_digit(name[1]) <= 9 || hex_digit(name[2]) <= 9) &&
               characters_of_glyph(name).empty();
    });
}

std::u32string SimpleFontReader::text_of_code(unsigned code) const {
    const std::string& name = names_[code];
    if (name.empty()) {
        const char16_t c = (*base_)[code];
        return c == 0 ? std::u32string() : std::u32string(1, c);
    }
    if (is_dingbats_) {
        if (const char16_t c = dingbat_of_glyph(name); c != 0) {
            return std::u32string(1, c);
        }
    }
    return characters_of_glyph(name);
}

void SimpleFontReader::set_texts() {
    const bool hexadecimal = names_are_hexadecimal();
    for (unsigned code = 0; code < 256; ++code) {
        std::u32string text = text_of_code(code);
        if (text.empty() && !names_[code].empty() && names_[code] != ".notdef") {
            const int number = code_in_glyph_name(names_[code], hexadecimal);
            if (number >= 0x20) {
                text.assign(1, static_cast<char32_t>(number));
            }
        }
        font_.set_text(font_.simple_[code], text);
    }
}

void SimpleFontReader::read_to_unicode() {
    const Object* stream = file_.get(dictionary_, "ToUnicode");
    if (!file_.is_stream(stream)) {
        return;
    }
    const auto map = CharacterMap::parse(file_.stream(stream, limits::pdf_stream_max_bytes));
    std::u32string scratch;
    for (unsigned code = 0; code < 256 && map.has_text(); ++code) {
        if (const auto text = map.text(code, scratch); !text.empty()) {
            font_.set_text(font_.simple_[code], text);
        }
    }
}

void SimpleFontReader::read_widths() {
    const Object* widths = file_.get(dictionary_, "Widths");
    double unit = 0.001;
    if (subtype_ == "Type3") {
        unit = std::fabs(file_.number(file_.item(file_.get(dictionary_, "FontMatrix"), 0), 0.001));
    }
    const std::int64_t flags = file_.integer(file_.get(descriptor_, "Flags"), 0);
    const auto standard = StandardWidths::nearest(base_font_, (flags & fixed_pitch_flag) != 0,
                                                  (flags & serif_flag) != 0);
    const bool has_widths = file_.is_array(widths);
    const double missing = file_.get_number(descriptor_, "MissingWidth", 0);
    for (unsigned code = 0; code < 256; ++code) {
        FontGlyph& glyph = font_.simple_[code];
        double width = missing;
        if (!has_widths && subtype_ != "Type3") {
            const auto text = font_.text(glyph);
            width = text.empty() ? missing : standard.of(text[0]);
        }
        glyph.width = static_cast<float>(width * unit);
        glyph.known = true;
    }
    const std::int64_t first = file_.integer(file_.get(dictionary_, "FirstChar"), 0);
    const std::size_t count = std::min<std::size_t>(file_.array_size(widths), 256);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t code = first + static_cast<std::int64_t>(i);
        if (code >= 0 && code < 256) {
            font_.simple_[static_cast<std::size_t>(code)].width =
                static_cast<float>(file_.number(file_.item(widths, i), missing) * unit);
        }
    }
}

// The size of a Type 3 font says nothing about the height of its letters, as its units are free. A
// letter is about half as wide as high, an m six tenths.
void SimpleFontReader::guess_type3_size() {
    float any = 0;
    float letter = 0;
    float m = 0;
    for (unsigned code = 0; code < 256; ++code) {
        const FontGlyph& glyph = font_.simple_[code];
        const std::string& name = names_[code];
        if (glyph.width <= 0 || name.empty()) {
            continue;
        }
        any = any > 0 ? any : glyph.width;
        if (name.size() == 1 && (name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z') {
            letter = letter > 0 ? letter : glyph.width;
            m = name[0] == 'm' ? glyph.width : m;
        }
    }
    const float factor = m > 0 ? m / 0.6F : letter > 0 ? letter / 0.5F : any / 0.5F;
    font_.size_factor_ = factor > 0 ? factor : 1;
    const Object* matrix = file_.get(dictionary_, "FontMatrix");
    const double a = file_.number(file_.item(matrix, 0), 0.001);
    const double d = file_.number(file_.item(matrix, 3), 0.001);
    if (a != 0 && d != 0) {
        font_.size_factor_ *= static_cast<float>(std::clamp(std::fabs(d / a), 0.01, 100.0));
    }
}

}  // namespace kontor::pdf
