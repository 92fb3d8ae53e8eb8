#include "indexer/fields/document_set.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(DocumentSet, random_operations_agree_with_a_set_of_numbers) {
    std::mt19937 random(20261124);
    DocumentSet set;
    DocumentSet other;
    std::set<std::uint64_t> model;
    std::set<std::uint64_t> other_model;
    for (int step = 0; step < 3000; ++step) {
        const std::uint64_t serial = 1 + random() % 300;
        switch (random() % 8) {
            case 0:
                set.erase(DocumentId(serial));
                model.erase(serial);
                break;
            case 1:
                other.insert(DocumentId(serial));
                other_model.insert(serial);
                break;
            case 2:
                if (step % 10 == 0) {
                    set -= other;
                    std::erase_if(model, [&](auto s) { return other_model.contains(s); });
                }
                break;
            case 3:
                if (step % 10 == 0) {
                    set &= other;
                    std::erase_if(model, [&](auto s) { return !other_model.contains(s); });
                }
                break;
            case 4:
                if (step % 10 == 0) {
                    set |= other;
                    model.insert(other_model.begin(), other_model.end());
                }
                break;
            default:
                set.insert(DocumentId(serial));
                model.insert(serial);
        }
        ASSERT_EQ(set.count(), model.size());
        ASSERT_EQ(set.empty(), model.empty());
        ASSERT_EQ(set.contains(DocumentId(serial)), model.contains(serial));
        const auto next = model.lower_bound(serial);
        ASSERT_EQ(set.next(DocumentId(serial)),
                  next == model.end() ? std::nullopt : std::optional(DocumentId(*next)));
        ASSERT_EQ(
            set.count_up_to(DocumentId(serial)),
            static_cast<std::uint64_t>(std::distance(model.begin(), model.upper_bound(serial))));
    }
}

TEST(DocumentSet, a_range_holds_its_ends_and_nothing_beside) {
    for (const auto& [first, last] : {std::pair{1U, 1U}, {1U, 64U}, {63U, 64U}, {5U, 200U}}) {
        const DocumentSet set = DocumentSet::range(DocumentId(first), DocumentId(last));
        EXPECT_EQ(set.count(), last - first + 1);
        EXPECT_TRUE(set.contains(DocumentId(first)));
        EXPECT_TRUE(set.contains(DocumentId(last)));
        EXPECT_FALSE(set.contains(DocumentId(first - 1)));
        EXPECT_FALSE(set.contains(DocumentId(last + 1)));
    }
    EXPECT_TRUE(DocumentSet::range(DocumentId(5), DocumentId(4)).empty());
}

TEST(DocumentSet, sets_with_the_same_members_are_equal) {
    DocumentSet grown{3, 5000};
    grown.erase(DocumentId(5000));
    EXPECT_EQ(grown, DocumentSet{3});
    EXPECT_NE(grown, DocumentSet{4});
}

}  // namespace
}  // namespace kontor
