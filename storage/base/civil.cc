#include "storage/base/civil.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
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

Error zone_failure(std::string_view name, UErrorCode status) {
    return {ErrorCode::internal, fmt::format("use zone {}: {}", name, u_errorName(status))};
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
    const std::int64_t months = std::int64_t{year()} * 12 + (month() - 1) + count;
    if (months < year_min * 12 || months >= (year_max + 1) * 12) {
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
    std::unique_ptr<icu::BasicTimeZone> zone;

    // What local clocks are ahead of UTC.
    Milliseconds offset_at(Instant instant, std::string_view name) const {
        std::int32_t standard = 0;
        std::int32_t daylight = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone->getOffset(static_cast<UDate>(instant.time_since_epoch().count()), /*local=*/0,
                        standard, daylight, status);
        if (U_FAILURE(status)) {
            throw zone_failure(name, status);
        }
        return Milliseconds(standard + daylight);
    }

    // When the offset changes next after `instant`, if ever.
    std::optional<Instant> next_change(Instant instant) const {
        icu::TimeZoneTransition change;
        if (!zone->getNextTransition(static_cast<UDate>(instant.time_since_epoch().count()),
                                     /*inclusive=*/0, change)) {
            return std::nullopt;
        }
        return Instant(Milliseconds(static_cast<std::int64_t>(change.getTime())));
    }
};

Zone::Zone(std::string_view name) : name_(name) {
    const auto id = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name_.data(), static_cast<std::int32_t>(name_.size())));
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString canonical;
    UBool known = 0;
    // createTimeZone() answers a name it does not know with GMT, and invents zones for "GMT+1:23".
    icu::TimeZone::getCanonicalID(id, canonical, known, status);
    std::unique_ptr<icu::TimeZone> zone;
    if (U_SUCCESS(status) && known && name_ != "Etc/Unknown") {
        zone.reset(icu::TimeZone::createTimeZone(id));
    }
    auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
    if (basic == nullptr) {
        throw Error(ErrorCode::invalid, "use a zone",
                    Reason{"value.zone", {{"value", shown_value(name)}}, ""});
    }
    zone.release();
    auto rules = std::make_shared<Rules>();
    rules->zone.reset(basic);
    rules_ = std::move(rules);
}

CivilDate Zone::date_of(Instant instant) const {
    const Instant local = instant + rules_->offset_at(instant, name_);
    return CivilDate(chrono::floor<chrono::days>(local));
}

Instant Zone::start_of(CivilDate date) const {
    // The first instant whose local time is midnight or later. No zone is further than a day from
    // UTC, so it is found by walking the changes of the offset from a day before.
    const Instant midnight = date.days();
    Instant from = midnight - chrono::days{1};
    for (;;) {
        const Instant start = std::max(midnight - rules_->offset_at(from, name_), from);
        const std::optional<Instant> change = rules_->next_change(from);
        if (!change || start < *change) {
            return start;
        }
        from = *change;
    }
}

}  // namespace kontor
