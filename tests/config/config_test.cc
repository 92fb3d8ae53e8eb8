#include "config/config.h"

#include "config/keys.h"
#include "storage/base/hash.h"
#include "tests/config/config_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::load;
using test::places_and_codes;
using test::problems_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Config, without_a_file_everything_has_its_default) {
    const Config config = load_config(std::nullopt, {});
    EXPECT_EQ(config.server.listen, (Endpoint{"127.0.0.1", 8480}));
    EXPECT_TRUE(config.server.certificate.empty());
    EXPECT_FALSE(config.server.behind_proxy);
    EXPECT_EQ(config.archive.data, "./var");
    EXPECT_EQ(config.archive.reserve_mib, 2048U);
    EXPECT_EQ(config.limits.body_max_mib, 4096U);
    EXPECT_EQ(config.log.level, LogLevel::info);
    EXPECT_TRUE(config.watches.empty());
    EXPECT_EQ(config.digest, sha256(""));
}

TEST(Config, every_kind_of_value_arrives) {
    const Config config = load(R"(
        [server]
        listen = "[::1]:0"
        certificate = "a.crt"
        certificate_key = "a.key"
        behind_proxy = true
        workers = 7
        stop_patience_seconds = 5
        [archive]
        data = "/srv/kontor"
        [log]
        level = "warning"
        [[watch]]
        path = "/srv/scan"
        tags = ["Post", "Scanner 2"]
        on_success = "archive"
        recursive = false
        settle_seconds = 3
        done = "/srv/done"
    )");
    EXPECT_EQ(config.server.listen, (Endpoint{"::1", 0}));
    EXPECT_EQ(config.server.certificate, "a.crt");
    EXPECT_EQ(config.server.certificate_key, "a.key");
    EXPECT_TRUE(config.server.behind_proxy);
    EXPECT_EQ(config.server.workers, 7U);
    EXPECT_EQ(config.server.stop_patience, std::chrono::seconds(5));
    EXPECT_EQ(config.archive.data, "/srv/kontor");
    EXPECT_EQ(config.log.level, LogLevel::warning);
    ASSERT_EQ(config.watches.size(), 1U);
    const WatchConfig& watch = config.watches[0];
    EXPECT_EQ(watch.path, "/srv/scan");
    EXPECT_EQ(watch.folder, "Inbox");
    EXPECT_THAT(watch.tags, ElementsAre("Post", "Scanner 2"));
    EXPECT_EQ(watch.on_success, OnSuccess::archive);
    EXPECT_FALSE(watch.recursive);
    EXPECT_EQ(watch.settle, std::chrono::seconds(3));
    EXPECT_EQ(watch.patience, std::chrono::seconds(120));
    EXPECT_EQ(watch.done, "/srv/done");
    EXPECT_EQ(watch.failed, "/srv/scan/failed");
    EXPECT_EQ(watch.keep_days, 14U);
}

TEST(Config, the_digest_is_that_of_the_bytes_of_the_file) {
    EXPECT_EQ(load("# no key\n").digest, sha256("# no key\n"));
}

TEST(Config, all_problems_are_told_at_once_in_the_order_of_the_file) {
    EXPECT_THAT(
        places_and_codes(
            "[server]\n"
            "workers = \"four\"\n"
            "listen = \"nowhere\"\n"
            "lisen = \"127.0.0.1:1\"\n"
            "upload_workers = 0\n"
            "[garden]\n"
            "x = 1\n"
            "[log]\n"
            "level = \"loud\"\n"
            "[limits]\n"
            "body_max_mib = 4097\n"
            "[[watch]]\n"
            "recursive = 1\n",
            {{"KONTOR_ARCHIVE_RESERVE_PERCENT", "101"}, {"KONTOR_ARCHIVE_DATE", "/srv"}}),
        ElementsAre("kontor.toml:2:11 config.not_number", "kontor.toml:3:10 config.not_address",
                    "kontor.toml:4:1 config.unknown_key", "kontor.toml:5:18 config.out_of_range",
                    "kontor.toml:6:2 config.unknown_section", "kontor.toml:9:9 config.not_one_of",
                    "kontor.toml:11:16 config.out_of_range", "kontor.toml:12:1 config.required",
                    "kontor.toml:13:13 config.not_boolean",
                    "KONTOR_ARCHIVE_RESERVE_PERCENT config.out_of_range",
                    "KONTOR_ARCHIVE_DATE config.unknown_variable"));
}

TEST(Config, a_problem_names_key_place_and_what_is_allowed_in_both_languages) {
    const auto problems = problems_of("[log]\nlevel = \"loud\"\n");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].pointer, "/log/level");
    for (const Language language : {Language::de, Language::en}) {
        const std::string sentence = message(problems[0], language);
        EXPECT_THAT(sentence, HasSubstr("kontor.toml:2:9: log.level"));
        EXPECT_THAT(sentence, HasSubstr("debug, info, warning, error"));
    }
}

TEST(Config, an_unknown_key_is_answered_with_those_there_are) {
    const auto problems = problems_of("[limits]\nuploads = 3\n");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].params.at("key"), "limits.uploads");
    EXPECT_EQ(problems[0].params.at("allowed"), "uploads_per_actor, body_max_mib");
}

TEST(Config, a_key_outside_every_section_is_a_problem) {
    EXPECT_THAT(places_and_codes("listen = \"127.0.0.1:1\"\n"),
                ElementsAre("kontor.toml:1:1 config.unknown_section"));
}

