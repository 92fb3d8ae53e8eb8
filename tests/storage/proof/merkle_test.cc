#include "storage/proof/merkle.h"

#include "storage/base/hash.h"
#include "tests/storage/proof/random_tree.h"
#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::code_of;
using test::digest;
using test::digests;
using test::RandomTree;

std::vector<Digest> leaf_hashes(const Json& leaves) {
    std::vector<Digest> hashes;
    for (const Json& leaf : leaves) {
        hashes.push_back(leaf_hash(from_hex(leaf["data"].get<std::string>()).value()));
        EXPECT_EQ(hashes.back(), digest(leaf["leaf_hash"]));
    }
    return hashes;
}

RandomTree tree_of(const std::vector<Digest>& leaves) {
    RandomTree tree(0);
    for (const Digest& leaf : leaves) {
        tree.add(leaf);
    }
    return tree;
}

TEST(Merkle, the_public_leaves_give_the_public_roots) {
    const Json vectors = test::file_json(test::own_data() / "tree.json");
    const RandomTree tree = tree_of(leaf_hashes(vectors["leaves"]));
    for (std::size_t size = 0; size < vectors["roots"].size(); ++size) {
        EXPECT_EQ(tree.root(size), digest(vectors["roots"][size])) << size;
        EXPECT_EQ(root_at(size, tree.reader()), digest(vectors["roots"][size])) << size;
    }
    EXPECT_EQ(empty_root().to_hex(),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Merkle, every_proof_of_a_small_tree_is_the_one_of_the_definition) {
    const Json vectors = test::file_json(test::own_data() / "tree.json");
    const RandomTree tree = tree_of(leaf_hashes(vectors["leaves"]));
    for (const Json& v : vectors["inclusion"]) {
        const std::uint64_t index = v["index"];
        const std::uint64_t size = v["size"];
        const auto proof = inclusion_proof(index, size, tree.reader());
        EXPECT_EQ(proof, digests(v["proof"])) << index << " in " << size;
        EXPECT_TRUE(verify_inclusion(index, size, tree.leaves().at(index), proof, tree.root(size)));
    }
    for (const Json& v : vectors["consistency"]) {
        const std::uint64_t first = v["first"];
        const std::uint64_t second = v["second"];
        const auto proof = consistency_proof(first, second, tree.reader());
        EXPECT_EQ(proof, digests(v["proof"])) << first << " to " << second;
        EXPECT_TRUE(verify_consistency(first, second, tree.root(first), tree.root(second), proof));
    }
}

TEST(Merkle, every_leaf_of_a_tree_of_any_size_proves_itself_and_nothing_else) {
    std::mt19937_64 random(20261124);
    std::vector<std::uint64_t> sizes{1, 2, 3, 4, 7, 8, 9, 255, 256, 257, 600};
    for (int i = 0; i < 12; ++i) {
        sizes.push_back(1 + random() % 600);
    }
    const RandomTree tree(600, 7);
    for (const std::uint64_t size : sizes) {
        const Digest root = tree.root(size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(index, size, tree.reader());
            const Digest& leaf = tree.leaves().at(index);
            ASSERT_TRUE(verify_inclusion(index, size, leaf, proof, root)) << index << " " << size;
            ASSERT_FALSE(
                verify_inclusion(index, size, tree.leaves().at((index + 1) % 600), proof, root));
            ASSERT_FALSE(size > 1 && verify_inclusion((index + 1) % size, size, leaf, proof, root));
        }
    }
}

TEST(Merkle, a_changed_hash_anywhere_in_an_inclusion_proof_is_refused) {
    std::mt19937_64 random(1);
    const RandomTree tree(600, 8);
    for (int round = 0; round < 60; ++round) {
        const std::uint64_t size = 1 + random() % 600;
        const std::uint64_t index = random() % size;
        const auto proof = inclusion_proof(index, size, tree.reader());
        const Digest& leaf = tree.leaves().at(index);
        const Digest root = tree.root(size);
        for (std::size_t i = 0; i < proof.size(); ++i) {
            const auto changed = test::with_bit_flipped(proof, i, random() % 256);
            EXPECT_FALSE(verify_inclusion(index, size, leaf, changed, root));
            auto missing = proof;
            missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
            EXPECT_FALSE(verify_inclusion(index, size, leaf, missing, root));
            auto doubled = proof;
            doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
            EXPECT_FALSE(verify_inclusion(index, size, leaf, doubled, root));
        }
    }
}

TEST(Merkle, every_older_tree_is_continued_and_no_rewritten_one) {
    std::mt19937_64 random(3);
    const RandomTree tree(600, 9);
    for (int round = 0; round < 150; ++round) {
        const std::uint64_t second = 1 + random() % 600;
        const std::uint64_t first = random() % (second + 1);
        const auto proof = consistency_proof(first, second, tree.reader());
        const Digest old_root = tree.root(first);
        const Digest new_root = tree.root(second);
        ASSERT_TRUE(verify_consistency(first, second, old_root, new_root, proof))
            << first << " " << second;
        for (std::size_t i = 0; i < proof.size(); ++i) {
            const auto changed = test::with_bit_flipped(proof, i, random() % 256);
            EXPECT_FALSE(verify_consistency(first, second, old_root, new_root, changed));
            auto missing = proof;
            missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
            EXPECT_FALSE(verify_consistency(first, second, old_root, new_root, missing));
        }
        if (first > 0) {
            RandomTree rewritten(first - 1, 9);
            rewritten.add(leaf_hash("another last entry"));
            EXPECT_FALSE(
                verify_consistency(first, second, rewritten.edge().root(), new_root, proof));
        }
    }
}

TEST(Merkle, the_size_must_come_from_outside_because_a_proof_verifies_under_a_wrong_one) {
    const RandomTree tree(11);
    const auto proof = inclusion_proof(5, 11, tree.reader());
    EXPECT_TRUE(verify_inclusion(5, 12, tree.leaves().at(5), proof, tree.root(11)));
    EXPECT_FALSE(verify_inclusion(5, 17, tree.leaves().at(5), proof, tree.root(11)));
}

TEST(Merkle, a_doubled_last_leaf_makes_another_tree) {
    const RandomTree three(3);
    RandomTree four(3);
    four.add(four.leaves().back());
    EXPECT_NE(three.edge().root(), four.edge().root());
}

TEST(Merkle, an_inner_node_is_no_leaf) {
    const RandomTree tree(2);
    const Digest node = tree.edge().root();
    Bytes data = Bytes(tree.leaves()[0].bytes()) + Bytes(tree.leaves()[1].bytes());
    EXPECT_NE(leaf_hash(data), node);
    EXPECT_FALSE(verify_inclusion(0, 2, node, {tree.leaves()[1]}, node));
}

TEST(Merkle, the_root_of_a_larger_tree_does_not_pass_for_one_of_the_stated_size) {
    const RandomTree tree(8);
    EXPECT_FALSE(verify_inclusion(0, 1, tree.leaves()[1], {tree.leaves()[0]}, tree.root(2)));
    // The right half of a tree of eight grows as a tree of four does.
    const auto proof = consistency_proof(7, 8, tree.reader());
    EXPECT_TRUE(verify_consistency(7, 8, tree.root(7), tree.root(8), proof));
    EXPECT_FALSE(verify_consistency(3, 4, tree.root(7), tree.root(8), proof));
    EXPECT_FALSE(verify_consistency(8, 8, tree.root(8), tree.root(8), proof));
}

TEST(Merkle, a_proof_that_cannot_exist_is_refused_with_its_reason) {
    const RandomTree tree(4);
    EXPECT_EQ(code_of([&] { inclusion_proof(4, 4, tree.reader()); }), "proof.tree_index");
    EXPECT_EQ(code_of([&] { inclusion_proof(0, 0, tree.reader()); }), "proof.tree_index");
    EXPECT_EQ(code_of([&] { consistency_proof(4, 3, tree.reader()); }), "proof.tree_size");
    EXPECT_FALSE(verify_inclusion(0, 0, tree.leaves()[0], {}, empty_root()));
    EXPECT_FALSE(verify_inclusion(1, 1, tree.leaves()[0], {}, tree.root(1)));
    EXPECT_FALSE(verify_consistency(4, 3, tree.root(4), tree.root(3), {}));
    EXPECT_FALSE(verify_consistency(0, 4, tree.root(3), tree.root(4), {}));
}

TEST(Merkle, proofs_near_the_largest_size_neither_wrap_nor_read_much) {
    const std::uint64_t size = ~std::uint64_t{0};
    std::vector<Digest> of_level{leaf_hash("the same in every entry")};
    while (of_level.size() < 64) {
        of_level.push_back(node_hash(of_level.back(), of_level.back()));
    }
    std::size_t reads = 0;
    const SubtreeReader reader = [&](unsigned level, std::uint64_t) {
        ++reads;
        return of_level.at(level);
    };
    const auto proof = inclusion_proof(size - 1, size, reader);
    EXPECT_LE(proof.size(), 64U);
    EXPECT_LE(reads, 2 * 64U);
    EXPECT_TRUE(
        verify_inclusion(size - 1, size, reader(0, size - 1), proof, root_at(size, reader)));
    const auto longer = consistency_proof(size - 5, size, reader);
    EXPECT_TRUE(verify_consistency(size - 5, size, root_at(size - 5, reader), root_at(size, reader),
                                   longer));
}

TEST(Merkle, a_proof_reads_as_many_subtrees_as_the_tree_is_high_not_as_it_has_leaves) {
    const RandomTree tree(600);
    inclusion_proof(77, 600, tree.reader());
    EXPECT_LE(tree.reads(), 20U);
}

TEST(MerkleEdge, it_hands_out_each_completed_subtree_once_and_the_right_hash) {
    MerkleEdge edge;
    EXPECT_EQ(edge.append(leaf_hash("0")), (std::vector<Subtree>{{0, 0, leaf_hash("0")}}));
    edge.append(leaf_hash("1"));
    edge.append(leaf_hash("2"));
    const Digest left = node_hash(leaf_hash("0"), leaf_hash("1"));
    const Digest right = node_hash(leaf_hash("2"), leaf_hash("3"));
    EXPECT_EQ(edge.append(leaf_hash("3")),
              (std::vector<Subtree>{
                  {0, 3, leaf_hash("3")}, {1, 1, right}, {2, 0, node_hash(left, right)}}));
    EXPECT_EQ(edge.hashes(), std::vector<Digest>{node_hash(left, right)});
}

TEST(MerkleEdge, it_comes_back_from_its_bytes_and_from_stored_subtrees_at_any_size) {
    const RandomTree tree(130);
    MerkleEdge edge;
    for (std::uint64_t size = 0; size <= 130; ++size) {
        EXPECT_EQ(MerkleEdge::parse(edge.serialise()), edge);
        EXPECT_EQ(edge_at(size, tree.reader()), edge);
        EXPECT_EQ(edge.root(), tree.root(size)) << size;
        if (size < 130) {
            edge.append(tree.leaves().at(size));
        }
    }
}

TEST(MerkleEdge, bytes_of_another_shape_are_corrupt) {
    const RandomTree tree(6);
    const Bytes good = tree.edge().serialise();
    for (const Bytes& bad : {Bytes(), good.substr(0, 7), good.substr(0, good.size() - 1),
                             good + "x", good + Bytes(32, 'x'), good.substr(0, 8 + 32)}) {
        try {
            MerkleEdge::parse(bad);
            FAIL() << to_hex(bad);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::corrupt);
        }
    }
    EXPECT_EQ(code_of([] { MerkleEdge(3, {leaf_hash("")}); }), "proof.tree_edge");
}

