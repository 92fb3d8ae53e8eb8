// The ways in which scanners write what they scan: twenty pages, with pauses up to a minute.
#include "tests/server/watch/drop_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using std::chrono::seconds;

constexpr int pages = 20;

// Between a moment and a minute, and never the same twice in a row.
seconds pause_after(int page) {
    return seconds((page * 17) % 60 + 1);
}

// A page without the end mark, which only a whole file of these scanners has.
std::string page(int number) {
    return "page " + std::to_string(number) + std::string(1000, '.') + "\n";
}

std::string whole_file() {
    std::string text = "%PDF-1.7\n";
    for (int i = 1; i <= pages; ++i) {
        text += page(i);
    }
    return text + "%%EOF\n";
}

void expect_one_whole_document(DropFolder& drop, const std::string& whole) {
    drop.pass(patience * 3);
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.newest(DocumentId(1)), whole);
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 0U);
    EXPECT_EQ(drop.archive().check(), std::vector<std::string>{});
}

TEST(Scanner, that_keeps_its_handle_open_gives_one_document_with_all_pages) {
    DropFolder drop;
    {
        std::ofstream scan(drop.path() / "scan.pdf", std::ios::binary);
        scan << "%PDF-1.7\n%%EOF\n" << std::flush;  // the mark alone does not make it whole
        for (int i = 1; i <= pages; ++i) {
            scan << page(i) << std::flush;
            drop.pass(pause_after(i) + (i == 10 ? patience : seconds(0)));
        }
        EXPECT_EQ(drop.waits_for(1), "intake.in_use");
        scan << "%%EOF\n";
    }
    std::string whole = whole_file();
    whole.insert(9, "%%EOF\n");
    expect_one_whole_document(drop, whole);
    EXPECT_EQ(drop.versions(DocumentId(1)), 1U);
}

TEST(Scanner, that_opens_again_to_append_gives_one_document_with_all_pages) {
    DropFolder drop;
    drop.put("scan.pdf", "%PDF-1.7\n");
    for (int i = 1; i <= pages; ++i) {
        drop.append("scan.pdf", page(i));
        drop.pass(pause_after(i));
    }
    drop.append("scan.pdf", "%%EOF\n");
    expect_one_whole_document(drop, whole_file());
    EXPECT_EQ(drop.versions(DocumentId(1)), 1U);
}

TEST(Scanner, that_renames_when_it_is_done_gives_one_document_with_all_pages) {
    DropFolder drop;
    drop.put("scan.pdf.tmp", "%PDF-1.7\n");
    for (int i = 1; i <= pages; ++i) {
        drop.append("scan.pdf.tmp", page(i));
        drop.pass(pause_after(i));
    }
    drop.append("scan.pdf.tmp", "%%EOF\n");
    drop.pass(patience * 2);
    EXPECT_EQ(drop.documents(), 0U) << "an unfinished name is nobody's paper";
    EXPECT_EQ(drop.watch().status().passed_over, 1U);
    std::filesystem::rename(drop.path() / "scan.pdf.tmp", drop.path() / "scan.pdf");
    expect_one_whole_document(drop, whole_file());
    EXPECT_EQ(drop.count(IntakeEnd::withdrawn), 0U);
}

TEST(Scanner, that_makes_an_empty_file_first_gives_one_document_with_all_pages) {
    DropFolder drop;
    drop.put("scan.pdf", "");
    drop.pass(seconds(60));
    EXPECT_EQ(drop.waits_for(1), "intake.not_ripe");
    drop.put("scan.pdf", whole_file());
    expect_one_whole_document(drop, whole_file());
    EXPECT_EQ(drop.count(IntakeEnd::refused), 0U);
}

TEST(Scanner, that_writes_the_whole_file_anew_after_each_page_gives_one_document_of_versions) {
    DropFolder drop;
    for (int i = 1; i <= pages; ++i) {
        drop.put("scan.pdf", pdf_of(i));
        drop.pass(pause_after(i));
    }
    expect_one_whole_document(drop, pdf_of(pages));
    EXPECT_GT(drop.versions(DocumentId(1)), 1U);
}

TEST(Scanner, that_comes_back_to_a_name_later_gives_a_new_document) {
    DropFolder drop;
    drop.put("scan.pdf", pdf_of(1));
    drop.pass(patience * 2);
    drop.put("scan.pdf", pdf_of(2));
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 2U);
}

TEST(Scanner, that_writes_other_bytes_under_the_same_name_gives_a_new_document) {
    DropFolder drop;
    drop.put("scan.pdf", pdf_of(1));
    drop.settle_down();
    drop.put("scan.pdf", "%PDF-1.4\nanother paper, as long as the first and longer\n%%EOF\n");
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 2U);
}

TEST(Scanner, whose_file_is_continued_over_a_restart_still_gives_one_document) {
    DropFolder drop;
    drop.put("scan.pdf", pdf_of(1));
    drop.settle_down();
    drop.restart();
    drop.put("scan.pdf", pdf_of(2));
    expect_one_whole_document(drop, pdf_of(2));
    EXPECT_EQ(drop.versions(DocumentId(1)), 2U);
}

}  // namespace
}  // namespace kontor::test
