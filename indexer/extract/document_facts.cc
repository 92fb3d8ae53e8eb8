#include "indexer/extract/document_facts.h"

#include "indexer/extract/limits.h"
#include "storage/base/text.h"

#include <chrono>

#include <fmt/format.h>

namespace kontor {

namespace {

// Takes `digits` digits from the start; nothing when they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::string zone_of(std::string_view text) {
    if (!text.starts_with('+') && !text.starts_with('-')) {
        return "Z";
    }
    const char sign = text.front();
    text.remove_prefix(1);
    const int hours = take_number(text, 2).value_or(24);
    take(text, ':');
    const int minutes = take_number(text, 2).value_or(0);
    return hours > 23 || minutes > 59 ? "Z" : fmt::format("{}{:02}:{:02}", sign, hours, minutes);
}

std::string clock_of(std::string_view text) {
    if (!take(text, 'T') && !take(text, ' ')) {
        return {};
    }
    const int hour = take_number(text, 2).value_or(24);
    const int minute = take(text, ':') ? take_number(text, 2).value_or(60) : 60;
    if (hour > 23 || minute > 59) {
        return {};
    }
    const int second = take(text, ':') ? take_number(text, 2).value_or(0) : 0;
    if (take(text, '.') || take(text, ',')) {
        text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    return fmt::format("T{:02}:{:02}:{:02}{}", hour, minute, std::min(second, 59), zone_of(text));
}

std::string date_of(std::string_view text) {
    const int year = take_number(text, 4).value_or(0);
    const int month = take(text, '-') ? take_number(text, 2).value_or(0) : 0;
    const int day = take(text, '-') ? take_number(text, 2).value_or(0) : 0;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (year < 1 || !date.ok()) {
        return {};
    }
    return fmt::format("{:04}-{:02}-{:02}{}", year, month, day, clock_of(text));
}

}  // namespace

void give_fact(ResultSink& sink, std::string_view name, std::string_view value) {
    std::string clean;
    for (const char c : to_valid_utf8(value)) {
        const bool is_white = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
        if (!is_white) {
            clean += c;
        } else if (!clean.empty() && clean.back() != ' ') {
            clean += ' ';
        }
    }
    clean = truncate_utf8(clean, limits::document_fact_max_bytes);
    while (clean.ends_with(' ')) {
        clean.pop_back();
    }
    if (!clean.empty()) {
        sink.fact(name, clean);
    }
}

void give_date_fact(ResultSink& sink, std::string_view name, std::string_view value) {
    value.remove_prefix(std::min(value.find_first_not_of(" \t\r\n"), value.size()));
    if (const std::string date = date_of(value); !date.empty()) {
        sink.fact(name, date);
    }
}

}  // namespace kontor
