#include "server/watch/watch.h"

#include "server/watch/limits.h"
#include "storage/archive/documents.h"
#include "storage/archive/folders.h"
#include "storage/base/fault.h"
#include "storage/catalog/catalog.h"
#include "tests/server/watch/drop_folder.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

TEST(Watch, takes_what_is_dropped_and_leaves_nothing_behind) {
    DropFolder drop;
    drop.put("Rechnung 12.pdf", pdf_of(1));
    drop.pass(seconds(0));
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 1U);
    EXPECT_EQ(drop.watch().status().waiting, 1U);
    drop.settle_down();
    ASSERT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.newest(DocumentId(1)), pdf_of(1));
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
    const IntakeRow row = drop.end_of(1);
    EXPECT_EQ(row.end, IntakeEnd::stored);
    EXPECT_EQ(row.name, "Rechnung 12.pdf");
    EXPECT_EQ(row.source, "watch:" + drop.path().string());
    const WatchStatus status = drop.watch().status();
    EXPECT_TRUE(status.is_there);
    EXPECT_EQ(status.waiting, 0U);
    EXPECT_EQ(status.ended, 1U);
    EXPECT_TRUE(status.last_taken.has_value());
    EXPECT_FALSE(status.problem.has_value());
    EXPECT_EQ(drop.archive().check(), std::vector<std::string>{});
}

TEST(Watch, files_into_the_named_folder_with_the_named_tags) {
    DropFolder drop([](WatchOptions& options) {
        options.folder = "/Finanzen";
        options.tags = {"Post"};
    });
    drop.put("a.pdf", pdf_of(1));
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 0U);
    EXPECT_EQ(drop.watch().status().problem.value().code, "folder.not_found");
    EXPECT_EQ(drop.waits_for(1), "folder.not_found");
    const FolderId folder =
        Folders(drop.archive().store()).add(admin_caller, root_folder, "Finanzen", false);
    drop.pass(seconds(40));
    const auto row = catalog::get_document(drop.archive().store().snapshot().rows(), DocumentId(1));
    EXPECT_EQ(row.folder, folder);
    EXPECT_EQ(row.tags, std::vector<std::string>{"Post"});
    EXPECT_FALSE(drop.watch().status().problem.has_value());
}

TEST(Watch, takes_from_subfolders_and_knows_their_files_by_path) {
    DropFolder drop;
    fs::create_directories(drop.path() / "a/b");
    drop.pass(seconds(1));
    drop.put("a/b/scan.pdf", pdf_of(1));
    drop.put("a/scan.pdf", pdf_of(2));
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 2U);
    const std::set<Bytes> names{drop.end_of(1).name, drop.end_of(2).name};
    EXPECT_EQ(names, (std::set<Bytes>{"a/b/scan.pdf", "a/scan.pdf"}));
    const DocumentView view =
        Documents::get(drop.archive().store().snapshot().rows(), admin, DocumentId(1), Role::read);
    EXPECT_EQ(view.newest().file_name, "scan.pdf");
}

TEST(Watch, that_is_not_recursive_leaves_subfolders_alone) {
    DropFolder drop([](WatchOptions& options) { options.recursive = false; });
    fs::create_directories(drop.path() / "a");
    drop.put("a/scan.pdf", pdf_of(1));
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 0U);
    EXPECT_TRUE(drop.has("a/scan.pdf"));
}

TEST(Watch, keeps_names_that_are_no_text_byte_for_byte) {
    DropFolder drop;
    const std::string names[] = {"L\xf6schung.pdf", "with\nline feed.pdf", "--help", "#7 %s .pdf",
                                 std::string(250, 'x') + ".pdf"};
    int pages = 0;
    for (const std::string& name : names) {
        drop.put(name, pdf_of(++pages));
    }
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 5U);
    std::set<Bytes> taken;
    for (std::uint64_t number = 1; number <= 5; ++number) {
        taken.insert(drop.end_of(number).name);
    }
    EXPECT_EQ(taken, std::set<Bytes>(std::begin(names), std::end(names)));
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
}

