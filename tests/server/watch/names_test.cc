#include "server/watch/names.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

TEST(Names, of_unfinished_and_hidden_files_are_passed_over) {
    for (const char* name : {"scan.pdf.tmp", "SCAN.TMP", "a.part", "a.pdf.crdownload", "a.pdf~",
                             ".hidden", ".kontor-4", "~$brief.docx", "Thumbs.db", "a.filepart"}) {
        EXPECT_TRUE(is_passed_over(name)) << name;
    }
    for (const char* name : {"scan.pdf", "tmp", "part", "template.tmpl", "a~b.pdf", "a.b.pdf"}) {
        EXPECT_FALSE(is_passed_over(name)) << name;
    }
}

TEST(Names, of_claimed_files_tell_their_number_and_nothing_else_does) {
    EXPECT_EQ(claimed_name(IntakeNumber(17)), ".kontor-17");
    EXPECT_EQ(claimed_number(".kontor-17"), IntakeNumber(17));
    for (const char* name :
         {".kontor-", ".kontor-017", ".kontor-1x", "kontor-1", ".kontor-1.pdf"}) {
        EXPECT_EQ(claimed_number(name), std::nullopt) << name;
    }
}

TEST(Names, with_a_number_keep_their_extension_and_fit_the_file_system) {
    EXPECT_EQ(numbered_name("scan.pdf", IntakeNumber(17)), "scan.#17.pdf");
    EXPECT_EQ(numbered_name("scan", IntakeNumber(17)), "scan.#17");
    EXPECT_EQ(numbered_name(".pdf", IntakeNumber(17)), ".pdf.#17");
    EXPECT_EQ(numbered_name("L\xf6sch\nung.tar.gz", IntakeNumber(2)), "L\xf6sch\nung.tar.#2.gz");
    const Bytes name = numbered_name(std::string(251, 'a') + ".pdf", IntakeNumber(123456));
    EXPECT_EQ(name.size(), 255U);
    EXPECT_TRUE(name.ends_with("a.#123456.pdf"));
}

TEST(Names, are_split_at_the_last_slash) {
    EXPECT_EQ(base_name("a/b/c.pdf"), "c.pdf");
    EXPECT_EQ(folder_name("a/b/c.pdf"), "a/b");
    EXPECT_EQ(base_name("c.pdf"), "c.pdf");
    EXPECT_EQ(folder_name("c.pdf"), "");
}

}  // namespace
}  // namespace kontor::test
