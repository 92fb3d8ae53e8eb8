#include "storage/base/text.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

const std::string replacement = "\xef\xbf\xbd";

TEST(Text, well_formed_utf8_of_every_length_is_utf8) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a plain line of more than eight bytes"));
    EXPECT_TRUE(
        is_utf8("Gr\xc3\xb6\xc3\x9f"
                "e \xe2\x82\xac \xf0\x9f\x93\x84"));
    EXPECT_TRUE(is_utf8("\xed\x9f\xbf\xee\x80\x80"));  // around the surrogates
    EXPECT_TRUE(is_utf8("\xf4\x8f\xbf\xbf"));          // U+10FFFF
    EXPECT_TRUE(is_utf8(std::string("a\0b", 3)));
}

TEST(Text, surrogates_overlong_forms_and_cut_sequences_are_not_utf8) {
    const std::vector<std::string> bad = {
        "\xc0\xaf",          // overlong '/'
        "\xe0\x80\xaf",      // overlong, three bytes
        "\xf0\x80\x80\xaf",  // overlong, four bytes
        "\xed\xa0\x80",      // U+D800
        "\xed\xbf\xbf",      // U+DFFF
        "\xf4\x90\x80\x80",  // U+110000
        "\xf5\x80\x80\x80",  // no such lead byte
        "\x80",              // trail byte alone
        "\xff",              //
        "abcdefgh\xc3",      // ends early, behind a fast part
        "\xe2\x82",          //
        "\xf0\x9f\x93",      //
        "abcdefg\xe4"        // Latin-1
        "bcdefgh",
    };
    for (const std::string& text : bad) {
        EXPECT_FALSE(is_utf8(text)) << to_hex(text);
    }
}

TEST(Text, every_maximal_ill_formed_part_becomes_one_replacement_character) {
    // The example of Unicode 15.0, chapter 3, table 3-8 and its neighbours 3-9 to 3-11.
    EXPECT_EQ(to_valid_utf8("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"),
              replacement + replacement + replacement + replacement + replacement + replacement +
                  replacement + replacement + "A");
    EXPECT_EQ(to_valid_utf8("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41"),
              replacement + replacement + replacement + replacement + replacement + replacement +
                  replacement + replacement + "A");
    EXPECT_EQ(to_valid_utf8("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42"),
              replacement + replacement + replacement + replacement + replacement + "A" +
                  replacement + replacement + "B");
    EXPECT_EQ(to_valid_utf8("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"),
              replacement + replacement + replacement + replacement + "A");
}

TEST(Text, valid_text_passes_the_repair_unchanged) {
    const std::string text = "Rechnung 4711 \xe2\x80\x93 \xf0\x9f\x93\x84";
    EXPECT_EQ(to_valid_utf8(text), text);
    EXPECT_EQ(to_valid_utf8(""), "");
}

TEST(Text, any_bytes_at_all_come_out_as_utf8) {
    std::uint32_t state = 1;  // a fixed sequence: the same bytes in every run
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (int i = 0; i < 24; ++i) {
            state = state * 1664525 + 1013904223;
            bytes.push_back(static_cast<char>(state >> 24));
        }
        ASSERT_TRUE(is_utf8(to_valid_utf8(bytes))) << to_hex(bytes);
        ASSERT_TRUE(is_utf8(printable_file_name(bytes))) << to_hex(bytes);
        ASSERT_TRUE(is_utf8(shown_value(bytes))) << to_hex(bytes);
        ASSERT_FALSE(has_control_characters(printable_file_name(bytes))) << to_hex(bytes);
        ASSERT_EQ(is_utf8(bytes), to_valid_utf8(bytes) == bytes) << to_hex(bytes);
    }
}

TEST(Text, composed_and_decomposed_umlauts_become_one) {
    EXPECT_EQ(nfc("Mu\xcc\x88ller"), "M\xc3\xbcller");
    EXPECT_EQ(nfc("M\xc3\xbcller"), "M\xc3\xbcller");
    EXPECT_EQ(nfc("Mueller"), "Mueller");
    EXPECT_EQ(nfc("\xef\xac\x81"), "\xef\xac\x81");  // a ligature is not NFC's business
}

TEST(Text, names_that_people_take_for_the_same_fold_to_the_same) {
    EXPECT_EQ(fold_for_comparison("STRASSE 7"), "strasse 7");
    EXPECT_EQ(fold_for_comparison("Stra\xc3\x9f"
                                  "e 7"),
              "strasse 7");
    EXPECT_EQ(fold_for_comparison("M\xc3\x9cLLER"), fold_for_comparison("mu\xcc\x88ller"));
    EXPECT_EQ(fold_for_comparison("\xef\xac\x81nance"), "finance");  // ligature fi
    EXPECT_EQ(fold_for_comparison("\xef\xbc\xa1"), "a");             // full-width A
    EXPECT_EQ(fold_for_comparison("in\xe2\x80\x8b"
                                  "box"),
              "inbox");  // zero width space
    EXPECT_NE(fold_for_comparison("M\xc3\xbcller"), fold_for_comparison("Muller"));
}

TEST(Text, folding_twice_changes_nothing) {
    for (const std::string text : {"\xc4\xb0stanbul", "\xef\xbc\xa1\xcc\x88", "\xcd\x85\xce\xb1",
                                   "Stra\xc3\x9f\x45", "\xe1\xba\x9e"}) {
        const std::string once = fold_for_comparison(text);
        EXPECT_EQ(fold_for_comparison(once), once) << to_hex(text);
    }
}

