// Volumes of papers that are full: sealed, named in the log, moved, verified and written anew.
#include "storage/archive/sealed_volumes.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/disposal.h"
#include "storage/archive/documents.h"
#include "storage/archive/purge.h"
#include "storage/audit/audit_log.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/blob/volumes.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Bytes content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class SealedVolumesTest : public testing::TestWithParam<Encryption> {
  protected:
    SealedVolumesTest() {
        archive_.reopen_with_small_volumes();  // the first volume is full with nothing
        first_ = archive_.take_in("Zwetschgenkuchen").document;
        second_ = archive_.take_in("Apfelstrudel").document;
        archive_.take_in("the open volume");
    }

    Store& store() { return archive_.store(); }
    SealedVolumes volumes() { return SealedVolumes(store()); }
    fs::path home(std::uint32_t number) const {
        return volume_file(ArchiveFolder{archive_.data()}.blobs(), number);
    }
    fs::path medium() const {
        fs::create_directories(medium_ / "disc");
        return medium_ / "disc";
    }
    fs::path on_medium(std::uint32_t number) const { return volume_file(medium(), number); }
    std::string sha256_of(std::uint32_t number) { return volumes().list().at(number - 1).sha256; }
    // Sealed, in the log, and free of what was ever taken out.
    void settle_purged() {
        volumes().settle();
        purge();
    }
    void purge() {
        Purge(store(), [] {}).run();
    }
    void destroy(DocumentId id) {
        Disposal(store()).destroy(admin_caller, {id}, "the period is over");
    }
    Bytes read(DocumentId id) {
        const auto now = store().snapshot();
        const auto version = catalog::find_version(now.rows(), id, 1).value();
        const auto blob = catalog::find_blob(now.rows(), version.digest).value();
        Bytes bytes(blob.size, '\0');
        read_fully(*store().blobs().open(blob_of(blob), {0, blob.size}), bytes.data(),
                   bytes.size());
        return bytes;
    }

    TestArchive archive_{GetParam()};
    TempFolder medium_;
    DocumentId first_;
    DocumentId second_;
};

INSTANTIATE_TEST_SUITE_P(,
                         SealedVolumesTest,
                         testing::Values(Encryption::key_file, Encryption::none),
                         [](const auto& param) {
                             return param.param == Encryption::none ? "plain" : "encrypted";
                         });

TEST_P(SealedVolumesTest, what_is_full_is_sealed_beside_the_work_and_named_in_the_log) {
    ASSERT_EQ(store().blobs().facts().sealed, 0U);
    const auto entries = [&] { return audit::size(store().snapshot().rows()); };
    const auto before = entries();
    volumes().settle();
    EXPECT_EQ(store().blobs().facts().sealed, 3U);
    EXPECT_EQ(entries(), before + 3);
    for (const std::uint32_t number : {2U, 3U}) {
        EXPECT_EQ(sha256_of(number), to_hex(sha256(content_of(home(number)))));
        EXPECT_EQ(fs::status(home(number)).permissions(), fs::perms::owner_read);
        EXPECT_NO_THROW(volumes().verify(number));
    }
    EXPECT_EQ(sha256_of(4), "");
    volumes().settle();
    EXPECT_EQ(entries(), before + 3);
    EXPECT_EQ(read(first_), "Zwetschgenkuchen");
    archive_.take_in("later");
    EXPECT_THAT(archive_.check(), IsEmpty());
    archive_.reopen();
    EXPECT_EQ(sha256_of(2), to_hex(sha256(content_of(home(2)))));
}

TEST_P(SealedVolumesTest, a_stop_does_not_wait_until_a_file_is_read) {
    EXPECT_EQ(refusal_of([&] { volumes().settle([] { return true; }); }), ErrorCode::busy);
    EXPECT_EQ(sha256_of(2), "");
    volumes().settle();
    EXPECT_EQ(sha256_of(2), to_hex(sha256(content_of(home(2)))));
}

