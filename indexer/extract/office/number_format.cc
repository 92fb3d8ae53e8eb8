#include "indexer/extract/office/number_format.h"

#include "indexer/extract/office/limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace kontor::office {

namespace {

constexpr std::array<const char*, 12> months{"January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December"};
constexpr std::array<const char*, 12> monate{"Januar",    "Februar", "März",     "April",
                                             "Mai",       "Juni",    "Juli",     "August",
                                             "September", "Oktober", "November", "Dezember"};
constexpr std::array<const char*, 7> days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};
constexpr std::array<const char*, 7> tage{"Sonntag",    "Montag",  "Dienstag", "Mittwoch",
                                          "Donnerstag", "Freitag", "Samstag"};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool starts_with(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

// The first section: positive numbers, and dates.
std::string_view first_section(std::string_view code) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '"') {
            is_quoted = !is_quoted;
        } else if (code[i] == '\\') {
            ++i;
        } else if (code[i] == ';' && !is_quoted) {
            return code.substr(0, i);
        }
    }
    return code;
}

// Beginning of a name, in characters: "Mär" has four bytes.
std::string shortened(std::string_view name, unsigned letters) {
    std::size_t bytes = 0;
    for (unsigned i = 0; i < letters && bytes < name.size(); ++i) {
        ++bytes;
        while (bytes < name.size() && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) {
            ++bytes;
        }
    }
    return std::string(name.substr(0, bytes));
}

// A moment on the calendar; fractions are of a second.
struct Moment {
    std::chrono::year_month_day day;
    unsigned weekday = 0;  // from Sunday
    std::int64_t day_seconds = 0;
    std::int64_t all_seconds = 0;  // since the beginning of the calendar
    double fraction = 0;
};

constexpr double last_day = 2'958'466;  // 10000-01-01, which no spreadsheet shows

Moment moment_of(double value, DateSystem system, int fraction_digits) {
    const double scale = std::pow(10.0, fraction_digits);
    const double ticks = std::round(value * 86'400 * scale);
    const double seconds = std::floor(ticks / scale);
    const double serial = std::floor(seconds / 86'400);
    Moment moment;
    moment.all_seconds = static_cast<std::int64_t>(seconds);
    moment.day_seconds = static_cast<std::int64_t>(seconds - serial * 86'400);
    moment.fraction = (ticks - seconds * scale) / scale;
    using std::chrono::days;
    using std::chrono::sys_days;
    // Day 60 is the 29 February 1900 that never was: below it the count begins a day later.
    const sys_days zero = system == DateSystem::from_1904
                              ? sys_days{std::chrono::year{1904} / 1 / 1}
                          : serial < 60 ? sys_days{std::chrono::year{1899} / 12 / 31}
                                        : sys_days{std::chrono::year{1899} / 12 / 30};
    const sys_days day = zero + days(static_cast<int>(serial));
    moment.day = day;
    moment.weekday = std::chrono::weekday(day).c_encoding();
    return moment;
}

std::string fixed(double value, int decimals) {
    std::array<char, 64> digits{};  // at most 21 before the point, 15 behind it
    const std::to_chars_result end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                                   value, std::chars_format::fixed, decimals);
    return {digits.data(), end.ptr};
}

// At most the fifteen digits that a spreadsheet keeps: beyond them lie the traces of binary
// fractions.
std::string shortest(double value) {
    constexpr int kept_digits = 15;
    std::array<char, 64> digits{};
    std::to_chars_result end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    if (end.ptr - digits.data() > kept_digits) {
        end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                            std::chars_format::general, kept_digits);
    }
    return {digits.data(), end.ptr};
}

}  // namespace

NumberFormat::NumberFormat(std::string_view code) {
    const std::string_view section =
        first_section(code.substr(0, limits::office_number_format_max_bytes));
    if (starts_with(section, "General") || starts_with(section, "Standard") || section == "@") {
        return;
    }
    read(section);
    tell_minutes_from_months();
}

