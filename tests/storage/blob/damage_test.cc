// What lies on disk is not what was put there.
#include "storage/base/hash.h"
#include "tests/storage/blob/volumes_fixture.h"

namespace kontor::test {
namespace {

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
    const std::size_t at = content_of(path() / "000001.mdb").find(mark);
    ASSERT_NE(at, Bytes::npos);
    std::fstream file(path() / "000001.mdb", std::ios::in | std::ios::out | std::ios::binary);
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
        {with(1, 1), "corrupt"},  // encrypted, where nothing is
        {with(1, 2), "unsupported"}};
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
        "\x04"
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
    const Bytes all = content_of(path() / "000001.mdb");
    EXPECT_EQ(all.find(blob.sha256), Bytes::npos);
    EXPECT_EQ(all.find(blob.sha512.substr(0, 32)), Bytes::npos);
}

}  // namespace
}  // namespace kontor::test
