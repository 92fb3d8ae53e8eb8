#include "storage/proof/merkle.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"

#include <bit>

namespace kontor {

namespace {

bool is_odd(std::uint64_t number) {
    return (number & 1U) != 0;
}

Error no_such_proof(const char* code, std::uint64_t value, std::uint64_t limit) {
    return {ErrorCode::invalid, "make a Merkle proof",
            Reason{code, {{"value", std::to_string(value)}, {"size", std::to_string(limit)}}, ""}};
}

// Folds subtrees of one tree, largest first, into its root: the smaller ones are joined first.
Digest fold(const std::vector<Digest>& largest_first) {
    Digest root = largest_first.back();
    for (auto left = largest_first.rbegin() + 1; left != largest_first.rend(); ++left) {
        root = node_hash(*left, root);
    }
    return root;
}

// The complete subtrees that make up the leaves [begin, begin + count), largest first. `begin` is a
// multiple of the first one's size, which RFC 6962's splits always give.
std::vector<Digest> subtrees(std::uint64_t begin,
                             std::uint64_t count,
                             const SubtreeReader& reader) {
    std::vector<Digest> found;
    while (count > 0) {
        const auto level = static_cast<unsigned>(std::bit_width(count) - 1);
        const std::uint64_t width = std::uint64_t{1} << level;
        found.push_back(reader(level, begin >> level));
        begin += width;
        count -= width;
    }
    return found;
}

Digest range_root(std::uint64_t begin, std::uint64_t count, const SubtreeReader& reader) {
    return fold(subtrees(begin, count, reader));
}

// RFC 6962's k: the largest power of two below n, for n > 1.
std::uint64_t split(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

// PATH(index, D[begin : begin + count]) of RFC 6962 section 2.1.1, appended to `proof`.
void append_path(std::uint64_t index,
                 std::uint64_t begin,
                 std::uint64_t count,
                 const SubtreeReader& reader,
                 std::vector<Digest>& proof) {
    if (count == 1) {
        return;
    }
    const std::uint64_t k = split(count);
    if (index < begin + k) {
        append_path(index, begin, k, reader, proof);
        proof.push_back(range_root(begin + k, count - k, reader));
    } else {
        append_path(index, begin + k, count - k, reader, proof);
        proof.push_back(range_root(begin, k, reader));
    }
}

// Whether the verifier already holds the root of this part, because it is the whole old tree.
enum class OldTree { whole, part };

// SUBPROOF(m, D[begin : begin + count], b) of RFC 6962 section 2.1.2, appended to `proof`.
void append_subproof(std::uint64_t m,
                     std::uint64_t begin,
                     std::uint64_t count,
                     OldTree old_tree,
                     const SubtreeReader& reader,
                     std::vector<Digest>& proof) {
    if (m == count) {
        if (old_tree == OldTree::part) {
            proof.push_back(range_root(begin, count, reader));
        }
        return;
    }
    const std::uint64_t k = split(count);
    if (m <= k) {
        append_subproof(m, begin, k, old_tree, reader, proof);
        proof.push_back(range_root(begin + k, count - k, reader));
    } else {
        append_subproof(m - k, begin + k, count - k, OldTree::part, reader, proof);
        proof.push_back(range_root(begin, k, reader));
    }
}

// All complete subtrees of leaf hashes in memory: levels[l][i].
std::vector<std::vector<Digest>> levels_of(std::vector<Digest> leaf_hashes) {
    std::vector<std::vector<Digest>> levels;
    levels.push_back(std::move(leaf_hashes));
    while (levels.back().size() > 1) {
        const std::vector<Digest>& below = levels.back();
        std::vector<Digest> level;
        level.reserve(below.size() / 2);
        for (std::size_t i = 0; i + 1 < below.size(); i += 2) {
            level.push_back(node_hash(below[i], below[i + 1]));
        }
        levels.push_back(std::move(level));
    }
    return levels;
}

std::vector<Digest> row_leaves(const std::vector<Bytes>& commitments) {
    std::vector<Digest> leaves;
    leaves.reserve(commitments.size());
    for (const Bytes& commitment : commitments) {
        leaves.push_back(leaf_hash(Digest(commitment).bytes()));
    }
    return leaves;
}

}  // namespace

Digest leaf_hash(ByteView data) {
    return Digest(Hasher(HashKind::sha256).update(ByteView("\x00", 1)).update(data).finish());
}

Digest node_hash(const Digest& left, const Digest& right) {
    return Digest(Hasher(HashKind::sha256)
                      .update("\x01")
                      .update(left.bytes())
                      .update(right.bytes())
                      .finish());
}

Digest empty_root() {
    return Digest(sha256(""));
}

Digest merkle_root(const std::vector<Digest>& leaf_hashes) {
    MerkleEdge edge;
    for (const Digest& leaf : leaf_hashes) {
        edge.append(leaf);
    }
    return edge.root();
}

MerkleEdge::MerkleEdge(std::uint64_t size, std::vector<Digest> hashes)
    : size_(size), hashes_(std::move(hashes)) {
    if (hashes_.size() != static_cast<std::size_t>(std::popcount(size_))) {
        throw Error(ErrorCode::corrupt, "read the edge of a Merkle tree",
                    Reason{"proof.tree_edge", {{"size", std::to_string(size_)}}, ""});
    }
}

Digest MerkleEdge::root() const {
    return hashes_.empty() ? empty_root() : fold(hashes_);
}

std::vector<Subtree> MerkleEdge::append(const Digest& leaf) {
    std::vector<Subtree> completed{{0, size_, leaf}};
    // Each trailing one bit of the old size is a subtree as large as the one just completed.
    for (std::uint64_t rest = size_; is_odd(rest); rest >>= 1) {
        const Subtree& right = completed.back();
        completed.push_back(
            {right.level + 1, right.index >> 1, node_hash(hashes_.back(), right.hash)});
        hashes_.pop_back();
    }
    hashes_.push_back(completed.back().hash);
    ++size_;
    return completed;
}

Bytes MerkleEdge::serialise() const {
    Bytes out;
    append_u64(out, size_);
    for (const Digest& hash : hashes_) {
        out += hash.bytes();
    }
    return out;
}

MerkleEdge MerkleEdge::parse(ByteView bytes) {
    const std::uint64_t size = take_u64(bytes);
    std::vector<Digest> hashes;
    while (!bytes.empty()) {
        hashes.emplace_back(take_bytes(bytes, Digest::size_bytes));
    }
    return {size, std::move(hashes)};
}

MerkleEdge edge_at(std::uint64_t size, const SubtreeReader& reader) {
    return {size, subtrees(0, size, reader)};
}

Digest root_at(std::uint64_t size, const SubtreeReader& reader) {
    return edge_at(size, reader).root();
}

std::vector<Digest> inclusion_proof(std::uint64_t index,
                                    std::uint64_t size,
                                    const SubtreeReader& reader) {
    if (index >= size) {
        throw no_such_proof("proof.tree_index", index, size);
    }
    std::vector<Digest> proof;
    append_path(index, 0, size, reader, proof);
    return proof;
}

std::vector<Digest> consistency_proof(std::uint64_t first,
                                      std::uint64_t second,
                                      const SubtreeReader& reader) {
    if (first > second) {
        throw no_such_proof("proof.tree_size", first, second);
    }
    std::vector<Digest> proof;
    if (first > 0) {
        append_subproof(first, 0, second, OldTree::whole, reader, proof);
    }
    return proof;
}

bool verify_inclusion(std::uint64_t index,
                      std::uint64_t size,
                      const Digest& leaf,
                      const std::vector<Digest>& proof,
                      const Digest& root) {
    if (index >= size) {
        return false;
    }
    std::uint64_t fn = index;
    std::uint64_t sn = size - 1;
    Digest r = leaf;
    for (const Digest& p : proof) {
        if (sn == 0) {
            return false;
        }
        if (is_odd(fn) || fn == sn) {
            r = node_hash(p, r);
            while (!is_odd(fn) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = node_hash(r, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && r == root;
}

bool verify_consistency(std::uint64_t first,
                        std::uint64_t second,
                        const Digest& first_root,
                        const Digest& second_root,
                        const std::vector<Digest>& proof) {
    if (first > second) {
        return false;
    }
    if (first == second) {
        return proof.empty() && first_root == second_root;
    }
    if (first == 0) {
        return proof.empty() && first_root == empty_root();
    }
    if (proof.empty()) {
        return false;
    }
    std::uint64_t fn = first - 1;
    std::uint64_t sn = second - 1;
    while (is_odd(fn)) {
        fn >>= 1;
        sn >>= 1;
    }
    // An old tree of 2^n leaves is itself a subtree of the new one, and so not in the proof.
    const bool old_is_subtree = std::has_single_bit(first);
    Digest fr = old_is_subtree ? first_root : proof.front();
    Digest sr = fr;
    for (std::size_t i = old_is_subtree ? 0 : 1; i < proof.size(); ++i) {
        const Digest& c = proof[i];
        if (sn == 0) {
            return false;
        }
        if (is_odd(fn) || fn == sn) {
            fr = node_hash(c, fr);
            sr = node_hash(c, sr);
            while (!is_odd(fn) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = node_hash(sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && fr == first_root && sr == second_root;
}

Digest rows_root(const std::vector<Bytes>& commitments) {
    return merkle_root(row_leaves(commitments));
}

std::vector<Digest> rows_inclusion_proof(std::uint64_t index,
                                         const std::vector<Bytes>& commitments) {
    const auto levels = levels_of(row_leaves(commitments));
    return inclusion_proof(index, commitments.size(), [&levels](unsigned level, std::uint64_t i) {
        return levels.at(level).at(i);
    });
}

}  // namespace kontor
