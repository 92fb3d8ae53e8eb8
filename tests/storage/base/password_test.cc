#include "storage/base/password.h"

#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Password, the_right_one_is_known_and_no_other) {
    const std::string hash = hash_password("correct horse");
    EXPECT_TRUE(verify_password(hash, "correct horse"));
    EXPECT_FALSE(verify_password(hash, "correct horsf"));
    EXPECT_FALSE(verify_password(hash, "correct horse "));
    EXPECT_FALSE(verify_password(hash, ""));
}

TEST(Password, the_hash_is_argon2id_with_a_salt_of_its_own) {
    const std::string first = hash_password("secret");
    EXPECT_TRUE(first.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << first;
    EXPECT_NE(first, hash_password("secret"));
    EXPECT_EQ(first.find("secret"), std::string::npos);
}

TEST(Password, bytes_behind_a_zero_count) {
    const std::string hash = hash_password(std::string("a\0b", 3));
    EXPECT_TRUE(verify_password(hash, std::string("a\0b", 3)));
    EXPECT_FALSE(verify_password(hash, "a"));
}

TEST(Password, a_hash_that_is_none_is_damage_and_not_a_wrong_password) {
    for (const std::string hash : {"", "secret", "$argon2id$v=19$m=65536,t=2,p=1$", "$argon2id$"}) {
        try {
            verify_password(hash, "secret");
            ADD_FAILURE() << hash;
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::corrupt) << hash;
        }
    }
}

}  // namespace
}  // namespace kontor
