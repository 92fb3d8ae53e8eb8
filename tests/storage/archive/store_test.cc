#include "storage/archive/store.h"

#include "storage/archive/checkpoints.h"
#include "storage/archive/init.h"
#include "storage/archive/log_origin.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/rendition_row.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

ChangeInfo info(const std::string& event = "test.done") {
    return {admin, event, "r1", ""};
}

Json entry(TestArchive& archive, Sequence sequence) {
    return Json::parse(audit::find_entry(archive.store().snapshot().rows(), sequence).value());
}

TEST(Store, a_change_is_one_entry_with_actor_event_request_and_rows) {
    TestArchive archive;
    const Sequence at = archive.store().change(info(), [](Change& change) {
        catalog::put_setting(change.write(), "x", 1);
        catalog::put_setting(change.write(), "y", 2);
        change.about("setting:x");
        change.detail("colour", "blue");
    });
    const Json json = entry(archive, at);
    EXPECT_EQ(json.at("schema"), "event@1");
    EXPECT_EQ(json.at("sequence"), std::to_string(at.value));
    EXPECT_EQ(json.at("time"), "2026-03-02T08:00:00.000Z");
    EXPECT_EQ(json.at("event"), "test.done");
    EXPECT_EQ(json.at("actor"), "2");
    EXPECT_EQ(json.at("request"), "r1");
    EXPECT_EQ(json.at("object"), "setting:x");
    EXPECT_EQ(json.at("detail").at("colour"), "blue");
    EXPECT_EQ(json.at("rows"), "2");
    EXPECT_EQ(json.at("rows_root").get<std::string>().size(), 64U);
}

TEST(Store, a_change_that_throws_leaves_no_row_no_entry_and_no_job) {
    TestArchive archive;
    const auto before = audit::size(archive.store().snapshot().rows());
    EXPECT_THROW(
        archive.store().change(info(),
                               [](Change& change) {
                                   catalog::put_setting(change.write(), "x", 1);
                                   change.upkeep().enqueue({.kind = "read", .subject = "1"});
                                   throw Error(ErrorCode::conflict, "no");
                               }),
        Error);
    const Snapshot now = archive.store().snapshot();
    EXPECT_EQ(audit::size(now.rows()), before);
    EXPECT_FALSE(catalog::find_setting(now.rows(), "x"));
    EXPECT_EQ(now.rows().count(tables::jobs), 0U);
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Store, a_persons_words_are_a_row_and_not_in_the_entry) {
    TestArchive archive;
    const Sequence at = archive.store().change({admin, "test.done", "", "weil Frau Müller es sagt"},
                                               [](Change&) {});
    EXPECT_EQ(audit::find_entry(archive.store().snapshot().rows(), at)->find("Frau"), Bytes::npos);
    EXPECT_EQ(entry(archive, at).at("rows"), "1");
}

TEST(Store, upkeep_leaves_no_entry) {
    TestArchive archive;
    const auto before = audit::size(archive.store().snapshot().rows());
    archive.store().upkeep(
        [](Upkeep& upkeep) { upkeep.put(tables::positions, Key().text("x"), Key().u64(1)); });
    const Snapshot now = archive.store().snapshot();
    EXPECT_EQ(audit::size(now.rows()), before);
    EXPECT_EQ(now.rows().count(tables::positions), 1U);
}

