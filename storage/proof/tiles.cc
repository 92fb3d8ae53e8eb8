#include "storage/proof/tiles.h"

#include "storage/base/error.h"
#include "storage/proof/checkpoint.h"

#include <limits>

namespace kontor {

namespace {

constexpr unsigned level_bits = 8;       // a level of tiles is eight of the tree
constexpr unsigned tile_level_max = 63;  // the format's bound; 2^64 leaves end at level 8
constexpr std::uint64_t group_size = 1000;

// size / 256^level: how many hashes the level has in all.
std::uint64_t hashes_at(std::uint64_t size, unsigned level) {
    return level * level_bits < 64 ? size >> (level * level_bits) : 0;
}

std::string group_text(std::uint64_t group) {
    std::string text = std::to_string(group);
    return text.insert(0, 3 - text.size(), '0');
}

std::string index_text(std::uint64_t index) {
    std::string text = group_text(index % group_size);
    for (index /= group_size; index > 0; index /= group_size) {
        text.insert(0, "x" + group_text(index % group_size) + "/");
    }
    return text;
}

// Takes the text up to the next '/', or to the end.
std::string_view take_part(std::string_view& rest) {
    const std::size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

// A number from 0 to `max` in its one decimal form.
std::optional<unsigned> parse_small(std::string_view text, unsigned max) {
    const auto number = parse_tree_number(text);
    if (!number || *number > max) {
        return std::nullopt;
    }
    return static_cast<unsigned>(*number);
}

// Groups of a tile's number; the value only, since tile_path() of it must give the path again.
std::optional<std::uint64_t> parse_index(std::string_view text) {
    std::uint64_t index = 0;
    while (true) {
        const bool is_last = !text.starts_with('x');
        std::string_view group = take_part(text);
        group.remove_prefix(is_last ? 0 : 1);
        std::uint64_t value = 0;
        for (const char c : group) {
            if (c < '0' || c > '9') {
                return std::nullopt;
            }
            value = value * 10 + static_cast<std::uint64_t>(c - '0');
        }
        if (group.size() != 3 ||
            index > (std::numeric_limits<std::uint64_t>::max() - value) / group_size) {
            return std::nullopt;
        }
        index = index * group_size + value;
        if (is_last) {
            return text.empty() ? std::optional(index) : std::nullopt;
        }
        if (text.empty()) {
            return std::nullopt;
        }
    }
}

}  // namespace

std::string tile_path(const TilePath& tile) {
    std::string path = "tile/";
    path += tile.kind == TilePath::Kind::entries ? "entries" : std::to_string(tile.level);
    path += "/" + index_text(tile.index);
    if (tile.width != tile_width_max) {
        path += ".p/" + std::to_string(tile.width);
    }
    return path;
}

std::optional<TilePath> parse_tile_path(std::string_view path) {
    std::string_view rest = path;
    if (take_part(rest) != "tile") {
        return std::nullopt;
    }
    TilePath tile;
    const std::string_view level_text = take_part(rest);
    if (level_text == "entries") {
        tile.kind = TilePath::Kind::entries;
    } else if (const auto level = parse_small(level_text, tile_level_max)) {
        tile.level = *level;
    } else {
        return std::nullopt;
    }
    if (const std::size_t partial = rest.find(".p/"); partial != std::string_view::npos) {
        const auto width = parse_small(rest.substr(partial + 3), tile_width_max - 1);
        if (!width || *width == 0) {
            return std::nullopt;
        }
        tile.width = *width;
        rest = rest.substr(0, partial);
    }
    const auto index = parse_index(rest);
    if (!index) {
        return std::nullopt;
    }
    tile.index = *index;
    // Refuses what is left of second spellings, such as a first group of x000.
    return tile_path(tile) == path ? std::optional(tile) : std::nullopt;
}

unsigned tile_width_at(std::uint64_t size, unsigned level, std::uint64_t index) {
    const std::uint64_t hashes = hashes_at(size, level);
    const std::uint64_t full = hashes / tile_width_max;
    if (index < full) {
        return tile_width_max;
    }
    return index == full ? static_cast<unsigned>(hashes % tile_width_max) : 0;
}

bool has_tile(std::uint64_t size, const TilePath& tile) {
    return tile.width > 0 && tile.width <= tile_width_at(size, tile.level, tile.index);
}

std::vector<TileLevel> tile_levels(std::uint64_t size) {
    std::vector<TileLevel> levels;
    for (unsigned level = 0; hashes_at(size, level) > 0; ++level) {
        const std::uint64_t hashes = hashes_at(size, level);
        levels.push_back(
            {level, hashes / tile_width_max, static_cast<unsigned>(hashes % tile_width_max)});
    }
    return levels;
}

Bytes tile_hashes(std::uint64_t size, const TilePath& tile, const SubtreeReader& reader) {
    if (tile.kind != TilePath::Kind::hashes || !has_tile(size, tile)) {
        throw Error(ErrorCode::not_found, "read " + tile_path(tile),
                    Reason{"proof.tile_absent", {{"size", std::to_string(size)}}, ""});
    }
    Bytes bytes;
    bytes.reserve(tile.width * Digest::size_bytes);
    for (unsigned i = 0; i < tile.width; ++i) {
        bytes += reader(tile.level * level_bits, tile.index * tile_width_max + i).bytes();
    }
    return bytes;
}

void append_entry(Bytes& bundle, ByteView entry) {
    if (entry.size() > std::numeric_limits<std::uint16_t>::max()) {
        throw Error(ErrorCode::too_large, "bundle a log entry",
                    Reason{"proof.tile_entry", {{"size", std::to_string(entry.size())}}, ""});
    }
    append_u16(bundle, static_cast<std::uint16_t>(entry.size()));
    bundle += entry;
}

std::vector<Bytes> parse_entries(ByteView bundle, unsigned count) {
    std::vector<Bytes> entries;
    entries.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        const std::size_t length = take_u16(bundle);
        entries.emplace_back(take_bytes(bundle, length));
    }
    if (!bundle.empty()) {
        throw Error(ErrorCode::corrupt, "read a bundle of log entries",
                    Reason{"proof.tile_entries", {{"count", std::to_string(count)}}, ""});
    }
    return entries;
}

}  // namespace kontor
