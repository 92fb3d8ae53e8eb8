#include "storage/base/aead.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

const Bytes key(32, '\0');
const Bytes nonce(12, '\0');

// Test case 14 of "The Galois/Counter Mode of Operation" (McGrew, Viega).
TEST(Aead, gives_the_bytes_of_the_published_vector) {
    EXPECT_EQ(to_hex(aead_seal(key, nonce, "", Bytes(16, '\0'))),
              "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(Aead, opens_what_it_sealed_and_nothing_else) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 70000U}) {
        const Bytes plain(size, 'p');
        const Bytes sealed = aead_seal(key, nonce, "place", plain);
        EXPECT_EQ(sealed.size(), size + aead_tag_bytes);
        EXPECT_TRUE(aead_open(key, nonce, "place", sealed) == plain);
        EXPECT_FALSE(aead_open(Bytes(32, 'k'), nonce, "place", sealed));
        EXPECT_FALSE(aead_open(key, Bytes(12, 'n'), "place", sealed));
        EXPECT_FALSE(aead_open(key, nonce, "elsewhere", sealed));
        EXPECT_FALSE(aead_open(key, nonce, "place", sealed + "x"));
        EXPECT_FALSE(aead_open(key, nonce, "place", ByteView(sealed).substr(1)));
    }
    EXPECT_FALSE(aead_open(key, nonce, "", "short"));
}

TEST(Aead, a_flipped_bit_anywhere_is_noticed) {
    const Bytes sealed = aead_seal(key, nonce, "place", "twenty bytes of text");
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
        Bytes other = sealed;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(aead_open(key, nonce, "place", other)) << bit;
    }
}

TEST(Aead, a_key_or_nonce_of_another_length_is_refused) {
    EXPECT_THROW(aead_seal("short", nonce, "", ""), Error);
    EXPECT_THROW(aead_seal(key, "short", "", ""), Error);
}

}  // namespace
}  // namespace kontor
