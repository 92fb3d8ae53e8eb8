// How an LMDB 0.9 file is laid out, as far as reading it needs: pages, nodes, trees, meta pages.
// Private to the room.
//
// The numbers are the machine's own (little-endian on all we build for), as LMDB writes its memory
// down. Every function here takes bytes it was given for damaged, and answers nothing rather than
// reading past their end. Source: LMDB 0.9.24, libraries/liblmdb/mdb.c, MDB_page, MDB_node, MDB_db,
// MDB_meta.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace kontor::lmdb_format {

constexpr std::uint64_t no_page = ~std::uint64_t{0};
constexpr std::uint64_t meta_pages = 2;
constexpr std::size_t page_header_bytes = 16;
constexpr std::size_t node_header_bytes = 8;
constexpr std::size_t page_bytes_max = 32768;

enum class PageKind : std::uint16_t { branch = 1, leaf = 2, overflow = 4, meta = 8 };

struct PageHeader {
    std::uint64_t number = 0;
    std::uint16_t flags = 0;     // of a sound page at rest: one PageKind
    std::uint16_t lower = 0;     // behind the last node's place
    std::uint16_t upper = 0;     // where the nodes begin
    std::uint32_t overflow = 0;  // pages of this run; shares its bytes with lower and upper
};
PageHeader read_page_header(ByteView page);

enum NodeFlag : std::uint16_t { big_data = 1, sub_tree = 2 };

struct Node {
    std::uint16_t flags = 0;  // of a leaf
    ByteView key;
    ByteView data;                 // of a leaf; of big data: 8 bytes, the first overflow page
    std::uint64_t data_bytes = 0;  // as the node says
    std::uint64_t child = 0;       // of a branch
};
// The nodes of a branch or leaf page in the order of their keys; nothing unless they fill the page
// from `upper` to its end without a gap or an overlap.
std::optional<std::vector<Node>> read_nodes(ByteView page);

struct Tree {
    std::uint32_t pad = 0;
    std::uint16_t flags = 0;
    std::uint16_t depth = 0;
    std::uint64_t branch_pages = 0;
    std::uint64_t leaf_pages = 0;
    std::uint64_t overflow_pages = 0;
    std::uint64_t rows = 0;
    std::uint64_t root = no_page;
};
constexpr std::size_t tree_bytes = 48;
Tree read_tree(ByteView bytes);  // of tree_bytes

struct Meta {
    std::uint64_t page_bytes = 0;
    Tree free_list;
    Tree tables;
    std::uint64_t last_page = 0;
    std::uint64_t transaction = 0;
};
constexpr std::size_t meta_bytes = page_header_bytes + 136;
// Nothing unless it is a meta page of this format at that place.
std::optional<Meta> read_meta(std::uint64_t number, ByteView bytes);

// How many pages a value of `bytes` takes that does not fit its leaf.
std::uint64_t overflow_pages_of(std::uint64_t bytes, std::uint64_t page_bytes);

std::uint64_t number_at(ByteView bytes, std::size_t offset);  // u64; within `bytes`

}  // namespace kontor::lmdb_format