TEST(Watch, follows_no_link_opens_no_pipe_and_says_how_many_it_passed_over) {
    DropFolder drop;
    const fs::path outside = drop.path().parent_path() / "outside";
    fs::create_directory(outside);
    std::ofstream(outside / "secret.pdf") << pdf_of(1);
    fs::create_symlink(outside / "secret.pdf", drop.path() / "link.pdf");
    fs::create_directory_symlink(outside, drop.path() / "folder");
    fs::create_symlink("nowhere", drop.path() / "broken.pdf");
    ASSERT_EQ(::mkfifo((drop.path() / "pipe.pdf").c_str(), 0600), 0);
    drop.pass(patience * 2);
    EXPECT_EQ(drop.counts(), ledger::Counts{});
    EXPECT_EQ(drop.watch().status().passed_over, 4U);
    EXPECT_TRUE(fs::exists(outside / "secret.pdf"));
}

TEST(Watch, withdraws_a_file_that_becomes_a_link_before_it_is_taken) {
    DropFolder drop;
    drop.put("paper.pdf", pdf_of(1));
    drop.pass(seconds(0));
    fs::remove(drop.path() / "paper.pdf");
    fs::create_symlink("/etc/passwd", drop.path() / "paper.pdf");
    drop.pass(patience);
    EXPECT_EQ(drop.documents(), 0U);
    EXPECT_EQ(drop.count(IntakeEnd::withdrawn), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 0U);
}

TEST(Watch, a_file_that_disappears_while_it_waits_is_withdrawn) {
    DropFolder drop;
    drop.put("half.pdf", "%PDF-1.7\n");
    drop.settle_down();
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 1U);
    fs::remove(drop.path() / "half.pdf");
    drop.pass(seconds(1));
    EXPECT_EQ(drop.count(IntakeEnd::withdrawn), 1U);
    EXPECT_EQ(drop.end_of(1).reason, "intake.gone");
}

TEST(Watch, a_file_that_disappears_while_no_server_runs_is_withdrawn) {
    DropFolder drop;
    drop.put("half.pdf", "%PDF-1.7\n");
    drop.settle_down();
    fs::remove(drop.path() / "half.pdf");
    drop.restart();
    drop.pass(seconds(1));
    EXPECT_EQ(drop.count(IntakeEnd::withdrawn), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 0U);
}

TEST(Watch, a_waiting_file_keeps_its_number_over_a_restart) {
    DropFolder drop;
    drop.put("half.pdf", "%PDF-1.7\n");
    drop.settle_down();
    drop.restart();
    drop.pass(patience + seconds(2));
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.end_of(1).end, IntakeEnd::stored);
    EXPECT_EQ(drop.count(IntakeEnd::stored), 1U);
}

TEST(Watch, equal_bytes_are_a_duplicate_and_the_file_goes) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    drop.settle_down();
    drop.put("b.pdf", pdf_of(1));
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.end_of(2).end, IntakeEnd::duplicate);
    EXPECT_EQ(drop.end_of(2).document, DocumentId(1));
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
}

TEST(Watch, the_same_file_dropped_again_is_offered_again) {
    DropFolder drop;
    for (int i = 0; i < 2; ++i) {
        drop.put("a.pdf", pdf_of(1));
        fs::last_write_time(drop.path() / "a.pdf", fs::file_time_type(std::chrono::hours(1)));
        drop.settle_down();
    }
    EXPECT_EQ(drop.count(IntakeEnd::stored), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::duplicate), 1U);
}

TEST(Watch, an_empty_file_goes_to_failed_with_a_note_in_both_languages) {
    DropFolder drop;
    drop.put("empty.pdf", "");
    drop.pass(patience - seconds(2));
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 1U);
    drop.pass(seconds(5));
    EXPECT_EQ(drop.end_of(1).end, IntakeEnd::refused);
    EXPECT_EQ(drop.names(), std::vector<std::string>{"failed"});
    EXPECT_EQ(drop.names("failed"),
              (std::vector<std::string>{"empty.#1.pdf", "empty.#1.pdf.reason.txt"}));
    const std::string note = drop.content("failed/empty.#1.pdf.reason.txt");
    EXPECT_NE(note.find("Die Datei ist leer"), std::string::npos);
    EXPECT_NE(note.find("The file is empty"), std::string::npos);
    drop.pass(patience * 2);
    EXPECT_EQ(drop.count(IntakeEnd::refused), 1U) << "failed is not watched";
}