TEST(Store, time_in_the_log_never_runs_back_and_a_clock_set_back_is_told_once) {
    TestArchive archive;
    archive.clock().advance(Milliseconds(3600'000));
    const Sequence first = archive.store().change(info(), [](Change&) {});
    archive.clock().set_wall(parse_instant("2026-03-02T08:30:00Z"));
    const Sequence second = archive.store().change(info(), [](Change&) {});
    const Sequence third = archive.store().change(info(), [](Change&) {});
    EXPECT_EQ(second.value, first.value + 2);
    EXPECT_EQ(third.value, second.value + 1) << "told once";
    const Json told = entry(archive, Sequence{first.value + 1});
    EXPECT_EQ(told.at("event"), "clock.stepped_back");
    EXPECT_EQ(told.at("detail").at("milliseconds"), "1800000");
    EXPECT_EQ(entry(archive, third).at("time"), entry(archive, first).at("time"));
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Store, a_small_step_back_is_not_worth_an_entry) {
    TestArchive archive;
    archive.clock().advance(Milliseconds(900));
    const Sequence first = archive.store().change(info(), [](Change&) {});
    archive.clock().set_wall(parse_instant("2026-03-02T08:00:00Z"));
    EXPECT_EQ(archive.store().change(info(), [](Change&) {}).value, first.value + 1);
}

TEST(Store, hooks_see_each_commit_before_its_caller_is_answered) {
    TestArchive archive;
    std::vector<DocumentId> seen;
    archive.store().on_commit([&](const CommittedChange& change) {
        for (const TouchedDocument& touched : change.documents) {
            seen.push_back(touched.id);
        }
    });
    const DocumentId id = archive.take_in("x").document;
    EXPECT_EQ(seen, std::vector<DocumentId>{id});
}

TEST(Store, one_process_owns_an_archive) {
    TestArchive archive;
    try {
        Store::open(archive.data(), archive.clock());
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::busy);
        EXPECT_EQ(e.reasons().at(0).code, "archive.in_use");
    }
}

TEST(Store, many_writers_at_once_are_all_there_and_in_one_order) {
    TestArchive archive;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 8; ++writer) {
        writers.emplace_back([&, writer] {
            for (int n = 0; n < 10; ++n) {
                archive.take_in("paper " + std::to_string(writer) + "/" + std::to_string(n));
            }
        });
    }
    for (std::thread& writer : writers) {
        writer.join();
    }
    EXPECT_EQ(catalog::last_document(archive.store().snapshot().rows()), DocumentId(80));
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Init, an_archive_is_not_made_over_anything) {
    TestArchive archive;
    try {
        init_archive({.data = archive.data(), .admin_password = "correct horse"}, archive.clock());
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.reasons().at(0).code, "archive.exists");
    }
}

TEST(Init, a_newer_format_is_refused_in_words) {
    TestArchive archive;
    archive.close();
    write_format({archive.data()}, {catalog_format + 1, blobs_format});
    try {
        archive.reopen();
        FAIL() << "must throw";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::unsupported);
    }
}

// Generations of the catalog that are not the one in use are litter; all else is somebody's.
TEST(Store, what_others_keep_beside_the_catalog_stays) {
    TestArchive archive;
    archive.take_in("paper");
    archive.close();
    const auto catalog = ArchiveFolder{archive.data()}.catalog();
    std::filesystem::create_directories(catalog / "000001.save" / "deeper");
    std::filesystem::create_directories(catalog / "lost+found");
    std::filesystem::create_directories(catalog / "000007");
    std::ofstream(catalog / "000007" / "data.mdb") << "half a copy";
    archive.reopen();
    archive.store().renew_catalog();
    EXPECT_TRUE(archive.store().clear_left());
    EXPECT_TRUE(std::filesystem::exists(catalog / "000001.save" / "deeper"));
    EXPECT_TRUE(std::filesystem::exists(catalog / "lost+found"));
    EXPECT_FALSE(std::filesystem::exists(catalog / "000007"));
    EXPECT_FALSE(std::filesystem::exists(catalog / "000001"));
    EXPECT_THAT(archive.check(), testing::IsEmpty());
}

TEST(Store, a_pointer_that_leads_nowhere_does_not_cost_the_catalog_there_is) {
    TestArchive archive;
    archive.take_in("paper");
    archive.close();
    const ArchiveFolder folder{archive.data()};
    replace_file(folder.catalog_pointer(), "000009\n", 0600);
    EXPECT_THROW(archive.reopen(), Error);
    replace_file(folder.catalog_pointer(), "000001\n", 0600);
    archive.reopen();
    EXPECT_THAT(archive.check(), testing::IsEmpty());
}

