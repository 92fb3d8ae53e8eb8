#include "server/http/chunked.h"

#include "storage/base/limits.h"
#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

struct Decoded {
    Bytes data;
    std::size_t consumed = 0;
    bool is_finished = false;
};

// Gives `input` in pieces of `piece` bytes and takes at most `most` of the body at once.
Decoded decode(ByteView input, std::size_t piece, std::size_t most) {
    ChunkedDecoder decoder;
    Decoded out;
    for (std::size_t start = 0; start < input.size() && !decoder.is_finished(); start += piece) {
        ByteView rest = input.substr(start, piece);
        while (!rest.empty() && !decoder.is_finished()) {
            const ChunkedDecoder::Step step = decoder.step(rest, most);
            EXPECT_LE(step.data.size(), most);
            EXPECT_GT(step.consumed, 0U);
            out.data.append(step.data);
            out.consumed += step.consumed;
            rest.remove_prefix(step.consumed);
        }
    }
    out.is_finished = decoder.is_finished();
    return out;
}

TEST(ChunkedDecoder, a_body_is_the_same_however_it_is_split) {
    const std::string body =
        "5;name=\"value\"\r\nhello\r\n1\r\n,\r\n0A\r\n \r\nworld!!\r\n"
        "000\r\nTrailer: dropped\r\nX: y\r\n\r\n";
    for (std::size_t piece = 1; piece <= body.size(); ++piece) {
        for (const std::size_t most : {1U, 3U, 1000U}) {
            const Decoded out = decode(body + "GET /next", piece, most);
            EXPECT_EQ(out.data, "hello, \r\nworld!!");
            EXPECT_TRUE(out.is_finished);
            EXPECT_EQ(out.consumed, body.size()) << "the next request is not touched";
        }
    }
}

TEST(ChunkedDecoder, an_unfinished_body_is_not_finished) {
    const std::string body = "3\r\nabc\r\n0\r\n\r\n";
    for (std::size_t size = 0; size < body.size(); ++size) {
        EXPECT_FALSE(decode(ByteView(body).substr(0, size), 1, 100).is_finished) << size;
    }
}

TEST(ChunkedDecoder, sizes_reach_64_bits) {
    ChunkedDecoder decoder;
    EXPECT_EQ(decoder.step("FFFFFFFFFFFFFFFF\r\nabc", 100).data, "abc");
    EXPECT_FALSE(decoder.is_finished());
}

TEST(ChunkedDecoder, what_others_may_read_differently_is_refused) {
    const std::string long_extension(limits::http_trailer_max_bytes + 1, 'x');
    const std::vector<std::string> bodies{
        "\r\n",
        "x\r\n",
        "-1\r\na",
        "+1\r\na",
        "0x1\r\na",
        " 1\r\na",
        "1 \r\na",
        "1\na\r\n",
        "1\r\r\na",
        "1\r\nab\r\n",
        "1\r\na\n0\r\n\r\n",
        "1\r\na\rx",
        "00000000000000001\r\na",
        "FFFFFFFFFFFFFFFFF\r\na",
        "1;a\nb\r\na\r\n",
        std::string("1;a\0b\r\na\r\n", 10),
        "1;" + long_extension,
        "0\r\n folded\r\n\r\n",
        "0\r\nA: b\n\r\n",
        "0\r\n\n",
        "0\r\nA: " + long_extension,
    };
    for (const std::string& body : bodies) {
        for (const std::size_t piece : {std::size_t{1}, body.size()}) {
            EXPECT_EQ(refusal_of([&] { decode(body, piece, 100); }), "invalid body.chunk")
                << body.substr(0, 40);
        }
    }
}

TEST(ChunkedDecoder, extensions_are_bounded_over_the_whole_body) {
    std::string body;
    for (std::size_t i = 0; i <= limits::http_trailer_max_bytes; ++i) {
        body += "1;x\r\na\r\n";
    }
    EXPECT_EQ(refusal_of([&] { decode(body, 1000, 100); }), "invalid body.chunk");
}

}  // namespace
}  // namespace kontor::test
