#include "indexer/index/limits.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "tests/indexer/index/index_home.h"

#include <fstream>
#include <future>
#include <memory>
#include <utility>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {
namespace {

using namespace test;

ErrorCode code_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    ADD_FAILURE() << "nothing was refused";
    return ErrorCode::internal;
}

TEST(IndexWriter, what_is_put_is_found_after_the_commit_and_not_before) {
    IndexHome home;
    EXPECT_EQ(home.writer().generation(), (Generation{1, std::nullopt}));
    home.writer().put(paper(1, {"alpha"}));
    EXPECT_EQ(home.writer().pending(), 1U);
    EXPECT_EQ(home.found("alpha"), (Serials{}));
    EXPECT_EQ(home.writer().commit(Sequence{17}), (Generation{1, Sequence{17}}));
    EXPECT_EQ(home.writer().pending(), 0U);
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
    EXPECT_EQ(home.reader().generation(), (Generation{1, Sequence{17}}));
    EXPECT_EQ(home.reader().search(QueryPlan::every(), {DocumentSet{}, {}}).generation,
              (Generation{1, Sequence{17}}));
    home.writer().commit(Sequence{18});
    EXPECT_EQ(home.reader().generation().applied, Sequence{18});
}

TEST(IndexWriter, a_paper_is_replaced_whole) {
    IndexHome home;
    home.put({paper(1, {"alpha"}, {{"tag", text("rot")}, {"gross_total", number("5")}}),
              paper(2, {"alpha"})});
    home.put({paper(1, {"beta"})});
    EXPECT_EQ(home.found("alpha"), (Serials{2}));
    EXPECT_EQ(home.found("beta"), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::value("tag", "rot")), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::range("gross_total", PlanBound{number("0"), true}, {})),
              (Serials{}));
    home.put({paper(1, {"gamma"}), paper(1, {"delta"})});
    EXPECT_EQ(home.found("gamma"), (Serials{}));
    EXPECT_EQ(home.found("delta"), (Serials{1}));
}

// What is written behind fails when the next is put, or at the commit at the latest.
TEST(IndexWriter, a_failure_while_papers_are_written_is_told_and_loses_the_batch) {
    IndexHome home;
    home.put({paper(1, {"alpha"})});
    set_fault_hook([](std::string_view at) {
        if (at == "index.write") {
            throw Error(ErrorCode::no_space, "write a paper");
        }
    });
    EXPECT_EQ(code_of([&] {
                  for (std::uint64_t id = 2; id < 10; ++id) {
                      home.writer().put(paper(id, {"alpha"}));
                  }
                  home.writer().commit(Sequence{2});
              }),
              ErrorCode::no_space);
    set_fault_hook({});
    home.close();
    home.open();
    EXPECT_EQ(home.writer().generation(), (Generation{1, Sequence{1}}));
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
}

TEST(IndexWriter, what_is_put_while_a_commit_is_written_goes_into_the_next) {
    IndexHome home;
    std::promise<void> go_on;
    set_fault_hook([&, is_first = std::make_shared<bool>(true)](std::string_view at) {
        if (at == "index.commit" && std::exchange(*is_first, false)) {
            go_on.get_future().wait();
        }
    });
    std::vector<Generation> told;
    const auto tell = [&](const Generation& now) { told.push_back(now); };
    home.writer().put(paper(1, {"alpha"}));
    home.writer().commit_behind(Sequence{1}, tell);
    EXPECT_EQ(home.writer().pending(), 0U);
    EXPECT_EQ(home.writer().ordered(), Sequence{1});
    EXPECT_EQ(home.writer().generation().applied, std::nullopt);
    home.writer().put(paper(2, {"alpha"}));
    EXPECT_EQ(home.writer().pending(), 1U);
    EXPECT_EQ(home.found("alpha"), (Serials{}));
    go_on.set_value();
    home.writer().finish();
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
    EXPECT_EQ(home.writer().generation().applied, Sequence{1});
    home.writer().commit_behind(Sequence{2}, tell);
    home.writer().finish();
    set_fault_hook({});
    EXPECT_EQ(home.found("alpha"), (Serials{1, 2}));
    EXPECT_EQ(told, (std::vector<Generation>{{1, Sequence{1}}, {1, Sequence{2}}}));
}

