#include "storage/base/civil.h"

#include "storage/base/error.h"

#include <climits>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

namespace kontor {
namespace {

std::string code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::invalid);
        return e.reasons().empty() ? "" : e.reasons()[0].code;
    }
    return "nothing thrown";
}

TEST(CivilDate, a_date_prints_as_it_was_read) {
    for (const std::string text :
         {"2024-03-01", "2024-02-29", "0001-01-01", "9999-12-31", "1900-12-31"}) {
        EXPECT_EQ(parse_civil_date(text).str(), text);
    }
    EXPECT_EQ(CivilDate(2024, 3, 1), parse_civil_date("2024-03-01"));
    EXPECT_EQ(parse_civil_date("2024-03-01").year(), 2024);
    EXPECT_EQ(parse_civil_date("2024-03-01").month(), 3U);
    EXPECT_EQ(parse_civil_date("2024-03-31").day(), 31U);
}

TEST(CivilDate, only_days_that_exist_and_only_their_one_form_are_read) {
    for (const std::string text : {"",
                                   "2024",
                                   "2024-03",
                                   "2024-3-1",
                                   "2024-02-30",
                                   "2023-02-29",
                                   "1900-02-29",
                                   "2024-00-10",
                                   "2024-13-01",
                                   "2024-01-00",
                                   "2024-04-31",
                                   "0000-01-01",
                                   "10000-01-01",
                                   "-2024-01-01",
                                   "+2024-01-01",
                                   "2024/03/01",
                                   "20240301",
                                   " 2024-03-01",
                                   "2024-03-01 ",
                                   "2024-03-01T",
                                   "2024-03-0\xd9",
                                   "01.03.2024",
                                   "2024--3-01"}) {
        EXPECT_EQ(code_of([&] { parse_civil_date(text); }), "value.date") << text;
    }
}

