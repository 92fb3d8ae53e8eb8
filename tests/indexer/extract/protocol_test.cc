// The frames of a child: what is written is read, and what is not a result is refused.
#include "indexer/extract/protocol.h"

#include "tests/indexer/extract/recorder.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::Recorder;
using testing::ElementsAre;
using testing::Pair;
using namespace std::string_literals;

Bytes frame(int kind, ByteView payload) {
    Bytes bytes(1, static_cast<char>(kind));
    append_u32(bytes, static_cast<std::uint32_t>(payload.size()));
    return bytes.append(payload);
}
Bytes type_frame() {
    return frame(1, "text/plain");
}
Bytes fact_frame(ByteView name, ByteView value) {
    Bytes payload;
    append_u16(payload, static_cast<std::uint16_t>(name.size()));
    return frame(2, payload.append(name).append(value));
}
Bytes page_frame(std::uint32_t number, ByteView text) {
    Bytes payload;
    append_u32(payload, number);
    return frame(3, payload.append(text));
}
Bytes end_frame(int state = 0, ByteView reason = "") {
    return frame(4, Bytes(1, static_cast<char>(state)).append(reason));
}

Bytes part_frame(ByteView name) {
    return frame(5, name);
}
Bytes part_end_frame(int state = 0, ByteView type = "", ByteView reason = "") {
    Bytes payload{static_cast<char>(state), static_cast<char>(type.size())};
    return frame(6, payload.append(type).append(reason));
}
Bytes repeated(const Bytes& bytes, std::size_t times) {
    Bytes all;
    for (std::size_t i = 0; i < times; ++i) {
        all += bytes;
    }
    return all;
}
Bytes word(ByteView text,
           std::uint16_t x = 10,
           std::uint16_t y = 20,
           std::uint16_t width = 30,
           std::uint16_t height = 40,
           char confidence = 90) {
    Bytes bytes(1, static_cast<char>(text.size()));
    bytes.append(text);
    for (const std::uint16_t number : {x, y, width, height}) {
        append_u16(bytes, number);
    }
    return bytes + confidence;
}
Bytes words_frame(std::uint32_t page, ByteView words) {
    Bytes payload;
    append_u32(payload, page);
    return frame(8, payload.append(words));
}
const Bytes png_start = "\x89PNG\r\n\x1A\n and so on";
Bytes image_frame(std::uint32_t page, std::uint32_t offset, ByteView bytes) {
    Bytes payload;
    append_u32(payload, page);
    append_u32(payload, offset);
    return frame(9, payload.append(bytes));
}
Bytes file_frame(ByteView bytes) {
    return frame(10, bytes);
}
Bytes page_start() {
    return type_frame() + page_frame(2, "x");
}

Bytes a_whole_result() {
    MemorySink out;
    ResultWriter writer(out);
    writer.media_type("application/pdf");
    writer.fact("title", "Rechnung Nº 7");
    writer.page(1, "Erste Seite\n");
    writer.page(3, "Dritte Seite, äöü\n");
    writer.scanned(3);
    const std::vector<RecognisedWord> words{{"Dritte", 100, 200, 3000, 400, 93},
                                            {"Seite,", 9000, 9900, 1000, 100, 100}};
    writer.words(3, words);
    writer.image(3, png_start);
    writer.fact("page_label", "iii");
    writer.begin_part("Anlage für Käufer.zip");
    writer.begin_part("");
    writer.page(4, "Im Inneren\n");
    writer.end_part("text/plain", {TextState::done, ""});
    writer.end_part("", {TextState::failed, "extract.damaged"});
    writer.end({TextState::partial, "extract.damaged"});
    return out.bytes();
}

