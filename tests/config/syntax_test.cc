#include "tests/config/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::places_and_codes;
using test::problems_of;
using testing::ElementsAre;
using testing::SizeIs;

TEST(ConfigSyntax, an_error_is_told_with_its_place_and_the_rest_is_judged_too) {
    EXPECT_THAT(
        places_and_codes("[server]\n"
                         "listen = 127.0.0.1:8480\n"
                         "workers = 0\n"
                         "\n"
                         "[log]\n"
                         "level = \n"
                         "[limits]\n"
                         "body = 3\n"),
        ElementsAre("kontor.toml:2:12 config.syntax", "kontor.toml:3:11 config.out_of_range",
                    "kontor.toml:6:9 config.syntax", "kontor.toml:8:1 config.unknown_key"));
}

TEST(ConfigSyntax, the_keys_of_a_broken_head_are_not_taken_for_those_of_another_section) {
    EXPECT_THAT(places_and_codes("[log]\nlevel = \"info\"\n[server\nworkers = 3\n[archive]\nx=1\n"),
                ElementsAre("kontor.toml:3:8 config.syntax", "kontor.toml:6:1 config.unknown_key"));
}

TEST(ConfigSyntax, a_head_of_nothing_is_an_error_and_not_the_end) {
    EXPECT_THAT(places_and_codes("[\n[log]\nlevel = \"info\"\n"), SizeIs(1));
    EXPECT_THAT(places_and_codes("[[\n"), SizeIs(1));
}

TEST(ConfigSyntax, a_key_given_twice_is_an_error) {
    EXPECT_THAT(places_and_codes("[server]\nworkers = 3\nworkers = 4\n"),
                ElementsAre("kontor.toml:3:11 config.syntax"));
}

TEST(ConfigSyntax, bytes_that_are_not_utf8_are_an_error) {
    EXPECT_THAT(places_and_codes("[archive]\ndata = \"\xff\"\n"),
                ElementsAre("kontor.toml:2:8 config.syntax"));
}

TEST(ConfigSyntax, letters_of_any_script_outside_of_quotation_marks_are_an_error) {
    // Of the ranges in which toml++ 3.0.1 looks for blanks and believes it finds nothing else.
    for (const char* letter : {"\u00e4", "\u3042", "\ufeef", "\ufb26", "\u1681", "\u2010"}) {
        EXPECT_THAT(places_and_codes(std::string("[ser") + letter + "ver]\nworkers = 3\n"),
                    SizeIs(1))
            << letter;
    }
}

TEST(ConfigSyntax, no_contradiction_is_made_of_a_line_that_was_left_out) {
    EXPECT_THAT(places_and_codes("[server]\ncertificate = a.crt\ncertificate_key = \"a.key\"\n"),
                SizeIs(1));
    EXPECT_THAT(places_and_codes("[[watch]]\npath = /in\nrecursive = true\n"), SizeIs(1));
}

TEST(ConfigSyntax, a_file_of_another_kind_ends_in_few_problems) {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "<xml>\n\n";
    }
    EXPECT_THAT(problems_of(text), SizeIs(limits::config_syntax_errors_max));
    EXPECT_THAT(problems_of(std::string(3, '\0')), SizeIs(1));
    EXPECT_THAT(problems_of("x = " + std::string(5000, '[')), SizeIs(1));
}

}  // namespace
}  // namespace kontor
