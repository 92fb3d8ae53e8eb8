// What a crash or a failed sync leaves, and what becomes of it.
#include "tests/storage/blob/volumes_fixture.h"

#include <csignal>

namespace kontor::test {
namespace {

// In a child process: opens the store, puts `bytes`, and is killed at the `passing`-th `point`.
void put_and_be_killed(const std::filesystem::path& path,
                       const VolumesOptions& options,
                       ByteView bytes,
                       std::string_view point,
                       int passing) {
    const auto store = open_volumes(path, options);
    set_fault_hook([point, left = passing](std::string_view name) mutable {
        if (name == point && --left == 0) {
            std::raise(SIGKILL);
        }
    });
    put(*store, bytes);
}

class BlobCrash : public BlobVolumes {
  protected:
    void crash(ByteView bytes, std::string_view point, int passing = 1) {
        close();
        EXPECT_EXIT(put_and_be_killed(path(), options_, bytes, point, passing),
                    testing::KilledBySignal(SIGKILL), "");
        open();
    }
};

TEST_F(BlobCrash, a_blob_interrupted_before_its_head_does_not_exist) {
    const StoredBlob before = put_settled(store(), "before");
    const Bytes bytes = made_up_bytes(3 * batch_bytes);
    const std::vector<std::pair<std::string, int>> points{
        {"blob.batch", 1}, {"blob.batch", 2}, {"blob.before_head", 1}};
    std::uint64_t highest = before.number.value();
    for (const auto& [point, passing] : points) {
        crash(bytes, point, passing);
        EXPECT_EQ(numbers_in(store()), std::vector{before.number.value()}) << point;
        const BlobRef litter{BlobNumber(highest + 1), 1, bytes.size()};
        EXPECT_EQ(code_of([&] { store().open(litter, {0, 1}); }), "not_found") << point;
        EXPECT_EQ(store().sweep(all_is_referenced), 1U) << point;
        EXPECT_EQ(store().sweep(all_is_referenced), 0U) << point;
        const StoredBlob after = put_settled(store(), "after");
        EXPECT_EQ(after.number.value(), highest + 2) << point;  // that of the litter is used up
        store().remove(ref_of(after));
        highest = after.number.value();
    }
    EXPECT_EQ(read_all(store(), before), "before");
}

TEST_F(BlobCrash, a_small_blob_interrupted_before_its_head_has_left_nothing_at_all) {
    crash("one batch", "blob.before_head");
    EXPECT_EQ(store().sweep(nothing_is_referenced), 0U);
    EXPECT_FALSE(store().facts().highest.valid());
}

TEST_F(BlobCrash, a_stored_blob_that_no_change_refers_to_is_swept_and_its_number_stays_used) {
    const Bytes bytes = made_up_bytes(batch_bytes + 1);
    crash(bytes, "blob.stored");
    EXPECT_EQ(numbers_in(store()), std::vector<std::uint64_t>{1});
    EXPECT_TRUE(read_range(store(), {BlobNumber(1), 1, bytes.size()}, {0, bytes.size()}) == bytes);
    EXPECT_EQ(store().sweep(nothing_is_referenced), 1U);
    reopen();
    EXPECT_EQ(put(store(), "next").number.value(), 2U);
}

TEST_F(BlobCrash, a_removal_interrupted_after_its_first_batch_is_ended_by_the_sweep) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(260 * chunk_data_bytes));
    const StoredBlob other = put_settled(store(), "other");
    close();
    EXPECT_EXIT(
        {
            const auto mine = open_volumes(path(), options_);
            set_fault_hook([](std::string_view name) {
                if (name == "group.after_commit") {
                    std::raise(SIGKILL);
                }
            });
            mine->remove(ref_of(blob));
        },
        testing::KilledBySignal(SIGKILL), "");
    EXPECT_EQ(numbers_in(store()), std::vector{other.number.value()});
    EXPECT_EQ(store().sweep(all_is_referenced), 1U);
    EXPECT_FALSE(store().remove(ref_of(blob)));
}

TEST_F(BlobCrash, a_volume_with_nothing_in_it_knows_the_numbers_of_those_before) {
    options_.seal_bytes = 256 * 1024;
    const StoredBlob lost = put_settled(store(), made_up_bytes(300 * 1024));
    crash("for the next volume", "blob.before_head");
    EXPECT_EQ(store().facts().volumes, 2U);
    close();
    std::filesystem::remove(path() / "000001.mdb");
    EXPECT_EQ(code_of([&] { read_all(store(), lost); }), "not_found");
    EXPECT_EQ(put(store(), "next").number.value(), 2U);
}

TEST_F(BlobCrash, a_volume_whose_making_was_interrupted_is_made_anew) {
    const StoredBlob blob = put_settled(store(), "bytes");
    close();
    std::ofstream(path() / "000002.mdb.new") << "half a volume";
    std::ofstream(path() / "000002.mdb.new-lock") << "its lock";
    EXPECT_EQ(read_all(store(), blob), "bytes");
    EXPECT_FALSE(std::filesystem::exists(path() / "000002.mdb.new"));
    EXPECT_FALSE(std::filesystem::exists(path() / "000002.mdb.new-lock"));
    EXPECT_EQ(store().facts().volumes, 1U);
}

TEST_F(BlobVolumes, after_a_failed_commit_reading_goes_on_and_the_next_put_tries_again) {
    const StoredBlob before = put_settled(store(), "before");
    {
        const FaultHookScope faults([](std::string_view name) {
            if (name == "engine.commit") {
                throw Error(ErrorCode::io, "sync, in a test");
            }
        });
        EXPECT_NE(code_of([&] { put(store(), made_up_bytes(2 * batch_bytes)); }), "no error");
    }
    EXPECT_FALSE(store().writable());
    EXPECT_EQ(read_all(store(), before), "before");
    EXPECT_EQ(numbers_in(store()), std::vector{before.number.value()});
    const StoredBlob more = put_settled(store(), "more");
    EXPECT_TRUE(store().writable());
    EXPECT_EQ(read_all(store(), more), "more");
    reopen();
    EXPECT_EQ(numbers_in(store()), (std::vector{before.number.value(), more.number.value()}));
}

TEST_F(BlobVolumes, after_a_failed_commit_recover_tries_whether_the_disk_writes_again) {
    store();
    {
        const FaultHookScope faults([](std::string_view name) {
            if (name == "engine.commit") {
                throw Error(ErrorCode::io, "sync, in a test");
            }
        });
        EXPECT_NE(code_of([&] { put(store(), "bytes"); }), "no error");
        EXPECT_EQ(code_of([&] { store().recover(); }), "io");
        EXPECT_FALSE(store().writable());
    }
    store().recover();
    EXPECT_TRUE(store().writable());
    EXPECT_TRUE(numbers_in(store()).empty());
}

}  // namespace
}  // namespace kontor::test
