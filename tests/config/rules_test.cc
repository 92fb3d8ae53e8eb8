#include "tests/config/config_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::places_and_codes;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConfigRules, a_certificate_needs_its_key_and_a_key_its_certificate) {
    EXPECT_THAT(places_and_codes("[server]\ncertificate = \"a.crt\"\n"),
                ElementsAre("kontor.toml:2:15 config.certificate_alone"));
    EXPECT_THAT(places_and_codes("[server]\ncertificate_key = \"a.key\"\n"),
                ElementsAre("kontor.toml:2:19 config.certificate_alone"));
}

TEST(ConfigRules, beyond_this_machine_a_server_needs_a_certificate_unless_behind_a_proxy) {
    const auto needs_own = [](const std::string& listen, const std::string& more) {
        return test::load(fmt::format("[server]\nlisten = \"{}\"\n{}", listen, more))
            .server.needs_own_certificate();
    };
    for (const char* open : {"0.0.0.0:80", "[::]:80", "192.168.0.1:80", "archive.example:80",
                             "localhost.example:80", "128.0.0.1:80"}) {
        EXPECT_TRUE(needs_own(open, "")) << open;
        EXPECT_FALSE(needs_own(open, "behind_proxy = true\n"));
        EXPECT_FALSE(needs_own(open, "certificate = \"a\"\ncertificate_key = \"b\"\n"));
    }
    for (const char* closed : {"127.0.0.1:80", "127.8.8.8:80", "[::1]:80", "localhost:80"}) {
        EXPECT_FALSE(needs_own(closed, "")) << closed;
    }
}

TEST(ConfigRules, stamps_need_an_address_of_the_web_and_certificates_to_trust) {
    EXPECT_THAT(places_and_codes("[proof]\ntimestamp_url = \"http://tsa\"\n"),
                ElementsAre("kontor.toml:2:17 config.stamps_alone"));
    EXPECT_THAT(places_and_codes("[proof]\ntimestamp_ca = \"ca.pem\"\n"),
                ElementsAre("kontor.toml:2:16 config.stamps_alone"));
    EXPECT_THAT(places_and_codes("[proof]\ntimestamp_url = \"ftp://tsa\"\ntimestamp_ca = \"ca\"\n"),
                ElementsAre("kontor.toml:2:17 config.not_web_address"));
    EXPECT_THAT(
        places_and_codes("[proof]\ntimestamp_url = \"https://tsa\"\ntimestamp_ca = \"ca\"\n"),
        IsEmpty());
}

TEST(ConfigRules, checkpoints_are_published_outside_the_archive) {
    const std::string archive = "[archive]\ndata = \"/srv/a\"\n[proof]\npublish = ";
    EXPECT_THAT(places_and_codes(archive + "\"/srv/a/out\"\n"),
                ElementsAre("kontor.toml:4:11 config.in_archive"));
    EXPECT_THAT(places_and_codes(archive + "\"/srv/b\"\n"), IsEmpty());
    EXPECT_THAT(
        places_and_codes("[proof]\npublish_command = [\"" + std::string(5000, 'x') + "\"]\n"),
        ElementsAre("kontor.toml:2:19 config.too_long"));
    EXPECT_EQ(test::load("[proof]\npublish_command = [\"/bin/" + std::string(200, 'x') + "\"]\n")
                  .proof.publish_command.size(),
              1U);
}

std::string watch(const std::string& lines) {
    return "[[watch]]\npath = \"/srv/in\"\n" + lines;
}

TEST(ConfigRules, done_and_failed_lie_outside_or_directly_in_the_watched_folder) {
    for (const char* good : {"/srv/done", "/srv/in/gone", "/srv/in/./done/", "/srv/in2/done",
                             "<path>/gone", "<path>-done"}) {
        EXPECT_THAT(places_and_codes(watch(fmt::format("done = \"{}\"\n", good))), IsEmpty())
            << good;
    }
    for (const char* bad :
         {"/srv/in", "/srv/in/", "/srv/in/a/done", "/srv", "/", "/srv/x/../in", "<path>/a/b"}) {
        EXPECT_THAT(places_and_codes(watch(fmt::format("done = \"{}\"\n", bad))),
                    testing::Contains("kontor.toml:3:8 config.folder_inside"))
            << bad;
        EXPECT_THAT(places_and_codes(watch(fmt::format("failed = \"{}\"\n", bad))),
                    testing::Contains("kontor.toml:3:10 config.folder_inside"))
            << bad;
    }
}