TEST(Protocol, what_the_writer_says_the_decoder_hears) {
    Recorder sink;
    ResultDecoder decoder(sink);
    EXPECT_EQ(decoder.feed(a_whole_result()), std::nullopt);
    EXPECT_THAT(sink.types, ElementsAre("application/pdf"));
    EXPECT_THAT(sink.facts, ElementsAre(Pair("title", "Rechnung Nº 7"), Pair("page_label", "iii")));
    EXPECT_THAT(sink.pages, ElementsAre(Pair(1, "Erste Seite\n"), Pair(3, "Dritte Seite, äöü\n"),
                                        Pair(4, "Im Inneren\n")));
    ASSERT_THAT(sink.parts, testing::SizeIs(2));
    EXPECT_EQ(sink.parts[0].name, "Anlage für Käufer.zip");
    EXPECT_THAT(sink.scans, ElementsAre(3));
    EXPECT_EQ(sink.parts[0].type, "");
    EXPECT_EQ(sink.parts[0].end.state, TextState::failed);
    EXPECT_EQ(sink.parts[0].end.reason, "extract.damaged");
    EXPECT_EQ(sink.parts[1].type, "text/plain");
    EXPECT_EQ(sink.parts[1].depth, 2U);
    EXPECT_EQ(sink.parts[1].end.state, TextState::done);
    ASSERT_THAT(sink.words_of[3], testing::SizeIs(2));
    EXPECT_EQ(sink.words_of[3][0].text, "Dritte");
    const RecognisedWord& place = sink.words_of[3][1].place;
    EXPECT_THAT((std::vector<int>{place.x, place.y, place.width, place.height, place.confidence}),
                ElementsAre(9000, 9900, 1000, 100, 100));
    EXPECT_EQ(sink.images[3], png_start);
    ASSERT_TRUE(decoder.end().has_value());
    EXPECT_EQ(decoder.end()->state, TextState::partial);
    EXPECT_EQ(decoder.end()->reason, "extract.damaged");
}

TEST(Protocol, words_that_are_none_are_passed_over_by_the_writer) {
    MemorySink out;
    ResultWriter writer(out);
    writer.media_type("image/png");
    writer.page(1, "x");
    const std::string long_word(300, 'x');
    const std::vector<RecognisedWord> words{{"", 1, 1, 1, 1, 1},         {"a b", 1, 1, 1, 1, 1},
                                            {"\xC3(", 1, 1, 1, 1, 1},    {"off", 9999, 1, 2, 1, 1},
                                            {"flat", 1, 1, 1, 0, 1},     {"sure", 1, 1, 1, 1, 101},
                                            {long_word, 1, 1, 1, 1, 100}};
    writer.words(1, words);
    writer.words(1, {});
    writer.end({TextState::done, ""});
    Recorder sink;
    ResultDecoder decoder(sink);
    EXPECT_EQ(decoder.feed(out.bytes()), std::nullopt);
    ASSERT_THAT(sink.words_of[1], testing::SizeIs(1));
    EXPECT_EQ(sink.words_of[1][0].text, std::string(255, 'x'));
}

TEST(Protocol, a_picture_comes_in_parts_and_is_put_together) {
    Bytes picture = png_start;
    for (unsigned i = 0; picture.size() < 3'000'000; ++i) {
        picture.append(std::to_string(i));
    }
    MemorySink out;
    ResultWriter writer(out);
    writer.media_type("application/pdf");
    writer.image(7, picture);
    EXPECT_THROW(writer.image(7, Bytes(limits::result_image_max_bytes + 1, 'x')), ResultIsFull);
    writer.end({TextState::none, ""});
    Recorder sink;
    ResultDecoder decoder(sink);
    EXPECT_EQ(decoder.feed(out.bytes()), std::nullopt);
    EXPECT_TRUE(sink.images[7] == picture);
}

TEST(Protocol, a_file_comes_in_pieces_and_is_no_text) {
    MemorySink out;
    ResultWriter writer(out);
    writer.media_type("image/tiff");
    Bytes file = "%PDF-1.5\n";
    writer.file(file);
    // More than all text may have.
    const Bytes piece(3 * limits::result_frame_max_bytes + 17, 'x');
    for (int i = 0; i < 10; ++i) {
        writer.file(piece);
        file += piece;
    }
    writer.end({TextState::done, ""});
    Recorder sink;
    ResultDecoder decoder(sink);
    EXPECT_EQ(decoder.feed(out.bytes()), std::nullopt);
    EXPECT_TRUE(sink.made == file);
    ASSERT_TRUE(decoder.end().has_value());
    EXPECT_EQ(decoder.end()->state, TextState::done);
}