TEST(IndexWriter, a_commit_behind_that_fails_takes_all_after_it_along) {
    IndexHome home;
    home.put({paper(1, {"alpha"})});
    set_fault_hook([is_first = std::make_shared<bool>(true)](std::string_view at) {
        if (at == "index.commit" && std::exchange(*is_first, false)) {
            throw Error(ErrorCode::corrupt, "commit the index");
        }
    });
    bool was_told = false;
    const auto tell = [&](const Generation&) { was_told = true; };
    home.writer().put(paper(2, {"alpha"}));
    home.writer().commit_behind(Sequence{2}, tell);
    // Whichever of these is told first, the others are, too.
    for (std::uint64_t id = 3; id < 10; ++id) {
        try {
            home.writer().put(paper(id, {"alpha"}));
            home.writer().commit_behind(Sequence{id}, tell);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::corrupt);
        }
    }
    EXPECT_EQ(code_of([&] { home.writer().finish(); }), ErrorCode::corrupt);
    EXPECT_EQ(code_of([&] { home.writer().commit(Sequence{10}); }), ErrorCode::corrupt);
    set_fault_hook({});
    EXPECT_FALSE(was_told);
    home.close();
    home.open();
    EXPECT_EQ(home.writer().generation(), (Generation{1, Sequence{1}}));
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
}

TEST(IndexWriter, many_papers_put_make_it_loose_until_it_is_written_anew) {
    IndexHome home;
    std::vector<IndexedDocument> papers;
    for (std::uint64_t id = 1; id <= limits::index_loose_min; ++id) {
        EXPECT_FALSE(home.writer().is_loose());
        papers.push_back(paper(id, {"alpha " + std::to_string(id)}));
    }
    home.put(papers);
    EXPECT_TRUE(home.writer().is_loose());
    home.close();
    home.open();
    EXPECT_TRUE(home.writer().is_loose());
    home.writer().renew();
    EXPECT_FALSE(home.writer().is_loose());
    home.close();
    home.open();
    EXPECT_FALSE(home.writer().is_loose());
    EXPECT_EQ(home.found("alpha 77"), (Serials{77}));
    home.put({paper(1, {"beta"})});
    EXPECT_FALSE(home.writer().is_loose());
}

TEST(IndexWriter, a_removed_paper_is_not_found) {
    IndexHome home;
    home.put({paper(1, {"alpha"}), paper(2, {"alpha"})});
    home.writer().remove(DocumentId(1));
    home.writer().remove(DocumentId(99));
    home.writer().commit(Sequence{9});
    EXPECT_EQ(home.found("alpha"), (Serials{2}));
    EXPECT_EQ(home.reader().search(QueryPlan::every(), {IndexHome::everything(), {}}).total, 1U);
}

TEST(IndexWriter, closing_without_a_commit_loses_the_batch_and_only_it) {
    IndexHome home;
    home.put({paper(1, {"alpha"})});
    home.writer().put(paper(2, {"alpha"}));
    home.writer().remove(DocumentId(1));
    home.close();
    home.open();
    EXPECT_EQ(home.writer().generation(), (Generation{1, Sequence{1}}));
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
    home.put({paper(3, {"alpha"})});
    EXPECT_EQ(home.found("alpha"), (Serials{1, 3}));
}

TEST(IndexWriter, a_killed_process_loses_the_batch_and_only_it) {
    IndexHome home;
    home.put({paper(1, {"alpha"}, {{"gross_total", number("1")}})});
    home.close();
    for (const bool in_commit : {false, true}) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            set_fault_hook([](std::string_view name) {
                if (name == "index.commit") {
                    _exit(0);
                }
            });
            IndexWriter writer(home.folder(), home.fields());
            for (std::uint64_t id = 2; id < 300; ++id) {
                writer.put(paper(id, {"alpha beta " + std::to_string(id)}));
            }
            writer.remove(DocumentId(1));
            if (in_commit) {
                writer.commit(Sequence{5});
            }
            _exit(0);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        home.open();
        EXPECT_EQ(home.writer().generation(), (Generation{1, Sequence{1}}));
        EXPECT_EQ(home.found("alpha"), (Serials{1}));
        home.close();
    }
}

TEST(IndexWriter, a_second_writer_is_refused) {
    IndexHome home;
    EXPECT_EQ(code_of([&] { IndexWriter second(home.folder(), home.fields()); }), ErrorCode::busy);
    home.put({paper(1, {"alpha"})});
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
}

