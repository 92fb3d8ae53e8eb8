#include "server/http/target.h"

#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Words = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

Words segments(std::string_view target) {
    return read_target("GET", target).segments;
}

Pairs query(std::string_view target) {
    return read_target("GET", target).query;
}

std::string refused(std::string_view target, std::string_view method = "GET") {
    try {
        read_target(method, target);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.reasons().at(0).code + " " + error.reasons().at(0).pointer;
    }
    return "nothing";
}

TEST(Target, a_path_is_split_and_each_segment_decoded_once) {
    EXPECT_EQ(segments("/"), Words{});
    EXPECT_EQ(segments("/a"), Words{"a"});
    EXPECT_EQ(segments("/a/"), (Words{"a", ""}));
    EXPECT_EQ(segments("//a"), (Words{"", "a"}));
    EXPECT_EQ(segments("/a/b%2Fc"), (Words{"a", "b/c"}));
    EXPECT_EQ(segments("/%252e%252E"), Words{"%2e%2E"});
    EXPECT_EQ(segments("/a+b"), Words{"a+b"}) << "a blank only in the query";
    EXPECT_EQ(segments("/M%C3%BCller"), Words{"Müller"});
    EXPECT_EQ(segments("/Müller"), Words{"Müller"});
    EXPECT_EQ(read_target("GET", "/a%20b?c").path, "/a%20b");
}

TEST(Target, a_query_is_pairs_in_order) {
    EXPECT_EQ(query("/"), Pairs{});
    EXPECT_EQ(query("/?"), Pairs{});
    EXPECT_EQ(query("/?a=1&b=2&a=3"), (Pairs{{"a", "1"}, {"b", "2"}, {"a", "3"}}));
    EXPECT_EQ(query("/?a&b=&=c"), (Pairs{{"a", ""}, {"b", ""}, {"", "c"}}));
    EXPECT_EQ(query("/?&&a=1&"), (Pairs{{"a", "1"}}));
    EXPECT_EQ(query("/?q=a+b%2B%26%3d&x=y=z"), (Pairs{{"q", "a b+&="}, {"x", "y=z"}}));
    EXPECT_EQ(query("/?a=/b?c"), (Pairs{{"a", "/b?c"}}));
}

TEST(Target, what_is_no_text_is_refused_and_says_where) {
    EXPECT_EQ(refused("/%"), "http.percent path");
    EXPECT_EQ(refused("/%4"), "http.percent path");
    EXPECT_EQ(refused("/%zz"), "http.percent path");
    EXPECT_EQ(refused("/?a=%4g"), "http.percent a");
    EXPECT_EQ(refused("/%ff"), "value.utf8 path");
    EXPECT_EQ(refused("/%C3"), "value.utf8 path");
    EXPECT_EQ(refused("/\xfc"), "value.utf8 path");
    EXPECT_EQ(refused("/%ED%A0%80"), "value.utf8 path") << "a surrogate";
    EXPECT_EQ(refused("/?%C0%AF"), "value.utf8 query") << "an overlong slash";
    EXPECT_EQ(refused("/a%00b"), "value.control_characters path");
    EXPECT_EQ(refused("/?a=%00"), "value.control_characters a");
}

TEST(Target, a_path_does_not_climb) {
    for (const char* target : {"/..", "/a/../b", "/.", "/./a", "/%2e%2E/a", "/.%2e", "/a/%2e"}) {
        EXPECT_EQ(refused(target), "http.target path") << target;
    }
    EXPECT_EQ(segments("/.well-known/..."), (Words{".well-known", "..."}));
}

TEST(Target, the_asterisk_is_for_options) {
    EXPECT_EQ(read_target("OPTIONS", "*").path, "*");
    EXPECT_EQ(read_target("OPTIONS", "*").segments, Words{});
    EXPECT_EQ(refused("*"), "http.target target");
}

TEST(Target, an_absolute_target_is_its_path_and_its_host) {
    const Target target = read_target("GET", "HTTP://localhost:81/a?b=c");
    EXPECT_EQ(target.path, "/a");
    EXPECT_EQ(target.authority, "localhost:81");
    EXPECT_EQ(target.query, (Pairs{{"b", "c"}}));
    EXPECT_EQ(read_target("GET", "https://h").path, "/");
    EXPECT_EQ(read_target("GET", "https://h?a").query, (Pairs{{"a", ""}}));
}

TEST(Target, other_forms_are_refused) {
    for (const char* target : {"a", "localhost:443", "ftp://a/", "http://", "http:///a",
                               "http://me@a/", "file:///etc/passwd", "/a#b", "?a"}) {
        EXPECT_EQ(refused(target), "http.target target") << target;
    }
    EXPECT_EQ(refused("localhost:443", "CONNECT"), "http.target target");
}

}  // namespace
}  // namespace kontor::test