TEST(Protocol, a_file_may_be_larger_than_all_text_and_is_bounded) {
    struct Forgetful final : ResultSink {
        void media_type(std::string_view) override {}
        void fact(std::string_view, std::string_view) override {}
        void page(std::uint32_t, std::string_view) override {}
    } sink;
    ResultDecoder decoder(sink);
    ASSERT_EQ(decoder.feed(type_frame()), std::nullopt);
    ASSERT_EQ(decoder.feed(file_frame("%PDF-1.5\n")), std::nullopt);
    const Bytes piece = file_frame(Bytes(limits::result_frame_max_bytes, 'x'));
    std::optional<std::string_view> violation;
    std::uint64_t sum = 0;
    for (; !violation && sum < 1ULL << 33; sum += limits::result_frame_max_bytes) {
        violation = decoder.feed(piece);
    }
    EXPECT_EQ(violation, "file too large");
    EXPECT_GT(sum, limits::result_total_max_bytes);
    EXPECT_LE(sum, limits::result_file_max_bytes + limits::result_frame_max_bytes);
}

TEST(Protocol, a_writer_makes_no_file_beyond_its_limit) {
    struct Nowhere final : ByteSink {
        void write(ByteView) override {}
    } out;
    ResultWriter writer(out);
    writer.media_type("image/tiff");
    const Bytes piece(64U << 20, 'x');
    for (std::uint64_t sum = 0; sum < limits::result_file_max_bytes; sum += piece.size()) {
        writer.file(piece);
    }
    EXPECT_THROW(writer.file("x"), ResultIsFull);
}

TEST(Protocol, words_and_pictures_are_bounded) {
    struct Forgetful final : ResultSink {
        void media_type(std::string_view) override {}
        void fact(std::string_view, std::string_view) override {}
        void page(std::uint32_t, std::string_view) override {}
    } sink;
    ResultDecoder words(sink);
    ASSERT_EQ(words.feed(page_start()), std::nullopt);
    std::optional<std::string_view> violation;
    std::uint32_t count = 0;
    for (; !violation && count < 100'000; ++count) {
        violation = words.feed(words_frame(2, word("x")));
    }
    EXPECT_EQ(count, limits::result_page_words_max + 1);
    EXPECT_EQ(violation, "too many words");
    ResultDecoder images(sink);
    ASSERT_EQ(images.feed(type_frame()), std::nullopt);
    Bytes part = png_start + Bytes(limits::result_frame_max_bytes - 8 - png_start.size(), 'x');
    std::uint32_t sum = 0;
    for (violation.reset(); !violation && sum < 1U << 30;
         sum += static_cast<std::uint32_t>(part.size())) {
        violation = images.feed(image_frame(1, sum, part));
    }
    EXPECT_EQ(violation, "image too large");
    EXPECT_LE(sum, limits::result_image_max_bytes + limits::result_frame_max_bytes);
}

TEST(Protocol, a_result_cut_anywhere_into_two_is_heard_all_the_same) {
    const Bytes whole = a_whole_result();
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        Recorder sink;
        ResultDecoder decoder(sink);
        ASSERT_EQ(decoder.feed(ByteView(whole).substr(0, cut)), std::nullopt) << cut;
        ASSERT_EQ(decoder.feed(ByteView(whole).substr(cut)), std::nullopt) << cut;
        ASSERT_EQ(sink.pages.size(), 3U) << cut;
        ASSERT_EQ(sink.parts.size(), 2U) << cut;
        ASSERT_TRUE(decoder.end().has_value()) << cut;
    }
}