TEST(Rows, a_rows_commitment_is_the_leaf_data_and_proves_itself_under_the_rows_root) {
    std::vector<Bytes> commitments;
    for (int i = 0; i < 5; ++i) {
        commitments.push_back(sha256("salt, table, key, value " + std::to_string(i)));
    }
    const Digest root = rows_root(commitments);
    for (std::uint64_t i = 0; i < commitments.size(); ++i) {
        const auto proof = rows_inclusion_proof(i, commitments);
        EXPECT_TRUE(verify_inclusion(i, 5, leaf_hash(commitments[i]), proof, root));
    }
    EXPECT_EQ(rows_root({commitments[0]}), leaf_hash(commitments[0]));
    EXPECT_EQ(rows_root({}), empty_root());
    EXPECT_EQ(code_of([&] { rows_root({commitments[0], "short"}); }), "proof.digest_length");
    EXPECT_EQ(code_of([&] { rows_inclusion_proof(5, commitments); }), "proof.tree_index");
}

TEST(Digest, its_text_forms_come_back_and_nothing_else_is_a_digest) {
    const Digest some = leaf_hash("some");
    EXPECT_EQ(Digest::from_hex(some.to_hex()), some);
    EXPECT_EQ(Digest::from_base64(some.to_base64()), some);
    EXPECT_EQ(Digest().to_hex(), std::string(64, '0'));
    EXPECT_FALSE(Digest::from_hex(some.to_hex().substr(2)));
    EXPECT_FALSE(Digest::from_hex(some.to_hex() + "00"));
    EXPECT_FALSE(Digest::from_base64(to_base64url(some.bytes())));
    EXPECT_FALSE(Digest::from_base64(""));
}

}  // namespace
}  // namespace kontor
