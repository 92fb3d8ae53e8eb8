// What the volumes alone promise: damage, crashes, sealing.
#include "storage/blob/volumes.h"

#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/blob/volume_format.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/storage/blob/blob_tools.h"
#include "tests/support/temp_folder.h"

#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const Bytes check_key(32, 'k');
constexpr std::uint64_t map_bytes = 256 << 20;
constexpr std::size_t batch_bytes = limits::blob_batch_bytes / chunk_data_bytes * chunk_data_bytes;

class FaultHookScope {
  public:
    explicit FaultHookScope(FaultHook hook) { set_fault_hook(std::move(hook)); }
    ~FaultHookScope() { set_fault_hook({}); }
    FaultHookScope(const FaultHookScope&) = delete;
    FaultHookScope& operator=(const FaultHookScope&) = delete;
};

class BlobVolumes : public testing::Test {
  protected:
    void open() { store_ = open_volumes(path(), options_); }
    void close() { store_.reset(); }
    void reopen() {
        close();
        open();
    }
    BlobStore& store() {
        if (!store_) {
            open();
        }
        return *store_;
    }
    std::filesystem::path path() const { return folder_ / "blobs"; }

    // Works on the rows of the first volume behind the store's back.
    void edit(const std::function<void(WriteTransaction&)>& work) {
        close();
        const auto engine = open_lmdb_engine(path() / "000001.mdb", {.tables = tables::volume,
                                                                     .map_bytes = map_bytes,
                                                                     .single_file = true,
                                                                     .create = false});
        engine->write(work);
    }

    VolumesOptions options_{.check_key = check_key, .map_bytes = map_bytes};

  private:
    TempFolder folder_;
    std::unique_ptr<BlobStore> store_;
};

Key chunk_key(const StoredBlob& blob, std::uint32_t index) {
    return Key().u64(blob.number.value()).u32(index);
}

Bytes chunk_row(const Transaction& rows, const StoredBlob& blob, std::uint32_t index) {
    return Bytes(rows.get(tables::chunks, chunk_key(blob, index)).value());
}

// Reads, ranges and checks of the blob all say corrupt, and name `where`.
void expect_corrupt(BlobStore& store, const StoredBlob& blob, const std::string& where) {
    const auto read = error_of([&] { read_all(store, blob); });
    const auto check = error_of([&] { store.verify(ref_of(blob), blob.sha256, blob.sha512); });
    for (const auto& error : {read, check}) {
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code(), ErrorCode::corrupt);
        EXPECT_THAT(error->what(), testing::HasSubstr(where));
    }
}

TEST_F(BlobVolumes, two_chunks_that_changed_places_are_corrupt) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(3 * chunk_data_bytes));
    edit([&](WriteTransaction& rows) {
        const Bytes zero = chunk_row(rows, blob, 0);
        rows.put(tables::chunks, chunk_key(blob, 0), chunk_row(rows, blob, 1));
        rows.put(tables::chunks, chunk_key(blob, 1), zero);
    });
    expect_corrupt(store(), blob, "blob 1, chunk 0");
    EXPECT_EQ(read_range(store(), ref_of(blob), {2 * chunk_data_bytes, 10}).size(), 10U);
}

TEST_F(BlobVolumes, a_chunk_of_another_blob_is_corrupt) {
    const StoredBlob one = put_settled(store(), made_up_bytes(100, 1));
    const StoredBlob two = put_settled(store(), made_up_bytes(100, 2));
    edit([&](WriteTransaction& rows) {
        rows.put(tables::chunks, chunk_key(two, 0), chunk_row(rows, one, 0));
    });
    expect_corrupt(store(), two, "blob 2, chunk 0");
    EXPECT_NO_THROW(store().verify(ref_of(one), one.sha256, one.sha512));
}

TEST_F(BlobVolumes, a_shortened_chunk_is_corrupt) {
    for (const std::size_t left : {0U, 1U, 16U, 17U, 100U}) {
        const StoredBlob blob = put_settled(store(), made_up_bytes(200));
        edit([&](WriteTransaction& rows) {
            rows.put(tables::chunks, chunk_key(blob, 0), chunk_row(rows, blob, 0).substr(0, left));
        });
        expect_corrupt(store(), blob, "chunk 0");
    }
}

TEST_F(BlobVolumes, a_well_made_chunk_of_the_wrong_length_is_corrupt) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(200));
    Bytes payload(1 + 150, '\0');
    seal_chunk(check_key, blob.number, 0, payload);
    edit([&](WriteTransaction& rows) { rows.put(tables::chunks, chunk_key(blob, 0), payload); });
    expect_corrupt(store(), blob, "blob 1, chunk 0");
}