NumberFormat NumberFormat::built_in(unsigned id) {
    struct Format {
        unsigned id;
        const char* code;
    };
    static constexpr std::array<Format, 21> formats{
        {{1, "0"},           {2, "0.00"},        {3, "#,##0"},
         {4, "#,##0.00"},    {9, "0%"},          {10, "0.00%"},
         {14, "yyyy-mm-dd"}, {15, "d-mmm-yy"},   {16, "d-mmm"},
         {17, "mmm-yy"},     {18, "h:mm AM/PM"}, {19, "h:mm:ss AM/PM"},
         {20, "h:mm"},       {21, "h:mm:ss"},    {22, "yyyy-mm-dd hh:mm"},
         {37, "#,##0"},      {39, "#,##0.00"},   {40, "#,##0.00"},
         {45, "mm:ss"},      {46, "[h]:mm:ss"},  {47, "mm:ss.0"}}};
    for (const Format& format : formats) {
        if (format.id == id) {
            return NumberFormat(format.code);
        }
    }
    // Dates of East Asia, whose form depends on the country.
    return (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? NumberFormat("yyyy-mm-dd")
                                                            : NumberFormat();
}

void NumberFormat::read(std::string_view section) {
    bool has_digits = false;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const char c = lower(section[i]);
        const std::string_view rest = section.substr(i);
        if (c == '"') {
            const std::size_t end = std::min(section.find('"', i + 1), section.size());
            pieces_.push_back({'l', 0, std::string(section.substr(i + 1, end - i - 1))});
            i = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            // A blank as wide as a letter, or a letter that fills the cell, is no letter.
            pieces_.push_back({'l', 0, c == '\\' ? std::string(section.substr(i + 1, 1)) : " "});
            ++i;
        } else if (c == '[') {
            const std::size_t end = std::min(section.find(']', i), section.size());
            read_bracket(section.substr(i + 1, end - i - 1));
            i = end;
        } else if (starts_with(rest, "AM/PM") || starts_with(rest, "A/P")) {
            is_half_day_ = true;
            pieces_.push_back({'a', 0, ""});
            i += starts_with(rest, "AM/PM") ? 4 : 2;
        } else if (c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's') {
            std::size_t end = i;
            while (end < section.size() && lower(section[end]) == c) {
                ++end;
            }
            is_date_ = true;
            pieces_.push_back({c, static_cast<unsigned>(end - i), ""});
            i = end - 1;
        } else if (c == '.' && i + 1 < section.size() &&
                   std::string_view("0#?").find(section[i + 1]) != std::string_view::npos) {
            const std::size_t end =
                std::min(section.find_first_not_of("0#?", i + 1), section.size());
            pieces_.push_back({'f', static_cast<unsigned>(end - i - 1), ""});
            decimals_ = static_cast<int>(std::min<std::size_t>(end - i - 1, 15));
            has_digits = true;
            i = end - 1;
        } else if (c == '0' || c == '#' || c == '?') {
            decimals_ = std::max(decimals_, 0);
            has_digits = true;
        } else if (c == '%') {
            is_percent_ = true;
        } else if (c == 'e' || (c == '/' && has_digits)) {
            decimals_ = -1;  // exponents and fractions: the number itself says more
            if (!is_date_) {
                return;
            }
            pieces_.push_back({'l', 0, std::string(1, section[i])});
        } else {
            pieces_.push_back({'l', 0, std::string(1, section[i])});
        }
    }
}

// Time that has gone by, or the language of names; colours and conditions say nothing here.
void NumberFormat::read_bracket(std::string_view inside) {
    const bool is_elapsed =
        !inside.empty() &&
        std::string_view("hms").find(lower(inside[0])) != std::string_view::npos &&
        std::all_of(inside.begin(), inside.end(),
                    [&](char c) { return lower(c) == lower(inside[0]); });
    if (is_elapsed) {
        is_date_ = true;
        pieces_.push_back(
            {static_cast<char>(lower(inside[0]) - 32), static_cast<unsigned>(inside.size()), ""});
    } else if (inside.starts_with('$')) {
        const std::size_t dash = inside.find('-');
        if (dash == 1 || dash == inside.npos) {
            // "[$-407]": German of Germany; the low ten bits are the language.
            const std::string_view code = inside.substr(std::min(dash + 1, inside.size()));
            is_german_ = code.ends_with("07") || starts_with(code, "de");
        }
    }
}

