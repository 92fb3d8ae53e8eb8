#include "storage/kv/envelope.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

ErrorCode refusal(const Table& table, ByteView key, ByteView envelope) {
    try {
        open_envelope(table, key, envelope);
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(std::string(table.name)), std::string::npos);
        EXPECT_NE(std::string(error.what()).find(to_hex(key)), std::string::npos);
        return error.code();
    }
    ADD_FAILURE() << "the envelope was opened";
    return ErrorCode::internal;
}

TEST(Envelope, opens_to_what_was_sealed) {
    for (const std::size_t size : {0U, 1U, 2000U, 2030U, 2040U, 2041U, 2048U, 70000U, 3000000U}) {
        const Bytes payload(size, 'p');
        const Bytes envelope = seal_envelope(tables::documents, "key", payload);
        EXPECT_EQ(envelope.size(), size + envelope_overhead_bytes);
        EXPECT_EQ(open_envelope(tables::documents, "key", envelope), payload);
    }
}

// The bytes on disk: format, payload, SipHash-2-4 with a key of zeros as a big-endian number. The
// expected value was computed apart from this code, from the definition in tables.h.
TEST(Envelope, has_the_bytes_of_the_format_page) {
    EXPECT_EQ(to_hex(seal_envelope(tables::documents, "key", "payload")),
              "017061796c6f6164"
              "ac6f74222454cbf0");
}

TEST(Envelope, every_flipped_bit_is_corrupt) {
    const Bytes envelope = seal_envelope(tables::documents, "key", "payload");
    for (std::size_t i = 0; i < envelope.size() * 8; ++i) {
        Bytes damaged = envelope;
        damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
        EXPECT_EQ(refusal(tables::documents, "key", damaged), ErrorCode::corrupt) << "bit " << i;
    }
}

TEST(Envelope, every_shortened_or_lengthened_one_is_corrupt) {
    const Bytes envelope = seal_envelope(tables::documents, "key", "payload");
    for (std::size_t size = 0; size < envelope.size(); ++size) {
        EXPECT_EQ(refusal(tables::documents, "key", envelope.substr(0, size)), ErrorCode::corrupt)
            << size;
    }
    EXPECT_EQ(refusal(tables::documents, "key", envelope + "x"), ErrorCode::corrupt);
}

TEST(Envelope, one_of_another_key_or_table_is_corrupt) {
    const Bytes envelope = seal_envelope(tables::documents, "key", "payload");
    EXPECT_EQ(refusal(tables::documents, "kez", envelope), ErrorCode::corrupt);
    EXPECT_EQ(refusal(tables::folders, "key", envelope), ErrorCode::corrupt);
}

TEST(Envelope, no_byte_moves_from_key_to_payload_unseen) {
    const Bytes envelope = seal_envelope(tables::documents, "key", "\x01payload");
    EXPECT_EQ(refusal(tables::documents, Bytes("key\x01"), envelope), ErrorCode::corrupt);
}

// A chunk of a blob has a check of its own; those of before it had one are opened as they lie.
TEST(Envelope, of_a_chunk_is_bare_and_the_older_form_still_opens) {
    const Bytes envelope = seal_envelope(tables::chunks, "key", "payload");
    EXPECT_EQ(envelope, "\x02payload");
    EXPECT_EQ(open_envelope(tables::chunks, "key", envelope), "payload");
    const auto older = from_hex(
        "017061796c6f6164"
        "355e5058fdea1d2e");
    EXPECT_EQ(refusal(tables::heads, "key", envelope), ErrorCode::corrupt);
    EXPECT_EQ(refusal(tables::chunks, "key", ""), ErrorCode::corrupt);
    EXPECT_EQ(open_envelope(tables::chunks, "key", *older), "payload");
}

TEST(Envelope, a_later_format_is_told_from_damage) {
    // Format byte 2 and the checksum that belongs to it.
    const auto envelope = from_hex(
        "027061796c6f6164"
        "e18355a4e65dc0fe");
    EXPECT_EQ(refusal(tables::documents, "key", *envelope), ErrorCode::unsupported);
}

}  // namespace
}  // namespace kontor
