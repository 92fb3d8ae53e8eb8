#include "server/watch/ending.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using namespace std::string_literals;

Ending ending_of(const std::string& file) {
    return judge_ending(
        [&](std::uint64_t offset, std::size_t size) {
            return offset < file.size() ? file.substr(offset, size) : std::string();
        },
        file.size());
}

// A TIFF of so many pages without a picture; `cut` bytes are missing at its end.
std::string tiff(int pages, std::size_t cut = 0) {
    std::string file = "II*\0\x08\0\0\0"s;
    for (int page = 1; page <= pages; ++page) {
        const auto next = static_cast<char>(page == pages ? 0 : 8 + page * 18);
        file += "\x01\0"s + std::string(12, 'e') + next + "\0\0\0"s;
    }
    return file.substr(0, file.size() - cut);
}

std::string zip(const std::string& comment) {
    return "PK\x03\x04 some files PK\x05\x06"s + std::string(16, '\0') +
           static_cast<char>(comment.size()) + '\0' + comment;
}

struct Sample {
    const char* what;
    std::string whole;
    std::string partial;
};

TEST(Ending, of_each_kind_is_right_when_its_mark_stands_at_the_end_and_wrong_before) {
    const Sample samples[] = {
        {"PDF", "%PDF-1.4\nabc\n%%EOF\n", "%PDF-1.4\nabc\n%%EO"},
        {"PDF with junk around it", "junk\n%PDF-1.4\nabc\n%%EOF\n\0\0"s, "junk\n%PDF-1.4\nabc"},
        {"PDF whose mark is of an earlier part",
         "%PDF-1.4\n%%EOF" + std::string(999, 'x') + "%%EOF",
         "%PDF-1.4\n%%EOF" + std::string(2000, 'x')},
        {"PNG", "\x89PNG\r\n\x1a\n data \0\0\0\0IEND\xae\x42\x60\x82"s, "\x89PNG\r\n\x1a\n data"},
        {"JPEG", "\xff\xd8\xff\xe0 data \xff\xd9"s, "\xff\xd8\xff\xe0 data \xff"s},
        {"JPEG with padding", "\xff\xd8\xff\xe0 data \xff\xd9\0\0\0"s,
         "\xff\xd8\xff\xe0 data\0\0"s},
        {"GIF", "GIF89a data ;", "GIF89a data"},
        {"TIFF", tiff(1), tiff(1, 3)},
        {"TIFF of more pages", tiff(5), tiff(5, 19)},
        {"ZIP", zip(""), "PK\x03\x04 some files"},
        {"ZIP with a comment", zip("a comment"), zip("a comment").substr(0, 40)},
        {"RIFF", "RIFF\x04\0\0\0WEBP"s, "RIFF\x40\0\0\0WEBP"s},
        {"BMP", "BM\x0a\0\0\0data"s, "BM\x0b\0\0\0data"s},
        {"compound file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(1528, 'x'),
         "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(1500, 'x')},
        {"RTF", "{\\rtf1 text}\r\n", "{\\rtf1 text"},
        {"PostScript", "%!PS-Adobe\nshowpage\n%%EOF", "%!PS-Adobe\nshow"},
        {"XML", "<?xml version=\"1.0\"?>\n<!-- a --><Invoice a=\"1\"><Id>7</Id></Invoice>\n",
         "<?xml version=\"1.0\"?>\n<!-- a --><Invoice a=\"1\"><Id>7</Id>"},
        {"XML of one tag", "\xef\xbb\xbf<?xml version=\"1.0\"?><a b=\"c\"/>",
         "<?xml version=\"1.0\"?>"
         "<a><b/>"},
        {"HTML", "<!DOCTYPE html><html><p>text</html>\n", "<!DOCTYPE html><html><p>te"},
        {"JSON", "{\"a\": [1, 2]}\n", "{\"a\": [1, 2"},
    };
    for (const Sample& sample : samples) {
        SCOPED_TRACE(sample.what);
        EXPECT_EQ(ending_of(sample.whole), Ending::right);
        EXPECT_EQ(ending_of(sample.partial), Ending::wrong);
    }
}

TEST(Ending, of_plain_text_is_open_in_any_encoding) {
    EXPECT_EQ(ending_of("Sehr geehrte Damen und Herren"), Ending::open);
    EXPECT_EQ(ending_of("a;b;c\n1;2;3\n"), Ending::open);
    EXPECT_EQ(ending_of("Gr\xfc\xdf"
                        "e aus K\xf6ln"),
              Ending::open);
    EXPECT_EQ(ending_of("\xff\xfeG\0r\0"s), Ending::open);
}

TEST(Ending, of_what_nobody_knows_or_of_nothing_is_wrong) {
    EXPECT_EQ(ending_of(""), Ending::wrong);
    EXPECT_EQ(ending_of(std::string(100, '\0')), Ending::wrong);
    EXPECT_EQ(ending_of("\x7f"
                        "ELF\x02\x01\x01\0"s),
              Ending::wrong);
}

TEST(Ending, is_judged_of_every_beginning_of_a_file_without_reading_beyond_it) {
    for (const std::string& file : {tiff(3), zip("x"), "\x89PNG\r\n\x1a\n IEND"s, "%PDF-1.4 %%EOF"s,
                                    "<?xml?><a/>"s, "BM\x0a\0\0\0data"s, "RIFF\x04\0\0\0"s}) {
        for (std::size_t size = 0; size <= file.size(); ++size) {
            ending_of(file.substr(0, size));
        }
    }
}

TEST(Ending, of_a_tiff_whose_chain_never_ends_is_wrong) {
    EXPECT_EQ(ending_of("II*\0\x08\0\0\0"s + "\x01\0"s + std::string(12, 'e') + "\x08\0\0\0"s),
              Ending::wrong);
}

}  // namespace
}  // namespace kontor::test
