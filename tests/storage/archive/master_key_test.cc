#include "storage/archive/master_key.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/archive/key_file.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/key_words.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class MasterKeyTest : public testing::Test {
  protected:
    std::filesystem::path key_file() { return ArchiveFolder{archive_.data()}.key_file(); }
    std::string content_of(DocumentId id) {
        const Snapshot now = archive_.store().snapshot();
        const DocumentView view = Documents::get(now.rows(), admin, id, Role::read);
        const auto blob = catalog::find_blob(now.rows(), view.newest().digest).value();
        const auto source = archive_.store().blobs().open(blob_of(blob), {0, blob.size});
        std::string bytes(blob.size, ' ');
        EXPECT_EQ(read_fully(*source, bytes.data(), bytes.size()), bytes.size());
        return bytes;
    }
    static void flip(const std::filesystem::path& file, std::uint64_t at) {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekg(static_cast<std::streamoff>(at));
        const int byte = stream.get();
        stream.seekp(static_cast<std::streamoff>(at));
        stream.put(static_cast<char>(byte ^ 4));
    }

    TestArchive archive_;
};

TEST_F(MasterKeyTest, neither_a_paper_nor_its_digest_lies_in_the_blobs) {
    const std::string text = "Gehaltsabrechnung für Frau Beispiel";
    const IntakeResult paper = archive_.take_in(text);
    EXPECT_EQ(content_of(paper.document), text);
    archive_.reopen();
    EXPECT_EQ(content_of(paper.document), text);
    archive_.close();
    std::ifstream file(archive_.data() / "blobs" / "000001.mdb", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(all.find(text.substr(0, 16)), std::string::npos);
    EXPECT_EQ(all.find(paper.sha256), std::string::npos);
}

TEST_F(MasterKeyTest, a_derived_text_is_encrypted_and_checked) {
    archive_.take_in("paper");
    const std::string text = "der erkannte Text";
    MemorySource source(text);
    const StoredBlob blob = archive_.store().derived().put(source);
    EXPECT_TRUE(blob.key.valid());
    archive_.store().upkeep([&](Upkeep& upkeep) {
        RenditionRow row;
        row.state = "done";
        row.text = blob.number;
        row.volume = blob.volume;
        row.size = blob.size;
        row.key = blob.key;
        upkeep.put(tables::renditions, Key().u64(1).u32(1), row.to_json().dump());
    });
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
    EXPECT_TRUE(archive_.store().keys()->destroy(blob.key));
    EXPECT_THAT(archive_.check(),
                testing::ElementsAre(testing::HasSubstr("text of document 1 version 1")));
}

TEST_F(MasterKeyTest, without_the_right_key_file_the_archive_does_not_open) {
    archive_.take_in("paper");
    archive_.close();
    const auto aside = key_file().string() + ".aside";
    std::filesystem::rename(key_file(), aside);
    EXPECT_EQ(reason_of([&] { archive_.reopen(); }), "key.missing");
    const TestArchive other;
    std::filesystem::copy_file(ArchiveFolder{other.data()}.key_file(), key_file());
    EXPECT_EQ(reason_of([&] { archive_.reopen(); }), "key.wrong");
    KeyFile forged = read_key_file(aside);
    forged.masters = MasterKeys{Bytes(32, 'x'), std::nullopt};
    replace_key_file(key_file(), forged, std::nullopt);
    EXPECT_EQ(reason_of([&] { archive_.reopen(); }), "key.wrong");
    std::filesystem::rename(aside, key_file());
    archive_.reopen();
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(MasterKeyTest, the_sheet_is_confirmed_by_its_words_only_and_anew_after_a_rotation) {
    MasterKey master(archive_.store());
    EXPECT_FALSE(master.is_confirmed());
    EXPECT_EQ(reason_of([&] { master.confirm(admin_caller, "lusab babad"); }), "key.words");
    EXPECT_EQ(reason_of([&] { master.confirm(admin_caller, key_words(Bytes(32, 'x'))); }),
              "key.words_other");
    EXPECT_FALSE(master.is_confirmed());
    master.confirm(admin_caller, *archive_.words());
    EXPECT_TRUE(master.is_confirmed());
    archive_.reopen();
    EXPECT_TRUE(MasterKey(archive_.store()).is_confirmed());
    std::string words;
    MasterKey(archive_.store()).rotate(admin_caller, [&](const std::string& w) { words = w; });
    EXPECT_NE(words, *archive_.words());
    EXPECT_FALSE(MasterKey(archive_.store()).is_confirmed());
    EXPECT_EQ(
        reason_of([&] { MasterKey(archive_.store()).confirm(admin_caller, *archive_.words()); }),
        "key.words_other");
    MasterKey(archive_.store()).confirm(admin_caller, words);
    EXPECT_TRUE(MasterKey(archive_.store()).is_confirmed());
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(MasterKeyTest, after_a_rotation_all_papers_are_read_and_the_old_key_file_fits_no_more) {
    const IntakeResult before = archive_.take_in("before");
    std::filesystem::copy_file(key_file(), key_file().string() + ".old");
    MasterKey(archive_.store()).rotate(admin_caller, [](const std::string&) {});
    const IntakeResult after = archive_.take_in("after");
    MasterKey(archive_.store()).rotate(admin_caller, [](const std::string&) {});
    EXPECT_EQ(content_of(before.document), "before");
    archive_.reopen();
    EXPECT_EQ(content_of(before.document), "before");
    EXPECT_EQ(content_of(after.document), "after");
    archive_.close();
    std::filesystem::rename(key_file().string() + ".old", key_file());
    EXPECT_EQ(reason_of([&] { archive_.reopen(); }), "key.wrong");
}

TEST_F(MasterKeyTest, a_rotation_killed_at_any_step_leaves_all_papers_and_goes_on) {
    const IntakeResult paper = archive_.take_in("paper");
    for (const std::string point : {"key.next_kept", "keys.rewrapped", "keys.state", "key.rotated",
                                    "catalog.before_commit"}) {
        archive_.close();
        EXPECT_EXIT(
            {
                archive_.reopen();
                set_fault_hook([&](std::string_view name) {
                    if (name == point) {
                        std::raise(SIGKILL);
                    }
                });
                MasterKey(archive_.store()).rotate(admin_caller, [](const std::string&) {});
            },
            testing::KilledBySignal(SIGKILL), "")
            << point;
        archive_.reopen();
        EXPECT_EQ(content_of(paper.document), "paper") << point;
        std::string words;
        MasterKey(archive_.store()).rotate(admin_caller, [&](const std::string& w) { words = w; });
        EXPECT_EQ(content_of(archive_.take_in(point).document), point);
        EXPECT_EQ(archive_.check(), std::vector<std::string>{}) << point;
        EXPECT_EQ(open_key_file(key_file(), std::nullopt).masters->next, std::nullopt);
    }
}

TEST_F(MasterKeyTest, the_words_alone_bring_back_the_key_file_with_the_seed_of_the_log) {
    const IntakeResult paper = archive_.take_in("paper");
    const KeyFile before = open_key_file(key_file(), std::nullopt);
    archive_.close();
    std::filesystem::remove(key_file());
    EXPECT_EQ(reason_of([&] {
                  restore_key_file(archive_.data(), archive_.clock(), {}, key_words(Bytes(32, 'x')),
                                   std::nullopt);
              }),
              "key.words_other");
    EXPECT_TRUE(
        restore_key_file(archive_.data(), archive_.clock(), {}, *archive_.words(), std::nullopt));
    EXPECT_EQ(reason_of([&] {
                  restore_key_file(archive_.data(), archive_.clock(), {}, *archive_.words(),
                                   std::nullopt);
              }),
              "archive.key_exists");
    const KeyFile after = open_key_file(key_file(), std::nullopt);
    EXPECT_EQ(after.origin, before.origin);
    EXPECT_EQ(after.log_seed, before.log_seed);
    archive_.reopen();
    EXPECT_EQ(content_of(paper.document), "paper");
    archive_.close();
    std::filesystem::remove(key_file());
    std::filesystem::remove(archive_.data() / "keys" / "seed");
    EXPECT_FALSE(
        restore_key_file(archive_.data(), archive_.clock(), {}, *archive_.words(), std::nullopt));
    archive_.reopen();
    EXPECT_EQ(content_of(paper.document), "paper");
}

TEST_F(MasterKeyTest, the_newest_words_bring_back_the_key_file_after_a_rotation) {
    std::string words;
    MasterKey(archive_.store()).rotate(admin_caller, [&](const std::string& w) { words = w; });
    const Bytes seed = read_key_file(key_file()).log_seed;
    archive_.close();
    std::filesystem::remove(key_file());
    EXPECT_EQ(reason_of([&] {
                  restore_key_file(archive_.data(), archive_.clock(), {}, *archive_.words(),
                                   std::nullopt);
              }),
              "key.words_other");
    EXPECT_TRUE(restore_key_file(archive_.data(), archive_.clock(), {}, words, std::nullopt));
    EXPECT_EQ(read_key_file(key_file()).log_seed, seed);
}

TEST_F(MasterKeyTest, check_names_a_flipped_bit_in_a_key_and_the_paper_it_shuts) {
    archive_.take_in("paper");
    archive_.close();
    flip(archive_.data() / "keys" / "000001.seg", 64 + 30);
    archive_.reopen();
    EXPECT_THAT(archive_.check(), testing::ElementsAre("keys: slot 1 in segment 1 is damaged",
                                                       testing::HasSubstr("key slot 1")));
}

TEST_F(MasterKeyTest, an_archive_made_without_encryption_stays_so) {
    TestArchive plain(Encryption::none);
    const std::string text = "ein Papier, das jeder lesen darf";
    plain.take_in(text);
    EXPECT_EQ(plain.store().keys(), nullptr);
    EXPECT_FALSE(plain.words());
    EXPECT_TRUE(MasterKey(plain.store()).is_confirmed());
    EXPECT_EQ(reason_of([&] {
                  MasterKey(plain.store()).rotate(admin_caller, [](const std::string&) {});
              }),
              "key.none");
    EXPECT_EQ(plain.check(), std::vector<std::string>{});
    plain.reopen();
    EXPECT_EQ(plain.check(), std::vector<std::string>{});
    plain.close();
    std::ifstream file(plain.data() / "blobs" / "000001.mdb", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_NE(all.find(text), std::string::npos);
}

TEST(BlobRow, without_a_key_slot_has_the_bytes_it_always_had) {
    BlobRow row{BlobNumber(7), 2, 300, Bytes(64, 'x')};
    const std::string hex = to_hex(row.sha512);
    EXPECT_EQ(row.to_json().dump(),
              R"({"number":"7","sha512":")" + hex + R"(","size":"300","volume":2})");
    EXPECT_EQ(BlobRow::from_json(row.to_json()), row);
    row.key = KeySlot(9);
    EXPECT_EQ(row.to_json().at("key"), "9");
    EXPECT_EQ(BlobRow::from_json(row.to_json()), row);
    Json wrong = row.to_json();
    wrong["key"] = "0";
    EXPECT_THROW(BlobRow::from_json(wrong), Error);
}

TEST(KeyFile, under_a_passphrase_holds_no_key_that_can_be_read) {
    const TempFolder folder;
    KeyFile keys = new_key_file(Encryption::passphrase);
    keys.wrapped_by->cost = {1, 8 << 20};  // quick, for a test
    make_key_file(folder / "key", keys, "a long passphrase");
    std::ifstream file(folder / "key");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(text.find(to_base64(keys.masters->current)), std::string::npos);
    EXPECT_EQ(open_key_file(folder / "key", "a long passphrase").masters->current,
              keys.masters->current);
    EXPECT_EQ(read_key_file(folder / "key").log_seed, keys.log_seed);
    for (const auto& [given, code] :
         {std::pair<std::optional<std::string>, std::string>{"another", "key.passphrase"},
          {std::nullopt, "key.passphrase_needed"}}) {
        try {
            open_key_file(folder / "key", given);
            FAIL() << "must throw";
        } catch (const Error& error) {
            EXPECT_EQ(error.reasons().at(0).code, code);
        }
    }
    keys.masters->next = Bytes(32, 'n');
    replace_key_file(folder / "key", keys, "a long passphrase");
    EXPECT_EQ(open_key_file(folder / "key", "a long passphrase").masters->next, Bytes(32, 'n'));
}

}  // namespace
}  // namespace kontor::test
