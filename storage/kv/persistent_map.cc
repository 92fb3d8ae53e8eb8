#include "storage/kv/persistent_map.h"

#include <functional>
#include <utility>

namespace kontor {

struct PersistentMap::Node {
    std::shared_ptr<const Row> row;
    Tree left;
    Tree right;
    std::size_t size;
};

PersistentMap::Tree PersistentMap::make(std::shared_ptr<const Row> row, Tree left, Tree right) {
    const std::size_t size = 1 + (left ? left->size : 0) + (right ? right->size : 0);
    return std::make_shared<const Node>(
        Node{std::move(row), std::move(left), std::move(right), size});
}

// The order from root to leaf: by hash, and by key where hashes are equal.
bool PersistentMap::above(const Row& row, const Row& other) {
    const std::size_t hash = std::hash<ByteView>{}(row.key);
    const std::size_t other_hash = std::hash<ByteView>{}(other.key);
    return hash != other_hash ? hash > other_hash : row.key > other.key;
}

const PersistentMap::Row* PersistentMap::find(ByteView key) const {
    const Row* row = at_or_after(key);
    return row != nullptr && row->key == key ? row : nullptr;
}

const PersistentMap::Row* PersistentMap::first() const {
    return at_or_after({});
}

const PersistentMap::Row* PersistentMap::last() const {
    const Row* found = nullptr;
    for (const Node* node = root_.get(); node != nullptr; node = node->right.get()) {
        found = node->row.get();
    }
    return found;
}

const PersistentMap::Row* PersistentMap::at_or_after(ByteView key) const {
    const Row* found = nullptr;
    for (const Node* node = root_.get(); node != nullptr;) {
        const bool fits = node->row->key >= key;
        found = fits ? node->row.get() : found;
        node = fits ? node->left.get() : node->right.get();
    }
    return found;
}

const PersistentMap::Row* PersistentMap::after(ByteView key) const {
    const Row* found = nullptr;
    for (const Node* node = root_.get(); node != nullptr;) {
        const bool fits = node->row->key > key;
        found = fits ? node->row.get() : found;
        node = fits ? node->left.get() : node->right.get();
    }
    return found;
}

const PersistentMap::Row* PersistentMap::before(ByteView key) const {
    const Row* found = nullptr;
    for (const Node* node = root_.get(); node != nullptr;) {
        const bool fits = node->row->key < key;
        found = fits ? node->row.get() : found;
        node = fits ? node->right.get() : node->left.get();
    }
    return found;
}

std::size_t PersistentMap::size() const {
    return root_ ? root_->size : 0;
}

void PersistentMap::put(ByteView key, ByteView value) {
    root_ = insert(root_, std::make_shared<const Row>(Row{Bytes(key), Bytes(value)}));
}

bool PersistentMap::erase(ByteView key) {
    if (find(key) == nullptr) {
        return false;
    }
    root_ = remove(root_, key);
    return true;
}

PersistentMap::Tree PersistentMap::insert(const Tree& tree, std::shared_ptr<const Row> row) {
    if (!tree) {
        return make(std::move(row), nullptr, nullptr);
    }
    if (tree->row->key == row->key) {
        return make(std::move(row), tree->left, tree->right);
    }
    if (above(*row, *tree->row)) {
        // A row of the same key would stand above this tree: it is not in it.
        Parts parts = split(tree, row->key);
        return make(std::move(row), std::move(parts.less), std::move(parts.greater));
    }
    if (row->key < tree->row->key) {
        return make(tree->row, insert(tree->left, std::move(row)), tree->right);
    }
    return make(tree->row, tree->left, insert(tree->right, std::move(row)));
}

PersistentMap::Tree PersistentMap::remove(const Tree& tree, ByteView key) {
    if (tree->row->key == key) {
        return join(tree->left, tree->right);
    }
    if (key < tree->row->key) {
        return make(tree->row, remove(tree->left, key), tree->right);
    }
    return make(tree->row, tree->left, remove(tree->right, key));
}

PersistentMap::Parts PersistentMap::split(const Tree& tree, ByteView key) {
    if (!tree) {
        return {};
    }
    if (key < tree->row->key) {
        Parts parts = split(tree->left, key);
        return {std::move(parts.less), make(tree->row, std::move(parts.greater), tree->right)};
    }
    Parts parts = split(tree->right, key);
    return {make(tree->row, tree->left, std::move(parts.less)), std::move(parts.greater)};
}

PersistentMap::Tree PersistentMap::join(const Tree& less, const Tree& greater) {
    if (!less || !greater) {
        return less ? less : greater;
    }
    if (above(*less->row, *greater->row)) {
        return make(less->row, less->left, join(less->right, greater));
    }
    return make(greater->row, join(less, greater->left), greater->right);
}

}  // namespace kontor
