// Chunks that are compressed, where that pays.
#include "storage/blob/chunk_compression.h"
#include "tests/storage/blob/volumes_fixture.h"

namespace kontor::test {
namespace {

// Text of a paper, in which few words come again and again.
Bytes wordy_bytes(std::size_t size) {
    static constexpr std::array<std::string_view, 8> words{
        "Rechnung ", "Nummer ", "vom ", "Betrag ", "Lieferung ", "Euro ", "zahlbar ", "bis "};
    const Bytes random = made_up_bytes(size);
    Bytes bytes;
    for (std::size_t i = 0; bytes.size() < size; ++i) {
        bytes += words.at(static_cast<unsigned char>(random[i]) % words.size());
    }
    return bytes.substr(0, size);
}

class Compression : public BlobVolumes, public testing::WithParamInterface<bool> {
  protected:
    Compression() { options_.keys = GetParam() ? &keys_ : nullptr; }

    std::size_t room_of(const StoredBlob& blob) {
        std::size_t bytes = 0;
        edit([&](WriteTransaction& rows) {
            const auto cursor = rows.cursor(tables::chunks);
            for (bool more = cursor->seek(Key().u64(blob.number.value()));
                 more && cursor->key().substr(0, 8) == ByteView(Key().u64(blob.number.value()));
                 more = cursor->next()) {
                bytes += cursor->value().size();
            }
        });
        return bytes;
    }
    Bytes read(const StoredBlob& blob, std::uint64_t first, std::uint64_t length) {
        return drain(*store().open(ref_of(blob), {first, length}));
    }

    MemoryBlobKeys keys_;
};

INSTANTIATE_TEST_SUITE_P(, Compression, testing::Bool(), [](const auto& param) {
    return param.param ? "encrypted" : "plain";
});

TEST_P(Compression, what_gets_smaller_takes_less_room_and_comes_back_the_same) {
    for (const std::size_t size : {600UL, 16'000UL, 5 * chunk_data_bytes / 2}) {
        const Bytes bytes = wordy_bytes(size);
        const StoredBlob blob = put_settled(store(), bytes);
        EXPECT_EQ(blob.size, size);
        EXPECT_LT(room_of(blob), size * 3 / 4) << size;
        EXPECT_TRUE(read_all(store(), blob) == bytes) << size;
        EXPECT_NO_THROW(store().verify(ref_of(blob), blob.sha256, blob.sha512));
    }
}

TEST_P(Compression, what_does_not_get_smaller_stays_as_it_is) {
    for (const std::size_t size : {1UL, 100UL, 16'000UL, 2 * chunk_data_bytes + 1}) {
        const StoredBlob blob = put_settled(store(), made_up_bytes(size));
        EXPECT_GE(room_of(blob), size);
        EXPECT_LT(room_of(blob), size + 100);
        EXPECT_TRUE(read_all(store(), blob) == made_up_bytes(size));
    }
}

TEST_P(Compression, a_range_is_read_across_chunks_of_both_kinds) {
    const Bytes bytes = wordy_bytes(chunk_data_bytes) + made_up_bytes(chunk_data_bytes) +
                        wordy_bytes(chunk_data_bytes + 5);
    const StoredBlob blob = put_settled(store(), bytes);
    EXPECT_LT(room_of(blob), 2 * chunk_data_bytes);
    EXPECT_GT(room_of(blob), chunk_data_bytes);
    for (const std::uint64_t first :
         {std::uint64_t{0}, std::uint64_t{chunk_data_bytes - 3},
          std::uint64_t{2 * chunk_data_bytes - 3}, std::uint64_t{3 * chunk_data_bytes + 1}}) {
        EXPECT_TRUE(read(blob, first, 4) == bytes.substr(first, 4)) << first;
    }
}

// A scan that begins with a page of text: the next batch is judged by its own first chunk.
TEST_P(Compression, each_batch_is_tried_anew) {
    const Bytes bytes = made_up_bytes(batch_bytes) + wordy_bytes(batch_bytes);
    const StoredBlob blob = put_settled(store(), bytes);
    EXPECT_LT(room_of(blob), batch_bytes * 3 / 2);
    EXPECT_TRUE(read_all(store(), blob) == bytes);
}

TEST_F(BlobVolumes, a_chunk_that_expands_to_another_length_or_not_at_all_is_corrupt) {
    const StoredBlob blob = put_settled(store(), wordy_bytes(10'000));
    Bytes shorter = '\0' + wordy_bytes(9'999);
    Bytes longer = '\0' + Bytes(100'000'000, 'a');  // a few kilobytes on disk
    ASSERT_TRUE(compress_chunk(shorter));
    ASSERT_TRUE(compress_chunk(longer));
    ASSERT_LT(longer.size(), 100'000U);
    for (const Bytes& body : {shorter, longer, shorter.substr(0, 500), Bytes{zstd_flag},
                              zstd_flag + Bytes("no frame at all")}) {
        edit([&](WriteTransaction& rows) {
            Bytes payload = body;
            seal_chunk(check_key, blob.number, 0, payload);
            rows.put(tables::chunks, Key().u64(blob.number.value()).u32(0), payload);
        });
        const auto error = error_of([&] { read_all(store(), blob); });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code(), ErrorCode::corrupt);
        EXPECT_THAT(error->what(), testing::HasSubstr("blob 1, chunk 0"));
    }
}

}  // namespace
}  // namespace kontor::test
