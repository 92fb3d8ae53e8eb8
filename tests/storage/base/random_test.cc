#include "storage/base/random.h"

#include <thread>

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Random, as_many_bytes_come_as_were_asked_for) {
    EXPECT_EQ(random_bytes(0).size(), 0U);
    EXPECT_EQ(random_bytes(1).size(), 1U);
    EXPECT_EQ(random_bytes(100000).size(), 100000U);
}

TEST(Random, every_byte_value_comes_up) {
    // One of 256 values is missing from 100,000 fair bytes in one of 10^167 runs.
    const Bytes bytes = random_bytes(100000);
    EXPECT_EQ(std::set<char>(bytes.begin(), bytes.end()).size(), 256U);
}

TEST(Random, a_name_is_26_letters_and_digits_and_never_comes_again) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string name = random_name();
        EXPECT_EQ(name.size(), 26U);
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
        EXPECT_TRUE(seen.insert(name).second);
    }
}

TEST(Random, threads_do_not_get_the_same_bytes) {
    std::array<Bytes, 4> results;
    std::vector<std::thread> threads;
    for (Bytes& result : results) {
        threads.emplace_back([&result] { result = random_bytes(32); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(std::set<Bytes>(results.begin(), results.end()).size(), results.size());
}

}  // namespace
}  // namespace kontor
