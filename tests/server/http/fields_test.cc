// Cookies, Content-Disposition, the fields of messages.

#include "server/http/content_disposition.h"
#include "server/http/cookies.h"
#include "server/http/forwarded.h"
#include "server/http/message.h"
#include "server/http/status.h"
#include "server/http/syntax.h"
#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Cookies = std::map<std::string, std::string>;

TEST(Cookies, are_pairs_and_the_first_of_a_name_counts) {
    EXPECT_EQ(parse_cookies("a=1; b=2"), (Cookies{{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(parse_cookies("a=1;a=2"), (Cookies{{"a", "1"}}));
    EXPECT_EQ(parse_cookies("a=\"1\"; b=x=y; c="), (Cookies{{"a", "1"}, {"b", "x=y"}, {"c", ""}}));
    EXPECT_EQ(parse_cookies("; ;a; =b; a b=c; d=\";"), (Cookies{{"d", "\""}}));
    EXPECT_EQ(parse_cookies(""), Cookies{});
}

TEST(Cookies, are_set_with_every_guard_unless_told_otherwise) {
    EXPECT_EQ(make_set_cookie("session", "abc", {}),
              "session=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
    CookieOptions options;
    options.path = "/api";
    options.max_age = std::chrono::hours(1);
    options.is_secure = false;
    options.is_http_only = false;
    options.same_site = SameSite::lax;
    EXPECT_EQ(make_set_cookie("a", "", options), "a=; Path=/api; Max-Age=3600; SameSite=Lax");
}

TEST(Cookies, a_value_that_would_end_the_cookie_is_refused) {
    for (const char* value : {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nb", "ä"}) {
        EXPECT_EQ(refusal_of([value] { make_set_cookie("a", value, {}); }), "internal ") << value;
    }
    EXPECT_EQ(refusal_of([] { make_set_cookie("a b", "c", {}); }), "internal ");
    EXPECT_EQ(refusal_of([] { make_set_cookie("a", "b", {.path = "/;x", .max_age = {}}); }),
              "internal ");
}

std::string saved_as(ByteView name) {
    return content_disposition(DispositionKind::attachment, name);
}

TEST(ContentDisposition, a_plain_name_stands_as_it_is) {
    EXPECT_EQ(saved_as("Invoice 7 (copy).pdf"), "attachment; filename=\"Invoice 7 (copy).pdf\"");
    EXPECT_EQ(content_disposition(DispositionKind::shown_inline, "a.pdf"),
              "inline; filename=\"a.pdf\"");
}

TEST(ContentDisposition, other_names_come_twice_plain_and_exact) {
    EXPECT_EQ(saved_as("Müller & Söhne.pdf"),
              "attachment; filename=\"M_ller & S_hne.pdf\"; "
              "filename*=UTF-8''M%C3%BCller%20&%20S%C3%B6hne.pdf");
    EXPECT_EQ(saved_as("100%41.pdf"),
              "attachment; filename=\"100_41.pdf\"; filename*=UTF-8''100%2541.pdf");
    EXPECT_EQ(saved_as("a\"b'c*.pdf"),
              "attachment; filename=\"a_b'c*.pdf\"; filename*=UTF-8''a%22b%27c%2A.pdf");
}

TEST(ContentDisposition, no_name_ends_the_field_or_leaves_the_folder) {
    for (const ByteView raw : {ByteView("a\r\nX-Evil: b"), ByteView("../../etc/passwd"),
                               ByteView("C:\\a\"; filename=\"b"), ByteView("\xff\xfe\0z", 4),
                               ByteView(""), ByteView("\u202Egpj.exe")}) {
        const std::string field = saved_as(raw);
        EXPECT_TRUE(std::none_of(field.begin(), field.end(), [](char c) {
            return c < 0x20 || c > 0x7e || c == '/' || c == '\\';
        })) << field;
        EXPECT_EQ(std::count(field.begin(), field.end(), '"'), 2) << field;
    }
}

TEST(HttpHeaders, names_have_no_case_and_set_replaces_all) {
    HttpHeaders headers;
    headers.add("A", "1");
    headers.add("b", "2");
    headers.add("a", "3");
    EXPECT_EQ(headers.find("a"), "1");
    EXPECT_EQ(headers.all("A"), (std::vector<std::string>{"1", "3"}));
    headers.set("a", "4");
    EXPECT_EQ(headers.all("A"), std::vector<std::string>{"4"});
    headers.set("C", "5");
    EXPECT_EQ(headers.find("c"), "5");
    headers.remove("B");
    EXPECT_EQ(headers.find("b"), std::nullopt);
    EXPECT_EQ(headers.fields().size(), 2U);
}

TEST(HttpRequest, a_parameter_stands_once_or_is_refused) {
    HttpRequest request;
    request.query = {{"a", "1"}, {"b", "2"}, {"b", "2"}};
    EXPECT_EQ(request.parameter("a"), "1");
    EXPECT_EQ(request.parameter("c"), std::nullopt);
    EXPECT_EQ(refusal_of([&] { (void)request.parameter("b"); }), "invalid value.twice");
}

TEST(RequestId, is_taken_over_only_when_it_is_harmless) {
    const auto taken = [](const std::string& id) {
        HttpHeaders headers;
        headers.add("X-Request-Id", id);
        return request_id_of(headers) == id;
    };
    EXPECT_TRUE(taken("12345678"));
    EXPECT_TRUE(taken("a-B_c.9-" + std::string(56, 'x')));
    EXPECT_FALSE(taken("1234567"));
    EXPECT_FALSE(taken(std::string(65, 'x')));
    EXPECT_FALSE(taken("12345678\""));
    EXPECT_FALSE(taken("1234 5678"));
    EXPECT_FALSE(taken("1234567ä"));
    HttpHeaders twice;
    twice.add("X-Request-Id", "12345678");
    twice.add("X-Request-Id", "12345678");
    EXPECT_NE(request_id_of(twice), "12345678");
    EXPECT_NE(request_id_of({}), request_id_of({}));
    EXPECT_GE(request_id_of({}).size(), 20U);
}

struct Told {
    std::string peer;
    bool is_secure;
    bool operator==(const Told&) const = default;
};
Told told(const std::vector<std::string>& addresses, const std::string& scheme) {
    HttpRequest request;
    request.peer = "10.0.0.1";
    for (const std::string& address : addresses) {
        request.headers.add("X-Forwarded-For", address);
    }
    if (!scheme.empty()) {
        request.headers.add("X-Forwarded-Proto", scheme);
    }
    believe_proxy(request);
    return {request.peer, request.is_secure};
}

TEST(Forwarded, the_nearest_proxys_word_counts_and_no_other) {
    EXPECT_EQ(told({}, ""), (Told{"10.0.0.1", false}));
    EXPECT_EQ(told({"192.0.2.1"}, "https"), (Told{"192.0.2.1", true}));
    EXPECT_EQ(told({"6.6.6.6, 192.0.2.1"}, "https, http"), (Told{"192.0.2.1", false}));
    EXPECT_EQ(told({"6.6.6.6", "192.0.2.1:4711"}, "HTTPS"), (Told{"192.0.2.1", true}));
    EXPECT_EQ(told({"[2001:DB8::1]:4711"}, ""), (Told{"2001:db8::1", false}));
    EXPECT_EQ(told({"2001:db8::1"}, ""), (Told{"2001:db8::1", false}));
    EXPECT_EQ(told({"unknown"}, "gopher"), (Told{"10.0.0.1", false}));
    EXPECT_EQ(told({"192.0.2.1, "}, ""), (Told{"192.0.2.1", false}));
    EXPECT_EQ(told({"["}, ""), (Told{"10.0.0.1", false}));
}

TEST(Status, is_the_codes_own_but_for_what_http_tells_apart) {
    EXPECT_EQ(http_status(Error(ErrorCode::not_found, "x")), 404);
    EXPECT_EQ(http_status(Error(ErrorCode::too_large, "x", Reason{"body.too_large", {}, ""})), 413);
    EXPECT_EQ(
        http_status(Error(ErrorCode::too_large, "x", Reason{"http.header_too_large", {}, ""})),
        431);
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(599), "");
}

TEST(Syntax, parameters_are_quoted_or_words_and_stand_once) {
    const auto value =
        syntax::parameterized("Form-Data; Name=\"a;b\\\"c\"; x=y ;filename=\"C:\\d\"");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->value, "form-data");
    EXPECT_EQ(value->find("name"), "a;b\"c");
    EXPECT_EQ(value->find("x"), "y");
    EXPECT_EQ(value->find("filename"), "C:\\d");
    EXPECT_EQ(value->find("z"), std::nullopt);
    for (const char* text : {"", ";a=b", "a; b", "a; b=\"c", "a; b=c d", "a; =c", "a; b=1; B=2",
                             "a; b=\"c\"d", "a; b="}) {
        EXPECT_FALSE(syntax::parameterized(text)) << text;
    }
}

}  // namespace
}  // namespace kontor::test
