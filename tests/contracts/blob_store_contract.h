// The contract of storage/blob/blob_store.h as tests: every implementation passes all of it.
//
// An implementation gives a BlobStoreKind; see tests/storage/blob/contract_test.cc. To be included
// by one file of a program.
#pragma once

#include "storage/base/hash.h"
#include "storage/blob/volume_format.h"
#include "tests/storage/blob/blob_tools.h"

#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {

// Where a store under test lives.
class BlobStoreHome {
  public:
    virtual ~BlobStoreHome() = default;
    virtual BlobStore& store() = 0;
    virtual bool reopen() = 0;  // closes it and opens it again; false: this kind keeps nothing
};

struct BlobStoreKind {
    std::string name;
    std::function<std::unique_ptr<BlobStoreHome>()> make;
};
inline void PrintTo(const BlobStoreKind& kind, std::ostream* out) {
    *out << kind.name;
}

class BlobStoreContract : public testing::TestWithParam<BlobStoreKind> {
  protected:
    BlobStore& store() { return home_->store(); }
    bool reopen() { return home_->reopen(); }

  private:
    std::unique_ptr<BlobStoreHome> home_ = GetParam().make();
};

// Where chunks and batches of the volumes begin and end.
inline std::vector<std::size_t> sizes_worth_trying() {
    const std::size_t batch = limits::blob_batch_bytes / chunk_data_bytes * chunk_data_bytes;
    return {0,
            1,
            4095,
            chunk_data_bytes - 1,
            chunk_data_bytes,
            chunk_data_bytes + 1,
            limits::blob_chunk_bytes,
            3 * chunk_data_bytes,
            batch - 1,
            batch,
            batch + 1,
            2 * batch,
            2 * batch + chunk_data_bytes + 17};
}

TEST_P(BlobStoreContract, what_was_put_comes_back_whole_and_with_its_digests) {
    std::vector<std::pair<StoredBlob, Bytes>> kept;
    for (const std::size_t size : sizes_worth_trying()) {
        const Bytes bytes = made_up_bytes(size);
        PiecesSource source(bytes);
        const StoredBlob blob = store().put(source);
        EXPECT_EQ(blob.size, size);
        EXPECT_EQ(blob.sha256, sha256(bytes));
        EXPECT_EQ(blob.sha512, sha512(bytes));
        kept.emplace_back(blob, bytes);
    }
    for (const auto& [blob, bytes] : kept) {
        EXPECT_TRUE(read_all(store(), blob) == bytes) << blob.size;
        EXPECT_NO_THROW(store().verify(ref_of(blob), blob.sha256, blob.sha512)) << blob.size;
    }
}

TEST_P(BlobStoreContract, what_was_put_is_there_after_opening_again) {
    const Bytes bytes = made_up_bytes(3 * chunk_data_bytes);
    const StoredBlob blob = put_settled(store(), bytes);
    reopen();
    EXPECT_TRUE(read_all(store(), blob) == bytes);
    EXPECT_EQ(store().facts().highest, blob.number);
}

TEST_P(BlobStoreContract, a_range_is_these_bytes_and_no_other) {
    const Bytes bytes = made_up_bytes(2 * chunk_data_bytes + 100);
    const StoredBlob blob = put_settled(store(), bytes);
    const std::size_t edge = chunk_data_bytes;
    const std::vector<ByteRange> ranges{
        {0, 0},        {0, 1},           {edge - 1, 1},  {edge - 1, 2},         {edge, 1},
        {edge, edge},  {5, 2 * edge},    {2 * edge, 99}, {bytes.size() - 1, 1}, {bytes.size(), 0},
        {edge + 7, 0}, {0, bytes.size()}};
    for (const ByteRange& range : ranges) {
        EXPECT_TRUE(read_range(store(), ref_of(blob), range) ==
                    bytes.substr(range.first, range.length))
            << range.first << " " << range.length;
    }
}

TEST_P(BlobStoreContract, a_range_may_be_read_a_byte_at_a_time) {
    const Bytes bytes = made_up_bytes(chunk_data_bytes + 50);
    const StoredBlob blob = put_settled(store(), bytes);
    const std::size_t first = chunk_data_bytes - 50;
    const auto source = store().open(ref_of(blob), {first, 100});
    Bytes got;
    char one = 0;
    while (source->read(&one, 1) == 1) {
        got.push_back(one);
    }
    EXPECT_TRUE(got == bytes.substr(first));
    EXPECT_EQ(source->read(&one, 1), 0U);
}

TEST_P(BlobStoreContract, a_range_that_is_not_all_there_is_refused) {
    const StoredBlob blob = put_settled(store(), "twelve bytes");
    const std::uint64_t most = ~std::uint64_t{0};
    for (const ByteRange& range : {ByteRange{0, 13}, ByteRange{12, 1}, ByteRange{13, 0},
                                   ByteRange{1, most}, ByteRange{most, 1}, ByteRange{most, most}}) {
        EXPECT_EQ(code_of([&] { store().open(ref_of(blob), range); }), "range")
            << range.first << " " << range.length;
    }
}

