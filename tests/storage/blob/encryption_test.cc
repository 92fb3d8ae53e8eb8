// A store whose blobs are encrypted: what lies on disk, and what is noticed of it.
#include "storage/base/hash.h"
#include "storage/blob/blob_seal.h"
#include "tests/storage/blob/volumes_fixture.h"

namespace kontor::test {
namespace {

class EncryptedVolumes : public BlobVolumes {
  protected:
    EncryptedVolumes() { options_.keys = &keys_; }

    static Key chunk_key(const StoredBlob& blob, std::uint32_t index) {
        return Key().u64(blob.number.value()).u32(index);
    }
    static Bytes chunk_row(const Transaction& rows, const StoredBlob& blob, std::uint32_t index) {
        return Bytes(rows.get(tables::chunks, chunk_key(blob, index)).value());
    }
    static Bytes head_row(const Transaction& rows, const StoredBlob& blob) {
        return Bytes(rows.get(tables::heads, Key().u64(blob.number.value())).value());
    }
    void expect_corrupt(const StoredBlob& blob, const std::string& where) {
        const auto read = error_of([&] { read_all(store(), blob); });
        const auto check =
            error_of([&] { store().verify(ref_of(blob), blob.sha256, blob.sha512); });
        for (const auto& error : {read, check}) {
            ASSERT_TRUE(error) << where;
            EXPECT_EQ(error->code(), ErrorCode::corrupt);
            EXPECT_THAT(error->what(), testing::HasSubstr(where));
        }
    }

    MemoryBlobKeys keys_;
};

TEST_F(EncryptedVolumes, neither_bytes_nor_digests_lie_on_disk) {
    const Bytes mark = "seventeen letters";
    const Bytes bytes = made_up_bytes(chunk_data_bytes) + mark;
    const StoredBlob blob = put_settled(store(), bytes);
    EXPECT_TRUE(read_all(store(), blob) == bytes);
    close();
    const Bytes all = content_of(path() / "000001.mdb");
    EXPECT_EQ(all.find(mark), Bytes::npos);
    EXPECT_EQ(all.find(bytes.substr(1000, 16)), Bytes::npos);
    EXPECT_EQ(all.find(blob.sha256), Bytes::npos);
    EXPECT_EQ(all.find(blob.sha512.substr(0, 32)), Bytes::npos);
    EXPECT_EQ(all.find(keys_.get(blob.key)), Bytes::npos);
}

TEST_F(EncryptedVolumes, each_blob_has_a_key_of_its_own_so_equal_bytes_do_not_look_equal) {
    const StoredBlob one = put_settled(store(), made_up_bytes(5000));
    const StoredBlob two = put_settled(store(), made_up_bytes(5000));
    EXPECT_NE(one.key, two.key);
    edit([&](WriteTransaction& rows) {
        EXPECT_NE(chunk_row(rows, one, 0), chunk_row(rows, two, 0));
    });
}

TEST_F(EncryptedVolumes, a_full_chunk_takes_no_more_room_than_an_unencrypted_one) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(2 * chunk_data_bytes));
    edit([&](WriteTransaction& rows) {
        EXPECT_EQ(chunk_row(rows, blob, 0).size() + envelope_overhead_bytes,
                  limits::blob_chunk_bytes);
    });
}

TEST_F(EncryptedVolumes, chunks_that_changed_places_or_come_from_another_blob_are_corrupt) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(3 * chunk_data_bytes, 1));
    const StoredBlob other = put_settled(store(), made_up_bytes(3 * chunk_data_bytes, 2));
    edit([&](WriteTransaction& rows) {
        const Bytes zero = chunk_row(rows, blob, 0);
        rows.put(tables::chunks, chunk_key(blob, 0), chunk_row(rows, blob, 1));
        rows.put(tables::chunks, chunk_key(blob, 1), zero);
        rows.put(tables::chunks, chunk_key(other, 2), chunk_row(rows, blob, 2));
    });
    expect_corrupt(blob, "blob 1, chunk 0");
    expect_corrupt(other, "blob 2, chunk 2");
    EXPECT_EQ(read_range(store(), ref_of(blob), {2 * chunk_data_bytes, 10}).size(), 10U);
}

// Even who has the key and makes a head for fewer chunks: the last one left was not sealed as such.
TEST_F(EncryptedVolumes, a_blob_cut_off_behind_a_chunk_is_corrupt) {
    const Bytes bytes = made_up_bytes(3 * chunk_data_bytes);
    const StoredBlob blob = put_settled(store(), bytes);
    StoredBlob shorter = blob;
    shorter.size = 2 * chunk_data_bytes;
    shorter.sha256 = sha256(ByteView(bytes).substr(0, shorter.size));
    shorter.sha512 = sha512(ByteView(bytes).substr(0, shorter.size));
    const auto seal = make_cipher_seal(keys_.get(blob.key));
    edit([&](WriteTransaction& rows) {
        rows.erase(tables::chunks, chunk_key(blob, 2));
        rows.put(tables::heads, Key().u64(blob.number.value()),
                 seal->seal_head(blob.number, shorter.size, shorter.sha256));
    });
    expect_corrupt(shorter, "blob 1, chunk 1");
}

TEST_F(EncryptedVolumes, a_flipped_bit_in_a_chunk_or_head_is_corrupt) {
    const StoredBlob blob = put_settled(store(), made_up_bytes(100));
    Bytes chunk;
    Bytes head;
    edit([&](WriteTransaction& rows) {
        chunk = chunk_row(rows, blob, 0);
        head = head_row(rows, blob);
    });
    for (std::size_t byte = 0; byte < chunk.size(); byte += 5) {
        Bytes flipped = chunk;
        flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << (byte % 8)));
        edit(
            [&](WriteTransaction& rows) { rows.put(tables::chunks, chunk_key(blob, 0), flipped); });
        expect_corrupt(blob, "blob 1, chunk 0");
    }
    edit([&](WriteTransaction& rows) { rows.put(tables::chunks, chunk_key(blob, 0), chunk); });
    for (std::size_t byte = 2; byte < head.size(); byte += 3) {  // before: format and cipher
        Bytes flipped = head;
        flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << (byte % 8)));
        edit([&](WriteTransaction& rows) {
            rows.put(tables::heads, Key().u64(blob.number.value()), flipped);
        });
        expect_corrupt(blob, "head of blob 1");
    }
}

TEST_F(EncryptedVolumes, without_its_key_a_blob_cannot_be_read_and_can_be_removed) {
    const StoredBlob blob = put_settled(store(), "bytes");
    const StoredBlob other = put_settled(store(), "others");
    keys_.destroy(blob.key);
    EXPECT_EQ(code_of([&] { read_all(store(), blob); }), "not_found");
    StoredBlob mixed_up = blob;
    mixed_up.key = other.key;
    expect_corrupt(mixed_up, "head of blob 1");
    EXPECT_EQ(read_all(store(), other), "others");
    EXPECT_TRUE(store().remove(ref_of(blob)));
}

TEST_F(EncryptedVolumes, encrypted_and_unencrypted_blobs_do_not_stand_in_one_store) {
    const StoredBlob blob = put_settled(store(), "bytes");
    StoredBlob without = blob;
    without.key = KeySlot();
    EXPECT_EQ(code_of([&] { read_all(store(), without); }), "corrupt");
    close();
    options_.keys = nullptr;
    EXPECT_EQ(code_of([&] { read_all(store(), blob); }), "corrupt");
    EXPECT_EQ(code_of([&] { read_all(store(), without); }), "corrupt");
}

}  // namespace
}  // namespace kontor::test