TEST_F(BlobVolumes, a_missing_chunk_is_corrupt_and_not_absent) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(3 * chunk_data_bytes));
    edit([&](WriteTransaction& rows) { rows.erase(tables::chunks, chunk_key(blob, 1)); });
    expect_corrupt(store(), blob, "blob 1, chunk 1");
}

TEST_F(BlobVolumes, no_byte_before_the_damaged_chunk_is_held_back_and_none_of_it_leaves) {
    const Bytes bytes = made_up_bytes(2 * chunk_data_bytes);
    const StoredBlob blob = put_settled(store(), bytes);
    edit([&](WriteTransaction& rows) {
        Bytes row = chunk_row(rows, blob, 1);
        row.back() = static_cast<char>(row.back() ^ 1);
        rows.put(tables::chunks, chunk_key(blob, 1), row);
    });
    const auto source = store().open(ref_of(blob), {0, blob.size});
    Bytes got(chunk_data_bytes, '\0');
    EXPECT_EQ(read_fully(*source, got.data(), got.size()), chunk_data_bytes);
    EXPECT_TRUE(got == bytes.substr(0, chunk_data_bytes));
    char one = '?';
    EXPECT_EQ(code_of([&] { source->read(&one, 1); }), "corrupt");
    EXPECT_EQ(one, '?');
}

TEST_F(BlobVolumes, a_bit_that_flipped_on_disk_names_blob_and_chunk) {
    const Bytes mark = "seventeen letters";
    const StoredBlob blob = put_settled(store(), made_up_bytes(chunk_data_bytes) + mark);
    close();
    std::fstream file(path() / "000001.mdb", std::ios::in | std::ios::out | std::ios::binary);
    const Bytes all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::size_t at = all.find(mark);
    ASSERT_NE(at, Bytes::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(at));
    file.put('S');
    file.close();
    expect_corrupt(store(), blob, "blob 1, chunk 1");
}

TEST_F(BlobVolumes, a_head_that_promises_other_bytes_is_corrupt) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(2 * chunk_data_bytes));
    // Shorter by a whole chunk: every chunk that is left fits.
    const Bytes head = seal_head(check_key, blob.number, chunk_data_bytes, blob.sha256);
    edit([&](WriteTransaction& rows) {
        rows.put(tables::heads, Key().u64(blob.number.value()), head);
    });
    const StoredBlob shorter{
        blob.number, blob.volume, chunk_data_bytes,
        sha256(made_up_bytes(2 * chunk_data_bytes).substr(0, chunk_data_bytes)),
        sha512(made_up_bytes(2 * chunk_data_bytes).substr(0, chunk_data_bytes))};
    EXPECT_EQ(code_of([&] { read_all(store(), blob); }), "corrupt");  // the catalog's size
    const auto error =
        error_of([&] { store().verify(ref_of(shorter), shorter.sha256, shorter.sha512); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::corrupt);
    EXPECT_THAT(error->what(), testing::HasSubstr("head"));
}

TEST_F(BlobVolumes, a_damaged_head_is_corrupt_and_one_of_a_later_version_unsupported) {
    const StoredBlob blob = put_settled(store(), "bytes");
    const Bytes good = seal_head(check_key, blob.number, blob.size, blob.sha256);
    const auto with = [&](std::size_t at, char value) {
        Bytes head = good;
        head[at] = value;
        return head;
    };
    const std::vector<std::pair<Bytes, std::string>> cases{
        {"", "corrupt"},
        {good.substr(0, good.size() - 1), "corrupt"},
        {good + "x", "corrupt"},
        {with(13, 2), "corrupt"},  // two chunks
        {with(0, 2), "unsupported"},
        {with(1, 1), "unsupported"}};
    for (const auto& [head, code] : cases) {
        edit([&](WriteTransaction& rows) {
            rows.put(tables::heads, Key().u64(blob.number.value()), head);
        });
        EXPECT_EQ(code_of([&] { read_all(store(), blob); }), code);
        EXPECT_EQ(numbers_in(store()).size(), 1U);  // a check still learns that it is there
    }
}

TEST_F(BlobVolumes, a_chunk_of_a_later_version_is_unsupported) {
    const StoredBlob blob = put_settled(store(), "bytes");
    Bytes payload =
        "\x01"
        "bytes";
    seal_chunk(check_key, blob.number, 0, payload);
    edit([&](WriteTransaction& rows) { rows.put(tables::chunks, chunk_key(blob, 0), payload); });
    EXPECT_EQ(code_of([&] { read_all(store(), blob); }), "unsupported");
}