TEST(CivilDate, a_number_too_large_for_a_calendar_does_not_come_round_as_a_good_one) {
    EXPECT_EQ(code_of([] { CivilDate(2024, 257, 1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(2024, 1, 257); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(65536 + 2024, 1, 1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(0, 1, 1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(std::chrono::sys_days{std::chrono::days{1U << 30}}); }),
              "value.date");
}

TEST(CivilDate, dates_compare_as_the_calendar_does) {
    EXPECT_LT(CivilDate(2023, 12, 31), CivilDate(2024, 1, 1));
    EXPECT_LT(CivilDate(2024, 1, 31), CivilDate(2024, 2, 1));
    EXPECT_EQ(CivilDate(2024, 2, 28).plus_days(2), CivilDate(2024, 3, 1));
    EXPECT_EQ(CivilDate(2024, 3, 1).plus_days(-1), CivilDate(2024, 2, 29));
}

TEST(CivilDate, a_month_or_year_on_ends_at_the_months_last_day_at_the_latest) {
    EXPECT_EQ(CivilDate(2024, 1, 31).plus_months(1), CivilDate(2024, 2, 29));
    EXPECT_EQ(CivilDate(2023, 1, 31).plus_months(1), CivilDate(2023, 2, 28));
    EXPECT_EQ(CivilDate(2024, 1, 15).plus_months(12), CivilDate(2025, 1, 15));
    EXPECT_EQ(CivilDate(2024, 1, 15).plus_months(-1), CivilDate(2023, 12, 15));
    EXPECT_EQ(CivilDate(2024, 2, 29).plus_years(1), CivilDate(2025, 2, 28));
    EXPECT_EQ(CivilDate(2024, 12, 31).plus_years(10), CivilDate(2034, 12, 31));
    EXPECT_EQ(CivilDate(2024, 2, 1).last_of_month(), CivilDate(2024, 2, 29));
}

TEST(CivilDate, counting_out_of_the_calendar_is_an_error) {
    EXPECT_EQ(code_of([] { CivilDate(9999, 12, 31).plus_days(1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(1, 1, 1).plus_days(-1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(9999, 12, 1).plus_months(1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(1, 1, 1).plus_months(-1); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(2024, 1, 1).plus_months(INT_MAX); }), "value.date");
    EXPECT_EQ(code_of([] { CivilDate(2024, 1, 1).plus_years(INT_MIN); }), "value.date");
    EXPECT_EQ(CivilDate(1, 1, 1).plus_years(9998), CivilDate(9999, 1, 1));
}

TEST(CivilRange, a_year_a_month_and_a_day_have_a_first_and_a_last_day) {
    EXPECT_EQ(parse_civil_range("2024"),
              (CivilRange{CivilDate(2024, 1, 1), CivilDate(2024, 12, 31)}));
    EXPECT_EQ(parse_civil_range("2024-02"),
              (CivilRange{CivilDate(2024, 2, 1), CivilDate(2024, 2, 29)}));
    EXPECT_EQ(parse_civil_range("2024-03-01"),
              (CivilRange{CivilDate(2024, 3, 1), CivilDate(2024, 3, 1)}));
    for (const std::string text :
         {"", "202", "20240", "0000", "2024-", "2024-1", "2024-13", "2024-00", "2024-02-30",
          "2024-02-", "2024-02-1", "2024-02-011", "2024x02", "heute"}) {
        EXPECT_EQ(code_of([&] { parse_civil_range(text); }), "value.date") << text;
    }
}

TEST(CivilRange, the_refused_text_is_named_whole) {
    try {
        parse_civil_range("2024-02-30");
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.reasons().at(0).params.at("value"), "2024-02-30");
    }
}

TEST(Zone, an_unknown_zone_is_refused_and_not_taken_for_utc) {
    EXPECT_EQ(Zone("Europe/Berlin").name(), "Europe/Berlin");  // first: ICU remembers known names
    for (const std::string name : {"", "Europe/Bielefeld", "europe/berlin", "GMT+01:23", "GMT+1",
                                   "Etc/Unknown", "MEZ", "Europe/Berlin ", "\xff"}) {
        EXPECT_EQ(code_of([&] { Zone zone(name); }), "value.zone") << name;
    }
    EXPECT_EQ(code_of([] { Zone zone(std::string("Europe/Berlin\0", 14)); }), "value.zone");
    EXPECT_EQ(Zone("UTC").name(), "UTC");
}

TEST(Zone, the_last_hour_of_the_year_in_utc_is_the_new_year_in_berlin) {
    const Zone berlin("Europe/Berlin");
    EXPECT_EQ(berlin.date_of(parse_instant("2024-12-31T22:59:59.999Z")), CivilDate(2024, 12, 31));
    EXPECT_EQ(berlin.date_of(parse_instant("2024-12-31T23:00:00Z")), CivilDate(2025, 1, 1));
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2025, 1, 1))), "2024-12-31T23:00:00.000Z");
    EXPECT_EQ(Zone("UTC").date_of(parse_instant("2024-12-31T23:00:00Z")), CivilDate(2024, 12, 31));
}

TEST(Zone, a_summer_day_begins_an_hour_earlier) {
    const Zone berlin("Europe/Berlin");
    EXPECT_EQ(berlin.date_of(parse_instant("2024-07-14T21:59:59Z")), CivilDate(2024, 7, 14));
    EXPECT_EQ(berlin.date_of(parse_instant("2024-07-14T22:00:00Z")), CivilDate(2024, 7, 15));
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2024, 7, 15))), "2024-07-14T22:00:00.000Z");
}

TEST(Zone, the_days_on_which_clocks_change_have_23_and_25_hours) {
    const Zone berlin("Europe/Berlin");
    const auto hours = [&](CivilDate day) {
        return std::chrono::duration_cast<std::chrono::hours>(berlin.start_of(day.plus_days(1)) -
                                                              berlin.start_of(day))
            .count();
    };
    EXPECT_EQ(hours(CivilDate(2024, 3, 30)), 24);
    EXPECT_EQ(hours(CivilDate(2024, 3, 31)), 23);
    EXPECT_EQ(hours(CivilDate(2024, 10, 27)), 25);
    EXPECT_EQ(hours(CivilDate(2024, 10, 28)), 24);
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2024, 3, 31))), "2024-03-30T23:00:00.000Z");
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2024, 10, 27))), "2024-10-26T22:00:00.000Z");
    EXPECT_EQ(berlin.date_of(parse_instant("2024-10-27T22:59:59Z")), CivilDate(2024, 10, 27));
    EXPECT_EQ(berlin.date_of(parse_instant("2024-10-27T23:00:00Z")), CivilDate(2024, 10, 28));
}