TEST(Text, what_is_not_utf8_is_refused_with_its_code_and_not_repaired_silently) {
    for (std::string (*function)(std::string_view) : {&nfc, &fold_for_comparison}) {
        try {
            function("abc\xff");
            FAIL() << "must throw";
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::invalid);
            ASSERT_EQ(e.reasons().size(), 1U);
            EXPECT_EQ(e.reasons()[0].code, "value.utf8");
        }
    }
}

TEST(Text, controls_of_every_kind_are_found) {
    for (const std::string& text :
         {std::string("a\nb"), std::string("a\tb"), std::string("a\0b", 3), std::string("\x7f"),
          std::string("\xc2\x85"), std::string("\xe2\x80\xa8"), std::string("\xe2\x80\xae"),
          std::string("\xe2\x81\xa6"), std::string("a\xff")}) {
        EXPECT_TRUE(has_control_characters(text)) << to_hex(text);
    }
    EXPECT_FALSE(has_control_characters(""));
    EXPECT_FALSE(
        has_control_characters("Gr\xc3\xbc\xc3\x9f"
                               "e, 100 \xe2\x82\xac \xc2\xa0"));
}

TEST(Text, a_cut_falls_between_code_points) {
    EXPECT_EQ(truncate_utf8("abc", 3), "abc");
    EXPECT_EQ(truncate_utf8("abcd", 3), "abc");
    EXPECT_EQ(truncate_utf8("ab\xc3\xbc", 3), "ab");
    EXPECT_EQ(truncate_utf8("a\xf0\x9f\x93\x84", 4), "a");
    EXPECT_EQ(truncate_utf8("\xf0\x9f\x93\x84", 3), "");
    EXPECT_EQ(truncate_utf8("abc", 0), "");
}

TEST(Text, a_cut_does_not_part_a_letter_from_its_accent) {
    EXPECT_EQ(truncate_utf8("ae\xcc\x81z", 2), "a");  // e + acute
    EXPECT_EQ(truncate_utf8("ae\xcc\x81z", 4), "ae\xcc\x81");
    // woman, joiner, laptop: one picture
    EXPECT_EQ(truncate_utf8("a\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", 8), "a");
}

TEST(Text, a_letter_with_endless_accents_is_cut_all_the_same) {
    std::string text = "e";
    while (text.size() < 1000) {
        text += "\xcc\x81";
    }
    const std::string cut = truncate_utf8(text, 500);
    EXPECT_GT(cut.size(), 490U);
    EXPECT_LE(cut.size(), 500U);
    EXPECT_TRUE(is_utf8(cut));
}

TEST(Text, cutting_what_is_not_utf8_stays_within_the_bound) {
    const std::string trail_bytes(300, '\x80');
    for (std::size_t bound = 0; bound < 20; ++bound) {
        EXPECT_LE(truncate_utf8(trail_bytes, bound).size(), bound);
    }
}

TEST(Text, a_file_name_shows_neither_paths_nor_controls_nor_reversed_letters) {
    EXPECT_EQ(printable_file_name("Rechnung.pdf"), "Rechnung.pdf");
    EXPECT_EQ(printable_file_name("../etc/passwd"), ".._etc_passwd");
    EXPECT_EQ(printable_file_name("C:\\scan\\1.pdf"), "C:_scan_1.pdf");
    EXPECT_EQ(printable_file_name("a\r\nSet-Cookie: x"), "aSet-Cookie: x");
    EXPECT_EQ(printable_file_name("Rechnung\xe2\x80\xae"
                                  "fdp.exe"),
              "Rechnungfdp.exe");
    EXPECT_EQ(printable_file_name("M\xfcller.pdf"), "M" + replacement + "ller.pdf");
}

TEST(Text, a_file_name_is_never_shown_as_nothing_or_as_a_folder) {
    EXPECT_EQ(printable_file_name(""), "_");
    EXPECT_EQ(printable_file_name("\n"), "_");
    EXPECT_EQ(printable_file_name("."), "_");
    EXPECT_EQ(printable_file_name(".\x01."), "__");
}

TEST(Text, a_refused_value_is_repeated_short_and_clean) {
    EXPECT_EQ(shown_value("2024-13-01"), "2024-13-01");
    EXPECT_EQ(shown_value("a\x1b[31m\n"), "a[31m");
    const std::string longer = shown_value(std::string(5000, 'x'));
    EXPECT_EQ(longer.size(), limits::shown_value_max_bytes);
    EXPECT_TRUE(longer.ends_with("x\xe2\x80\xa6"));
    EXPECT_LE(shown_value(std::string(100, '\xff')).size(), limits::shown_value_max_bytes);
    std::string cut_in_a_letter(99, 'x');
    cut_in_a_letter += "\xc3\xbc and more";
    EXPECT_TRUE(is_utf8(shown_value(cut_in_a_letter)));
    std::string cut_behind_controls(99, '\n');
    cut_behind_controls += "\xc3\xbc and more";
    EXPECT_EQ(shown_value(cut_behind_controls), "\xe2\x80\xa6");
}

}  // namespace
}  // namespace kontor