TEST(IndexWriter, a_damaged_index_is_made_again_and_says_that_nothing_is_applied) {
    IndexHome home;
    home.put({paper(1, {"alpha"})});
    home.close();
    std::ofstream(home.folder() / "000001" / "iamglass") << "no such thing";
    home.open();
    EXPECT_EQ(home.writer().generation(), (Generation{2, std::nullopt}));
    EXPECT_FALSE(std::filesystem::exists(home.folder() / "000001"));
    home.put({paper(2, {"alpha"})});
    EXPECT_EQ(home.found("alpha"), (Serials{2}));  // by the reader that had the first one open

    home.close();
    std::ofstream(home.folder() / "current") << "../../etc\n";
    EXPECT_EQ(code_of([&] { home.found("alpha"); }), ErrorCode::corrupt);
    home.open();
    EXPECT_EQ(home.writer().generation(), (Generation{3, std::nullopt}));
}

TEST(IndexWriter, litter_of_a_crash_is_removed) {
    IndexHome home;
    home.put({paper(1, {"alpha"})});
    home.close();
    std::filesystem::create_directory(home.folder() / "000007");
    home.open();
    EXPECT_FALSE(std::filesystem::exists(home.folder() / "000007"));
    EXPECT_EQ(home.found("alpha"), (Serials{1}));
}

TEST(IndexWriter, serials_beyond_what_the_index_can_number_are_refused) {
    IndexHome home;
    EXPECT_EQ(code_of([&] { home.writer().put(paper(0x1'0000'0000, {"a"})); }),
              ErrorCode::internal);
    EXPECT_EQ(code_of([&] { home.writer().put(paper(0, {"a"})); }), ErrorCode::internal);
    home.put({paper(0xffff'ffff, {"alpha"})});
    const DocumentSet last = DocumentSet::range(DocumentId(0xffff'fff0), DocumentId(0xffff'ffff));
    EXPECT_EQ(home.found(QueryPlan::words("alpha"), last), (Serials{0xffff'ffff}));
    EXPECT_EQ(home.found(QueryPlan::in(std::make_shared<DocumentSet>(last)), last),
              (Serials{0xffff'ffff}));
}

TEST(IndexReader, without_an_index_a_search_is_told_to_come_back) {
    const TempFolder folder;
    const FieldTable fields;
    const IndexReader reader(folder / "none", fields);
    EXPECT_EQ(code_of([&] {
                  reader.search(QueryPlan::every(), {DocumentSet{1}, {}});
              }),
              ErrorCode::busy);
}

// Rewrites every paper several times: blocks that a reader's state needs are used again.
void rewrite(IndexHome& home, std::string_view word) {
    for (int round = 0; round < 5; ++round) {
        std::vector<IndexedDocument> papers;
        for (std::uint64_t id = 1; id <= 400; ++id) {
            papers.push_back(
                paper(id, {std::string(word) + " alpha " + std::to_string(id * 7919)}));
        }
        home.put(papers);
    }
}

TEST(IndexReader, a_search_that_the_writer_overtakes_is_repeated_on_the_new_state) {
    IndexHome home;
    rewrite(home, "eins");
    EXPECT_EQ(home.found("eins").size(), 20U);
    int overtaken = 0;
    set_fault_hook([&](std::string_view name) {
        if (name == "index.search" && overtaken++ == 0) {
            rewrite(home, "zwei");
        }
    });
    const SearchAnswer answer =
        home.reader().search(QueryPlan::words("zwei"), {IndexHome::everything(), {}});
    set_fault_hook({});
    EXPECT_EQ(overtaken, 2);
    EXPECT_EQ(answer.total, 400U);
    EXPECT_EQ(answer.generation, home.writer().generation());
}

TEST(IndexReader, a_search_overtaken_again_and_again_ends_as_busy) {
    IndexHome home;
    rewrite(home, "eins");
    int overtaken = 0;
    set_fault_hook([&](std::string_view name) {
        if (name == "index.search") {
            ++overtaken;
            rewrite(home, overtaken % 2 == 0 ? "eins" : "zwei");
        }
    });
    const ErrorCode code = code_of([&] { home.found("eins"); });
    set_fault_hook({});
    EXPECT_EQ(code, ErrorCode::busy);
    EXPECT_EQ(overtaken, 3);
    EXPECT_EQ(home.found("alpha").size(), 20U);
}

}  // namespace
}  // namespace kontor
