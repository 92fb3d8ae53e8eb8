// What a person makes of a page's text holds, whatever is read of it afterwards.
#include "storage/archive/corrections.h"

#include "storage/archive/check.h"
#include "storage/archive/disposal.h"
#include "storage/archive/documents.h"
#include "storage/archive/log_walk.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CorrectionsTest : public testing::Test {
  protected:
    // Gives the paper that waits longest these pages.
    void read_pages(const std::vector<std::string>& pages) {
        const std::vector<std::string> kinds{"read"};
        const auto job = store().jobs().take(kinds, store().clock().now());
        ASSERT_TRUE(job);
        Readings readings(store());
        RenditionRow row;
        row.state = pages.empty() ? "none" : "done";
        row.media_type = media_type_;
        row.parts = parts_;
        std::string all;
        for (const std::string& page : pages) {
            all += page;
            row.page_ends.push_back(all.size());
        }
        if (!all.empty()) {
            MemorySource source(all);
            const StoredBlob blob = store().derived().put(source);
            row.text = blob.number;
            row.volume = blob.volume;
            row.key = blob.key;
            row.size = all.size();
        }
        readings.finish(*job, readings.task_of(*job).value(), row);
    }
    void read_again(const std::vector<std::string>& pages) {
        store().upkeep(
            [&](Upkeep& upkeep) { upkeep.enqueue({.kind = "read", .subject = id_.str()}); });
        read_pages(pages);
    }
    DocumentId take_in(const std::vector<std::string>& pages, std::string_view bytes = "bytes") {
        id_ = archive_.take_in(bytes).document;
        read_pages(pages);
        return id_;
    }
    Sequence put(std::uint32_t page,
                 const std::string& text,
                 const Caller& caller = admin_caller,
                 std::optional<Sequence> expected = {}) {
        return Corrections(store()).put(caller, id_, page, text, expected);
    }
    Sequence remove(std::uint32_t page) {
        return Corrections(store()).remove(admin_caller, id_, page, {});
    }
    PaperText paper(Sequence at = newest_sequence) {
        const Snapshot now = store().snapshot();
        const auto row = catalog::get_document(now.rows(), id_);
        return {now.rows(), id_, row.version, at};
    }
    std::string text(std::uint32_t first, std::uint32_t last, Sequence at = newest_sequence) {
        const auto opened = paper(at).open(store(), first, last);
        if (!opened) {
            return "nothing";
        }
        std::string all(opened->size + 1, '\0');
        all.resize(read_fully(*opened->source, all.data(), all.size()));
        EXPECT_EQ(all.size(), opened->size);
        return all;
    }
    Store& store() { return archive_.store(); }

    TestArchive archive_;
    DocumentId id_;
    std::string media_type_ = "text/plain";
    std::vector<RenditionPart> parts_;
};

