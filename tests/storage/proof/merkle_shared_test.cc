// The golden vectors of ../shared for tree, proofs and tiles.
#include "storage/base/hash.h"
#include "storage/proof/tiles.h"
#include "tests/storage/proof/random_tree.h"
#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::digest;
using test::digests;
using test::RandomTree;

class SharedVectors : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::has_shared_data()) {
            GTEST_SKIP() << "needs ../shared";
        }
    }
    static Json vectors(const char* name) {
        return test::file_json(test::shared_data() / "merkle" / name);
    }
};

TEST_F(SharedVectors, tree_and_proofs_are_the_golden_ones) {
    const Json file = vectors("tree.json");
    RandomTree tree(0);
    for (const Json& leaf : file["leaves"]) {
        tree.add(leaf_hash(from_hex(leaf["data"].get<std::string>()).value()));
        EXPECT_EQ(tree.leaves().back(), digest(leaf["leaf_hash"]));
    }
    for (const Json& root : file["roots"]) {
        EXPECT_EQ(tree.root(root["size"]), digest(root["root"]));
    }
    const Json inclusion = vectors("inclusion.json");
    EXPECT_EQ(inclusion.size(), 136U);
    for (const Json& v : inclusion) {
        const auto proof = inclusion_proof(v["index"], v["size"], tree.reader());
        EXPECT_EQ(proof, digests(v["proof"]));
        EXPECT_TRUE(verify_inclusion(v["index"], v["size"], digest(v["leaf_hash"]), proof,
                                     digest(v["root"])));
    }
    const Json consistency = vectors("consistency.json");
    EXPECT_EQ(consistency.size(), 153U);
    for (const Json& v : consistency) {
        const auto proof = consistency_proof(v["first"], v["second"], tree.reader());
        EXPECT_EQ(proof, digests(v["proof"]));
        EXPECT_TRUE(verify_consistency(v["first"], v["second"], digest(v["first_root"]),
                                       digest(v["second_root"]), proof));
    }
}

TEST_F(SharedVectors, every_damaged_proof_is_refused) {
    for (const Json& v : vectors("must-reject.json")) {
        if (v["kind"] == "inclusion") {
            EXPECT_FALSE(verify_inclusion(v["index"], v["size"], digest(v["leaf_hash"]),
                                          digests(v["proof"]), digest(v["root"])))
                << v["why"];
        } else {
            ASSERT_EQ(v["kind"], "consistency");
            EXPECT_FALSE(verify_consistency(v["first"], v["second"], digest(v["first_root"]),
                                            digest(v["second_root"]), digests(v["proof"])))
                << v["why"];
        }
    }
}

Digest tile_digest(const TilePath& tile, std::uint64_t size, const RandomTree& tree) {
    return Digest(sha256(tile_hashes(size, tile, tree.reader())));
}

// One line of "tiles" of a log: how many full ones, the last of them, and the partial one.
void expect_tiles(const Json& v, std::uint64_t size, const RandomTree& tree) {
    const unsigned level = v["level"];
    if (v.contains("full_tiles")) {
        const std::uint64_t count = v["full_tiles"];
        const TilePath last{TilePath::Kind::hashes, level, count - 1, tile_width_max};
        EXPECT_EQ(tile_levels(size).at(level).full_tiles, count);
        EXPECT_EQ(tile_path(last), v["last_full_path"]);
        EXPECT_EQ(tile_digest(last, size, tree), digest(v["last_full_sha256"]));
    }
    if (v.contains("partial_width")) {
        const TilePath partial = parse_tile_path(v["partial_path"].get<std::string>()).value();
        EXPECT_EQ(partial.width, v["partial_width"]);
        EXPECT_EQ(tile_levels(size).at(level).partial_width, partial.width);
        EXPECT_TRUE(has_tile(size, partial));
        EXPECT_EQ(tile_digest(partial, size, tree), digest(v["partial_sha256"]));
    }
}

TEST_F(SharedVectors, a_log_of_seventy_thousand_entries_has_the_golden_tiles_and_proofs) {
    const Json file = vectors("tiles.json");
    for (const Json& v : file["paths"]) {
        EXPECT_EQ(tile_path({TilePath::Kind::hashes, 0, v["index"], 256}),
                  "tile/0/" + v["path"].get<std::string>());
    }
    RandomTree tree(0);
    for (int i = 0; i < 70000; ++i) {
        tree.add(leaf_hash(std::to_string(i)));
    }
    for (const Json& log : file["logs"]) {
        const std::uint64_t size = log["size"];
        EXPECT_EQ(root_at(size, tree.reader()), digest(log["root"])) << size;
        for (const Json& v : log["tiles"]) {
            expect_tiles(v, size, tree);
        }
    }
    for (const Json& v : file["proofs"]) {
        EXPECT_EQ(inclusion_proof(v["index"], v["size"], tree.reader()), digests(v["proof"]));
    }
    for (const Json& v : file["consistency"]) {
        EXPECT_EQ(consistency_proof(v["first"], v["second"], tree.reader()), digests(v["proof"]));
    }
    for (const Json& v : file["entry_bundles"]) {
        const TilePath path = parse_tile_path(v["path"].get<std::string>()).value();
        Bytes bundle;
        for (unsigned i = 0; i < path.width; ++i) {
            append_entry(bundle, std::to_string(path.index * tile_width_max + i));
        }
        EXPECT_EQ(Digest(sha256(bundle)), digest(v["sha256"]));
    }
}

}  // namespace
}  // namespace kontor
