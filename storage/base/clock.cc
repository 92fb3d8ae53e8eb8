#include "storage/base/clock.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace kontor {

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

Monotonic SystemClock::monotonic() const {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::steady_clock::now());
}

void SystemClock::wait_until(std::unique_lock<std::mutex>& lock,
                             std::condition_variable& wake,
                             Monotonic deadline) {
    // In milliseconds "for ever" exists, in the system clock's nanoseconds it would overflow; the
    // waiter looks again after a day.
    const Monotonic bounded = std::min(deadline, monotonic() + std::chrono::hours(24));
    wake.wait_until(lock, std::chrono::time_point<std::chrono::steady_clock>(bounded));
}

Instant ManualClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

Monotonic ManualClock::monotonic() const {
    const std::lock_guard lock(mutex_);
    return monotonic_;
}

void ManualClock::wait_until(std::unique_lock<std::mutex>& lock,
                             std::condition_variable& wake,
                             Monotonic deadline) {
    // The waiter's condition variable is not ours to notify, so it looks again every millisecond.
    if (monotonic() < deadline) {
        wake.wait_for(lock, Milliseconds(1));
    }
}

void ManualClock::advance(Milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    monotonic_ += by;
}

void ManualClock::set_wall(Instant to) {
    const std::lock_guard lock(mutex_);
    now_ = to;
}

std::string to_rfc3339(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss<Milliseconds> time{instant - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

namespace {

// Takes `count` digits from the start of `text`; -1 when there are none.
int take_digits(std::string_view& text, std::size_t count) {
    int value = 0;
    if (text.size() < count) {
        return -1;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const char c = text[i];
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

// Takes two digits that are at most `most`; -1 when there is something else.
int take_two(std::string_view& text, int most) {
    const int value = take_digits(text, 2);
    return value <= most ? value : -1;
}

// Takes "." and digits as milliseconds, further digits are cut off; 0 when there is no point, -1
// when no digit follows it.
int take_fraction(std::string_view& text) {
    if (!take_char(text, ".")) {
        return 0;
    }
    int milliseconds = 0;
    int place = 100;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
        milliseconds += (text[count] - '0') * place;
        place /= 10;
    }
    text.remove_prefix(count);
    return count > 0 ? milliseconds : -1;
}

// Takes "Z" or "+hh:mm" or "-hh:mm".
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take_char(text, "Zz")) {
        return std::chrono::minutes{0};
    }
    const bool west = text.starts_with('-');
    if (!take_char(text, "+-")) {
        return std::nullopt;
    }
    const int hours = take_two(text, 23);
    const bool colon = take_char(text, ":");
    const int minutes = take_two(text, 59);
    if (hours < 0 || !colon || minutes < 0) {
        return std::nullopt;
    }
    return std::chrono::minutes{(hours * 60 + minutes) * (west ? -1 : 1)};
}

// The grammar of RFC 3339 section 5.6; nothing when `text` is not of it.
std::optional<Instant> instant_of(std::string_view text) {
    namespace chrono = std::chrono;
    const int year = take_digits(text, 4);
    bool good = take_char(text, "-");
    const int month = take_two(text, 12);
    good = take_char(text, "-") && good;
    const int day = take_two(text, 31);
    good = take_char(text, "Tt ") && good;
    const int hour = take_two(text, 23);
    good = take_char(text, ":") && good;
    const int minute = take_two(text, 59);
    good = take_char(text, ":") && good;
    const int second = take_two(text, 60);
    const int milliseconds = take_fraction(text);
    const std::optional<chrono::minutes> offset = take_offset(text);
    if (!good || year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 ||
        milliseconds < 0 || !offset || !text.empty()) {
        return std::nullopt;
    }
    const chrono::year_month_day date{chrono::year{year},
                                      chrono::month{static_cast<unsigned>(month)},
                                      chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return chrono::sys_days{date} + chrono::hours{hour} + chrono::minutes{minute} +
           chrono::seconds{second} + Milliseconds{milliseconds} - *offset;
}

}  // namespace

Instant parse_instant(std::string_view text) {
    // What can be read can be printed again in four digits of year.
    constexpr Instant first = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
    constexpr Instant end = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
    const std::optional<Instant> instant = instant_of(text);
    if (!instant || *instant < first || *instant >= end) {
        throw Error(ErrorCode::invalid, "read an instant",
                    Reason{"value.instant", {{"value", shown_value(text)}}, ""});
    }
    return *instant;
}

}  // namespace kontor