TEST_P(BlobStoreContract, a_blob_that_is_not_there_is_not_found) {
    const StoredBlob blob = put_settled(store(), "here");
    const BlobRef other_number{BlobNumber(blob.number.value() + 1), blob.volume, blob.size};
    const BlobRef other_volume{blob.number, blob.volume + 1, blob.size};
    const BlobRef no_number{BlobNumber(), blob.volume, blob.size};
    for (const BlobRef& ref : {other_number, other_volume, no_number}) {
        EXPECT_EQ(code_of([&] { store().open(ref, {0, 0}); }), "not_found");
        EXPECT_EQ(code_of([&] { store().verify(ref, blob.sha256, blob.sha512); }), "not_found");
        EXPECT_FALSE(store().remove(ref));
    }
    EXPECT_EQ(read_all(store(), blob), "here");
}

TEST_P(BlobStoreContract, a_size_other_than_the_catalogs_is_corrupt) {
    const StoredBlob blob = put_settled(store(), "four");
    const BlobRef ref{blob.number, blob.volume, 5, blob.key};
    EXPECT_EQ(code_of([&] { store().open(ref, {0, 1}); }), "corrupt");
    EXPECT_EQ(code_of([&] { store().verify(ref, blob.sha256, blob.sha512); }), "corrupt");
}

TEST_P(BlobStoreContract, other_digests_than_expected_are_corrupt) {
    const StoredBlob blob = put_settled(store(), "the bytes");
    const Bytes other256 = sha256("other bytes");
    const Bytes other512 = sha512("other bytes");
    EXPECT_EQ(code_of([&] { store().verify(ref_of(blob), other256, blob.sha512); }), "corrupt");
    EXPECT_EQ(code_of([&] { store().verify(ref_of(blob), blob.sha256, other512); }), "corrupt");
    EXPECT_EQ(code_of([&] { store().verify(ref_of(blob), "", ""); }), "corrupt");
}

TEST_P(BlobStoreContract, equal_bytes_are_two_blobs) {
    const StoredBlob one = put_settled(store(), "equal");
    const StoredBlob two = put_settled(store(), "equal");
    EXPECT_NE(one.number, two.number);
    EXPECT_TRUE(store().remove(ref_of(one)));
    EXPECT_EQ(read_all(store(), two), "equal");
}

TEST_P(BlobStoreContract, a_source_of_exactly_the_limit_is_taken_and_one_byte_more_is_not) {
    for (const std::size_t limit :
         {std::size_t{0}, std::size_t{10}, chunk_data_bytes, 20 * chunk_data_bytes}) {
        const Bytes bytes = made_up_bytes(limit + 1);
        MemorySource fits(ByteView(bytes).substr(0, limit));
        const StoredBlob blob = store().put(fits, limit);
        EXPECT_EQ(blob.size, limit);
        MemorySource exceeds(bytes);
        EXPECT_EQ(code_of([&] { store().put(exceeds, limit); }), "too_large") << limit;
        EXPECT_EQ(numbers_in(store()), std::vector{blob.number.value()}) << limit;
        store().remove(ref_of(blob));
    }
}

TEST_P(BlobStoreContract, a_source_that_breaks_off_leaves_nothing_and_its_exception_goes_on) {
    for (const std::size_t size : sizes_worth_trying()) {
        const Bytes bytes = made_up_bytes(size);
        BreakingSource source(bytes);
        EXPECT_THROW(store().put(source), BrokenOff);
        EXPECT_TRUE(numbers_in(store()).empty()) << size;
        EXPECT_EQ(store().sweep(nothing_is_referenced), 0U) << size;
    }
    EXPECT_EQ(read_all(store(), put(store(), "later")), "later");
}

TEST_P(BlobStoreContract, a_removed_blob_is_gone_and_may_be_removed_again) {
    const StoredBlob stays = put_settled(store(), made_up_bytes(3 * chunk_data_bytes, 1));
    const StoredBlob goes = put_settled(store(), made_up_bytes(40 * chunk_data_bytes, 2));
    EXPECT_TRUE(store().remove(ref_of(goes)));
    EXPECT_FALSE(store().remove(ref_of(goes)));
    EXPECT_EQ(code_of([&] { read_all(store(), goes); }), "not_found");
    EXPECT_EQ(numbers_in(store()), std::vector{stays.number.value()});
    EXPECT_NO_THROW(store().verify(ref_of(stays), stays.sha256, stays.sha512));
}

TEST_P(BlobStoreContract, numbers_ascend_and_are_never_used_again) {
    std::uint64_t highest = 0;
    for (int round = 0; round < 5; ++round) {
        const StoredBlob kept = put(store(), "kept until the sweep");
        EXPECT_GT(kept.number.value(), highest);
        const StoredBlob removed = put(store(), made_up_bytes(20 * chunk_data_bytes));
        EXPECT_GT(removed.number, kept.number);
        store().remove(ref_of(removed));
        highest = removed.number.value();
        store().settle(kept.number);
        store().settle(removed.number);
        EXPECT_EQ(store().sweep(nothing_is_referenced), 1U);
        EXPECT_TRUE(numbers_in(store()).empty());
        EXPECT_EQ(store().facts().highest.value(), highest);
        reopen();
        EXPECT_EQ(store().facts().highest.value(), highest);
    }
}

