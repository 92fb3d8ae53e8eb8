// Volumes that are full, and are sealed.
#include "tests/storage/blob/volumes_fixture.h"

#include <atomic>
#include <set>
#include <thread>

namespace kontor::test {
namespace {

// The smallest size: each volume is full as soon as it holds anything.
class BlobSealing : public BlobVolumes {
  protected:
    BlobSealing() {
        options_.seal_bytes = 256 * 1024;
        options_.map_bytes = 32 << 20;
    }
    static Bytes filling(std::uint64_t seed) { return made_up_bytes(300 * 1024, seed); }
};

TEST_F(BlobSealing, a_full_volume_is_followed_by_the_next_and_sealed_by_the_sweep) {
    std::vector<StoredBlob> blobs;
    for (std::uint64_t i = 0; i < 4; ++i) {
        blobs.push_back(put_settled(store(), filling(i)));
        EXPECT_EQ(blobs.back().volume, i + 1);
        EXPECT_EQ(blobs.back().number.value(), i + 1);
    }
    EXPECT_EQ(store().facts().volumes, 4U);
    EXPECT_EQ(store().facts().sealed, 0U);
    EXPECT_EQ(store().facts().to_seal, 3U);
    EXPECT_EQ(store().sweep(all_is_referenced), 0U);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(store().facts().sealed, 3U);
        EXPECT_EQ(store().facts().to_seal, 0U);
        for (std::uint64_t i = 0; i < blobs.size(); ++i) {
            EXPECT_TRUE(read_all(store(), blobs[i]) == filling(i));
        }
        EXPECT_EQ(numbers_in(store()), (std::vector<std::uint64_t>{1, 2, 3, 4}));
        reopen();
    }
    EXPECT_EQ(put(store(), "next").number.value(), 5U);
}

TEST_F(BlobSealing, a_sealed_volume_never_changes_again) {
    const StoredBlob sealed = put_settled(store(), filling(1));
    put_settled(store(), "in the next volume");
    store().sweep(all_is_referenced);
    const Bytes before = content_of(path() / "000001.mdb");
    EXPECT_TRUE(store().remove(ref_of(sealed)));
    EXPECT_EQ(store().sweep(nothing_is_referenced), 1U);  // only what lies in the open volume
    reopen();
    EXPECT_TRUE(store().remove(ref_of(sealed)));
    EXPECT_TRUE(read_all(store(), sealed) == filling(1));
    close();
    EXPECT_TRUE(content_of(path() / "000001.mdb") == before);
}

TEST_F(BlobSealing, a_full_volume_is_not_sealed_while_an_upload_or_a_pin_is_in_it) {
    const Bytes large = made_up_bytes(3 * batch_bytes);
    WaitingSource slow(large);
    StoredBlob slow_blob;
    std::thread uploader([&] { slow_blob = store().put(slow); });
    slow.at_half.wait();
    const StoredBlob next = put_settled(store(), "in the next volume");
    EXPECT_EQ(next.volume, 2U);
    store().sweep(all_is_referenced);
    EXPECT_EQ(store().facts().sealed, 0U);
    slow.go_on.open();
    uploader.join();
    EXPECT_EQ(slow_blob.volume, 1U);
    store().sweep(all_is_referenced);
    EXPECT_EQ(store().facts().sealed, 0U);
    store().settle(slow_blob.number);
    store().sweep(all_is_referenced);
    EXPECT_EQ(store().facts().sealed, 1U);
    EXPECT_TRUE(read_all(store(), slow_blob) == large);
}

TEST_F(BlobSealing, litter_is_swept_before_its_volume_is_sealed) {
    const StoredBlob litter = put_settled(store(), filling(1));
    const StoredBlob kept = put_settled(store(), "in the next volume");
    EXPECT_EQ(store().sweep([&](BlobNumber number) { return number == kept.number; }), 1U);
    EXPECT_EQ(store().facts().sealed, 1U);
    EXPECT_EQ(code_of([&] { read_all(store(), litter); }), "not_found");
}

TEST_F(BlobSealing, a_source_goes_on_while_its_volume_is_sealed) {
    const StoredBlob blob = put_settled(store(), filling(1));
    put_settled(store(), "in the next volume");
    const auto source = store().open(ref_of(blob), {0, blob.size});
    Bytes got(10, '\0');
    source->read(got.data(), got.size());
    store().sweep(all_is_referenced);
    ASSERT_EQ(store().facts().sealed, 1U);
    EXPECT_TRUE(got + drain(*source) == filling(1));
}

TEST_F(BlobSealing, full_volumes_that_a_stop_left_unsealed_are_sealed_after_the_start) {
    const StoredBlob blob = put_settled(store(), filling(1));
    put_settled(store(), filling(2));
    reopen();
    EXPECT_EQ(store().facts().to_seal, 1U);
    store().sweep(all_is_referenced);
    EXPECT_EQ(store().facts().sealed, 1U);
    EXPECT_TRUE(read_all(store(), blob) == filling(1));
}

TEST_F(BlobSealing, when_all_volumes_are_sealed_the_next_is_begun) {
    put_settled(store(), filling(1));
    put_settled(store(), filling(2));
    store().sweep(all_is_referenced);
    close();
    std::filesystem::remove(path() / "000002.mdb");  // as in a backup of the sealed ones
    options_.seal_bytes *= 100;
    const StoredBlob next = put(store(), "next");
    EXPECT_EQ(next.volume, 2U);
    EXPECT_EQ(next.number.value(), 2U);
}

TEST_F(BlobSealing, where_nothing_is_sealed_there_is_one_volume) {
    options_.sealing = Sealing::never;
    options_.map_bytes = map_bytes;
    for (std::uint64_t i = 0; i < 4; ++i) {
        EXPECT_EQ(put_settled(store(), filling(i)).volume, 1U);
    }
    store().sweep(all_is_referenced);
    EXPECT_EQ(store().facts().volumes, 1U);
    EXPECT_EQ(store().facts().sealed, 0U);
}

TEST_F(BlobSealing, a_volume_of_a_later_format_is_refused) {
    put_settled(store(), "bytes");
    edit([](WriteTransaction& rows) {
        Bytes state(rows.get(tables::heads, Key().u64(0)).value());
        state[0] = volume_format + 1;
        rows.put(tables::heads, Key().u64(0), state);
    });
    EXPECT_EQ(code_of([&] { open(); }), "unsupported");
}

TEST_F(BlobSealing, puts_reads_removals_and_sealing_sweeps_at_once_harm_nobody) {
    constexpr std::uint64_t threads = 4;
    constexpr std::uint64_t each = 12;
    open();
    std::vector<std::vector<StoredBlob>> kept(threads);
    std::atomic<bool> done = false;
    std::thread sweeper([&] {
        while (!done) {
            store().sweep(all_is_referenced);
            store().for_each([](BlobNumber, std::uint32_t) {});
        }
    });
    std::vector<std::thread> workers;
    for (std::uint64_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            for (std::uint64_t i = 0; i < each; ++i) {
                const Bytes bytes = made_up_bytes(20'000 * (1 + i % 4), t * 100 + i);
                const StoredBlob blob = put(store(), bytes);
                EXPECT_TRUE(read_all(store(), blob) == bytes);
                if (i % 4 == 3) {
                    EXPECT_TRUE(store().remove(ref_of(blob)));  // pinned, so not yet sealed
                } else {
                    kept[t].push_back(blob);
                }
                store().settle(blob.number);
            }
        });
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    done = true;
    sweeper.join();
    std::set<std::uint64_t> numbers;
    for (const auto& blobs : kept) {
        for (const StoredBlob& blob : blobs) {
            numbers.insert(blob.number.value());
            EXPECT_NO_THROW(store().verify(ref_of(blob), blob.sha256, blob.sha512));
        }
    }
    EXPECT_EQ(std::vector(numbers.begin(), numbers.end()), numbers_in(store()));
    EXPECT_GT(store().facts().volumes, 3U);
}

}  // namespace
}  // namespace kontor::test
