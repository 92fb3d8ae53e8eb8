#include "storage/base/clock.h"

#include "storage/base/error.h"

#include <thread>

#include <gtest/gtest.h>

namespace kontor {
namespace {

const Instant start = parse_instant("2026-03-01T12:00:00Z");

TEST(Clock, an_instant_prints_as_it_was_read) {
    for (const std::string text :
         {"2026-03-01T12:00:00.000Z", "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z",
          "2024-02-29T23:59:59.001Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
        EXPECT_EQ(to_rfc3339(parse_instant(text)), text);
    }
    EXPECT_EQ(parse_instant("1970-01-01T00:00:01.5Z").time_since_epoch(), Milliseconds(1500));
}

TEST(Clock, every_form_that_rfc_3339_allows_is_read) {
    EXPECT_EQ(parse_instant("2026-03-01t12:00:00z"), start);
    EXPECT_EQ(parse_instant("2026-03-01 12:00:00Z"), start);
    EXPECT_EQ(parse_instant("2026-03-01T13:00:00+01:00"), start);
    EXPECT_EQ(parse_instant("2026-03-01T06:30:00-05:30"), start);
    EXPECT_EQ(parse_instant("2026-02-28T23:00:00-13:00"), start);
    EXPECT_EQ(parse_instant("2026-03-01T12:00:00-00:00"), start);
    EXPECT_EQ(parse_instant("2026-03-01T12:00:00.0Z"), start);
    EXPECT_EQ(parse_instant("2026-03-01T12:00:00.25Z"), start + Milliseconds(250));
    EXPECT_EQ(parse_instant("2026-03-01T12:00:00.123999999Z"), start + Milliseconds(123));
    // The leap second at the end of 2016.
    EXPECT_EQ(parse_instant("2016-12-31T23:59:60Z"), parse_instant("2017-01-01T00:00:00Z"));
}

TEST(Clock, what_is_not_an_instant_is_refused_with_its_code) {
    for (const std::string text : {"",
                                   "2026-03-01",
                                   "2026-03-01T12:00:00",
                                   "2026-03-01T12:00Z",
                                   "2026-03-01T24:00:00Z",
                                   "2026-03-01T12:60:00Z",
                                   "2026-03-01T12:00:61Z",
                                   "2026-02-29T12:00:00Z",
                                   "2026-00-01T12:00:00Z",
                                   "2026-13-01T12:00:00Z",
                                   "2026-03-00T12:00:00Z",
                                   "2026-03-32T12:00:00Z",
                                   "2026-03-01T12:00:00.Z",
                                   "2026-03-01T12:00:00,5Z",
                                   "2026-03-01T12:00:00+0100",
                                   "2026-03-01T12:00:00+1:00",
                                   "2026-03-01T12:00:00+24:00",
                                   "2026-03-01T12:00:00+01:60",
                                   "2026-03-01T12:00:00Zx",
                                   " 2026-03-01T12:00:00Z",
                                   "2026-03-01T12:00:00Z ",
                                   "2026-3-1T12:00:00Z",
                                   "+2026-03-01T12:00:00Z",
                                   "2026-03-01_12:00:00Z",
                                   "yesterday",
                                   "2026-03-01T1\xd9\xa1:00:00Z"}) {
        try {
            parse_instant(text);
            ADD_FAILURE() << text;
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::invalid) << text;
            EXPECT_EQ(e.reasons().at(0).code, "value.instant") << text;
        }
    }
}

TEST(Clock, an_instant_outside_four_digits_of_year_is_refused) {
    for (const std::string text :
         {"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"}) {
        EXPECT_THROW(parse_instant(text), Error) << text;
    }
}

TEST(Clock, a_refused_value_is_repeated_short_and_as_text) {
    try {
        parse_instant(std::string(100000, '\xff'));
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_LT(e.reasons().at(0).params.at("value").size(), 200U);
    }
}

TEST(SystemClock, wall_time_is_utc_and_of_this_century) {
    const SystemClock clock;
    EXPECT_GT(clock.now(), parse_instant("2024-01-01T00:00:00Z"));
    EXPECT_LT(clock.now(), parse_instant("2100-01-01T00:00:00Z"));
    const Monotonic before = clock.monotonic();
    EXPECT_LE(before, clock.monotonic());
}

TEST(SystemClock, a_wait_for_a_moment_that_has_passed_ends_at_once) {
    SystemClock clock;
    std::mutex mutex;
    std::condition_variable wake;
    std::unique_lock lock(mutex);
    clock.wait_until(lock, wake, clock.monotonic() - Milliseconds(1));
    EXPECT_TRUE(lock.owns_lock());
}

TEST(ManualClock, it_stands_until_it_is_moved) {
    ManualClock clock(start);
    const Monotonic began = clock.monotonic();
    EXPECT_EQ(clock.now(), start);
    clock.advance(Milliseconds(1500));
    EXPECT_EQ(clock.now(), start + Milliseconds(1500));
    EXPECT_EQ(clock.monotonic() - began, Milliseconds(1500));
}

TEST(ManualClock, setting_the_wall_clock_back_leaves_durations_alone) {
    ManualClock clock(start);
    const Monotonic began = clock.monotonic();
    clock.set_wall(start - Milliseconds(60000));
    EXPECT_EQ(clock.now(), start - Milliseconds(60000));
    EXPECT_EQ(clock.monotonic(), began);
}

TEST(ManualClock, a_waiter_wakes_when_the_clock_is_moved_past_its_deadline) {
    ManualClock clock(start);
    const Monotonic deadline = clock.monotonic() + std::chrono::hours(1);
    std::thread waiter([&] {
        std::mutex mutex;
        std::condition_variable wake;
        std::unique_lock lock(mutex);
        while (clock.monotonic() < deadline) {
            clock.wait_until(lock, wake, deadline);
        }
    });
    clock.advance(std::chrono::hours(1));
    waiter.join();
    EXPECT_EQ(clock.monotonic(), deadline);
}

TEST(SystemClock, waiting_for_ever_waits_until_it_is_notified) {
    SystemClock clock;
    std::mutex mutex;
    std::condition_variable wake;
    bool is_notified = false;
    bool is_waiting = false;
    int returns = 0;
    std::thread waiter([&] {
        std::unique_lock lock(mutex);
        is_waiting = true;
        wake.notify_all();
        while (!is_notified) {
            clock.wait_until(lock, wake, Monotonic::max());
            ++returns;
        }
    });
    {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return is_waiting; });
        is_notified = true;
    }
    wake.notify_all();
    waiter.join();
    EXPECT_LE(returns, 2) << "it did not wait, it spun";
}

}  // namespace
}  // namespace kontor
