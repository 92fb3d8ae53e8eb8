#include "storage/base/civil.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace kontor {

namespace {

namespace chrono = std::chrono;

constexpr int year_min = 1;
constexpr int year_max = 9999;
constexpr chrono::sys_days day_min = chrono::year{year_min} / 1 / 1;
constexpr chrono::sys_days day_max = chrono::year{year_max} / 12 / 31;

Error no_such_date(std::string_view text) {
    return {ErrorCode::invalid, "make a date",
            Reason{"value.date", {{"value", shown_value(text)}}, ""}};
}

// Only the characters that names of the tz database have. ICU's cache of names ends at a zero byte,
// so it would know "Europe/Berlin\0x" once it has seen the name before it.
bool is_zone_name(std::string_view name) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    return name.find_first_not_of(letters) == std::string_view::npos;
}

// Takes "-" and two digits from the start of `text`; nothing when there is something else.
std::optional<unsigned> take_part(std::string_view& text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() < 3 || text[0] != '-' || !is_digit(text[1]) || !is_digit(text[2])) {
        return std::nullopt;
    }
    const int value = (text[1] - '0') * 10 + (text[2] - '0');
    text.remove_prefix(3);
    return static_cast<unsigned>(value);
}

}  // namespace

CivilDate::CivilDate(chrono::year_month_day date) : date_(date) {
    if (!date.ok() || year() < year_min || year() > year_max) {
        throw no_such_date(str());
    }
}

// chrono keeps a year in 16 bits, month and day in 8: a larger number would come round as a good
// one.
CivilDate::CivilDate(int year, unsigned month, unsigned day)
    : CivilDate(chrono::year{std::clamp(year, year_min - 1, year_max + 1)} /
                chrono::month{std::min(month, 99U)} / chrono::day{std::min(day, 99U)}) {}

CivilDate::CivilDate(chrono::sys_days day)
    : CivilDate(chrono::year_month_day{
          std::clamp(day, day_min - chrono::days{1}, day_max + chrono::days{1})}) {}

CivilDate CivilDate::plus_days(int count) const {
    return CivilDate(days() + chrono::days{count});
}

CivilDate CivilDate::plus_months(int count) const {
    constexpr std::int64_t months_min = std::int64_t{year_min} * 12;
    constexpr std::int64_t months_end = std::int64_t{year_max + 1} * 12;
    const std::int64_t months = std::int64_t{year()} * 12 + (month() - 1) + count;
    if (months < months_min || months >= months_end) {
        throw no_such_date(fmt::format("{} {:+} months", str(), count));
    }
    const chrono::year y{static_cast<int>(months / 12)};
    const chrono::month m{static_cast<unsigned>(months % 12) + 1};
    return CivilDate(std::min(y / m / date_.day(), chrono::year_month_day{y / m / chrono::last}));
}

CivilDate CivilDate::plus_years(int count) const {
    return plus_months(std::clamp(count, -year_max, year_max) * 12);
}

CivilDate CivilDate::last_of_month() const {
    return CivilDate(chrono::sys_days{date_.year() / date_.month() / chrono::last});
}

std::string CivilDate::str() const {
    return fmt::format("{:04}-{:02}-{:02}", year(), month(), day());
}

CivilDate parse_civil_date(std::string_view text) {
    constexpr std::size_t whole_day = std::string_view("YYYY-MM-DD").size();
    if (text.size() != whole_day) {
        throw no_such_date(text);
    }
    return parse_civil_range(text).first;
}

CivilRange parse_civil_range(std::string_view text) {
    std::string_view rest = text;
    int year = 0;
    for (int i = 0; i < 4; ++i) {
        if (rest.empty() || rest.front() < '0' || rest.front() > '9') {
            throw no_such_date(text);
        }
        year = year * 10 + (rest.front() - '0');
        rest.remove_prefix(1);
    }
    const std::optional<unsigned> month = take_part(rest);
    const std::optional<unsigned> day = month ? take_part(rest) : std::nullopt;
    if (!rest.empty()) {
        throw no_such_date(text);
    }
    try {
        const CivilDate first(year, month.value_or(1), day.value_or(1));
        if (day) {
            return {first, first};
        }
        return {first, month ? first.last_of_month() : CivilDate(year, 12, 31)};
    } catch (const Error&) {
        throw no_such_date(text);
    }
}

struct Zone::Rules {
    std::unique_ptr<icu::TimeZone> zone;

    // What local clocks are ahead of UTC. Only getOffset() is ever asked: ICU's questions about
    // transitions build their answer on first use in a way that threads break (seen to crash in
    // ICU 72, see also swiftlang/swift-foundation pull request 1597).
    Milliseconds offset_at(Instant instant) const {
        std::int32_t standard = 0;
        std::int32_t daylight = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone->getOffset(static_cast<UDate>(instant.time_since_epoch().count()), /*local=*/0,
                        standard, daylight, status);
        if (U_FAILURE(status)) {
            throw Error(ErrorCode::internal,
                        std::string("ask a zone's offset: ") + u_errorName(status));
        }
        return Milliseconds(standard + daylight);
    }
};

Zone::Zone(std::string_view name) : name_(name) {
    std::unique_ptr<icu::TimeZone> zone;
    if (is_zone_name(name)) {
        const icu::UnicodeString id(name_.data(), static_cast<std::int32_t>(name_.size()), US_INV);
        UErrorCode status = U_ZERO_ERROR;
        icu::UnicodeString canonical;
        UBool known = 0;
        // createTimeZone() answers a name it does not know with GMT, and invents zones for "GMT+1".
        icu::TimeZone::getCanonicalID(id, canonical, known, status);
        if (U_SUCCESS(status) && known && name_ != "Etc/Unknown") {
            zone.reset(icu::TimeZone::createTimeZone(id));
        }
    }
    if (zone == nullptr) {
        throw Error(ErrorCode::invalid, "use a zone",
                    Reason{"value.zone", {{"value", shown_value(name)}}, ""});
    }
    rules_ = std::make_shared<const Rules>(Rules{std::move(zone)});
}

CivilDate Zone::date_of(Instant instant) const {
    return CivilDate(chrono::floor<chrono::days>(instant + rules_->offset_at(instant)));
}

Instant Zone::start_of(CivilDate date) const {
    // The first instant whose local time is midnight or later. No zone is a day away from UTC, and
    // no two changes of an offset lie closer than six days (all 636 zones of ICU 72 were walked),
    // so at most one change matters.
    const Instant midnight = date.days();
    Instant before = midnight - chrono::days{1};
    Instant change = midnight + chrono::days{1};
    const Milliseconds offset_before = rules_->offset_at(before);
    const Milliseconds offset_after = rules_->offset_at(change);
    if (offset_before == offset_after) {
        return midnight - offset_before;
    }
    while (change - before > Milliseconds(1)) {
        const Instant middle = before + (change - before) / 2;
        (rules_->offset_at(middle) == offset_before ? before : change) = middle;
    }
    const Instant start = midnight - offset_before;
    return start < change ? start : std::max(change, midnight - offset_after);
}

}  // namespace kontor
