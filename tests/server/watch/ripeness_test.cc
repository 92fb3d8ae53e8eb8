#include "server/watch/ripeness.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using std::chrono::seconds;

const RipenessRule rule{seconds(1), seconds(120)};

FileState file(Milliseconds rested) {
    FileState state;
    state.rested = rested;
    state.size = 1000;
    state.writers = Writers::unknown;
    state.ending = Ending::right;
    return state;
}

TEST(Ripeness, comes_when_a_file_with_a_right_end_has_rested) {
    EXPECT_TRUE(judge_ripeness(rule, file(seconds(1))).is_ripe);
    const Ripeness early = judge_ripeness(rule, file(Milliseconds(400)));
    EXPECT_FALSE(early.is_ripe);
    EXPECT_EQ(early.waiting_for, "intake.not_ripe");
    EXPECT_EQ(early.look_again, Milliseconds(600));
}

TEST(Ripeness, of_a_file_with_a_wrong_end_comes_with_patience) {
    FileState state = file(seconds(20));
    state.ending = Ending::wrong;
    EXPECT_FALSE(judge_ripeness(rule, state).is_ripe);
    EXPECT_EQ(judge_ripeness(rule, state).look_again, seconds(100));
    state.rested = seconds(120);
    EXPECT_TRUE(judge_ripeness(rule, state).is_ripe);
}

TEST(Ripeness, never_comes_while_somebody_has_the_file_open_for_writing) {
    FileState state = file(std::chrono::hours(1));
    state.writers = Writers::some;
    EXPECT_FALSE(judge_ripeness(rule, state).is_ripe);
    EXPECT_EQ(judge_ripeness(rule, state).waiting_for, "intake.in_use");
}

TEST(Ripeness, of_text_needs_the_knowledge_that_nobody_writes_or_patience) {
    FileState state = file(seconds(5));
    state.ending = Ending::open;
    EXPECT_FALSE(judge_ripeness(rule, state).is_ripe);
    state.writers = Writers::none;
    EXPECT_TRUE(judge_ripeness(rule, state).is_ripe);
}

TEST(Ripeness, of_an_empty_file_and_of_one_with_a_second_name_comes_with_patience_only) {
    FileState empty = file(seconds(5));
    empty.size = 0;
    EXPECT_FALSE(judge_ripeness(rule, empty).is_ripe);
    empty.rested = seconds(120);
    EXPECT_TRUE(judge_ripeness(rule, empty).is_ripe);
    FileState linked = file(seconds(5));
    linked.links = 2;
    EXPECT_FALSE(judge_ripeness(rule, linked).is_ripe);
}

}  // namespace
}  // namespace kontor::test
