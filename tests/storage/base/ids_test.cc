#include "storage/base/ids.h"

#include <unordered_set>

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Ids, an_id_prints_as_it_was_read) {
    for (const std::string text : {"1", "10", "4711", "18446744073709551615"}) {
        const auto id = DocumentId::parse(text);
        ASSERT_TRUE(id) << text;
        EXPECT_EQ(id->str(), text);
        EXPECT_TRUE(id->valid());
    }
}

TEST(Ids, what_is_not_the_one_form_of_a_number_from_1_is_no_id) {
    for (const std::string text :
         {"", "0", "01", "-1", "+1", " 1", "1 ", "1a", "a", "0x1", "1.0", "1e3",
          "18446744073709551616", "99999999999999999999999", "\xd9\xa1"}) {
        EXPECT_FALSE(DocumentId::parse(text)) << text;
    }
    EXPECT_FALSE(DocumentId::parse(std::string_view()));
    EXPECT_FALSE(DocumentId::parse(std::string_view("1\0", 2)));
}

TEST(Ids, a_default_id_is_no_id) {
    EXPECT_FALSE(FolderId().valid());
    EXPECT_TRUE(FolderId(1).valid());
}

TEST(Ids, ids_of_two_kinds_cannot_be_swapped) {
    EXPECT_FALSE((std::is_convertible_v<DocumentId, FolderId>));
    EXPECT_FALSE((std::is_constructible_v<DocumentId, FolderId>));
    EXPECT_FALSE((std::is_convertible_v<std::uint64_t, DocumentId>));
}

TEST(Ids, ids_sort_and_hash_as_their_numbers) {
    EXPECT_LT(DocumentId(2), DocumentId(10));
    const std::unordered_set<DocumentId> ids{DocumentId(1), DocumentId(2), DocumentId(1)};
    EXPECT_EQ(ids.size(), 2U);
    EXPECT_LT(Sequence{0}, Sequence{1});
}

}  // namespace
}  // namespace kontor
