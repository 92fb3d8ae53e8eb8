#include "storage/base/log.h"

#include "storage/base/text.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

const Instant noon = parse_instant("2026-03-01T12:00:00Z");

std::string json_line(const Json& fields) {
    return log_line(LogStyle::json, LogLevel::info, "a thing happened", fields, noon);
}

std::string terminal_line(const Json& fields) {
    return log_line(LogStyle::terminal, LogLevel::warning, "a thing happened", fields, noon);
}

TEST(Log, a_line_is_one_json_object_with_time_level_message_and_fields) {
    const Json line = parse_json(json_line({{"document", 7}, {"path", "a b"}}));
    EXPECT_EQ(line, (Json{{"time", "2026-03-01T12:00:00.000Z"},
                          {"level", "info"},
                          {"message", "a thing happened"},
                          {"document", 7},
                          {"path", "a b"}}));
}

TEST(Log, a_field_does_not_pass_for_the_lines_own) {
    const Json line = parse_json(json_line({{"level", "error"}, {"time", "x"}, {"message", "y"}}));
    EXPECT_EQ(line.at("level"), "info");
    EXPECT_EQ(line.at("message"), "a thing happened");
    EXPECT_EQ(line.at("time"), "2026-03-01T12:00:00.000Z");
}

TEST(Log, foreign_bytes_neither_break_the_line_nor_stop_it) {
    const Json fields{{"name", "a\nb\xff\x1b[31m"}, {"list", {"\xff", "\n"}}};
    for (const std::string& line : {json_line(fields), terminal_line(fields)}) {
        EXPECT_TRUE(is_utf8(line)) << line;
        EXPECT_FALSE(has_control_characters(line)) << line;
    }
    EXPECT_EQ(parse_json(json_line(fields)).at("name"), "a\nb\xef\xbf\xbd\x1b[31m");
}

TEST(Log, fields_that_are_no_object_are_shown_all_the_same) {
    EXPECT_EQ(parse_json(json_line(Json::array({1, 2}))).at("fields"), Json::array({1, 2}));
    EXPECT_EQ(parse_json(json_line(nullptr)).at("message"), "a thing happened");
    EXPECT_TRUE(terminal_line(nullptr).starts_with("warning: a thing happened"));
}

TEST(Log, a_terminal_gets_plain_words) {
    EXPECT_EQ(terminal_line({{"document", 7}, {"path", "/var/a b"}}),
              "warning: a thing happened document=7 path=/var/a b");
}

}  // namespace
}  // namespace kontor
