#include "indexer/pipeline/title_line.h"

#include "indexer/pipeline/limits.h"
#include "storage/base/text.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(TitleLine, is_the_first_line_with_a_word) {
    EXPECT_EQ(title_line("Rechnung Nr. 4711\nan Sie"), "Rechnung Nr. 4711");
    EXPECT_EQ(title_line("\n  \t\n- 1 -\n01.03.2025\n....\nLieferschein 12\n"), "Lieferschein 12");
    EXPECT_EQ(title_line("GbR\nÄrztekammer"), "Ärztekammer");
}

TEST(TitleLine, has_single_blanks_and_none_at_its_ends) {
    EXPECT_EQ(title_line("  Vertrag \t  über\u00a0 Miete \r\n"), "Vertrag über Miete");
}

TEST(TitleLine, is_empty_when_nothing_says_anything) {
    EXPECT_EQ(title_line(""), "");
    EXPECT_EQ(title_line("12\n34.50 €\n-- -- --\n1234567890 ab 99\n"), "");
}

TEST(TitleLine, is_cut_at_a_character_and_says_so) {
    const std::string line(200, 'x');
    std::string umlauts;
    for (int i = 0; i < 100; ++i) {
        umlauts += "ü";
    }
    for (const std::string& text : {line, umlauts}) {
        const std::string title = title_line(text);
        EXPECT_LE(title.size(), limits::title_line_max_bytes);
        EXPECT_TRUE(title.ends_with("…"));
        EXPECT_TRUE(is_utf8(title));
    }
}

TEST(TitleLine, leaves_out_what_could_show_a_line_as_another) {
    EXPECT_EQ(title_line("Rechnung \u202egnunhcer\u0007!\nMahnung"), "Rechnung gnunhcer !");
}

}  // namespace
}  // namespace kontor
