#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/proof/bag_name.h"
#include "storage/proof/bag_write.h"
#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::code_of;

std::string why_unsafe(const std::string& path) {
    const auto reason = unsafe_name(path);
    return reason ? reason->code : "";
}

TEST(BagName, a_path_that_leaves_the_folder_or_means_something_else_elsewhere_is_unsafe) {
    const std::vector<std::pair<std::string, const char*>> cases{
        {"../x", "bag.name_parent"},
        {"data/../../x", "bag.name_parent"},
        {"data/..", "bag.name_parent"},
        {"/etc/passwd", "bag.name_absolute"},
        {"//server/share", "bag.name_absolute"},
        {"~", "bag.name_home"},
        {"~/x", "bag.name_home"},
        {"~root/x", "bag.name_home"},
        {"C:", "bag.name_drive"},
        {"c:/x", "bag.name_drive"},
        {"C:\\x", "bag.name_drive"},
        {"data\\x", "bag.name_backslash"},
        {"\\\\?\\UNC\\server", "bag.name_backslash"},
        {"%HomeDrive%/x", "bag.name_variable"},
        {"data/%TEMP%", "bag.name_variable"},
        {"", "bag.name_empty_part"},
        {"data//x", "bag.name_empty_part"},
        {"data/", "bag.name_empty_part"},
        {"./data/x", "bag.name_empty_part"},
        {"data/./x", "bag.name_empty_part"},
        {std::string("data/a\0b", 8), "bag.name_zero"},
        {"data/\xFF", "bag.name_utf8"},
        {"data/\xC0\xAE\xC0\xAE/x", "bag.name_utf8"},  // overlong dots
        {"data/" + std::string(256, 'x'), "bag.name_too_long"},
    };
    for (const auto& [path, code] : cases) {
        EXPECT_EQ(why_unsafe(path), code) << path;
    }
    std::string deep = "data";
    while (deep.size() <= limits::bag_path_max_bytes) {
        deep += "/folder";
    }
    EXPECT_EQ(why_unsafe(deep), "bag.name_too_long");
}

TEST(BagName, odd_names_that_stay_where_they_are_told_are_safe) {
    for (const char* path : {"data/a b", "data/~x", "data/100%", "data/5%_and_7%", "data/%7Ex",
                             "data/%%", "data/%2%", "data/...", "data/..x", "data/x..", "data/a\nb",
                             "data/Stra\xC3\x9F"
                             "e",
                             "data/.DS_Store", "ab:c"}) {
        EXPECT_EQ(why_unsafe(path), "") << path;
    }
    EXPECT_EQ(why_unsafe("data/" + std::string(255, 'x')), "");
}

TEST(BagName, our_own_names_are_short_plain_and_differ_by_more_than_case) {
    EXPECT_TRUE(
        package_name_problems({"data/documents/000001.pdf", "bagit.txt", "data/A-b_c.2.xml"})
            .empty());
    for (const std::string& path :
         {std::string("data/a b"), std::string("data/\xC3\xA4"), std::string("data/100%"),
          std::string("data/.hidden"), std::string("data//x"), std::string("../x"), std::string(""),
          "data/" + std::string(101, 'x')}) {
        const auto problems = package_name_problems({path});
        ASSERT_EQ(problems.size(), 1U) << path;
        EXPECT_EQ(problems.front().code, "bag.name_package");
    }
    const auto alike = package_name_problems({"data/a.pdf", "data/b", "data/A.PDF", "DATA/a.pdf"});
    ASSERT_EQ(alike.size(), 2U);
    EXPECT_EQ(
        alike[0],
        (Reason{"bag.name_package_case", {{"name", "data/A.PDF"}, {"other", "data/a.pdf"}}, ""}));
}

TEST(BagName, a_name_with_characters_nobody_sees_is_shown_without_them) {
    EXPECT_EQ(shown_path("data/plain"), "data/plain");
    EXPECT_EQ(shown_path("data/a\nb").find('\n'), std::string::npos);
    EXPECT_EQ(shown_path("data/\xE2\x80\xAE"
                         "fdp.exe")
                  .find("\xE2\x80\xAE"),
              std::string::npos);
}

TEST(BagText, paths_are_encoded_and_decoded_in_one_pass) {
    for (const char* path :
         {"data/a", "100%", "%0A", "%250A", "a\nb\rc%25", "%", "%2", "\xC3\xA4 b"}) {
        EXPECT_EQ(decode_bag_path(encode_bag_path(path)), path);
    }
    EXPECT_EQ(encode_bag_path("a\nb\rc%d e"), "a%0Ab%0Dc%25d e");
    EXPECT_EQ(decode_bag_path("%250A"), "%0A");
    EXPECT_EQ(decode_bag_path("%0a%0d"), "\n\r");
    EXPECT_EQ(decode_bag_path("a%20b%"), "a%20b%");
}