// "m" behind hours or before seconds means minutes.
void NumberFormat::tell_minutes_from_months() {
    char before = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        Piece& piece = pieces_[i];
        if (piece.kind == 'm' && piece.width <= 2) {
            const auto next =
                std::find_if(pieces_.begin() + static_cast<long>(i) + 1, pieces_.end(),
                             [](const Piece& p) { return p.kind != 'l'; });
            if (before == 'h' || before == 'H' || (next != pieces_.end() && next->kind == 's')) {
                piece.kind = 'n';
            }
        }
        before = piece.kind == 'l' ? before : piece.kind;
    }
}

std::string NumberFormat::show(double value, DateSystem system) const {
    if (!std::isfinite(value)) {
        return {};
    }
    const bool can_be_date = value >= 0 && value < last_day;
    return is_date_ && can_be_date ? show_date(value, system) : show_number(value);
}

std::string NumberFormat::show_date(double value, DateSystem system) const {
    int fraction_digits = 0;
    for (const Piece& piece : pieces_) {
        if (piece.kind == 'f') {
            fraction_digits = static_cast<int>(std::min(piece.width, 3U));
        }
    }
    const Moment moment = moment_of(value, system, fraction_digits);
    const auto number = [](std::int64_t n, unsigned width) {
        return fmt::format("{:0{}}", n, std::min(width, 2U));
    };
    const unsigned month = static_cast<unsigned>(moment.day.month());
    const unsigned day = static_cast<unsigned>(moment.day.day());
    const int year = static_cast<int>(moment.day.year());
    const std::int64_t hour = moment.day_seconds / 3600;
    std::string out;
    for (const Piece& piece : pieces_) {
        switch (piece.kind) {
            case 'y':
                out += piece.width <= 2 ? number(year % 100, 2) : fmt::format("{:04}", year);
                break;
            case 'm':
                out += piece.width <= 2 ? number(month, piece.width)
                                        : shortened((is_german_ ? monate : months)[month - 1],
                                                    piece.width == 3   ? 3
                                                    : piece.width == 5 ? 1
                                                                       : 99);
                break;
            case 'd':
                out += piece.width <= 2 ? number(day, piece.width)
                                        : shortened((is_german_ ? tage : days)[moment.weekday],
                                                    piece.width > 3 ? 99
                                                    : is_german_    ? 2
                                                                    : 3);
                break;
            case 'h':
                out += number(is_half_day_ ? (hour + 11) % 12 + 1 : hour, piece.width);
                break;
            case 'n':
                out += number(moment.day_seconds / 60 % 60, piece.width);
                break;
            case 's':
                out += number(moment.day_seconds % 60, piece.width);
                break;
            case 'H':
                out += number(moment.all_seconds / 3600, piece.width);
                break;
            case 'M':
                out += number(moment.all_seconds / 60, piece.width);
                break;
            case 'S':
                out += number(moment.all_seconds, piece.width);
                break;
            case 'f':
                out += fmt::format("{:.{}f}", moment.fraction, fraction_digits).substr(1);
                break;
            case 'a':
                out += hour < 12 ? "AM" : "PM";
                break;
            default:
                out += piece.literal;
                break;
        }
    }
    return out;
}

std::string NumberFormat::show_number(double value) const {
    constexpr double exact = 1e15;  // beyond it a double has no decimals
    const double shown = is_percent_ ? value * 100 : value;
    std::string out;
    if (decimals_ >= 0 && std::abs(shown) < exact && !is_date_) {
        out = fixed(shown, decimals_);
    } else if (std::abs(shown) < 1e21 && shown == std::floor(shown)) {
        out = fixed(shown, 0);
    } else {
        out = shortest(shown);
    }
    if (out.starts_with('-') && out.find_first_not_of("-0.") == out.npos) {
        out.erase(0, 1);
    }
    return is_percent_ ? out + "%" : out;
}

}  // namespace kontor::office