TEST(Protocol, a_truncated_result_has_no_end) {
    const Bytes whole = a_whole_result();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Recorder sink;
        ResultDecoder decoder(sink);
        ASSERT_EQ(decoder.feed(ByteView(whole).substr(0, size)), std::nullopt) << size;
        ASSERT_FALSE(decoder.end().has_value()) << size;
    }
}

TEST(Protocol, what_breaks_the_rules_is_refused) {
    struct Case {
        const char* what;
        Bytes bytes;
    };
    const std::vector<Case> cases{
        {"unknown kind", "\x7F\0\0\0\0"s},
        {"kind zero", "\0\0\0\0\0"s},
        {"frame too large", "\x03\x00\x10\x00\x01"s},
        {"frame of 4 GiB", "\x03\xFF\xFF\xFF\xFF"s},
        {"page before the type", page_frame(1, "x")},
        {"fact before the type", fact_frame("a", "x")},
        {"second type", type_frame() + type_frame()},
        {"type after a page", type_frame() + page_frame(1, "x") + type_frame()},
        {"type without a slash", frame(1, "text")},
        {"type with two slashes", frame(1, "text/plain/x")},
        {"type in capitals", frame(1, "Text/Plain")},
        {"type with parameters", frame(1, "text/plain; charset=x")},
        {"type too long", frame(1, "text/" + Bytes(251, 'x'))},
        {"no type", frame(1, "")},
        {"page zero", type_frame() + page_frame(0, "x")},
        {"page twice", type_frame() + page_frame(2, "x") + page_frame(2, "x")},
        {"pages backwards", type_frame() + page_frame(2, "x") + page_frame(1, "x")},
        {"page number too high", type_frame() + page_frame(1'000'001, "x")},
        {"page without a number", type_frame() + frame(3, "xx")},
        {"page not UTF-8", type_frame() + page_frame(1, "\xC3(")},
        {"page with a surrogate", type_frame() + page_frame(1, "\xED\xA0\x80")},
        {"page with NUL", type_frame() + page_frame(1, "a\0b"s)},
        {"fact without a name", type_frame() + fact_frame("", "x")},
        {"fact's name with a blank", type_frame() + fact_frame("a b", "x")},
        {"fact's name too long", type_frame() + fact_frame(Bytes(65, 'a'), "x")},
        {"fact shorter than its name", type_frame() + frame(2, "\x00\x09"s + "abc")},
        {"fact of one byte", type_frame() + frame(2, "\x00"s)},
        {"fact too long", type_frame() + fact_frame("a", Bytes(65 * 1024, 'x'))},
        {"fact not UTF-8", type_frame() + fact_frame("a", "\xFF")},
        {"scanned before a page", type_frame() + frame(7, "\0\0\0\1"s)},
        {"scanned page zero", type_frame() + frame(7, "\0\0\0\0"s)},
        {"scanned another page", type_frame() + page_frame(2, "") + frame(7, "\0\0\0\1"s)},
        {"scanned twice",
         type_frame() + page_frame(1, "") + frame(7, "\0\0\0\1"s) + frame(7, "\0\0\0\1"s)},
        {"scanned without a number", type_frame() + page_frame(1, "") + frame(7, "\0"s)},
        {"part before the type", part_frame("x")},
        {"part's name not UTF-8", type_frame() + part_frame("\xFF")},
        {"part's name with NUL", type_frame() + part_frame("a\0b"s)},
        {"part's name too long", type_frame() + part_frame(Bytes(1025, 'x'))},
        {"parts too deep", type_frame() + repeated(part_frame("x"), limits::parts_depth_max + 1)},
        {"too many parts",
         type_frame() + repeated(part_frame("x") + part_end_frame(), limits::parts_max + 1)},
        {"end of no part", type_frame() + part_end_frame()},
        {"end of a part twice", type_frame() + part_frame("x") + repeated(part_end_frame(), 2)},
        {"end of a part of unknown state", type_frame() + part_frame("x") + part_end_frame(5)},
        {"end of a part with half a type",
         type_frame() + part_frame("x") + frame(6, "\0\x0Atext"s)},
        {"end of a part with a wrong type",
         type_frame() + part_frame("x") + part_end_frame(0, "text")},
        {"failed part without a reason", type_frame() + part_frame("x") + part_end_frame(4)},
        {"empty end of a part", type_frame() + part_frame("x") + frame(6, "")},
        {"end within a part", type_frame() + part_frame("x") + end_frame()},
        {"end of unknown state", end_frame(5, "extract.x")},
        {"end of negative state", end_frame(-1, "extract.x")},
        {"end without a state", frame(4, "")},
        {"failed without a reason", end_frame(4)},
        {"partial without a reason", end_frame(1)},
        {"done with a reason", end_frame(0, "extract.x")},
        {"reason of another room", end_frame(4, "kv.x")},
        {"reason with a sentence", end_frame(4, "extract.it went wrong")},
        {"reason too long", end_frame(4, "extract." + Bytes(80, 'x'))},
        {"words before a page", type_frame() + words_frame(0, word("x"))},
        {"words of another page", page_start() + words_frame(1, word("x"))},
        {"words without a page", page_start() + frame(8, "x")},
        {"no words", page_start() + words_frame(2, "")},
        {"word without its end", page_start() + words_frame(2, word("x").substr(0, 9))},
        {"word longer than its frame", page_start() + words_frame(2, "\x20" + word("x").substr(1))},
        {"empty word", page_start() + words_frame(2, word(""))},
        {"word with a blank", page_start() + words_frame(2, word("a b"))},
        {"word with NUL", page_start() + words_frame(2, word("a\0b"s))},
        {"word not UTF-8", page_start() + words_frame(2, word("\xC3("))},
        {"word beyond the right edge", page_start() + words_frame(2, word("x", 9990, 0, 11, 1))},
        {"word below the page", page_start() + words_frame(2, word("x", 0, 9990, 1, 11))},
        {"word without width", page_start() + words_frame(2, word("x", 0, 0, 0, 1))},
        {"word surer than sure", page_start() + words_frame(2, word("x", 0, 0, 1, 1, 101))},
        {"image before the type", image_frame(1, 0, png_start)},
        {"image without bytes", type_frame() + image_frame(1, 0, "")},
        {"image of page zero", type_frame() + image_frame(0, 0, png_start)},
        {"image that is no PNG", type_frame() + image_frame(1, 0, "GIF89a and so on")},
        {"image that begins later", type_frame() + image_frame(1, 5, png_start)},
        {"image with a gap",
         type_frame() + image_frame(1, 0, png_start) + image_frame(1, 50, "more")},
        {"image of two pages",
         type_frame() + image_frame(1, 0, png_start) +
             image_frame(2, static_cast<std::uint32_t>(png_start.size()), "more")},
        {"file before the type", file_frame("%PDF-1.5")},
        {"file without bytes", type_frame() + file_frame("")},
        {"file within a part", type_frame() + part_frame("a") + file_frame("%PDF-1.5")},
        {"bytes after the end", type_frame() + end_frame() + "x"},
        {"a second end", end_frame() + end_frame()},
    };
    for (const Case& c : cases) {
        Recorder sink;
        ResultDecoder decoder(sink);
        EXPECT_NE(decoder.feed(c.bytes), std::nullopt) << c.what;
        const std::size_t calls = sink.types.size() + sink.facts.size() + sink.pages.size();
        // Nothing is heard after it.
        EXPECT_NE(decoder.feed(type_frame() + page_frame(9, "x")), std::nullopt) << c.what;
        EXPECT_EQ(sink.types.size() + sink.facts.size() + sink.pages.size(), calls) << c.what;
    }
}