TEST(Init, an_older_form_of_chunks_is_entered_and_left_once) {
    TestArchive archive;
    archive.close();
    const ArchiveFolder folder{archive.data()};
    {
        // Nor did its settings name the key of the log.
        const auto engine =
            open_lmdb_engine(current_catalog(folder), {.tables = tables::catalog, .create = false});
        engine->write([&](WriteTransaction& rows) {
            run_change(rows, {system_actor, "test", "", ""}, archive.clock().now(), Bytes(32, 's'),
                       [](Change& change) {
                           Json setting = catalog::find_setting(change.rows(), "archive").value();
                           setting.erase("key");
                           catalog::put_setting(change.write(), "archive", setting);
                       });
        });
    }
    write_format(folder, {catalog_format, 1});
    archive.reopen();
    EXPECT_EQ(read_format(folder).blobs, blobs_format);
    EXPECT_EQ(log_origin(archive.store().snapshot().rows()).key,
              Checkpoints(archive.store()).key());
    const auto newest_entry = [&] {
        const Snapshot now = archive.store().snapshot();
        return audit::find_entry(now.rows(), Sequence{audit::size(now.rows()) - 1}).value();
    };
    const Bytes entry = newest_entry();
    EXPECT_NE(entry.find("archive.upgraded"), Bytes::npos) << entry;
    archive.reopen();
    EXPECT_EQ(newest_entry(), entry);
    EXPECT_EQ(archive.check(), std::vector<std::string>{});
}

TEST(Init, secrets_lie_beside_the_archive_and_nobody_else_reads_them) {
    TestArchive archive;
    const auto key_file = ArchiveFolder{archive.data()}.key_file();
    EXPECT_EQ(key_file.filename(), "archive.key");
    EXPECT_EQ(std::filesystem::status(key_file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(std::filesystem::status(archive.data()).permissions(),
              std::filesystem::perms::owner_all);
}

class OpeningTest : public ::testing::TestWithParam<Opening> {};

TEST_P(OpeningTest, a_text_that_a_crash_left_without_its_row_is_gone_after_the_next_start) {
    TestArchive archive;
    MemorySource kept("ein Text");
    MemorySource litter("ein Text ohne Zeile");
    const StoredBlob text = archive.store().derived().put(kept, 100);
    const StoredBlob left = archive.store().derived().put(litter, 100);
    archive.store().upkeep([&](Upkeep& upkeep) {
        RenditionRow row;
        row.state = "done";
        row.text = text.number;
        row.volume = text.volume;
        row.key = text.key;
        row.size = text.size;
        upkeep.put(tables::renditions, Key().u64(1).u32(1), row.to_json().dump());
    });
    archive.close();
    const auto store =
        Store::open(archive.data(), archive.clock(), {.reserve_bytes = 0, .opening = GetParam()});
    MemorySource later("ein Text, dessen Zeile noch kommt");
    const StoredBlob fresh = store->derived().put(later, 100);
    store->derived().settle(fresh.number);
    const auto is_there = [&](const StoredBlob& blob) {
        try {
            store->derived().open({blob.number, blob.volume, blob.size, blob.key}, {0, 1});
            return true;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::not_found);
            return false;
        }
    };
    while (GetParam() == Opening::at_once && is_there(left)) {
        std::this_thread::yield();
    }
    EXPECT_FALSE(is_there(left));
    EXPECT_TRUE(is_there(text));
    EXPECT_TRUE(is_there(fresh));
}

INSTANTIATE_TEST_SUITE_P(Store,
                         OpeningTest,
                         ::testing::Values(Opening::whole, Opening::at_once),
                         [](const auto& given) {
                             return given.param == Opening::whole ? "whole" : "at_once";
                         });

TEST(Store, an_archive_opened_at_once_knows_all_papers_and_new_ones) {
    TestArchive archive;
    const DocumentId before = archive.take_in("das erste Papier").document;
    archive.close();
    const auto store = Store::open(archive.data(), archive.clock(),
                                   {.reserve_bytes = 0, .opening = Opening::at_once});
    MemorySource source("das zweite Papier");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    const DocumentId after = Intake(*store).take_in(source, request).document;
    EXPECT_EQ(store->columns().last(), after);
    EXPECT_NE(store->columns().find(before).folder, 0U);
    EXPECT_NE(store->columns().find(after).folder, 0U);
}

}  // namespace
}  // namespace kontor::test
