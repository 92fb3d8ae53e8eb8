#include "indexer/search/query/query_values.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

// "1" + three digits each, as groups of a number are; `separator` between.
bool is_grouped(std::string_view text, char separator) {
    std::size_t end = text.find(separator);
    if (end == 0 || end == std::string_view::npos || end > 3 || text.front() == '0' ||
        !all_digits(text.substr(0, end))) {
        return false;
    }
    while (end != std::string_view::npos) {
        text.remove_prefix(end + 1);
        end = text.find(separator);
        if (std::min(end, text.size()) != 3 || !all_digits(text.substr(0, 3))) {
            return false;
        }
    }
    return true;
}

std::string without(std::string_view text, char separator) {
    std::string out(text);
    std::erase(out, separator);
    return out;
}

// Digits without sign, as parse_decimal reads them; nothing when the separators make no sense.
std::optional<std::string> plain_digits(std::string_view text) {
    const std::size_t dot = text.rfind('.');
    const std::size_t comma = text.rfind(',');
    if (dot == std::string_view::npos && comma == std::string_view::npos) {
        return std::string(text);
    }
    if (dot != std::string_view::npos && comma != std::string_view::npos) {
        const std::size_t point = std::max(dot, comma);
        const char group = dot < comma ? '.' : ',';
        const std::string_view whole = text.substr(0, point);
        if (!is_grouped(whole, group)) {
            return std::nullopt;
        }
        return without(whole, group) + "." + std::string(text.substr(point + 1));
    }
    const char only = dot != std::string_view::npos ? '.' : ',';
    if (is_grouped(text, only)) {
        return without(text, only);
    }
    std::string out(text);
    std::ranges::replace(out, ',', '.');
    return out;
}

std::optional<unsigned> small_number(std::string_view text) {
    if (!all_digits(text) || text.size() > 4) {
        return std::nullopt;
    }
    unsigned value = 0;
    for (const char c : text) {
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

// "1.3.2025" or "3.2025".
std::optional<CivilRange> german_days(std::string_view text) {
    const std::size_t last = text.rfind('.');
    if (last == std::string_view::npos || text.size() - last != 5) {
        return std::nullopt;
    }
    const auto year = small_number(text.substr(last + 1));
    const std::string_view before = text.substr(0, last);
    const std::size_t dot = before.find('.');
    const auto month =
        small_number(dot == std::string_view::npos ? before : before.substr(dot + 1));
    if (!year || !month) {
        return std::nullopt;
    }
    if (dot == std::string_view::npos) {
        const CivilDate first(static_cast<int>(*year), *month, 1);
        return CivilRange{first, first.last_of_month()};
    }
    const auto day = small_number(before.substr(0, dot));
    if (!day) {
        return std::nullopt;
    }
    const CivilDate date(static_cast<int>(*year), *month, *day);
    return CivilRange{date, date};
}

std::optional<CivilRange> named_days(std::string_view text, CivilDate today) {
    const std::string word = fold_for_comparison(text);
    if (word == "today" || word == "heute") {
        return CivilRange{today, today};
    }
    if (word == "yesterday" || word == "gestern") {
        const CivilDate day = today.plus_days(-1);
        return CivilRange{day, day};
    }
    if (word == "week" || word == "woche") {
        const std::chrono::weekday day(today.days());
        const CivilDate monday = today.plus_days(1 - static_cast<int>(day.iso_encoding()));
        return CivilRange{monday, monday.plus_days(6)};
    }
    if (word == "month" || word == "monat") {
        return CivilRange{CivilDate(today.year(), today.month(), 1), today.last_of_month()};
    }
    if (word == "year" || word == "jahr") {
        return CivilRange{CivilDate(today.year(), 1, 1), CivilDate(today.year(), 12, 31)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Decimal> read_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto digits = plain_digits(text.substr(negative ? 1 : 0));
    if (!digits || digits->empty() || !is_digit(digits->front())) {
        return std::nullopt;
    }
    try {
        return parse_decimal((negative ? "-" : "") + *digits);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        return std::nullopt;
    }
}

std::optional<CivilRange> read_days(std::string_view text, CivilDate today) {
    if (const auto days = named_days(text, today)) {
        return days;
    }
    try {
        if (const auto days = german_days(text)) {
            return days;
        }
        return parse_civil_range(text);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace kontor
