// Tiles: the log's tree as immutable files (C2SP tlog-tiles, https://c2sp.org/tlog-tiles).
//
//   tile/<L>/<N>[.p/<W>]         hashes of 32 bytes; at level L each is the root of 256^L leaves
//   tile/entries/<N>[.p/<W>]     entries, each u16 length (big-endian) and bytes
//
// 256 a full tile; the rightmost of a level may be partial, W = floor(size / 256^L) mod 256. N is
// written in groups of three digits, all but the last with an "x": 1234067 is x001/x234/067.
//
// Promises  One path for one tile: parse_tile_path() takes only what tile_path() writes. A tile of
//           zero width does not exist: size 256 is one full tile at level 0 and tile/1/000.p/1.
// Threads   Functions; a reader is called from the caller's thread only.
// Errors    corrupt (proof.tile_entries) for a bundle of another shape; too_large
//           (proof.tile_entry) for an entry that u16 cannot count; not_found (proof.tile_absent)
//           for a tile that the size does not have. What a reader throws passes through.
#pragma once

#include "storage/proof/merkle.h"

#include <optional>

namespace kontor {

constexpr unsigned tile_width_max = 256;

struct TilePath {
    enum class Kind { hashes, entries };

    Kind kind = Kind::hashes;
    unsigned level = 0;  // 0 to 63; of entries always 0
    std::uint64_t index = 0;
    unsigned width = tile_width_max;  // 1 to 256

    bool operator==(const TilePath&) const = default;
};

std::string tile_path(const TilePath& tile);
std::optional<TilePath> parse_tile_path(std::string_view path);

// How many hashes tile `index` of `level` has in a tree of `size` leaves: 256, fewer for the
// partial one, 0 when there is none. For entries ask level 0.
unsigned tile_width_at(std::uint64_t size, unsigned level, std::uint64_t index);
// Whether a tree of `size` leaves has this tile at this width. A partial tile of an earlier size is
// one as well: it was served once and stays valid.
bool has_tile(std::uint64_t size, const TilePath& tile);

struct TileLevel {
    unsigned level = 0;
    std::uint64_t full_tiles = 0;
    unsigned partial_width = 0;  // 0: no partial tile

    bool operator==(const TileLevel&) const = default;
};
// All tiles of a tree, lowest level first; empty for the empty tree.
std::vector<TileLevel> tile_levels(std::uint64_t size);

// The bytes of a tile of hashes, read from a tree of `size` leaves that has it.
Bytes tile_hashes(std::uint64_t size, const TilePath& tile, const SubtreeReader& reader);

void append_entry(Bytes& bundle, ByteView entry);
// Exactly `count` entries, and nothing behind them.
std::vector<Bytes> parse_entries(ByteView bundle, unsigned count);

}  // namespace kontor
