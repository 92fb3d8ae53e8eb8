#include "indexer/extract/pdf/facts.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"
#include "storage/base/text.h"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace kontor::pdf {

namespace {

// Removes `digits` digits from the start; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

std::string zone_of(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) {
        return "Z";  // unknown counts as UTC: RFC 3339 asks for a zone
    }
    const char sign = text[0];
    text.remove_prefix(1);
    const int hours = take_number(text, 2);
    if (text.starts_with('\'') || text.starts_with(':')) {
        text.remove_prefix(1);
    }
    const int minutes = std::max(0, take_number(text, 2));
    return hours < 0 || hours > 23 || minutes > 59
               ? "Z"
               : fmt::format("{}{:02}:{:02}", sign, hours, minutes);
}

void give(const PdfFile& file,
          const Object* info,
          const char* key,
          std::string_view name,
          ResultSink& sink) {
    const std::u32string text = from_text_string(file.string(file.get(info, key)));
    std::string value;
    for (const char32_t c : text) {
        append_utf8(value, c < 0x20 || (c >= 0x7F && c < 0xA0) ? U' ' : c);
    }
    while (value.ends_with(' ')) {
        value.pop_back();
    }
    value = truncate_utf8(value, limits::pdf_fact_max_bytes);
    if (!value.empty()) {
        sink.fact(name, value);
    }
}

}  // namespace

std::string date_of(std::string_view text) {
    if (text.starts_with("D:")) {
        text.remove_prefix(2);
    }
    const int year = take_number(text, 4);
    const int month = year < 0 ? -1 : take_number(text, 2);
    const int day = month < 0 ? -1 : take_number(text, 2);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (year < 1 || month < 1 || day < 1 || !date.ok()) {
        return {};
    }
    const std::string civil = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    const int hour = take_number(text, 2);
    const int minute = hour < 0 ? -1 : take_number(text, 2);
    if (minute < 0 || hour > 23 || minute > 59) {
        return civil;
    }
    const int second = std::max(0, take_number(text, 2));
    return fmt::format("{}T{:02}:{:02}:{:02}{}", civil, hour, minute, std::min(second, 59),
                       zone_of(text));
}

void give_facts(const PdfFile& file, std::size_t pages, ResultSink& sink) {
    const Object* info = file.get(file.trailer(), "Info");
    give(file, info, "Title", "title", sink);
    give(file, info, "Author", "author", sink);
    give(file, info, "Producer", "producer", sink);
    const Bytes created = file.string(file.get(info, "CreationDate"));
    if (const std::string date = date_of(created); !date.empty()) {
        sink.fact("created", date);
    }
    sink.fact("pages", std::to_string(pages));
}

}  // namespace kontor::pdf