TEST(Protocol, the_sum_of_all_text_is_bounded) {
    Recorder dropped;
    struct Forgetful final : ResultSink {
        void media_type(std::string_view) override {}
        void fact(std::string_view, std::string_view) override {}
        void page(std::uint32_t, std::string_view) override {}
    } sink;
    ResultDecoder decoder(sink);
    ASSERT_EQ(decoder.feed(type_frame()), std::nullopt);
    const Bytes text(limits::result_frame_max_bytes - 4, 'x');
    std::uint32_t number = 0;
    std::optional<std::string_view> violation;
    while (!violation && number < 1000) {
        violation = decoder.feed(page_frame(++number, text));
    }
    EXPECT_EQ(number, 256U);
    EXPECT_EQ(violation, "too much text");
}

TEST(Protocol, a_writer_over_its_limits_keeps_to_them_and_says_partial) {
    struct Counting final : ByteSink {
        explicit Counting(ResultDecoder& d) : decoder(d) {}
        void write(ByteView bytes) override {
            violation = violation ? violation : decoder.feed(bytes);
        }
        ResultDecoder& decoder;
        std::optional<std::string_view> violation;
    };
    struct Forgetful final : ResultSink {
        void media_type(std::string_view) override {}
        void fact(std::string_view, std::string_view) override {}
        void page(std::uint32_t, std::string_view) override {}
    } sink;
    ResultDecoder decoder(sink);
    Counting out(decoder);
    ResultWriter writer(out);
    writer.media_type("text/plain");
    const std::string text(limits::result_frame_max_bytes + 100, 'x');
    writer.fact("large", text);
    bool is_full = false;
    for (std::uint32_t number = 1; number < 1000 && !is_full; ++number) {
        try {
            writer.page(number, text);
        } catch (const ResultIsFull&) {
            is_full = true;
        }
    }
    EXPECT_TRUE(is_full);
    writer.fact("late", text);
    writer.end({TextState::done, ""});
    EXPECT_EQ(out.violation, std::nullopt);
    ASSERT_TRUE(decoder.end().has_value());
    EXPECT_EQ(decoder.end()->state, TextState::partial);
    EXPECT_EQ(decoder.end()->reason, "extract.too_much_text");
}