TEST_F(BlobVolumes, with_another_check_key_nothing_is_read) {
    const StoredBlob blob = put_settled(store(), "bytes");
    close();
    options_.check_key = Bytes(32, 'x');
    expect_corrupt(store(), blob, "blob 1, chunk 0");
    close();
    options_.check_key = "short";
    EXPECT_EQ(code_of([&] { open(); }), "invalid");
}

TEST_F(BlobVolumes, no_plain_digest_lies_on_disk) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(1000));
    close();
    std::ifstream file(path() / "000001.mdb", std::ios::binary);
    const Bytes all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(all.find(blob.sha256), Bytes::npos);
    EXPECT_EQ(all.find(blob.sha512.substr(0, 32)), Bytes::npos);
}

TEST_F(BlobVolumes, a_chunk_and_its_row_fill_whole_pages) {
    for (int i = 0; i < 4; ++i) {
        put_settled(store(), made_up_bytes(batch_bytes));
    }
    const double stored = static_cast<double>(store().facts().bytes);
    EXPECT_LT(stored / (4.0 * batch_bytes), 1.01);
}

TEST_F(BlobVolumes, an_upload_that_ends_while_the_sweep_walks_is_not_taken_for_litter) {
    const StoredBlob first = put_settled(store(), "first");
    const Bytes large = made_up_bytes(6 * batch_bytes);
    WaitingSource slow(large);
    StoredBlob slow_blob;
    std::thread uploader([&] {
        slow_blob = store().put(slow);
        store().settle(slow_blob.number);
    });
    slow.at_half.wait();  // its first chunks are on disk, and the sweep sees them without a head
    EXPECT_EQ(store().sweep([&](BlobNumber number) {
        if (number == first.number && uploader.joinable()) {
            slow.go_on.open();
            uploader.join();
        }
        return true;
    }),
              0U);
    EXPECT_TRUE(read_all(store(), slow_blob) == large);
}

TEST_F(BlobVolumes, the_removal_of_a_large_blob_leaves_no_chunk) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(260 * chunk_data_bytes));
    EXPECT_TRUE(store().remove(ref_of(blob)));
    EXPECT_EQ(store().sweep(all_is_referenced), 0U);
}

TEST_F(BlobVolumes, who_reads_a_blob_that_is_removed_gets_not_found_and_no_wrong_byte) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(2 * chunk_data_bytes));
    const auto source = store().open(ref_of(blob), {0, blob.size});
    Bytes got(chunk_data_bytes, '\0');
    read_fully(*source, got.data(), got.size());
    store().remove(ref_of(blob));
    put_settled(store(), made_up_bytes(2 * chunk_data_bytes, 9));
    EXPECT_EQ(code_of([&] { drain(*source); }), "not_found");
}

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

TEST_F(BlobVolumes, after_a_failed_commit_nothing_is_written_until_reopened) {
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
    EXPECT_EQ(code_of([&] { put(store(), "more"); }), "read_only");
    EXPECT_EQ(read_all(store(), before), "before");
    reopen();
    EXPECT_TRUE(store().writable());
    store().sweep(all_is_referenced);
    EXPECT_EQ(numbers_in(store()), std::vector{before.number.value()});
    EXPECT_EQ(read_all(store(), put(store(), "more")), "more");
}

TEST_F(BlobVolumes, a_put_holds_one_batch_in_memory_and_a_chunk_ahead) {
    const Bytes bytes = made_up_bytes(5 * batch_bytes);
    PiecesSource source(bytes);
    std::size_t most = 0;
    std::size_t written = 0;
    const FaultHookScope faults([&](std::string_view name) {
        if (name == "blob.batch") {
            most = std::max(most, source.position() - written);
            written += batch_bytes;
        }
    });
    const StoredBlob blob = store().put(source);
    EXPECT_EQ(written, 4 * batch_bytes);
    EXPECT_LE(most, batch_bytes + chunk_data_bytes);
    EXPECT_EQ(blob.size, bytes.size());
}

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
    const auto content = [&] {
        std::ifstream file(path() / "000001.mdb", std::ios::binary);
        return Bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    };
    const Bytes before = content();
    EXPECT_EQ(code_of([&] { store().remove(ref_of(sealed)); }), "unsupported");
    EXPECT_EQ(store().sweep(nothing_is_referenced), 1U);  // only what lies in the open volume
    reopen();
    EXPECT_EQ(code_of([&] { store().remove(ref_of(sealed)); }), "unsupported");
    EXPECT_TRUE(read_all(store(), sealed) == filling(1));
    close();
    EXPECT_TRUE(content() == before);
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
