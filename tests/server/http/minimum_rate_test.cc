#include "server/http/minimum_rate.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

Monotonic at(int seconds) {
    return Monotonic{} + Milliseconds(seconds * 1000);
}

TEST(MinimumRate, who_sends_nothing_has_one_window) {
    MinimumRate rate(Milliseconds(10'000), 100);
    rate.wait(at(5));
    EXPECT_EQ(rate.deadline(), at(15));
    EXPECT_FALSE(rate.is_too_slow(at(14)));
    EXPECT_TRUE(rate.is_too_slow(at(15)));
}

TEST(MinimumRate, only_waiting_counts) {
    MinimumRate rate(Milliseconds(10'000), 100);
    rate.wait(at(0));
    rate.moved(1, at(4));
    rate.wait(at(1000));
    rate.wait(at(1003));  // it waits already
    EXPECT_EQ(rate.deadline(), at(1006));
}

TEST(MinimumRate, a_window_that_brought_enough_is_followed_by_the_next) {
    MinimumRate rate(Milliseconds(10'000), 100);
    rate.wait(at(0));
    rate.moved(1000, at(9));
    rate.wait(at(9));
    EXPECT_FALSE(rate.is_too_slow(at(10)));
    EXPECT_EQ(rate.deadline(), at(20));
    EXPECT_TRUE(rate.is_too_slow(at(20))) << "what came before does not count again";
}

TEST(MinimumRate, a_window_that_brought_too_little_is_too_slow) {
    MinimumRate rate(Milliseconds(10'000), 100);
    rate.wait(at(0));
    rate.moved(999, at(9));
    rate.wait(at(9));
    EXPECT_TRUE(rate.is_too_slow(at(10)));
}

TEST(MinimumRate, without_a_rate_a_window_without_a_byte_is_too_slow_still) {
    MinimumRate rate(Milliseconds(10'000), 0);
    rate.wait(at(0));
    EXPECT_TRUE(rate.is_too_slow(at(10)));
}

}  // namespace
}  // namespace kontor