TEST(Config, a_section_in_the_wrong_form_is_a_problem) {
    EXPECT_THAT(places_and_codes("[watch]\npath = \"/in\"\n"),
                ElementsAre("kontor.toml:1:2 config.section_form"));
    EXPECT_THAT(places_and_codes("[[server]]\nworkers = 1\n"),
                ElementsAre("kontor.toml:1:1 config.section_form"));
    EXPECT_THAT(places_and_codes("server = 1\n"),
                ElementsAre("kontor.toml:1:1 config.section_form"));
}

TEST(Config, values_of_the_wrong_kind_are_each_told_what_is_expected) {
    EXPECT_THAT(
        places_and_codes("[server]\n"
                         "listen = 8480\n"
                         "certificate = true\n"
                         "behind_proxy = \"yes\"\n"
                         "workers = 2.5\n"
                         "[[watch]]\n"
                         "path = 2024-01-01\n"
                         "tags = [1, 2]\n"
                         "folder = []\n"
                         "on_success = true\n"),
        ElementsAre("kontor.toml:2:10 config.not_text", "kontor.toml:3:15 config.not_text",
                    "kontor.toml:4:16 config.not_boolean", "kontor.toml:5:11 config.not_number",
                    "kontor.toml:7:8 config.not_text", "kontor.toml:8:8 config.not_texts",
                    "kontor.toml:9:10 config.not_text", "kontor.toml:10:14 config.not_one_of"));
}

TEST(Config, texts_that_cannot_be_meant_are_refused) {
    EXPECT_THAT(
        places_and_codes("[archive]\n"
                         "data = \"\"\n"
                         "key_file = \"a\\u0000b\"\n"
                         "[[watch]]\n"
                         "path = \"/in\"\n"
                         "folder = \"a\\nb\"\n"
                         "tags = [\"\"]\n"
                         "[[watch]]\n"
                         "path = \"/other\"\n"
                         "tags = [\"" +
                         std::string(limits::tag_max_bytes + 1, 'x') + "\"]\n"),
        ElementsAre("kontor.toml:2:8 config.empty", "kontor.toml:3:12 config.control_characters",
                    "kontor.toml:6:10 config.control_characters", "kontor.toml:7:8 config.empty",
                    "kontor.toml:10:8 config.too_long"));
}

TEST(Config, words_are_letters_alone) {
    EXPECT_THAT(load("[search]\ngerman_words = [\"EDV\", \"Größe\"]\n").search.german_words,
                ElementsAre("EDV", "Größe"));
    EXPECT_THAT(load("", {{"KONTOR_SEARCH_GERMAN_WORDS", "Zylox, Kontor"}}).search.german_words,
                ElementsAre("Zylox", "Kontor"));
    for (const char* bad : {"ab", "zwei Wörter", "A4-Blatt", "Haus1", "Haus.", "(Haus)"}) {
        EXPECT_THAT(places_and_codes(fmt::format("[search]\ngerman_words = [\"{}\"]\n", bad)),
                    ElementsAre("kontor.toml:2:16 config.not_word"))
            << bad;
    }
    EXPECT_THAT(
        places_and_codes(fmt::format("[search]\ngerman_words = [\"{}\"]\n", std::string(81, 'x'))),
        ElementsAre("kontor.toml:2:16 config.too_long"));
}

TEST(Config, addresses_need_a_host_and_a_port) {
    for (const char* good : {"127.0.0.1:0", "localhost:65535", "[::1]:8480"}) {
        EXPECT_NO_THROW(load("", {{"KONTOR_SERVER_LISTEN", good}})) << good;
    }
    for (const char* bad : {"8480", ":8480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                            "127.0.0.1:-1", "127.0.0.1:-0", "127.0.0.1:+1", "::1:8480", "[]:8480",
                            "*:8480", "a b:1", "http://localhost:1"}) {
        EXPECT_THAT(places_and_codes("", {{"KONTOR_SERVER_LISTEN", bad}}),
                    ElementsAre("KONTOR_SERVER_LISTEN config.not_address"))
            << bad;
    }
}

TEST(Config, a_file_that_is_not_there_is_named) {
    try {
        load_config("/nonexistent/kontor.toml", {});
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::not_found);
        ASSERT_EQ(e.reasons().size(), 1U);
        EXPECT_EQ(e.reasons()[0].code, "config.no_file");
    }
}

TEST(Config, what_is_not_built_yet_is_refused_with_what_is) {
    const auto problems = problems_of(
        "[[watch]]\n"
        "path = \"/in\"\n"
        "subfolders = \"batch\"\n"
        "sidecar = \"xml\"\n"
        "split = \"separator\"\n");
    ASSERT_EQ(problems.size(), 3U);
    for (const Reason& problem : problems) {
        EXPECT_EQ(problem.code, "config.not_yet");
    }
    EXPECT_EQ(problems[0].params.at("allowed"), "ignore");
    EXPECT_EQ(problems[1].params.at("value"), "xml");
    EXPECT_THAT(places_and_codes("[[watch]]\npath = \"/in\"\nsubfolders = \"deep\"\n"),
                ElementsAre("kontor.toml:3:14 config.not_one_of"));
    EXPECT_THAT(places_and_codes("[[watch]]\npath = \"/in\"\nsubfolders = \"ignore\"\n"
                                 "sidecar = \"none\"\nsplit = \"none\"\n"),
                IsEmpty());
}

}  // namespace
}  // namespace kontor