TEST(Zone, summer_time_goes_on_in_years_that_no_table_lists) {
    const Zone berlin("Europe/Berlin");
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2120, 7, 1))), "2120-06-30T22:00:00.000Z");
    EXPECT_EQ(to_rfc3339(berlin.start_of(CivilDate(2120, 1, 1))), "2119-12-31T23:00:00.000Z");
}

TEST(Zone, where_clocks_skip_midnight_the_day_begins_after_the_gap) {
    // São Paulo, 4 November 2018: after 23:59:59 came 01:00.
    const Zone sao_paulo("America/Sao_Paulo");
    EXPECT_EQ(to_rfc3339(sao_paulo.start_of(CivilDate(2018, 11, 4))), "2018-11-04T03:00:00.000Z");
    EXPECT_EQ(sao_paulo.date_of(parse_instant("2018-11-04T02:59:59Z")), CivilDate(2018, 11, 3));
    EXPECT_EQ(sao_paulo.date_of(parse_instant("2018-11-04T03:00:00Z")), CivilDate(2018, 11, 4));
    // Toronto, 30 March 1919: the gap went from 23:30 to 00:30, midnight inside it.
    const Zone toronto("America/Toronto");
    EXPECT_EQ(to_rfc3339(toronto.start_of(CivilDate(1919, 3, 31))), "1919-03-31T04:30:00.000Z");
}

TEST(Zone, a_day_that_a_country_skipped_is_empty) {
    const Zone samoa("Pacific/Apia");  // 30 December 2011 did not happen
    EXPECT_EQ(samoa.start_of(CivilDate(2011, 12, 30)), samoa.start_of(CivilDate(2011, 12, 31)));
    EXPECT_EQ(samoa.date_of(samoa.start_of(CivilDate(2011, 12, 31))), CivilDate(2011, 12, 31));
}

TEST(Zone, every_day_begins_with_itself_and_the_instant_before_is_another) {
    for (const std::string name : {"Europe/Berlin", "UTC", "Asia/Kathmandu", "Pacific/Kiritimati",
                                   "America/Sao_Paulo", "Australia/Lord_Howe"}) {
        const Zone zone(name);
        for (CivilDate day(2016, 1, 1); day < CivilDate(2020, 1, 1); day = day.plus_days(1)) {
            const Instant start = zone.start_of(day);
            ASSERT_EQ(zone.date_of(start), day) << name;
            ASSERT_EQ(zone.date_of(start - Milliseconds(1)), day.plus_days(-1)) << name;
        }
    }
}

TEST(Zone, the_first_and_the_last_day_of_the_calendar_have_a_beginning) {
    for (const std::string name : {"Europe/Berlin", "UTC", "Pacific/Kiritimati"}) {
        const Zone zone(name);
        for (const CivilDate day : {CivilDate(1, 1, 1), CivilDate(9999, 12, 31)}) {
            EXPECT_EQ(zone.date_of(zone.start_of(day)), day) << name;
        }
    }
}

TEST(Zone, the_processs_own_zone_does_not_matter) {
    const Zone berlin("Europe/Berlin");
    ASSERT_EQ(setenv("TZ", "America/New_York", 1), 0);  // NOLINT(concurrency-mt-unsafe): one thread
    tzset();
    EXPECT_EQ(berlin.date_of(parse_instant("2024-12-31T23:00:00Z")), CivilDate(2025, 1, 1));
    EXPECT_EQ(Zone("Europe/Berlin").start_of(CivilDate(2025, 1, 1)),
              parse_instant("2024-12-31T23:00:00Z"));
    ASSERT_EQ(unsetenv("TZ"), 0);  // NOLINT(concurrency-mt-unsafe): one thread
    tzset();
}

TEST(Zone, many_threads_ask_one_zone) {
    const Zone berlin("Europe/Berlin");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([zone = berlin] {
            for (CivilDate day(2020, 1, 1); day < CivilDate(2021, 1, 1); day = day.plus_days(1)) {
                EXPECT_EQ(zone.date_of(zone.start_of(day)), day);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace
}  // namespace kontor