TEST(Watch, a_file_over_the_limit_goes_to_failed_unread) {
    DropFolder drop;
    drop.put("large.pdf", "%PDF-1.7\n" + std::string(2 << 20, 'x') + "%%EOF");
    drop.settle_down();
    EXPECT_EQ(drop.end_of(1).end, IntakeEnd::refused);
    EXPECT_EQ(drop.end_of(1).reason, "document.too_large");
    EXPECT_EQ(drop.names("failed").size(), 2U);
    EXPECT_NE(drop.content("failed/large.#1.pdf.reason.txt").find("1048576"), std::string::npos);
}

TEST(Watch, an_empty_file_that_is_filled_while_it_is_put_away_is_taken) {
    DropFolder drop;
    drop.put("late.pdf", "");
    set_fault_hook([&](std::string_view name) {
        if (name == "watch.claimed" && drop.has(".kontor-1")) {
            drop.put(".kontor-1", pdf_of(1));
        }
    });
    drop.pass(patience + seconds(2));
    set_fault_hook({});
    drop.settle_down();
    EXPECT_TRUE(drop.keeps(pdf_of(1)));
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
}

TEST(Watch, keeps_taken_files_in_done_for_their_days) {
    DropFolder drop([](WatchOptions& options) {
        options.keeps_taken = true;
        options.keep = std::chrono::days(14);
    });
    drop.put("a.pdf", pdf_of(1));
    drop.settle_down();
    drop.put("a.pdf", "%PDF-1.7\nanother\n%%EOF\n");
    drop.settle_down();
    EXPECT_EQ(drop.names("done"), (std::vector<std::string>{"a.#2.pdf", "a.pdf"}));
    EXPECT_EQ(drop.content("done/a.pdf"), pdf_of(1));
    drop.put("done/mine.txt", "put there by a person");
    drop.archive().clock().advance(std::chrono::days(13));
    drop.pass(seconds(1));
    EXPECT_EQ(drop.names("done").size(), 3U);
    drop.archive().clock().advance(std::chrono::days(2));
    drop.pass(seconds(1));
    EXPECT_EQ(drop.names("done"), std::vector<std::string>{"mine.txt"});
    EXPECT_EQ(drop.documents(), 2U);
}

TEST(Watch, a_folder_that_is_not_there_is_a_state_and_its_files_wait) {
    DropFolder drop;
    drop.put("half.pdf", "%PDF-1.7\n");
    drop.settle_down();
    const fs::path aside = drop.path().string() + ".aside";
    fs::rename(drop.path(), aside);
    drop.pass(seconds(5));
    EXPECT_FALSE(drop.watch().status().is_there);
    EXPECT_EQ(drop.watch().status().problem.value().code, "watch.missing");
    EXPECT_EQ(drop.count(IntakeEnd::waiting), 1U);
    fs::rename(aside, drop.path());
    drop.append("half.pdf", "%%EOF\n");
    drop.settle_down();
    EXPECT_TRUE(drop.watch().status().is_there);
    EXPECT_FALSE(drop.watch().status().problem.has_value());
    EXPECT_EQ(drop.count(IntakeEnd::stored), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::withdrawn), 0U);
}

TEST(Watch, without_disk_space_papers_wait_and_the_folder_says_so) {
    TestArchive archive;
    archive.close();
    const auto store = Store::open(archive.data(), archive.clock(),
                                   {.reserve_bytes = ~0ULL, .reserve_percent = 101});
    TempFolder folder;
    WatchOptions options;
    options.path = folder.path();
    options.done = folder / "done";
    options.failed = folder / "failed";
    options.file_max_bytes = 1000;
    Watch watch(*store, options);
    std::ofstream(folder / "a.pdf") << pdf_of(1);
    for (int i = 0; i < 10; ++i) {
        watch.step();
        archive.clock().advance(seconds(1));
    }
    EXPECT_EQ(watch.status().problem.value().code, "disk.reserve");
    EXPECT_EQ(watch.status().waiting, 1U);
    EXPECT_TRUE(fs::exists(folder / "a.pdf"));
}

TEST(Watch, an_interrupted_removal_is_finished_after_a_restart) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    drop.settle_down();
    drop.put(".kontor-1", pdf_of(1));
    drop.put(".kontor-77", pdf_of(3));
    drop.restart();
    drop.settle_down();
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
    EXPECT_EQ(drop.documents(), 2U);
    EXPECT_TRUE(drop.keeps(pdf_of(3))) << "a claimed file of nobody is a paper";
}

