#include "indexer/pipeline/index_comparison.h"

#include "indexer/pipeline/archive_fields.h"
#include "indexer/pipeline/indexed_paper.h"
#include "storage/archive/disposal.h"
#include "storage/archive/log_walk.h"
#include "tests/support/archive/test_archive.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using Kind = IndexDifference::Kind;

// An archive of read papers and an index that has them all.
class Compared {
  public:
    Compared() {
        for (int n = 0; n < 5; ++n) {
            ids_.push_back(archive_.take_in("Kassenbuch " + std::to_string(n)).document);
        }
        while (read_next(archive_.store(), "Kassenbuch")) {
        }
        end_jobs();
        put_all();
    }

    TestArchive& archive() { return archive_; }
    Store& store() { return archive_.store(); }
    IndexWriter& writer() { return writer_; }
    DocumentId id(std::size_t n) const { return ids_.at(n); }

    std::optional<IndexedDocument> paper(DocumentId id) {
        KnownSchemas schemas;
        return indexed_paper(store(), fields_, schemas, id);
    }
    void put_all() {
        for (const DocumentId each : ids_) {
            if (const auto known = paper(each)) {
                writer_.put(*known);
            } else {
                writer_.remove(each);
            }
        }
        commit();
    }
    void commit() { writer_.commit(last_entry(store().snapshot().rows())); }
    void end_jobs() {
        const std::vector<std::string> kinds{"index"};
        while (const auto job = store().jobs().take(kinds, store().clock().now())) {
            store().upkeep([&](Upkeep& upkeep) { upkeep.finish(*job); });
        }
    }
    std::vector<IndexDifference> differences() {
        const IndexReader reader(store().folder().index(), fields_);
        return compare_index([&] { return store().snapshot(); }, reader);
    }

  private:
    TestArchive archive_;
    const FieldTable fields_{archive_fields(archive_.store().snapshot().rows())};
    IndexWriter writer_{archive_.store().folder().index(), fields_};
    std::vector<DocumentId> ids_;
};

TEST(IndexComparison, an_index_that_has_all_is_not_found_to_differ) {
    Compared both;
    EXPECT_EQ(both.differences(), std::vector<IndexDifference>{});
}

TEST(IndexComparison, papers_that_are_missing_outdated_or_too_many_are_named) {
    Compared both;
    both.writer().remove(both.id(1));
    IndexedDocument other = *both.paper(both.id(2));
    other.fingerprint = "another";
    both.writer().put(other);
    both.writer().put({.id = DocumentId(6),
                       .language = {},
                       .fields = {},
                       .pages = {"Rest"},
                       .fingerprint = "rest"});
    both.commit();
    EXPECT_EQ(both.differences(), (std::vector<IndexDifference>{{both.id(1), Kind::missing},
                                                                {both.id(2), Kind::outdated},
                                                                {DocumentId(6), Kind::surplus}}));
    both.put_all();
    EXPECT_EQ(both.differences(), (std::vector<IndexDifference>{{DocumentId(6), Kind::surplus}}));
}

TEST(IndexComparison, what_the_index_has_not_come_to_is_no_difference) {
    Compared both;
    Disposal(both.store()).destroy(admin_caller, {both.id(0)}, "over");
    both.archive().take_in("Kassenbuch neu");
    EXPECT_EQ(both.differences(), std::vector<IndexDifference>{});
    both.commit();  // as if the log had been followed, and the paper forgotten
    const auto found = both.differences();
    EXPECT_EQ(std::ranges::count(found, IndexDifference{DocumentId(6), Kind::missing}), 1);
}

// Everything that is to be found of a paper, and the text as it was read, is in it.
TEST(IndexComparison, a_fingerprint_changes_with_what_is_to_be_found) {
    Compared both;
    const Bytes before = both.paper(both.id(0))->fingerprint;
    EXPECT_EQ(both.paper(both.id(0))->fingerprint, before);
    EXPECT_NE(both.paper(both.id(1))->fingerprint, before);
    both.store().upkeep(
        [&](Upkeep& upkeep) { upkeep.enqueue({.kind = "read", .subject = both.id(0).str()}); });
    while (read_next(both.store(), "Kassenbuch, anders gelesen")) {
    }
    EXPECT_NE(both.paper(both.id(0))->fingerprint, before);
}

}  // namespace
}  // namespace kontor::test
