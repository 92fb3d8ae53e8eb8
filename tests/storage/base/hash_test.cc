#include "storage/base/hash.h"

#include <thread>

#include <gtest/gtest.h>

namespace kontor {
namespace {

// The example messages of FIPS 180 (NIST, "Secure Hash Standard: example values").
const std::string two_blocks_256 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const std::string two_blocks_512 =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

TEST(Hash, sha256_gives_the_digests_of_the_standard) {
    EXPECT_EQ(to_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256(two_blocks_256)),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(to_hex(sha256(std::string(1000000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, sha512_gives_the_digests_of_the_standard) {
    EXPECT_EQ(to_hex(sha512("abc")),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    EXPECT_EQ(to_hex(sha512(two_blocks_512)),
              "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
              "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909");
}

TEST(Hash, piece_by_piece_is_the_same_as_at_once) {
    for (const HashKind kind : {HashKind::sha256, HashKind::sha512}) {
        Hasher pieces(kind);
        for (const char c : two_blocks_512) {
            pieces.update(ByteView(&c, 1));
            pieces.update(ByteView());
        }
        EXPECT_EQ(pieces.finish(), Hasher(kind).update(two_blocks_512).finish());
    }
}

TEST(Hash, a_hasher_begins_anew_after_a_digest) {
    Hasher hasher(HashKind::sha256);
    const Bytes first = hasher.update("abc").finish();
    EXPECT_EQ(hasher.finish(), sha256(""));
    EXPECT_EQ(hasher.update("abc").finish(), first);
}

TEST(Hash, a_hasher_that_moved_goes_on_where_it_was) {
    Hasher first(HashKind::sha256);
    first.update("ab");
    Hasher second = std::move(first);
    EXPECT_EQ(second.update("c").finish(), sha256("abc"));
}

TEST(Hash, threads_hash_at_the_same_time) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) {
                EXPECT_EQ(to_hex(sha256("abc")).substr(0, 8), "ba7816bf");
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace
}  // namespace kontor
