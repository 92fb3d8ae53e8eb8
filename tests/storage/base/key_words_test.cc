#include "storage/base/key_words.h"

#include "storage/base/error.h"
#include "storage/base/random.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

// The examples of the proposal: 127.0.0.1 is lusab-babad, 63.84.220.193 gutih-tugad.
TEST(KeyWords, are_the_words_of_the_proposal) {
    const Bytes key = *from_hex("7f0000013f54dcc1") + Bytes(24, '\0');
    EXPECT_EQ(key_words(key).substr(0, 24), "lusab babad gutih tugad ");
    EXPECT_EQ(key_words(key).size(), 17U * 6 - 1);
}

TEST(KeyWords, give_the_key_again_however_they_are_typed) {
    for (int i = 0; i < 50; ++i) {
        const Bytes key = random_bytes(32);
        std::string words = key_words(key);
        EXPECT_EQ(key_of_words(words), key);
        words[5] = '\n';
        words[11] = '-';
        words[0] = static_cast<char>(words[0] - 'a' + 'A');
        EXPECT_EQ(key_of_words(" " + words + "\r\n"), key);
    }
}

TEST(KeyWords, that_are_too_few_wrong_or_in_another_order_are_no_key) {
    const Bytes key = *from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    const std::string words = key_words(key);
    EXPECT_FALSE(key_of_words(""));
    EXPECT_FALSE(key_of_words(words.substr(6)));
    EXPECT_FALSE(key_of_words(words + " babab"));
    EXPECT_FALSE(key_of_words(words.substr(6, 6) + words.substr(0, 6) + words.substr(12)));
    for (std::size_t at = 0; at < words.size(); ++at) {
        std::string other = words;
        other[at] = other[at] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(key_of_words(other)) << at;
    }
    EXPECT_THROW(key_words("short"), Error);
}

}  // namespace
}  // namespace kontor
