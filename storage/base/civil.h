// CivilDate and Zone: days as people write them on paper, and where such a day begins and ends.
//
// A CivilDate has no zone and no time of day: a document date, a due date. An Instant (clock.h) is
// a point in time. Only a Zone turns one into the other; the archive's zone is fixed when it is
// made.
//
// Threads   All values may be read from any thread. Neither the process's TZ nor its locale
// matters. Errors    invalid with value.date for a day that does not exist or lies outside the
// years 1 to
//           9999, with value.zone for a zone that the tz database does not know.
#pragma once

#include "storage/base/clock.h"

#include <chrono>
#include <compare>
#include <memory>
#include <string>
#include <string_view>

namespace kontor {

// A day of the Gregorian calendar (also before 1582, as ISO 8601 counts), years 1 to 9999.
class CivilDate {
  public:
    constexpr CivilDate() = default;  // 1970-01-01
    explicit CivilDate(std::chrono::year_month_day date);
    CivilDate(int year, unsigned month, unsigned day);
    explicit CivilDate(std::chrono::sys_days day);  // the days since 1970-01-01

    int year() const { return static_cast<int>(date_.year()); }
    unsigned month() const { return static_cast<unsigned>(date_.month()); }
    unsigned day() const { return static_cast<unsigned>(date_.day()); }
    std::chrono::year_month_day calendar() const { return date_; }
    std::chrono::sys_days days() const { return date_; }

    CivilDate plus_days(int count) const;
    // The same day `count` months or years on; where that month is shorter, its last day (§ 188 (3)
    // BGB): 31 January and a month is 28 or 29 February.
    CivilDate plus_months(int count) const;
    CivilDate plus_years(int count) const;
    CivilDate last_of_month() const;

    std::string str() const;  // "2024-03-01"
    auto operator<=>(const CivilDate&) const = default;

  private:
    std::chrono::year_month_day date_ = std::chrono::sys_days{};
};

// Exactly "YYYY-MM-DD".
CivilDate parse_civil_date(std::string_view text);

// First and last day, both included.
struct CivilRange {
    CivilDate first;
    CivilDate last;
    bool operator==(const CivilRange&) const = default;
};

// The days of a year "2024", a month "2024-03" or a day "2024-03-01".
CivilRange parse_civil_range(std::string_view text);

// A time zone of the tz database ("Europe/Berlin"). Cheap to copy.
class Zone {
  public:
    explicit Zone(std::string_view name);

    const std::string& name() const { return name_; }
    // The day the zone's calendars show at `instant`.
    CivilDate date_of(Instant instant) const;
    // When that day begins: midnight, or where clocks skip midnight the first instant after it. All
    // instants of days `first` to `last` lie in [start_of(first), start_of(last.plus_days(1))).
    Instant start_of(CivilDate date) const;

  private:
    struct Rules;
    std::string name_;
    std::shared_ptr<const Rules> rules_;  // immutable, shared by the copies
};

}  // namespace kontor
