#include "server/http/request_head.h"

#include "server/http/status.h"
#include "storage/base/limits.h"
#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// As the connection does: find the end, then read.
RequestHead read_whole(ByteView text) {
    HeadScanner scanner;
    const std::optional<std::size_t> size = scanner.scan(text);
    EXPECT_EQ(size, text.size());
    return read_head(text.substr(0, size.value_or(0)));
}

// "status code" of what a head is refused with; "nothing" for a good one, "waits" for an
// incomplete.
std::string verdict(ByteView text) {
    try {
        HeadScanner scanner;
        const std::optional<std::size_t> size = scanner.scan(text);
        if (!size) {
            return "waits";
        }
        read_head(text.substr(0, *size));
    } catch (const Error& error) {
        return std::to_string(http_status(error)) + " " + error.reasons().at(0).code;
    }
    return "nothing";
}

TEST(RequestHead, gives_every_part_as_it_was_sent) {
    const RequestHead head = read_whole(
        "POST /documents/7/content?x=1&y HTTP/1.1\r\n"
        "Host: localhost:8480\r\n"
        "content-LENGTH:12\r\n"
        "X-Two: one\r\n"
        "x-two: \t two words \t\r\n"
        "X-Empty:\r\n"
        "X-Word: =?utf-8?Q?a=0d=0aX-Evil:_b?=\r\n"
        "X-Bytes: \xc3\xbc\xff\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target.path, "/documents/7/content");
    EXPECT_EQ(head.minor_version, 1);
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_FALSE(head.is_chunked);
    EXPECT_TRUE(head.keeps_alive);
    EXPECT_EQ(head.headers.find("HOST"), "localhost:8480");
    EXPECT_EQ(head.headers.all("X-TWO"), (std::vector<std::string>{"one", "two words"}));
    EXPECT_EQ(head.headers.find("X-Empty"), "");
    EXPECT_EQ(head.headers.find("X-Word"), "=?utf-8?Q?a=0d=0aX-Evil:_b?=") << "nothing is decoded";
    EXPECT_EQ(head.headers.find("X-Bytes"), "\xc3\xbc\xff");
    EXPECT_EQ(head.headers.find("X-Evil"), std::nullopt);
}

struct Case {
    std::string what;
    std::string head;
    std::string verdict;
};

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";

std::vector<Case> cases() {
    const std::string longest(limits::http_target_max_bytes - 1, 'a');
    return {
        {"plain", get + "\r\n", "nothing"},
        {"incomplete", get, "waits"},
        // The request line.
        {"no version", "GET /\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"leading blank", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"method is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"long method", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1\r\nHost: a\r\n\r\n",
         "400 http.syntax"},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505 http.version"},
        {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505 http.version"},
        {"HTTP/1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"http/1.1", "GET / http/1.1\r\nHost: a\r\n\r\n", "400 http.syntax"},
        {"longest target", "GET /" + longest + " HTTP/1.1\r\nHost: a\r\n\r\n", "nothing"},
        {"longer target", "GET /a" + longest + " HTTP/1.1\r\nHost: a\r\n\r\n",
         "414 http.target_too_long"},
        // Line ends and control characters.
        {"LF only", "GET / HTTP/1.1\nHost: a\n\n", "400 http.syntax"},
        {"one bare LF", get + "A: b\nC: d\r\n\r\n", "400 http.syntax"},
        {"bare CR", get + "A: b\rC: d\r\n\r\n", "400 http.syntax"},
        {"CR CR LF", get + "A: b\r\r\n\r\n", "400 http.syntax"},
        {"NUL in a value", get + std::string("A: b\0c\r\n\r\n", 10), "400 http.syntax"},
        {"DEL in a value", get + "A: b\x7f\r\n\r\n", "400 http.syntax"},
        {"escape in a value", get + "A: b\x1b[m\r\n\r\n", "400 http.syntax"},
        {"vertical tab in a name", get + "A\x0b: b\r\n\r\n", "400 http.syntax"},
        {"a TLS hello", "\x16\x03\x01", "400 http.syntax"},
        // Fields.
        {"folded line", get + "A: b\r\n c\r\n\r\n", "400 http.syntax"},
        {"folded by a tab", get + "A: b\r\n\tc\r\n\r\n", "400 http.syntax"},
        {"folded first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 http.syntax"},
        {"blank before the colon", get + "A : b\r\n\r\n", "400 http.syntax"},
        {"no name", get + ": b\r\n\r\n", "400 http.syntax"},
        {"no colon", get + "A\r\n\r\n", "400 http.syntax"},
        {"name is no token", get + "A[1]: b\r\n\r\n", "400 http.syntax"},
        {"name of other letters", get + "\xc3\x84: b\r\n\r\n", "400 http.syntax"},
        // Content-Length and Transfer-Encoding.
        {"length", post + "Content-Length: 5\r\n\r\n", "nothing"},
        {"two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
         "400 header.invalid"},
        {"two equal lengths", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
         "400 header.invalid"},
        {"list of equal lengths", post + "Content-Length: 5, 5\r\n\r\n", "400 header.invalid"},
        {"signed length", post + "Content-Length: +5\r\n\r\n", "400 header.invalid"},
        {"negative length", post + "Content-Length: -5\r\n\r\n", "400 header.invalid"},
        {"hexadecimal length", post + "Content-Length: 0x5\r\n\r\n", "400 header.invalid"},
        {"length with a point", post + "Content-Length: 5.0\r\n\r\n", "400 header.invalid"},
        {"empty length", post + "Content-Length:\r\n\r\n", "400 header.invalid"},
        {"length beyond 64 bits", post + "Content-Length: 18446744073709551616\r\n\r\n",
         "400 header.invalid"},
        {"chunked", post + "Transfer-Encoding: Chunked\r\n\r\n", "nothing"},
        {"both", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         "400 header.invalid"},
        {"both, the other way", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
         "400 header.invalid"},
        {"gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n",
         "501 http.transfer_encoding"},
        {"chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n",
         "501 http.transfer_encoding"},
        {"two encodings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
         "400 header.invalid"},
        {"identity", post + "Transfer-Encoding: identity\r\n\r\n", "501 http.transfer_encoding"},
        {"quoted chunked", post + "Transfer-Encoding: \"chunked\"\r\n\r\n",
         "501 http.transfer_encoding"},
        {"xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n", "501 http.transfer_encoding"},
        {"chunked with a vertical tab",
         post + "Transfer-Encoding: \x0b"
                "chunked\r\n\r\n",
         "400 http.syntax"},
        {"chunked to 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
         "400 header.invalid"},
        // Host.
        {"no host", "GET / HTTP/1.1\r\n\r\n", "400 header.missing"},
        {"no host in 1.0", "GET / HTTP/1.0\r\n\r\n", "nothing"},
        {"two hosts", get + "Host: b\r\n\r\n", "400 header.invalid"},
        {"two hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400 header.invalid"},
        {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 header.invalid"},
        {"host with a user", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n", "400 header.invalid"},
        // Expect.
        {"continue", post + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n", "nothing"},
        {"another expectation", post + "Expect: 200-ok\r\n\r\n", "417 http.expect"},
    };
}

TEST(RequestHead, every_way_to_be_misunderstood_is_refused) {
    for (const Case& one : cases()) {
        EXPECT_EQ(verdict(one.head), one.verdict) << one.what;
    }
}

TEST(RequestHead, the_verdict_is_the_same_however_the_head_is_split) {
    for (const Case& one : cases()) {
        if (one.head.size() > 1000) {
            continue;
        }
        HeadScanner scanner;
        std::string found = "waits";
        for (std::size_t size = 1; size <= one.head.size() && found == "waits"; ++size) {
            try {
                if (scanner.scan(ByteView(one.head).substr(0, size))) {
                    found = verdict(ByteView(one.head).substr(0, size));
                }
            } catch (const Error& error) {
                found = std::to_string(http_status(error)) + " " + error.reasons().at(0).code;
            }
        }
        EXPECT_EQ(found, one.verdict) << one.what;
    }
}

TEST(RequestHead, a_line_end_that_cannot_be_right_is_refused_before_the_head_is_whole) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\n"), "400 http.syntax");
    EXPECT_EQ(verdict(std::string_view("GE\0", 3)), "400 http.syntax");
}

TEST(RequestHead, what_follows_the_blank_line_is_not_looked_at) {
    HeadScanner scanner;
    const std::string head = get + "\r\n";
    EXPECT_EQ(scanner.scan(head + std::string("\0\n\r\r", 4)), head.size());
}

TEST(RequestHead, as_many_fields_as_allowed_and_no_more) {
    std::string fields = "Host: a\r\n";
    for (std::size_t i = 1; i < limits::http_fields_max; ++i) {
        fields += "A: b\r\n";
    }
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\n" + fields + "\r\n"), "nothing");
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nA: b\r\n" + fields + "\r\n"), "431 http.header_too_large");
}

TEST(RequestHead, the_connection_is_kept_as_version_and_field_say) {
    const auto keeps = [](const std::string& version, const std::string& fields) {
        return read_whole("GET / " + version + "\r\nHost: a\r\n" + fields + "\r\n").keeps_alive;
    };
    EXPECT_TRUE(keeps("HTTP/1.1", ""));
    EXPECT_FALSE(keeps("HTTP/1.1", "Connection: Close\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.1", "Connection: keep-alive\r\nConnection: x, close\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.0", ""));
    EXPECT_TRUE(keeps("HTTP/1.0", "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.0", "Connection: keep-alive, close\r\n"));
}

TEST(RequestHead, continue_is_expected_only_with_a_body_and_not_by_1_0) {
    const auto expects = [](const std::string& version, const std::string& fields) {
        return read_whole("POST / " + version + "\r\nHost: a\r\nExpect: 100-continue\r\n" + fields +
                          "\r\n")
            .expects_continue;
    };
    EXPECT_TRUE(expects("HTTP/1.1", "Content-Length: 1\r\n"));
    EXPECT_TRUE(expects("HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
    EXPECT_FALSE(expects("HTTP/1.1", "Content-Length: 0\r\n"));
    EXPECT_FALSE(expects("HTTP/1.1", ""));
    EXPECT_FALSE(expects("HTTP/1.0", "Content-Length: 1\r\n"));
}

TEST(RequestHead, an_absolute_target_decides_the_host) {
    const RequestHead head = read_whole("GET http://b:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(head.target.path, "/x");
    EXPECT_EQ(head.headers.all("Host"), std::vector<std::string>{"b:81"});
}

}  // namespace
}  // namespace kontor::test
