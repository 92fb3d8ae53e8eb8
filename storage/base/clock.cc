#include "storage/base/clock.h"

#include "storage/base/error.h"

#include <cstdio>

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
    wake.wait_until(lock, std::chrono::time_point<std::chrono::steady_clock>(deadline));
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

}  // namespace

Instant parse_instant(std::string_view text) {
    using namespace std::chrono;
    const std::string whole(text);
    const auto fail = [&whole]() {
        return Error(ErrorCode::invalid, "read an instant",
                     Reason{"value.instant", {{"value", whole}}, ""});
    };
    const int y = take_digits(text, 4);
    bool good = take_char(text, "-");
    const int mo = take_digits(text, 2);
    good = take_char(text, "-") && good;
    const int d = take_digits(text, 2);
    good = take_char(text, "Tt ") && good;
    const int h = take_digits(text, 2);
    good = take_char(text, ":") && good;
    const int mi = take_digits(text, 2);
    good = take_char(text, ":") && good;
    const int s = take_digits(text, 2);
    if (!good || y < 0 || mo < 0 || d < 0 || h < 0 || mi < 0 || s < 0 || h > 23 || mi > 59 ||
        s > 60) {
        throw fail();
    }
    int milliseconds_part = 0;
    if (take_char(text, ".")) {
        int scale = 100;
        bool any = false;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            milliseconds_part += (text.front() - '0') * scale;
            scale /= 10;
            any = true;
            text.remove_prefix(1);
        }
        if (!any) {
            throw fail();
        }
    }
    int offset_minutes = 0;
    if (!take_char(text, "Zz")) {
        const bool minus = !text.empty() && text.front() == '-';
        if (!take_char(text, "+-")) {
            throw fail();
        }
        const int oh = take_digits(text, 2);
        const bool colon = take_char(text, ":");
        const int om = take_digits(text, 2);
        if (oh < 0 || om < 0 || !colon || oh > 23 || om > 59) {
            throw fail();
        }
        offset_minutes = (oh * 60 + om) * (minus ? -1 : 1);
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok() || !text.empty()) {
        throw fail();
    }
    return sys_days{date} + hours{h} + minutes{mi - offset_minutes} + seconds{s} +
           Milliseconds{milliseconds_part};
}

}  // namespace kontor