TEST_P(SealedVolumesTest, a_moved_volume_is_read_where_it_lies_and_comes_back) {
    settle_purged();
    const Bytes bytes = content_of(home(2));
    volumes().move(admin_caller, 2, medium());
    for (int round = 0; round < 2; ++round) {
        EXPECT_TRUE(content_of(on_medium(2)) == bytes);
        EXPECT_EQ(fs::read_symlink(home(2)), on_medium(2));
        EXPECT_EQ(read(first_), "Zwetschgenkuchen");
        EXPECT_EQ(read(second_), "Apfelstrudel");
        EXPECT_EQ(volumes().list().at(1).place.file, on_medium(2));
        EXPECT_NO_THROW(volumes().verify(2));
        EXPECT_THAT(archive_.check(), IsEmpty());
        archive_.reopen();
    }
    volumes().move(admin_caller, 2, medium());  // it lies there
    EXPECT_EQ(reason_of([&] { volumes().rewrite(admin_caller, 2); }), "volume.elsewhere");
    volumes().move(admin_caller, 2, home(2).parent_path());
    EXPECT_FALSE(fs::is_symlink(home(2)));
    EXPECT_TRUE(content_of(home(2)) == bytes);
    EXPECT_FALSE(fs::exists(on_medium(2)));
    EXPECT_EQ(read(first_), "Zwetschgenkuchen");
}

