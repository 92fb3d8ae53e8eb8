#include "indexer/pipeline/indexing.h"

#include "indexer/index/index_reader.h"
#include "indexer/pipeline/archive_fields.h"
#include "indexer/pipeline/index_comparison.h"
#include "storage/archive/disposal.h"
#include "storage/archive/log_walk.h"
#include "storage/base/fault.h"
#include "storage/base/files.h"
#include "tests/support/archive/test_archive.h"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// Names of index files in which the word stands.
std::vector<std::string> files_with(const std::filesystem::path& folder, const std::string& word) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() &&
            read_file(entry.path(), 1 << 26).find(word) != std::string::npos) {
            found.push_back(entry.path().filename().string());
        }
    }
    return found;
}

// The clock runs, over the pauses between commits, until it is done.
template <typename IsDone>
void settle(TestArchive& archive, const IsDone& is_done) {
    while (!is_done()) {
        archive.clock().advance(std::chrono::seconds(1));
        std::this_thread::yield();
    }
}

bool has_ended(const std::future<void>& work) {
    return work.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Asked for while a batch is written that was begun before the paper was destroyed.
TEST(Indexing, is_not_written_anew_before_it_has_seen_what_was_destroyed) {
    TestArchive archive;
    const DocumentId id = archive.take_in("Pflaumenmus und Zwetschgenkuchen").document;
    while (read_next(archive.store(), "Pflaumenmus und Zwetschgenkuchen")) {
    }
    const FieldTable fields(archive_fields(archive.store().snapshot().rows()));
    Indexing indexing(archive.store(), fields);
    std::promise<void> ordered;
    std::promise<std::future<void>> renewal;
    std::atomic<bool> is_first{true};
    set_fault_hook([&](std::string_view at) {
        if (at == "indexing.ordered") {
            ordered.set_value();
        } else if (at == "index.commit" && is_first.exchange(false)) {
            Disposal(archive.store()).destroy(admin_caller, {id}, "over");
            renewal.set_value(std::async(std::launch::async, [&] { indexing.renew(); }));
            ordered.get_future().wait();
        }
    });
    indexing.start();
    const std::future<void> renewed = renewal.get_future().get();
    settle(archive, [&] { return has_ended(renewed); });
    set_fault_hook({});
    EXPECT_TRUE(files_with(archive.data() / "index", "zwetschg").empty());
    EXPECT_FALSE(files_with(archive.data() / "index", "kontor:applied").empty());
    indexing.stop();
}

// Ended in the middle, the next start goes on with what was committed.
TEST(Indexing, is_made_anew_from_where_an_earlier_try_came) {
    constexpr std::size_t papers = 450;  // over two commits
    TestArchive archive;
    for (std::size_t n = 0; n < papers; ++n) {
        archive.take_in("Zwetschgenkuchen " + std::to_string(n));
    }
    const FieldTable fields(archive_fields(archive.store().snapshot().rows()));
    const IndexReader reader(archive.store().folder().index(), fields);
    const Sequence last = last_entry(archive.store().snapshot().rows());
    {
        Indexing indexing(archive.store(), fields);
        indexing.start();
        settle(archive, [&] { return indexing.applied() == last; });
        std::atomic<int> commits{0};
        set_fault_hook([&](std::string_view at) {
            if (at == "index.commit" && ++commits >= 3) {
                throw Error(ErrorCode::no_space, "commit the index");
            }
        });
        const auto rebuilt =
            std::async(std::launch::async, [&] { indexing.rebuild([](auto&) {}); });
        settle(archive, [&] { return has_ended(rebuilt); });
        indexing.stop();
        EXPECT_GE(commits, 3);
        set_fault_hook({});
    }
    archive.reopen();  // the hook of the first is gone with its store
    const unsigned before = reader.generation().number;
    std::atomic<std::size_t> written{0};
    set_fault_hook([&](std::string_view at) { written += at == "index.write" ? 1 : 0; });
    Indexing indexing(archive.store(), fields);
    indexing.start();
    settle(archive, [&] { return reader.generation().number != before; });
    indexing.stop();
    set_fault_hook({});
    EXPECT_EQ(reader.generation().applied, last);
    EXPECT_GT(written, 0U);
    EXPECT_LE(written, papers - 200);
    EXPECT_EQ(reader.fingerprints(DocumentId(1), papers + 1).size(), papers);
}

// The job has ended and comes no more, so what it brought must have reached both.
TEST(Indexing, what_a_job_brought_while_it_was_made_anew_is_not_lost_by_a_stop) {
    constexpr std::size_t papers = 450;
    TestArchive archive;
    for (std::size_t n = 0; n < papers; ++n) {
        archive.take_in("Zwetschgenkuchen " + std::to_string(n));
    }
    const FieldTable fields(archive_fields(archive.store().snapshot().rows()));
    const IndexReader reader(archive.store().folder().index(), fields);
    const Sequence last = last_entry(archive.store().snapshot().rows());
    {
        Indexing indexing(archive.store(), fields);
        indexing.start();
        settle(archive, [&] { return indexing.applied() == last; });
        std::atomic<int> commits{0};
        set_fault_hook([&](std::string_view at) {
            if (at != "index.commit") {
                return;
            }
            ++commits;
            if (commits == 1) {  // of the new one: a paper that it has is read meanwhile
                archive.store().upkeep([](Upkeep& upkeep) {
                    upkeep.enqueue(
                        {.kind = "read", .subject = "1", .priority = JobPriority::waited_for});
                });
                read_next(archive.store(), "Pflaumenmus");
            } else if (commits >= 3) {  // the first after that of the one in use
                throw Error(ErrorCode::no_space, "commit the index");
            }
        });
        const auto rebuilt =
            std::async(std::launch::async, [&] { indexing.rebuild([](auto&) {}); });
        settle(archive, [&] { return has_ended(rebuilt); });
        indexing.stop();
        set_fault_hook({});
    }
    archive.reopen();  // the hook of the first is gone with its store
    const unsigned before = reader.generation().number;
    Indexing indexing(archive.store(), fields);
    indexing.start();
    settle(archive, [&] { return reader.generation().number != before; });
    indexing.stop();
    EXPECT_EQ(compare_index([&] { return archive.store().snapshot(); }, reader),
              std::vector<IndexDifference>{});
}

// A caller that goes away takes nothing with it: the next one is served.
TEST(Indexing, is_made_anew_also_when_who_asked_for_it_is_gone) {
    TestArchive archive;
    for (std::size_t n = 0; n < 450; ++n) {
        archive.take_in("Zwetschgenkuchen " + std::to_string(n));
    }
    const FieldTable fields(archive_fields(archive.store().snapshot().rows()));
    const IndexReader reader(archive.store().folder().index(), fields);
    Indexing indexing(archive.store(), fields);
    indexing.start();
    const Sequence last = last_entry(archive.store().snapshot().rows());
    settle(archive, [&] { return indexing.applied() == last; });
    std::atomic<bool> is_failing{false};
    set_fault_hook([&](std::string_view at) {
        if (at == "index.commit" && is_failing) {
            throw Error(ErrorCode::no_space, "commit the index");
        }
    });
    const auto order = [&](bool is_gone) {
        auto ordered = std::async(std::launch::async, [&, is_gone] {
            indexing.rebuild([&](const Indexing::Progress&) {
                if (is_gone) {
                    is_failing = true;  // and what it asked for fails, too
                    throw Error(ErrorCode::io, "tell an administrator");
                }
            });
        });
        settle(archive, [&] { return has_ended(ordered); });
        ordered.get();
    };
    EXPECT_THROW(order(true), Error);
    const unsigned before = reader.generation().number;
    is_failing = false;
    settle(archive, [&] { return reader.generation().number != before; });
    EXPECT_NO_THROW(order(false));
    set_fault_hook({});
    indexing.stop();
}

// While searches go on in the one that is there.
TEST(Indexing, is_made_anew_by_itself_when_an_administrators_words_have_changed) {
    TestArchive archive;
    const DocumentId id = archive.take_in("Zyloxrechnung vom Mai").document;
    while (read_next(archive.store(), "Zyloxrechnung vom Mai")) {
    }
    const FieldTable fields(archive_fields(archive.store().snapshot().rows()));
    const GermanLexicon lexicons[] = {GermanLexicon(), GermanLexicon({"Zylox"}), GermanLexicon()};
    unsigned before = 0;
    for (const GermanLexicon& lexicon : lexicons) {
        const bool is_found = !lexicon.words_digest().empty();
        {
            const IndexReader reader(archive.store().folder().index(), fields, lexicon);
            Indexing indexing(archive.store(), fields, lexicon);
            indexing.start();
            const Sequence last = last_entry(archive.store().snapshot().rows());
            settle(archive, [&] {
                return indexing.applied() == last && reader.generation().number != before;
            });
            indexing.stop();
            before = reader.generation().number;
            const DocumentSet all = DocumentSet::range(id, id);
            for (const std::string question : {"Zyloxrechnungen", "Zylox"}) {
                EXPECT_EQ(reader.search(QueryPlan::words(question), {all, {}}).total,
                          is_found || question != "Zylox" ? 1U : 0U)
                    << question;
            }
        }
        archive.reopen();  // the hook of the first is gone with its store
    }
    // Alike again: nothing is made.
    Indexing indexing(archive.store(), fields);
    indexing.start();
    const IndexReader reader(archive.store().folder().index(), fields);
    archive.take_in("Noch eines");
    const Sequence last = last_entry(archive.store().snapshot().rows());
    settle(archive, [&] { return indexing.applied() == last; });
    indexing.stop();
    EXPECT_EQ(reader.generation().number, before);
}

}  // namespace
}  // namespace kontor::test