std::vector<std::string> lines_of(ByteView text) {
    MemorySource source(text);
    TagLines lines(source);
    std::vector<std::string> all;
    while (const auto line = lines.next()) {
        all.push_back(*line);
        EXPECT_EQ(lines.number(), all.size());
    }
    return all;
}

TEST(BagText, lf_cr_and_crlf_each_end_one_line) {
    using Lines = std::vector<std::string>;
    EXPECT_EQ(lines_of(""), Lines());
    EXPECT_EQ(lines_of("a\nb\rc\r\nd"), (Lines{"a", "b", "c", "d"}));
    EXPECT_EQ(lines_of("a\r\n"), Lines{"a"});
    EXPECT_EQ(lines_of("a\r"), Lines{"a"});
    EXPECT_EQ(lines_of("\n\n\r\r\n"), (Lines{"", "", "", ""}));
    // A CRLF that two reads divide.
    std::string divided(64 * 1024 - 1, 'x');
    divided += "\r\ny\n";
    EXPECT_EQ(lines_of(divided).size(), 2U);
}

// Hands out one byte a read.
class SlowSource : public ByteSource {
  public:
    explicit SlowSource(ByteView bytes) : rest_(bytes) {}
    std::size_t read(char* out, std::size_t) override {
        if (rest_.empty()) {
            return 0;
        }
        *out = rest_.front();
        rest_.remove_prefix(1);
        return 1;
    }

  private:
    ByteView rest_;
};

TEST(BagText, it_does_not_matter_how_the_bytes_arrive) {
    SlowSource source("a\r\nb\rc\n\r\n");
    TagLines lines(source);
    for (const char* expected : {"a", "b", "c", ""}) {
        EXPECT_EQ(lines.next(), expected);
    }
    EXPECT_FALSE(lines.next());
}

TEST(BagText, bag_info_folds_long_values_and_reads_them_back) {
    std::string words;
    for (int i = 0; i < 60; ++i) {
        words += "word" + std::to_string(i) + (i % 7 == 0 ? ": " : " ");
    }
    words += "end";
    const std::vector<BagInfoField> fields{{"External-Description", words},
                                           {"Short", "x"},
                                           {"Empty", ""},
                                           {"Label With Blanks", words},
                                           {"Unbroken", std::string(300, 'x')}};
    const std::string text = format_bag_info(fields);
    BagInfoReader reader;
    for (const std::string& line : lines_of(text)) {
        EXPECT_TRUE(line.size() <= 79 || line.find("xxx") != std::string::npos) << line;
        EXPECT_TRUE(reader.take(line));
    }
    EXPECT_EQ(reader.fields(), fields);
}

TEST(BagText, a_field_that_would_read_back_as_another_is_not_written) {
    for (const BagInfoField& field : {BagInfoField{"ab:c", "x"},
                                      {"", "x"},
                                      {" a", "x"},
                                      {"a\nb", "x"},
                                      {"a", "x\ny"},
                                      {"a", "x\ry"},
                                      {"a", "\xFF"}}) {
        EXPECT_EQ(code_of([&] { format_bag_info({field}); }), "bag.info_field") << field.label;
    }
}

TEST(BagText, oxum_is_two_numbers_and_a_dot) {
    EXPECT_EQ(parse_oxum("11.2"), (PayloadOxum{11, 2}));
    EXPECT_EQ(format_oxum({11, 2}), "11.2");
    for (const char* text :
         {"", "11", "11.", ".2", "11.2.3", "-1.2", "11 .2", "a.b", "99999999999999999999.1"}) {
        EXPECT_FALSE(parse_oxum(text)) << text;
    }
}

BagEntry entry(const std::string& path) {
    return {path, 1, sha256("x"), sha512("x")};
}

TEST(BagWrite, what_does_not_fit_a_package_is_not_packed) {
    EXPECT_EQ(code_of([] { bag_tag_files({entry("documents/1.pdf")}, {}, {}); }),
              "bag.name_not_payload");
    EXPECT_EQ(code_of([] { bag_tag_files({entry("data/a b")}, {}, {}); }), "bag.name_package");
    EXPECT_EQ(code_of([] {
                  bag_tag_files({entry("data/a"), entry("data/A")}, {}, {});
              }),
              "bag.name_package_case");
    EXPECT_EQ(code_of([] { bag_tag_files({}, {}, {{"bagit.txt", ""}}); }), "bag.name_package_case");
    EXPECT_EQ(code_of([] { bag_tag_files({}, {{"payload-oxum", "1.1"}}, {}); }), "bag.info_field");
}

TEST(BagWrite, the_order_of_the_payload_does_not_change_the_bytes) {
    const auto one = bag_tag_files({entry("data/b"), entry("data/a")}, {}, {});
    const auto other = bag_tag_files({entry("data/a"), entry("data/b")}, {}, {});
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].path, other[i].path);
        EXPECT_EQ(one[i].bytes, other[i].bytes);
    }
}

}  // namespace
}  // namespace kontor
