// PersistentMap: an ordered map whose copy costs nothing and never changes with the original.
// Private to the room.
//
// Promises  A copy is the state at the time of copying. put() and erase() build the few nodes on
//           the way to the row anew and share the rest: O(log n). A row lives while a map that has
//           it does.
// Threads   Different copies from any threads; one copy is used by one thread at a time, or read
//           by many.
// Why       A treap whose priorities are the hash of the key: its shape depends on the keys only,
//           so it needs neither balancing nor chance. Snapshots and rolled back attempts of the
//           engine in memory are plain copies.
#pragma once

#include "storage/base/bytes.h"

#include <memory>

namespace kontor {

class PersistentMap {
  public:
    struct Row {
        Bytes key;
        Bytes value;
    };

    // A row, or null; valid until this map is written to or ends.
    const Row* find(ByteView key) const;
    const Row* first() const;
    const Row* last() const;
    const Row* at_or_after(ByteView key) const;
    const Row* after(ByteView key) const;
    const Row* before(ByteView key) const;
    std::size_t size() const;

    void put(ByteView key, ByteView value);  // replaces
    bool erase(ByteView key);                // false: there was none

  private:
    struct Node;
    using Tree = std::shared_ptr<const Node>;
    struct Parts {
        Tree less;
        Tree greater;
    };
    static Tree make(std::shared_ptr<const Row> row, Tree left, Tree right);
    static bool above(const Row& row, const Row& other);
    static Tree insert(const Tree& tree, std::shared_ptr<const Row> row);
    static Tree remove(const Tree& tree, ByteView key);
    static Parts split(const Tree& tree, ByteView key);  // which is not in `tree`
    static Tree join(const Tree& less, const Tree& greater);

    Tree root_;
};

}  // namespace kontor