TEST(Watch, a_claimed_file_with_other_bytes_gets_its_name_back_and_is_taken) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    drop.pass(patience * 2);
    drop.put(".kontor-1", "%PDF-1.7\nother\n%%EOF");
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 2U);
    EXPECT_EQ(drop.end_of(2).name, "a.pdf");
}

TEST(Watch, files_of_one_look_are_taken_by_age) {
    DropFolder drop;
    for (const char* name : {"c.pdf", "a.pdf", "b.pdf"}) {
        drop.put(name, std::string("%PDF-1.7\n") + name + "%%EOF");
    }
    const fs::file_time_type base(std::chrono::hours(1));
    fs::last_write_time(drop.path() / "b.pdf", base);
    fs::last_write_time(drop.path() / "c.pdf", base + seconds(1));
    fs::last_write_time(drop.path() / "a.pdf", base + seconds(2));
    drop.settle_down();
    EXPECT_EQ(drop.end_of(1).name, "b.pdf");
    EXPECT_EQ(drop.end_of(2).name, "c.pdf");
    EXPECT_EQ(drop.end_of(3).name, "a.pdf");
    EXPECT_EQ(drop.end_of(3).document, DocumentId(3));
}

TEST(Watch, a_file_with_a_second_name_waits_and_loses_only_the_one_in_the_folder) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    const fs::path other = drop.path().parent_path() / "other.pdf";
    fs::create_hard_link(drop.path() / "a.pdf", other);
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 0U);
    drop.pass(patience);
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_TRUE(fs::exists(other));
}

// What a folder without the right to remove does, for whom the rights hold.
TEST(Watch, a_source_that_cannot_be_removed_is_taken_once_also_over_restarts) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    bool is_barred = true;
    set_fault_hook([&](std::string_view name) {
        if (name == "watch.before_claim" && is_barred) {
            throw FileRefused(EROFS, "remove");
        }
    });
    drop.pass(seconds(20));
    EXPECT_EQ(drop.watch().status().problem.value().code, "watch.cannot_remove");
    drop.restart();
    drop.pass(patience * 3);
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::stored), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::duplicate), 0U);
    is_barred = false;
    drop.pass(std::chrono::duration_cast<seconds>(limits::watch_retry_max));
    set_fault_hook({});
    EXPECT_EQ(drop.names(), std::vector<std::string>{});
    EXPECT_FALSE(drop.watch().status().problem.has_value());
}

TEST(Watch, a_source_that_somebody_else_removes_and_drops_again_is_offered_again) {
    DropFolder drop;
    set_fault_hook([](std::string_view name) {
        if (name == "watch.before_claim") {
            throw FileRefused(EROFS, "remove");
        }
    });
    const fs::file_time_type time(std::chrono::hours(1));
    for (int i = 0; i < 2; ++i) {
        drop.put("a.pdf", pdf_of(1));
        fs::last_write_time(drop.path() / "a.pdf", time);
        drop.settle_down();
        fs::remove(drop.path() / "a.pdf");
        drop.settle_down();
    }
    set_fault_hook({});
    EXPECT_EQ(drop.count(IntakeEnd::stored), 1U);
    EXPECT_EQ(drop.count(IntakeEnd::duplicate), 1U);
}

TEST(Watch, looks_at_a_waiting_file_at_once_when_told_to) {
    DropFolder drop([](WatchOptions& options) { options.folder = "/Später"; });
    drop.put("a.pdf", pdf_of(1));
    drop.pass(seconds(200));
    Folders(drop.archive().store()).add(admin_caller, root_folder, "Später", false);
    drop.watch().step();
    EXPECT_EQ(drop.documents(), 0U) << "its next try is due later";
    drop.watch().retry(IntakeNumber(1));
    drop.watch().step();
    EXPECT_EQ(drop.documents(), 1U);
}

TEST(Watch, remembers_taken_files_only_as_long_as_they_could_be_continued) {
    DropFolder drop;
    drop.put("a.pdf", pdf_of(1));
    drop.settle_down();
    EXPECT_EQ(drop.archive().store().snapshot().rows().count(tables::taken_files), 1U);
    drop.pass(patience * 2);
    EXPECT_EQ(drop.archive().store().snapshot().rows().count(tables::taken_files), 0U);
}

}  // namespace
}  // namespace kontor::test
