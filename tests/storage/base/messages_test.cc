#include "storage/base/messages.h"

#include "storage/base/text.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace kontor {
namespace {

std::set<std::string> parameters_of(std::string_view sentence) {
    std::set<std::string> names;
    for (std::size_t open = sentence.find('{'); open != std::string_view::npos;
         open = sentence.find('{', open + 1)) {
        names.emplace(sentence.substr(open + 1, sentence.find('}', open) - open - 1));
    }
    return names;
}

bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

TEST(Messages, every_code_has_a_sentence_in_both_languages) {
    ASSERT_GT(all_messages().size(), 50U);
    for (const MessageTemplate& line : all_messages()) {
        for (const std::string_view sentence : {line.de, line.en}) {
            EXPECT_GT(sentence.size(), 10U) << line.code;
            EXPECT_TRUE(is_utf8(sentence)) << line.code;
            EXPECT_FALSE(has_control_characters(sentence)) << line.code;
            // A colon where another sentence follows; and the last words of kontor-verify are
            // fixed.
            EXPECT_TRUE(sentence.ends_with('.') || sentence.ends_with(':') ||
                        sentence.ends_with(": origin not checked"))
                << line.code;
        }
        EXPECT_NE(line.de, line.en) << line.code;
    }
}

TEST(Messages, both_languages_name_the_same_parameters) {
    for (const MessageTemplate& line : all_messages()) {
        EXPECT_EQ(parameters_of(line.de), parameters_of(line.en)) << line.code;
        for (const std::string& parameter : parameters_of(line.en)) {
            EXPECT_TRUE(is_word(parameter)) << line.code << " " << parameter;
        }
        for (const std::string_view sentence : {line.de, line.en}) {
            EXPECT_EQ(std::ranges::count(sentence, '{'), std::ranges::count(sentence, '}'))
                << line.code;
        }
    }
}

TEST(Messages, an_error_says_each_of_its_reasons_or_its_own_words) {
    EXPECT_EQ(messages(Error(ErrorCode::io, "turn the page"), Language::de),
              std::vector<std::string>{"turn the page"});
    const Error two(ErrorCode::invalid, "read",
                    {{"package.key", {}, ""}, {"package.more", {}, ""}});
    EXPECT_EQ(messages(two, Language::en).size(), 2U);
    EXPECT_EQ(messages(two, Language::de).front(), message(two.reasons().front(), Language::de));
}

TEST(Messages, a_code_is_lower_case_words_and_stands_once) {
    std::set<std::string_view> seen;
    for (const MessageTemplate& line : all_messages()) {
        const std::size_t dot = line.code.find('.');
        EXPECT_TRUE(is_word(line.code.substr(0, dot))) << line.code;
        EXPECT_TRUE(dot == std::string_view::npos || is_word(line.code.substr(dot + 1)))
            << line.code;
        EXPECT_TRUE(seen.insert(line.code).second) << line.code << " stands twice";
        EXPECT_TRUE(is_known_message(line.code));
    }
    EXPECT_TRUE(std::ranges::is_sorted(all_messages(), {}, &MessageTemplate::code));
    EXPECT_FALSE(is_known_message("no.such_code"));
    EXPECT_FALSE(is_known_message(""));
}

TEST(Messages, no_sentence_promises_what_only_an_auditor_can_say) {
    for (const MessageTemplate& line : all_messages()) {
        for (const std::string_view sentence : {line.de, line.en}) {
            const std::string folded = fold_for_comparison(sentence);
            EXPECT_EQ(folded.find("gobd-konform"), std::string::npos) << line.code;
            EXPECT_EQ(folded.find("revisionssicher"), std::string::npos) << line.code;
            EXPECT_EQ(folded.find("audit-proof"), std::string::npos) << line.code;
        }
    }
}

TEST(Messages, a_reason_becomes_a_sentence_with_its_values_in_it) {
    const Reason reason{"document.not_found", {{"id", "4711"}}, ""};
    EXPECT_EQ(message(reason, Language::de),
              "Das Dokument 4711 gibt es nicht, oder Sie dürfen es nicht sehen.");
    EXPECT_EQ(message(reason, Language::en), "There is no document 4711, or you may not see it.");
}

TEST(Messages, a_value_with_braces_is_shown_and_not_filled_in_again) {
    EXPECT_EQ(message({"value.out_of_range", {{"min", "{max}"}, {"max", "7"}}, ""}, Language::en),
              "The value is not between {max} and 7. Please give a value from this range.");
}

TEST(Messages, a_missing_parameter_shows_as_nothing) {
    EXPECT_EQ(message({"document.not_found", {}, ""}, Language::en),
              "There is no document , or you may not see it.");
}

TEST(Messages, an_unknown_code_is_shown_as_it_is) {
    EXPECT_EQ(message({"weather.rain", {{"id", "1"}}, ""}, Language::de), "weather.rain");
    EXPECT_EQ(message({"", {}, ""}, Language::en), "");
}

struct Header {
    std::string_view text;
    Language expected;
};

TEST(Messages, the_language_is_the_one_asked_for_most) {
    const std::vector<Header> headers = {
        {"", Language::en},
        {"de", Language::de},
        {"DE", Language::de},
        {"en", Language::en},
        {"de-AT", Language::de},
        {"de, en", Language::de},
        {"en, de", Language::en},
        {"en;q=0.8, de;q=0.9", Language::de},
        {"de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", Language::de},
        {"en-US,en;q=0.9,de;q=0.8", Language::en},
        {"fr, de;q=0.1", Language::de},
        {"fr", Language::en},
        {"*", Language::en},
        {"de;q=0.5, *", Language::en},
        {"de;q=0.5, *;q=0.1", Language::de},
        {"de;q=0", Language::en},
        {"de;q=0, en;q=0", Language::en},
        {"en;q=0, *;q=0.1", Language::de},
        {"de-CH;q=1, de;q=0, en;q=0.1", Language::en},  // the exact range outweighs
        {"\tde ; q=0.5 ,  en;Q=0.4", Language::de},
        {",,de,,", Language::de},
        {"de;q=1.000, en;q=0.999", Language::de},
    };
    for (const Header& header : headers) {
        EXPECT_EQ(choose_language(header.text), header.expected) << header.text;
    }
}

TEST(Messages, parts_of_the_header_that_are_not_well_formed_are_passed_over) {
    for (const std::string_view text :
         {"de;q=2", "de;q=1.1", "de;q=0.5555", "de;q=", "de;q", "de;q=-1", "de;x=1", "de;q=0,5",
          "deutsch", "d", "-de", ";", "=", ";q=1", "*;q=x", "de;q=0.5;level=1", "\xff\xfe"}) {
        EXPECT_EQ(choose_language(text), Language::en) << text;
        EXPECT_EQ(choose_language(std::string(text) + ", de"), Language::de) << text;
    }
}

}  // namespace
}  // namespace kontor