TEST(Protocol, garbled_results_give_the_sink_only_what_holds_to_the_rules) {
    struct Strict final : ResultSink {
        void media_type(std::string_view) override { EXPECT_EQ(++types, 1); }
        void fact(std::string_view name, std::string_view) override { EXPECT_FALSE(name.empty()); }
        void page(std::uint32_t number, std::string_view text) override {
            EXPECT_GT(number, last);
            EXPECT_EQ(text.find('\0'), std::string_view::npos);
            last = number;
        }
        void words(std::uint32_t page, std::span<const RecognisedWord> words) override {
            EXPECT_EQ(page, last);
            for (const RecognisedWord& word : words) {
                EXPECT_FALSE(word.text.empty());
                EXPECT_LE(word.x + word.width, page_units);
                EXPECT_LE(word.y + word.height, page_units);
            }
        }
        int types = 0;
        std::uint32_t last = 0;
    };
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const Bytes whole = a_whole_result();
    for (int round = 0; round < 3000; ++round) {
        Bytes bytes = whole;
        const unsigned changes = random() % 4 + 1;
        for (unsigned i = 0; i < changes; ++i) {
            const std::size_t at = random() % bytes.size();
            switch (random() % 3) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.erase(at, random() % 8 + 1);
                    break;
                default:
                    bytes.insert(at, Bytes(random() % 8 + 1, static_cast<char>(random())));
            }
            bytes.append(bytes.empty() ? "x" : "");
        }
        // However it is cut, the same comes out.
        Strict once;
        Strict pieces;
        ResultDecoder in_one(once);
        ResultDecoder in_pieces(pieces);
        const auto violation = in_one.feed(bytes);
        std::optional<std::string_view> violation_of_pieces;
        for (std::size_t at = 0; at < bytes.size(); at += 7) {
            violation_of_pieces = in_pieces.feed(ByteView(bytes).substr(at, 7));
        }
        ASSERT_EQ(violation, violation_of_pieces);
        ASSERT_EQ(once.last, pieces.last);
        ASSERT_EQ(in_one.end().has_value(), in_pieces.end().has_value());
    }
}

}  // namespace
}  // namespace kontor
