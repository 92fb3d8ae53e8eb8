// What the volumes alone promise about putting and removing.
#include "tests/storage/blob/volumes_fixture.h"

#include <thread>

namespace kontor::test {
namespace {

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

}  // namespace
}  // namespace kontor::test