TEST(ConfigRules, done_and_failed_are_two_folders) {
    EXPECT_THAT(places_and_codes(watch("done = \"/srv/x\"\nfailed = \"/srv/x/\"\n")),
                ElementsAre("kontor.toml:4:10 config.folders_meet"));
    EXPECT_THAT(places_and_codes(watch("done = \"/srv/x/y\"\nfailed = \"/srv/x\"\n")),
                ElementsAre("kontor.toml:4:10 config.folders_meet"));
    EXPECT_THAT(places_and_codes(watch("done = \"<path>/failed\"\n")),
                ElementsAre("kontor.toml:3:8 config.folders_meet"));
}

TEST(ConfigRules, patience_is_at_least_the_time_a_file_must_rest) {
    EXPECT_THAT(places_and_codes(watch("settle_seconds = 121\n")),
                ElementsAre("kontor.toml:3:18 config.patience"));
    EXPECT_THAT(places_and_codes(watch("settle_seconds = 3\npatience_seconds = 2\n")),
                ElementsAre("kontor.toml:4:20 config.patience"));
    EXPECT_THAT(places_and_codes(watch("settle_seconds = 120\n")), IsEmpty());
}

TEST(ConfigRules, the_archives_own_files_do_not_lie_in_a_watched_folder) {
    for (const char* own :
         {"[archive]\ndata = \"/srv/in/var\"\nkey_file = \"/etc/k\"\n",
          "[archive]\nkey_file = \"/srv/in/key\"\n",
          "[server]\ncertificate_key = \"/srv/in/k\"\ncertificate = \"/etc/c\"\n",
          "[server]\ncertificate_key = \"/etc/k\"\ncertificate = \"/srv/in/c\"\n"}) {
        EXPECT_THAT(places_and_codes(watch(own)), ElementsAre("kontor.toml:2:8 config.watch_takes"))
            << own;
    }
    // Data directory and, beside it, the key file that has no line of its own.
    EXPECT_THAT(
        places_and_codes(watch("[archive]\ndata = \"/srv/in/var\"\n")),
        ElementsAre("kontor.toml:2:8 config.watch_takes", "kontor.toml:2:8 config.watch_takes"));
}

TEST(ConfigRules, no_watched_folder_and_none_of_its_folders_lies_in_the_archive) {
    EXPECT_THAT(
        places_and_codes("[[watch]]\npath = \"/srv/var/in\"\ndone = \"/a\"\nfailed = \"/b\"\n"
                         "[archive]\ndata = \"/srv/var\"\n"),
        ElementsAre("kontor.toml:2:8 config.in_archive"));
    EXPECT_THAT(
        places_and_codes(watch("done = \"/srv/var/done\"\n[archive]\ndata = \"/srv/var\"\n")),
        ElementsAre("kontor.toml:3:8 config.in_archive"));
    // The default watched folder beside the archive.
    EXPECT_THAT(places_and_codes("[[watch]]\npath = \"./var-drop\"\n"), IsEmpty());
}

TEST(ConfigRules, a_file_belongs_to_one_watched_folder_only) {
    EXPECT_THAT(
        places_and_codes("[[watch]]\npath = \"/srv/in\"\n[[watch]]\npath = \"/srv/./in/\"\n"),
        ElementsAre("kontor.toml:4:8 config.watch_meets"));
    EXPECT_THAT(
        places_and_codes("[[watch]]\npath = \"/srv/in/a\"\n[[watch]]\npath = \"/srv/in\"\n"),
        ElementsAre("kontor.toml:2:8 config.watch_meets"));
    EXPECT_THAT(places_and_codes("[[watch]]\npath = \"/srv/a\"\ndone = \"/srv/in/x\"\n"
                                 "[[watch]]\npath = \"/srv/in\"\n"),
                ElementsAre("kontor.toml:3:8 config.watch_meets"));
    EXPECT_THAT(places_and_codes("[[watch]]\npath = \"/srv/in/a\"\n"
                                 "[[watch]]\npath = \"/srv/in\"\nrecursive = false\n"),
                IsEmpty());
}

TEST(ConfigRules, a_refused_value_is_not_taken_for_a_missing_one) {
    EXPECT_THAT(places_and_codes("[server]\ncertificate = 5\ncertificate_key = \"a.key\"\n"
                                 "listen = \"0.0.0.0:80\"\n"),
                ElementsAre("kontor.toml:2:15 config.not_text"));
    EXPECT_THAT(places_and_codes("[[watch]]\npath = 5\n"),
                ElementsAre("kontor.toml:2:8 config.not_text"));
    EXPECT_THAT(places_and_codes("[archive]\ndata = 5\n[[watch]]\npath = \"./\"\n"),
                testing::Contains("kontor.toml:2:8 config.not_text"));
}

}  // namespace
}  // namespace kontor
