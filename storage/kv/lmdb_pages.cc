#include "storage/kv/lmdb_pages.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kontor::lmdb_format {

namespace {

constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t data_version = 1;
constexpr std::size_t page_bytes_min = 256;
// What the free list's tree says of the file: keys are numbers; made as one file, not as a folder.
constexpr std::uint16_t integer_keys = 0x08;
constexpr std::uint16_t single_file = 0x4000;

template <typename Number>
Number at(ByteView bytes, std::size_t offset) {
    Number number = 0;
    std::memcpy(&number, bytes.substr(offset, sizeof number).data(), sizeof number);
    return number;
}

std::size_t even(std::size_t bytes) {
    return bytes + (bytes & 1U);
}

// Nothing when it does not fit between its place and the end of the page.
struct PlacedNode {
    Node node;
    std::size_t first = 0;
    std::size_t size = 0;  // with what keeps the next one even
};
std::optional<PlacedNode> read_node(ByteView page, std::size_t first, bool leaf) {
    if (first + node_header_bytes > page.size()) {
        return std::nullopt;
    }
    PlacedNode placed;
    Node& node = placed.node;
    const std::uint64_t low = at<std::uint16_t>(page, first);
    const std::uint64_t high = at<std::uint16_t>(page, first + 2);
    node.flags = at<std::uint16_t>(page, first + 4);
    const std::size_t key_bytes = at<std::uint16_t>(page, first + 6);
    std::size_t data_bytes = 0;
    if (leaf) {
        node.data_bytes = low | high << 16U;
        data_bytes = (node.flags & big_data) != 0 ? sizeof(std::uint64_t)
                                                  : static_cast<std::size_t>(node.data_bytes);
    } else {
        node.child = low | high << 16U | std::uint64_t{node.flags} << 32U;
    }
    placed.first = first;
    placed.size = even(node_header_bytes + key_bytes + data_bytes);
    if (placed.size > page.size() - first) {
        return std::nullopt;
    }
    node.key = page.substr(first + node_header_bytes, key_bytes);
    node.data = page.substr(first + node_header_bytes + key_bytes, data_bytes);
    return placed;
}

bool fill_exactly(std::vector<std::pair<std::size_t, std::size_t>> places,
                  std::size_t from,
                  std::size_t to) {
    std::sort(places.begin(), places.end());
    for (const auto& [first, size] : places) {
        if (first != from) {
            return false;
        }
        from += size;
    }
    return from == to;
}

}  // namespace

std::uint64_t number_at(ByteView bytes, std::size_t offset) {
    return at<std::uint64_t>(bytes, offset);
}

PageHeader read_page_header(ByteView page) {
    return {at<std::uint64_t>(page, 0), at<std::uint16_t>(page, 10), at<std::uint16_t>(page, 12),
            at<std::uint16_t>(page, 14), at<std::uint32_t>(page, 12)};
}

std::optional<std::vector<Node>> read_nodes(ByteView page) {
    const PageHeader header = read_page_header(page);
    const bool leaf = header.flags == static_cast<std::uint16_t>(PageKind::leaf);
    if (header.lower < page_header_bytes || header.lower > header.upper ||
        header.upper > page.size() || header.lower % 2 != 0) {
        return std::nullopt;
    }
    std::vector<Node> nodes;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t place = page_header_bytes; place < header.lower; place += 2) {
        const auto placed = read_node(page, at<std::uint16_t>(page, place), leaf);
        if (!placed) {
            return std::nullopt;
        }
        nodes.push_back(placed->node);
        places.emplace_back(placed->first, placed->size);
    }
    if (!fill_exactly(std::move(places), header.upper, page.size())) {
        return std::nullopt;
    }
    return nodes;
}

Tree read_tree(ByteView bytes) {
    return {at<std::uint32_t>(bytes, 0),  at<std::uint16_t>(bytes, 4),
            at<std::uint16_t>(bytes, 6),  at<std::uint64_t>(bytes, 8),
            at<std::uint64_t>(bytes, 16), at<std::uint64_t>(bytes, 24),
            at<std::uint64_t>(bytes, 32), at<std::uint64_t>(bytes, 40)};
}

std::optional<Meta> read_meta(std::uint64_t number, ByteView bytes) {
    if (bytes.size() < meta_bytes) {
        return std::nullopt;
    }
    const PageHeader header = read_page_header(bytes);
    const ByteView facts = bytes.substr(page_header_bytes);
    Meta meta;
    meta.free_list = read_tree(facts.substr(24));
    meta.tables = read_tree(facts.substr(24 + tree_bytes));
    meta.page_bytes = meta.free_list.pad;
    meta.last_page = at<std::uint64_t>(facts, 120);
    meta.transaction = at<std::uint64_t>(facts, 128);
    const bool sound =
        header.number == number && header.flags == static_cast<std::uint16_t>(PageKind::meta) &&
        at<std::uint32_t>(facts, 0) == magic && at<std::uint32_t>(facts, 4) == data_version &&
        at<std::uint64_t>(facts, 8) == 0 &&  // no fixed address
        std::has_single_bit(meta.page_bytes) && meta.page_bytes >= page_bytes_min &&
        meta.page_bytes <= page_bytes_max &&
        (meta.free_list.flags & ~single_file) == integer_keys && meta.tables.flags == 0 &&
        meta.last_page + 1 >= meta_pages;
    return sound ? std::optional(meta) : std::nullopt;
}

std::uint64_t overflow_pages_of(std::uint64_t bytes, std::uint64_t page_bytes) {
    return (page_header_bytes - 1 + bytes) / page_bytes + 1;
}

}  // namespace kontor::lmdb_format
