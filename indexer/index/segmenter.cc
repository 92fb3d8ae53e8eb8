#include "indexer/index/segmenter.h"

#include "indexer/fields/code_point.h"

#include <array>
#include <cstdint>

#include <unicode/uchar.h>

namespace kontor {

namespace {

enum class Class : std::uint8_t { other, letter, digit, ideograph, within };

Class class_beyond_ascii(UChar32 point) {
    const std::uint32_t category = U_GET_GC_MASK(point);
    if ((category & (U_GC_L_MASK | U_GC_NL_MASK)) != 0) {
        const bool ideograph = u_hasBinaryProperty(point, UCHAR_IDEOGRAPHIC) != 0;
        // Hiragana and Katakana: words are not divided by blanks either.
        const bool kana = point >= 0x3041 && point <= 0x30ff;
        return ideograph || kana ? Class::ideograph : Class::letter;
    }
    if ((category & U_GC_ND_MASK) != 0) {
        return Class::digit;
    }
    if ((category & U_GC_NO_MASK) != 0) {
        return Class::letter;  // ², ½
    }
    // Marks, and what is invisible inside a word: soft hyphen, joiners.
    constexpr UChar32 soft_hyphen = 0xad;
    if ((category & U_GC_M_MASK) != 0 || point == soft_hyphen || point == 0x200c ||
        point == 0x200d || point == 0x2060 || point == 0xfeff) {
        return Class::within;
    }
    return Class::other;
}

constexpr std::array<Class, 128> ascii_classes = [] {
    std::array<Class, 128> classes{};
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (c >= '0' && c <= '9') {
            classes[c] = Class::digit;
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            classes[c] = Class::letter;
        }
    }
    return classes;
}();

// The class of the character at `at`, which moves behind it.
Class take_class(std::string_view text, std::size_t& at) {
    const auto first = static_cast<std::uint8_t>(text[at]);
    if (first < 0x80) {
        ++at;
        return ascii_classes[first];
    }
    const char32_t point = take_code_point(text, at);
    return point == no_code_point ? Class::other : class_beyond_ascii(static_cast<UChar32>(point));
}

bool is_hyphen(std::string_view between) {
    return between == "-" || between == "\xe2\x80\x90" || between == "\xe2\x80\x91" ||
           between == "\xc2\xac";  // hyphen, no-break hyphen, and ¬ as some programs print it
}

bool starts_small(std::string_view text, std::size_t at) {
    const char32_t point = take_code_point(text, at);
    return point != no_code_point && u_islower(static_cast<UChar32>(point)) != 0;
}

}  // namespace

bool Segmenter::next(Segment& segment) {
    std::size_t at = at_;
    Class kind = Class::other;
    while (at < text_.size()) {
        segment.begin = at;
        kind = take_class(text_, at);
        if (kind != Class::other && kind != Class::within) {
            break;
        }
        kind = Class::other;
    }
    if (kind == Class::other) {
        at_ = text_.size();
        return false;
    }
    segment.all_digits = kind == Class::digit;
    segment.ideograph = kind == Class::ideograph;
    segment.end = at;
    while (at < text_.size()) {
        kind = take_class(text_, at);
        if (kind == Class::other || kind == Class::ideograph ||
            (segment.ideograph && kind != Class::within)) {
            break;
        }
        segment.all_digits = segment.all_digits && kind != Class::letter;
        segment.end = at;
    }
    at_ = segment.end;
    return true;
}

Joint Segmenter::joint(const Segment& before, const Segment& after) const {
    const std::string_view between = text_.substr(before.end, after.begin - before.end);
    if (between == " " || between == "\xc2\xa0" || between == "\xe2\x80\xaf") {
        return Joint::blank;
    }
    if (between.empty() || between.size() > 64 || before.ideograph || after.ideograph) {
        return Joint::apart;
    }
    if (is_hyphen(between)) {
        return Joint::joined;
    }
    if (between.size() == 1) {
        constexpr std::string_view always = "/._@&+'\\";
        constexpr std::string_view in_numbers = ",:";
        if (always.find(between) != std::string_view::npos) {
            return Joint::joined;
        }
        const bool numbers = before.all_digits && after.all_digits;
        return numbers && in_numbers.find(between) != std::string_view::npos ? Joint::joined
                                                                             : Joint::apart;
    }
    if (between == "\xe2\x80\x99" || between == "\xe2\x80\x93") {  // ’ and en dash
        return Joint::joined;
    }
    // "Rech-\n  nung"
    const std::size_t line_end = between.find_first_of("\r\n");
    if (line_end != std::string_view::npos && is_hyphen(between.substr(0, line_end)) &&
        between.find_first_not_of(" \t\r\n", line_end) == std::string_view::npos &&
        starts_small(text_, after.begin)) {
        return Joint::divided;
    }
    return Joint::apart;
}

}  // namespace kontor