TEST_F(CorrectionsTest, hides_what_was_read_of_that_page_however_often) {
    take_in({"eins ", "zwai ", "drei "});
    put(2, "zwei ");
    EXPECT_EQ(text(1, 3), "eins zwei drei ");
    EXPECT_EQ(text(2, 2), "zwei ");
    EXPECT_EQ(text(3, 3), "drei ");
    read_again({"EINS ", "ZWAI ", "DREI ", "VIER "});
    EXPECT_EQ(text(1, 4), "EINS zwei DREI VIER ");
    put(2, "");
    EXPECT_EQ(text(1, 4), "EINS DREI VIER ");
    EXPECT_EQ(text(2, 2), "");
    remove(2);
    EXPECT_EQ(text(1, 4), "EINS ZWAI DREI VIER ");
    EXPECT_EQ(reason_of([&] { remove(2); }), "document.not_corrected");
    archive_.reopen();
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_F(CorrectionsTest, gives_text_to_a_paper_of_which_nothing_was_read) {
    take_in({});
    EXPECT_EQ(text(1, 1), "nothing");
    EXPECT_EQ(reason_of([&] { put(2, "no such page"); }), "document.no_page");
    put(1, "handschriftlich: einverstanden");
    EXPECT_EQ(paper().pages(), 1U);
    EXPECT_EQ(text(1, 1), "handschriftlich: einverstanden");
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_F(CorrectionsTest, what_was_read_stays_beside_it) {
    take_in({"so gelesen"});
    put(1, "so gemeint");
    const Readings readings(store());
    const auto read = readings.open_text(paper().rendition().value(), 1);
    std::string all(read.value().size, '\0');
    read_fully(*read->source, all.data(), all.size());
    EXPECT_EQ(all, "so gelesen");
}

TEST_F(CorrectionsTest, each_is_a_revision_and_the_past_knows_it) {
    take_in({"falsch"});
    const Sequence before = last_entry(store().snapshot().rows());
    const Sequence first = put(1, "erste");
    const Sequence second = put(1, "zweite");
    const Sequence gone = remove(1);
    EXPECT_EQ(text(1, 1, before), "falsch");
    EXPECT_EQ(text(1, 1, first), "erste");
    EXPECT_EQ(text(1, 1, second), "zweite");
    EXPECT_EQ(text(1, 1, gone), "falsch");
    EXPECT_EQ(catalog::document_revision(store().snapshot().rows(), id_), gone);
}

TEST_F(CorrectionsTest, belongs_to_one_version) {
    take_in({"alt"});
    put(1, "berichtigt");
    MemorySource next("newer bytes");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "newer.txt";
    request.version_of =
        NewVersion{id_, catalog::document_revision(store().snapshot().rows(), id_).value(), ""};
    Intake(store()).take_in(next, request);
    read_pages({"neu"});
    EXPECT_EQ(text(1, 1), "neu");
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_F(CorrectionsTest, files_in_a_pdf_are_not_its_own_pages) {
    media_type_ = "application/pdf";
    parts_.emplace_back();
    parts_.front().first_page = 3;
    parts_.front().pages = 1;
    take_in({"Seite 1", "Seite 2", "<xml/>"});
    put(3, "etwas anderes");
    EXPECT_EQ(paper().own_pages(), 2U);
    EXPECT_EQ(text(1, paper().own_pages()), "Seite 1Seite 2");
    EXPECT_EQ(text(1, 3), "Seite 1Seite 2etwas anderes");
}

TEST_F(CorrectionsTest, is_for_editors_of_papers_that_are_live) {
    take_in({"Text"});
    const FolderId folder = catalog::get_document(store().snapshot().rows(), id_).folder;
    const Caller reader{archive_.person("reader", folder, "annotate"), "test-request"};
    const Caller stranger{archive_.person("stranger", folder, "none"), "test-request"};
    const Caller editor{archive_.person("editor", folder, "edit"), "test-request"};
    EXPECT_EQ(refusal_of([&] { put(1, "x", reader); }), ErrorCode::forbidden);
    EXPECT_EQ(reason_of([&] { put(1, "x", stranger); }), "document.not_found");
    EXPECT_EQ(reason_of([&] { put(1, "x", admin_caller, Sequence{77}); }), "document.overtaken");
    const Sequence done = put(1, "von Hand", editor);
    put(1, "noch einmal", editor, done);
    const auto corrections = paper().corrections();
    ASSERT_EQ(corrections.size(), 1U);
    EXPECT_EQ(corrections[0].changed_by, editor.actor);
    Documents(store()).trash(admin_caller, id_, "weg");
    EXPECT_EQ(reason_of([&] { put(1, "x"); }), "document.trashed");
}

TEST_F(CorrectionsTest, takes_text_only) {
    take_in({"Text"});
    EXPECT_EQ(reason_of([&] { put(1, "\xff"); }), "value.utf8");
    EXPECT_EQ(reason_of([&] { put(1, std::string("a\0b", 3)); }), "value.control_characters");
    EXPECT_EQ(reason_of([&] { put(1, std::string(limits::corrected_page_max_bytes + 1, 'a')); }),
              "value.too_long");
    EXPECT_EQ(reason_of([&] { put(0, "x"); }), "document.no_page");
    put(1, std::string(limits::corrected_page_max_bytes, 'a'));
    EXPECT_EQ(text(1, 1).size(), limits::corrected_page_max_bytes);
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_F(CorrectionsTest, is_erased_with_its_paper) {
    take_in({"gelesen"});
    put(1, "Zwetschgenbaum");
    put(1, "Zwetschgenbaumwiese");
    remove(1);
    Disposal(store()).destroy(admin_caller, {id_}, "the period is over");
    const Snapshot now = store().snapshot();
    const auto cursor = now.rows().cursor(tables::corrections);
    EXPECT_FALSE(cursor->seek(""));
    EXPECT_THAT(archive_.check(), IsEmpty());
}

// Random corrections and readings against a plain list of pages.
TEST_F(CorrectionsTest, every_stretch_is_that_of_its_pages) {
    constexpr std::uint32_t pages = 9;
    std::mt19937 random(20261127);
    const auto some = [&](const char* mark) {
        return mark + std::string(random() % 4, static_cast<char>('a' + random() % 26));
    };
    std::vector<std::string> read(pages);
    std::vector<std::optional<std::string>> corrected(pages);
    take_in(read);
    for (int step = 0; step < 60; ++step) {
        const std::uint32_t page = static_cast<std::uint32_t>(random() % pages);
        switch (random() % 4) {
            case 0:
                std::ranges::generate(read, [&] { return random() % 3 ? some("r") : ""; });
                read_again(read);
                break;
            case 1:
                if (corrected[page]) {
                    remove(page + 1);
                    corrected[page].reset();
                }
                break;
            default:
                corrected[page] = random() % 3 ? some("c") : "";
                put(page + 1, *corrected[page]);
        }
        const std::uint32_t first = static_cast<std::uint32_t>(random() % pages);
        const std::uint32_t last = first + static_cast<std::uint32_t>(random() % (pages - first));
        std::string expected;
        for (std::uint32_t i = first; i <= last; ++i) {
            expected += corrected[i].value_or(read[i]);
        }
        const std::string found = text(first + 1, last + 1);
        EXPECT_TRUE(found == expected || (found == "nothing" && expected.empty()))
            << found << " is not " << expected;
    }
    EXPECT_THAT(archive_.check(), IsEmpty());
}

}  // namespace
}  // namespace kontor::test
