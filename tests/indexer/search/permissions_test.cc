// Every question is asked as two people: nothing that one may not see may tell of itself.
#include "storage/archive/documents.h"
#include "storage/base/error.h"
#include "storage/base/text.h"
#include "tests/indexer/search/search_home.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Serials = std::vector<std::uint64_t>;

class PermissionsTest : public testing::Test {
  protected:
    SearchHome home_;
    FolderId finance_ = home_.folder("Finance");
    FolderId personnel_ = home_.folder("Personnel", true);
    ActorId clerk_ = home_.person("clerk", finance_, "edit");
    ActorId porter_ = home_.person("porter", finance_, "list");
};

TEST_F(PermissionsTest, only_permitted_papers_are_found_and_counted) {
    const auto invoice = home_.add("Rechnung über Kohle", finance_);
    const auto salary = home_.add("Gehalt, siehe Rechnung der Kohle", personnel_);
    home_.settle();
    EXPECT_EQ(home_.found(clerk_, "rechnung"), (Serials{invoice.value()}));
    EXPECT_EQ(home_.ask(clerk_, "rechnung").total, 1U);
    EXPECT_EQ(home_.ask(clerk_, "*").total, 1U);
    EXPECT_EQ(home_.ask(clerk_, "gehalt").total, 0U);
    EXPECT_EQ(home_.ask(clerk_, "gehal*").total, 0U);
    EXPECT_EQ(home_.ask(clerk_, "-kohle").total, 0U);
    EXPECT_EQ(home_.found(admin, "kohle"), (Serials{invoice.value(), salary.value()}));
    EXPECT_EQ(home_.search().find_all(clerk_, "kohle"), (std::vector{invoice}));
}

TEST_F(PermissionsTest, the_rank_does_not_tell_how_often_others_use_a_word) {
    home_.add("Kohle", finance_);
    home_.add("Koks", finance_);
    home_.settle();
    const auto before = home_.ask(clerk_, "kohle OR koks").papers;
    for (int i = 0; i < 20; ++i) {
        home_.add("Koks und nochmals Koks", personnel_);
    }
    home_.settle();
    const auto after = home_.ask(clerk_, "kohle OR koks").papers;
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_EQ(after[i].id, before[i].id);
        EXPECT_EQ(after[i].score, before[i].score);
    }
}

TEST_F(PermissionsTest, who_may_only_list_finds_by_title_and_sees_no_text) {
    const auto paper = home_.add("Rechnung über Kohle", finance_);
    Documents(home_.store())
        .patch(admin_caller, paper,
               *catalog::document_revision(home_.store().snapshot().rows(), paper),
               {.title = "Brennstoff", .tags = std::vector<std::string>{"eilig"}});
    home_.settle();
    EXPECT_EQ(home_.found(porter_, "brennstoff"), (Serials{paper.value()}));
    EXPECT_EQ(home_.found(porter_, "id:" + paper.str()), (Serials{paper.value()}));
    for (const char* question : {"kohle", "tag:eilig", "has:tag", "filename:paper", "by:admin",
                                 "size>1", "is:new", "source:upload", "koh*", "\"über kohle\""}) {
        EXPECT_EQ(home_.found(porter_, question), Serials{}) << question;
    }
    const auto papers = home_.ask(porter_, "brennstoff").papers;
    ASSERT_EQ(papers.size(), 1U);
    EXPECT_FALSE(papers[0].may_read);
    EXPECT_FALSE(papers[0].snippet);
    EXPECT_FALSE(papers[0].page);
    EXPECT_TRUE(home_.search().find_all(porter_, "brennstoff").empty());
}

TEST_F(PermissionsTest, a_grant_a_move_and_a_bin_count_at_once_with_the_index_stopped) {
    const auto paper = home_.add("Rechnung über Kohle", finance_);
    home_.settle();
    home_.indexing().stop();
    Documents documents(home_.store());
    const auto revision = [&] {
        return *catalog::document_revision(home_.store().snapshot().rows(), paper);
    };
    documents.patch(admin_caller, paper, revision(), {.folder = personnel_});
    EXPECT_EQ(home_.ask(clerk_, "kohle").total, 0U);
    home_.grant(clerk_, personnel_, "read");
    EXPECT_EQ(home_.ask(clerk_, "kohle").total, 1U);
    EXPECT_EQ(home_.ask(clerk_, "in:Personnel kohle").total, 1U);
    documents.trash(admin_caller, paper, "zu viel");
    EXPECT_EQ(home_.ask(clerk_, "kohle").total, 0U);
    EXPECT_EQ(home_.ask(clerk_, "kohle is:trashed").total, 1U);
    home_.grant(clerk_, personnel_, "none");
    EXPECT_EQ(home_.ask(clerk_, "kohle is:trashed").total, 0U);
}

TEST_F(PermissionsTest, a_folder_one_may_not_know_of_looks_like_none) {
    home_.add("Gehalt", personnel_);
    home_.settle();
    const auto refusal = [&](const std::string& question) {
        try {
            home_.ask(clerk_, question);
        } catch (const Error& error) {
            return error.reasons().at(0).code;
        }
        return std::string("answered");
    };
    EXPECT_EQ(refusal("in:Personnel"), refusal("in:Nowhere"));
    EXPECT_EQ(refusal("in:" + personnel_.str()), "query.folder");
}

TEST_F(PermissionsTest, any_beginning_of_a_question_is_completed_and_what_is_no_text_is_refused) {
    home_.add("Kohle und Koks \"Kohlenhandlung\"", finance_);
    home_.settle();
    std::mt19937_64 random(20261127);
    const std::vector<std::string> bits{"koh", "\"", ":", "-",  " ",   "(",    ")", "tag",
                                        "in",  "*",  "~", "..", "NOT", "\xc3", "ö", "has:"};
    for (int n = 0; n < 2'000; ++n) {
        std::string typed;
        for (std::size_t bit = random() % 8; bit > 0; --bit) {
            typed += bits[random() % bits.size()];
        }
        try {
            for (const Completion& completion : home_.search().complete(clerk_, typed)) {
                ASSERT_TRUE(completion.question.ends_with(completion.text)) << typed;
            }
            ASSERT_TRUE(is_utf8(typed));
        } catch (const Error& error) {
            ASSERT_FALSE(is_utf8(typed)) << typed;
            ASSERT_EQ(error.reasons().at(0).code, "value.utf8");
        }
    }
}

TEST_F(PermissionsTest, the_cursor_of_one_is_of_no_use_to_another) {
    for (int i = 0; i < 3; ++i) {
        home_.add("Kohle", finance_);
    }
    home_.settle();
    const std::string next =
        home_.search()
            .find({.actor = admin, .question = "kohle", .sort = {}, .limit = 1, .cursor = {}})
            .next;
    ASSERT_FALSE(next.empty());
    EXPECT_THROW(
        home_.search().find(
            {.actor = clerk_, .question = "kohle", .sort = {}, .limit = 1, .cursor = next}),
        Error);
}

}  // namespace
}  // namespace kontor::test
