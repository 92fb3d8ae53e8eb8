// RandomTree: a tree of random leaves with every complete subtree kept, as a store would keep them.
#pragma once

#include "storage/proof/merkle.h"

#include <map>
#include <random>

namespace kontor::test {

class RandomTree {
  public:
    explicit RandomTree(std::uint64_t size, std::uint64_t seed = 1) {
        std::mt19937_64 random(seed);
        while (edge_.size() < size) {
            Bytes data;
            append_u64(data, random());
            add(leaf_hash(data));
        }
    }

    void add(const Digest& leaf) {
        leaves_.push_back(leaf);
        for (const Subtree& subtree : edge_.append(leaf)) {
            subtrees_.emplace(std::pair(subtree.level, subtree.index), subtree.hash);
        }
    }

    const std::vector<Digest>& leaves() const { return leaves_; }
    const MerkleEdge& edge() const { return edge_; }
    // Throws for a subtree that is not complete.
    SubtreeReader reader() const {
        return [this](unsigned level, std::uint64_t index) {
            ++reads_;
            return subtrees_.at({level, index});
        };
    }
    std::size_t reads() const { return reads_; }
    Digest root(std::uint64_t size) const {
        return merkle_root({leaves_.begin(), leaves_.begin() + static_cast<std::ptrdiff_t>(size)});
    }

  private:
    std::vector<Digest> leaves_;
    std::map<std::pair<unsigned, std::uint64_t>, Digest> subtrees_;
    MerkleEdge edge_;
    mutable std::size_t reads_ = 0;
};

// `proof` with one bit of one hash turned.
inline std::vector<Digest> with_bit_flipped(std::vector<Digest> proof,
                                            std::size_t which,
                                            std::size_t bit) {
    Bytes raw(proof.at(which).bytes());
    raw.at(bit / 8) =
        static_cast<char>(static_cast<unsigned char>(raw.at(bit / 8)) ^ (1U << (bit % 8)));
    proof.at(which) = Digest(raw);
    return proof;
}

}  // namespace kontor::test
