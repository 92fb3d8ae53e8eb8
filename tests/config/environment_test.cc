#include "tests/config/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::load;
using test::places_and_codes;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConfigEnvironment, a_variable_wins_over_the_file) {
    const Config config = load("[server]\nworkers = 2\nbehind_proxy = true\n",
                               {{"KONTOR_SERVER_WORKERS", "3"},
                                {"KONTOR_SERVER_BEHIND_PROXY", "false"},
                                {"KONTOR_LOG_LEVEL", "debug"},
                                {"KONTOR_ARCHIVE_DATA", "/srv/a"}});
    EXPECT_EQ(config.server.workers, 3U);
    EXPECT_FALSE(config.server.behind_proxy);
    EXPECT_EQ(config.log.level, LogLevel::debug);
    EXPECT_EQ(config.archive.data, "/srv/a");
}

TEST(ConfigEnvironment, a_variable_set_to_nothing_counts_as_not_set) {
    EXPECT_EQ(
        load("[server]\nworkers = 2\n", {{"KONTOR_SERVER_WORKERS", ""}, {"KONTOR_SERVER_OLD", ""}})
            .server.workers,
        2U);
}

TEST(ConfigEnvironment, variables_of_other_programs_are_none_of_ours) {
    EXPECT_THAT(places_and_codes("", {{"KONTOR_URL", "http://x"},
                                      {"KONTOR_TOKEN", "x"},
                                      {"KONTOR_FAULT_AT", "a:1"},
                                      {"KONTORSERVER_X", "1"},
                                      {"PATH", "/bin"}}),
                IsEmpty());
}

TEST(ConfigEnvironment, wrong_values_of_variables_are_problems_that_name_the_variable) {
    EXPECT_THAT(places_and_codes("", {{"KONTOR_SERVER_WORKERS", "3x"},
                                      {"KONTOR_SERVER_CONNECTIONS_MAX", "99999999999999999999"},
                                      {"KONTOR_SERVER_BEHIND_PROXY", "yes"},
                                      {"KONTOR_SERVER_WORKER", "3"}}),
                ElementsAre("KONTOR_SERVER_BEHIND_PROXY config.not_boolean",
                            "KONTOR_SERVER_WORKERS config.not_number",
                            "KONTOR_SERVER_CONNECTIONS_MAX config.not_number",
                            "KONTOR_SERVER_WORKER config.unknown_variable"));
}

TEST(ConfigEnvironment, a_variable_of_watches_speaks_of_every_watched_folder) {
    const Config config =
        load("[[watch]]\npath = \"/a\"\nsettle_seconds = 9\n[[watch]]\npath = \"/b\"\n",
             {{"KONTOR_WATCH_SETTLE_SECONDS", "0"}, {"KONTOR_WATCH_TAGS", "Post, Scanner 2,x"}});
    ASSERT_EQ(config.watches.size(), 2U);
    for (const WatchConfig& watch : config.watches) {
        EXPECT_EQ(watch.settle, std::chrono::seconds(0));
        EXPECT_THAT(watch.tags, ElementsAre("Post", "Scanner 2", "x"));
    }
}

TEST(ConfigEnvironment, variables_alone_make_a_watched_folder) {
    const Config config = load("", {{"KONTOR_WATCH_PATH", "/in"}, {"KONTOR_WATCH_FOLDER", "7"}});
    ASSERT_EQ(config.watches.size(), 1U);
    EXPECT_EQ(config.watches[0].path, "/in");
    EXPECT_EQ(config.watches[0].folder, "7");
    EXPECT_EQ(config.watches[0].done, "/in/done");
    EXPECT_THAT(places_and_codes("", {{"KONTOR_WATCH_FOLDER", "7"}}),
                ElementsAre("KONTOR_WATCH_FOLDER config.required"));
}

TEST(ConfigEnvironment, an_empty_tag_among_the_commas_is_a_problem) {
    EXPECT_THAT(places_and_codes("", {{"KONTOR_WATCH_PATH", "/in"}, {"KONTOR_WATCH_TAGS", "a,,b"}}),
                ElementsAre("KONTOR_WATCH_TAGS config.empty"));
    EXPECT_THAT(places_and_codes("", {{"KONTOR_WATCH_PATH", "/in"}, {"KONTOR_WATCH_TAGS", ","}}),
                ElementsAre("KONTOR_WATCH_TAGS config.empty"));
}

}  // namespace
}  // namespace kontor