TEST_P(BlobStoreContract, a_sweep_leaves_what_is_pinned_or_referenced_and_takes_the_rest) {
    const StoredBlob pinned = put(store(), "pinned");
    const StoredBlob referenced = put_settled(store(), "referenced");
    const StoredBlob litter = put_settled(store(), "litter");
    std::vector<BlobNumber> asked;
    const auto is_referenced = [&](BlobNumber number) {
        asked.push_back(number);
        return number == referenced.number;
    };
    EXPECT_EQ(store().sweep(is_referenced), 1U);
    EXPECT_THAT(asked, testing::ElementsAre(referenced.number, litter.number));
    EXPECT_THAT(numbers_in(store()),
                testing::ElementsAre(pinned.number.value(), referenced.number.value()));
    store().settle(pinned.number);
    EXPECT_EQ(store().sweep(is_referenced), 1U);
    EXPECT_THAT(numbers_in(store()), testing::ElementsAre(referenced.number.value()));
}

TEST_P(BlobStoreContract, a_pin_lasts_as_long_as_its_scope) {
    const StoredBlob blob = put(store(), "in a scope");
    {
        const BlobPin pin(store(), blob.number);
        EXPECT_EQ(store().sweep(nothing_is_referenced), 0U);
    }
    EXPECT_EQ(store().sweep(nothing_is_referenced), 1U);
}

TEST_P(BlobStoreContract, settling_twice_or_what_was_never_put_does_nothing) {
    const StoredBlob blob = put(store(), "once");
    store().settle(BlobNumber(blob.number.value() + 100));
    store().settle(blob.number);
    store().settle(blob.number);
    EXPECT_EQ(store().sweep(all_is_referenced), 0U);
    EXPECT_EQ(read_all(store(), blob), "once");
}

TEST_P(BlobStoreContract, who_is_called_back_may_use_the_store) {
    const StoredBlob first = put_settled(store(), "first");
    std::vector<StoredBlob> put_inside;
    store().for_each([&](BlobNumber number, std::uint32_t volume) {
        const KeySlot key = number == first.number ? first.key : put_inside.front().key;
        EXPECT_EQ(read_range(store(), {number, volume, 5, key}, {0, 5}), "first");
        if (put_inside.empty()) {
            put_inside.push_back(put(store(), "first"));
        }
    });
    store().sweep([&](BlobNumber number) {
        if (number == first.number) {
            put_inside.push_back(put(store(), "pinned, so it stays"));
        }
        return false;
    });
    EXPECT_EQ(numbers_in(store()).size(), 2U);
    EXPECT_EQ(read_all(store(), put_inside.back()), "pinned, so it stays");
}

TEST_P(BlobStoreContract, a_slow_upload_holds_up_nobody) {
    const Bytes large = made_up_bytes(20'000'000);
    WaitingSource slow(large);
    StoredBlob slow_blob;
    std::thread uploader([&] { slow_blob = store().put(slow); });
    slow.at_half.wait();
    const StoredBlob quick = put(store(), "overtakes");
    EXPECT_EQ(read_all(store(), quick), "overtakes");
    EXPECT_EQ(numbers_in(store()), std::vector{quick.number.value()});
    EXPECT_EQ(store().sweep(all_is_referenced), 0U);
    slow.go_on.open();
    uploader.join();
    EXPECT_TRUE(read_all(store(), slow_blob) == large);
    EXPECT_EQ(numbers_in(store()).size(), 2U);
}

TEST_P(BlobStoreContract, blobs_of_many_threads_do_not_mix) {
    constexpr std::uint64_t threads = 6;
    constexpr std::uint64_t each = 8;
    std::vector<std::vector<StoredBlob>> stored(threads);
    const auto bytes_for = [](std::uint64_t thread, std::uint64_t i) {
        return made_up_bytes((thread * 7 + i) % 5 * chunk_data_bytes + i, thread * 100 + i);
    };
    std::vector<std::thread> workers;
    for (std::uint64_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            for (std::uint64_t i = 0; i < each; ++i) {
                stored[t].push_back(put(store(), bytes_for(t, i)));
                if (i % 3 == 0) {
                    store().sweep(all_is_referenced);
                }
            }
        });
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    std::set<BlobNumber> numbers;
    for (std::uint64_t t = 0; t < threads; ++t) {
        for (std::uint64_t i = 0; i < each; ++i) {
            numbers.insert(stored[t][i].number);
            EXPECT_TRUE(read_all(store(), stored[t][i]) == bytes_for(t, i)) << t << " " << i;
        }
    }
    EXPECT_EQ(numbers.size(), threads * each);
}

}  // namespace kontor::test