TEST_P(SealedVolumesTest, a_medium_that_is_not_there_holds_up_its_papers_only) {
    settle_purged();
    volumes().move(admin_caller, 2, medium());
    archive_.close();
    fs::rename(medium_ / "disc", medium_ / "in a drawer");
    archive_.reopen();
    EXPECT_EQ(reason_of([&] { read(first_); }), "volume.absent");
    EXPECT_EQ(reason_of([&] { volumes().verify(2); }), "volume.absent");
    EXPECT_EQ(store().blobs().facts().absent, 1U);
    EXPECT_EQ(read(second_), "Apfelstrudel");
    const DocumentId later = archive_.take_in("later").document;
    EXPECT_EQ(read(later), "later");
    volumes().settle();
    EXPECT_FALSE(volumes().list().at(1).place.present);
    if (GetParam() == Encryption::none) {
        EXPECT_EQ(reason_of([&] { destroy(first_); }), "volume.absent");
    } else {
        destroy(first_);  // its key
        purge();
    }
    fs::rename(medium_ / "in a drawer", medium_ / "disc");
    volumes().settle();
    EXPECT_EQ(store().blobs().facts().absent, 0U);
    if (GetParam() == Encryption::none) {
        EXPECT_EQ(read(first_), "Zwetschgenkuchen");
        EXPECT_EQ(reason_of([&] { destroy(first_); }), "volume.elsewhere");
    }
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(SealedVolumesTest, another_file_in_its_place_is_told_and_never_moved) {
    settle_purged();
    archive_.close();
    fs::permissions(home(2), fs::perms::owner_all);
    {
        std::fstream file(home(2), std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(-1, std::ios::end);
        file.put('x');
    }
    archive_.reopen();
    EXPECT_EQ(reason_of([&] { volumes().verify(2); }), "volume.changed");
    EXPECT_EQ(reason_of([&] { volumes().move(admin_caller, 2, medium()); }), "volume.changed");
    EXPECT_FALSE(fs::is_symlink(home(2)));
    EXPECT_TRUE(fs::is_empty(medium()));
    EXPECT_NO_THROW(volumes().verify(3));
}

TEST_P(SealedVolumesTest, only_what_is_sealed_and_purged_is_moved) {
    EXPECT_EQ(reason_of([&] { volumes().move(admin_caller, 2, medium()); }), "volume.not_sealed");
    EXPECT_EQ(reason_of([&] { volumes().verify(2); }), "volume.not_sealed");
    EXPECT_EQ(reason_of([&] { volumes().move(admin_caller, 9, medium()); }), "volume.not_found");
    settle_purged();
    destroy(first_);
    if (GetParam() == Encryption::none) {
        EXPECT_EQ(reason_of([&] { volumes().move(admin_caller, 2, medium()); }), "volume.unpurged");
        purge();
    }
    volumes().move(admin_caller, 2, medium());
    volumes().move(admin_caller, 3, medium());
    EXPECT_EQ(read(second_), "Apfelstrudel");
}

TEST_P(SealedVolumesTest, a_purge_takes_plain_bytes_out_of_a_sealed_volume) {
    settle_purged();
    const bool plain = GetParam() == Encryption::none;
    ASSERT_EQ(content_of(home(2)).find("Zwetschgenkuchen") != Bytes::npos, plain);
    const Bytes before = content_of(home(2));
    const Bytes second = content_of(home(3));
    destroy(first_);
    purge();
    EXPECT_EQ(content_of(home(2)).find("Zwetschgenkuchen"), Bytes::npos);
    EXPECT_EQ(content_of(home(2)) == before, !plain);  // whose key is gone
    EXPECT_TRUE(content_of(home(3)) == second);
    EXPECT_EQ(store().blobs().facts().sealed, 3U);
    EXPECT_EQ(sha256_of(2), to_hex(sha256(content_of(home(2)))));
    EXPECT_THAT(archive_.check(), IsEmpty());
    const auto entries = audit::size(store().snapshot().rows());
    purge();  // has nothing more to do with it
    EXPECT_EQ(audit::size(store().snapshot().rows()), entries + 1);
}

TEST_P(SealedVolumesTest, written_anew_it_holds_only_what_is_kept) {
    settle_purged();
    destroy(first_);
    const auto rows_in = [&](std::uint32_t number) {
        return store().blobs().numbers_after(number, BlobNumber()).size();
    };
    EXPECT_EQ(rows_in(2), 1U);
    volumes().rewrite(admin_caller, 2);
    EXPECT_EQ(rows_in(2), 0U);
    EXPECT_EQ(store().blobs().facts().sealed, 3U);
    EXPECT_EQ(sha256_of(2), to_hex(sha256(content_of(home(2)))));
    volumes().rewrite(admin_caller, 3);
    volumes().rewrite(admin_caller, 4);  // the open one
    EXPECT_EQ(sha256_of(4), "");
    EXPECT_EQ(read(second_), "Apfelstrudel");
    const DocumentId later = archive_.take_in("later").document;
    EXPECT_EQ(read(later), "later");
    EXPECT_THAT(archive_.check(), IsEmpty());
    archive_.reopen();
    EXPECT_EQ(read(second_), "Apfelstrudel");
    EXPECT_THAT(archive_.check(), IsEmpty());
}

TEST_P(SealedVolumesTest, a_move_is_in_the_log_also_when_it_was_cut_short) {
    settle_purged();
    set_fault_hook([](std::string_view at) {
        if (at == "volume.moved") {
            throw Error(ErrorCode::io, "pulled the plug");
        }
    });
    EXPECT_THROW(volumes().move(admin_caller, 2, medium()), Error);
    set_fault_hook({});
    archive_.reopen();
    const auto entries = [&] { return audit::size(store().snapshot().rows()); };
    const auto before = entries();
    volumes().settle();
    EXPECT_EQ(entries(), before + 1);
    volumes().settle();
    EXPECT_EQ(entries(), before + 1);
    EXPECT_NO_THROW(volumes().verify(2));
}

// Wherever it stops, the papers are there after a start, and the work can be done again.
TEST_P(SealedVolumesTest, a_stop_at_any_step_of_a_move_or_a_rewrite_loses_nothing) {
    settle_purged();
    for (const std::string point :
         {"volume.copied", "volume.moved", "volume.unsealed", "volume.rewritten"}) {
        const auto work = [&] {
            if (point == "volume.copied" || point == "volume.moved") {
                volumes().move(admin_caller, 2, medium());
            } else {
                volumes().rewrite(admin_caller, 3);
            }
        };
        set_fault_hook([&](std::string_view at) {
            if (at == point) {
                throw Error(ErrorCode::io, "pulled the plug");
            }
        });
        EXPECT_THROW(work(), Error) << point;
        set_fault_hook({});
        archive_.reopen();
        EXPECT_EQ(read(first_), "Zwetschgenkuchen") << point;
        EXPECT_EQ(read(second_), "Apfelstrudel") << point;
        volumes().settle();
        EXPECT_NO_THROW(volumes().verify(2)) << point;
        EXPECT_NO_THROW(volumes().verify(3)) << point;
        EXPECT_NO_THROW(work()) << point;
        EXPECT_THAT(archive_.check(), IsEmpty()) << point;
        volumes().move(admin_caller, 2, home(2).parent_path());
    }
}

}  // namespace
}  // namespace kontor::test
