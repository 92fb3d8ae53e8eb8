// Merkle: the tree of the audit log, its right edge, and the two proofs (RFC 6962 section 2.1).
//
//   leaf(d)   = SHA256(0x00 ‖ d)          node(l, r) = SHA256(0x01 ‖ l ‖ r)
//   MTH({})   = SHA256("")                MTH({d0}) = leaf(d0)
//   MTH(D[n]) = node(MTH(D[0:k]), MTH(D[k:n])), k the largest power of two below n
//
// Promises  No padding and no doubled last leaf. A proof is as long as the tree is high, and reads
//           O(log n) subtrees. Verifying follows RFC 9162 sections 2.1.3.2 and 2.1.4.2 step by
//           step: it uses the whole proof or refuses it.
// Threads   Values and functions; a reader is called from the caller's thread only.
// Errors    invalid (proof.tree_index, proof.tree_size) when a proof is asked for that cannot
//           exist; corrupt (proof.tree_edge) for an edge of the wrong shape. A proof that does not
//           verify is `false`. What a reader throws passes through.
// Why       Verifying needs the size from a *signed checkpoint*: the same proof also verifies under
//           a wrong size of the same shape (index 5 in size 11 also in size 12, against one root).
#pragma once

#include "storage/proof/digest.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace kontor {

Digest leaf_hash(ByteView data);
Digest node_hash(const Digest& left, const Digest& right);
Digest empty_root();
// MTH over leaf hashes that are all in memory.
Digest merkle_root(const std::vector<Digest>& leaf_hashes);

// A complete subtree: 2^level leaves, the first one with number index * 2^level.
struct Subtree {
    unsigned level = 0;
    std::uint64_t index = 0;
    Digest hash;

    bool operator==(const Subtree&) const = default;
};

// The right edge of a tree: the roots of its complete subtrees, as many as `size` has one bits,
// largest first. Enough to append and to tell the root.
class MerkleEdge {
  public:
    MerkleEdge() = default;  // of the empty tree
    MerkleEdge(std::uint64_t size, std::vector<Digest> hashes);

    std::uint64_t size() const { return size_; }
    const std::vector<Digest>& hashes() const { return hashes_; }
    Digest root() const;

    // Returns every subtree the leaf completes, the leaf itself (level 0) first: store them all,
    // and each proof can be made from what is stored.
    std::vector<Subtree> append(const Digest& leaf);

    // u64 size ‖ the hashes.
    Bytes serialise() const;
    static MerkleEdge parse(ByteView bytes);

    bool operator==(const MerkleEdge&) const = default;

  private:
    std::uint64_t size_ = 0;
    std::vector<Digest> hashes_;
};

// Gives the hash of a complete subtree. It is asked for subtrees inside the tree's size only.
using SubtreeReader = std::function<Digest(unsigned level, std::uint64_t index)>;

// The tree of the first `size` leaves, as it was when it had that size.
MerkleEdge edge_at(std::uint64_t size, const SubtreeReader& reader);
Digest root_at(std::uint64_t size, const SubtreeReader& reader);

// RFC 6962 section 2.1.1, from the leaf's sibling upwards. index < size.
std::vector<Digest> inclusion_proof(std::uint64_t index,
                                    std::uint64_t size,
                                    const SubtreeReader& reader);
// RFC 6962 section 2.1.2. first <= second; empty for first = 0 and for first = second.
std::vector<Digest> consistency_proof(std::uint64_t first,
                                      std::uint64_t second,
                                      const SubtreeReader& reader);

// RFC 9162 section 2.1.3.2. `size` and `root` come from a signed checkpoint.
bool verify_inclusion(std::uint64_t index,
                      std::uint64_t size,
                      const Digest& leaf,
                      const std::vector<Digest>& proof,
                      const Digest& root);
// RFC 9162 section 2.1.4.2, and the empty tree, which every tree continues. Sizes and roots come
// from signed checkpoints.
bool verify_consistency(std::uint64_t first,
                        std::uint64_t second,
                        const Digest& first_root,
                        const Digest& second_root,
                        const std::vector<Digest>& proof);

// Rows of a Change. The leaf *data* are the 32-byte commitments SHA256(salt ‖ table ‖ key ‖ value),
// in key order; so a row's leaf hash is SHA256(0x00 ‖ commitment). Error corrupt for a commitment
// of another length.
Digest rows_root(const std::vector<Bytes>& commitments);
std::vector<Digest> rows_inclusion_proof(std::uint64_t index,
                                         const std::vector<Bytes>& commitments);

}  // namespace kontor
