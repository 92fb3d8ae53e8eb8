#include "storage/proof/tiles.h"

#include "storage/base/hash.h"
#include "tests/storage/proof/random_tree.h"
#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::code_of;
using Kind = TilePath::Kind;

test::RandomTree counted(int size) {
    test::RandomTree tree(0);
    for (int i = 0; i < size; ++i) {
        tree.add(leaf_hash(std::to_string(i)));
    }
    return tree;
}

TEST(Tiles, a_small_log_has_the_tiles_of_the_definition) {
    const auto tree = counted(513);
    for (const Json& log : test::file_json(test::own_data() / "tiles.json")) {
        const std::uint64_t size = log["size"];
        EXPECT_EQ(root_at(size, tree.reader()), test::digest(log["root"]));
        std::size_t expected = 0;
        for (const TileLevel& level : tile_levels(size)) {
            expected += level.full_tiles + (level.partial_width > 0 ? 1 : 0);
        }
        EXPECT_EQ(log["tiles"].size(), expected);
        for (const auto& [path, hash] : log["tiles"].items()) {
            const TilePath tile = parse_tile_path(path).value();
            EXPECT_TRUE(has_tile(size, tile)) << path;
            EXPECT_EQ(Digest(sha256(tile_hashes(size, tile, tree.reader()))), test::digest(hash));
        }
    }
}

TEST(Tiles, numbers_are_written_in_groups_of_three_digits) {
    EXPECT_EQ(tile_path({Kind::hashes, 0, 0, 256}), "tile/0/000");
    EXPECT_EQ(tile_path({Kind::hashes, 2, 999, 1}), "tile/2/999.p/1");
    EXPECT_EQ(tile_path({Kind::entries, 0, 1000, 256}), "tile/entries/x001/000");
    EXPECT_EQ(tile_path({Kind::entries, 0, 1234067, 255}), "tile/entries/x001/x234/067.p/255");
    EXPECT_EQ(tile_path({Kind::hashes, 0, ~std::uint64_t{0}, 256}),
              "tile/0/x018/x446/x744/x073/x709/x551/615");
}

TEST(Tiles, a_path_comes_back_as_the_tile_it_names) {
    for (const std::uint64_t index :
         {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{1000}, std::uint64_t{999999},
          std::uint64_t{1000000}, ~std::uint64_t{0}}) {
        for (const unsigned width : {1U, 44U, 255U, 256U}) {
            for (const TilePath& tile : {TilePath{Kind::hashes, 63, index, width},
                                         TilePath{Kind::entries, 0, index, width}}) {
                EXPECT_EQ(parse_tile_path(tile_path(tile)), tile);
            }
        }
    }
}

TEST(Tiles, one_tile_has_one_path_and_anything_else_is_none) {
    for (const char* path : {"",
                             "tile",
                             "tile/0",
                             "tile/0/",
                             "tile/0/00",
                             "tile/0/0000",
                             "tile/0/1",
                             "/tile/0/000",
                             "tile/00/000",
                             "tile/64/000",
                             "tile/-1/000",
                             "tile/x/000",
                             "tile/0/x000/001",
                             "tile/0/x001",
                             "tile/0/x001/",
                             "tile/0/001/000",
                             "tile/0/x001/x000",
                             "tile/0/000/",
                             "tile/0/000.p",
                             "tile/0/000.p/",
                             "tile/0/000.p/0",
                             "tile/0/000.p/256",
                             "tile/0/000.p/01",
                             "tile/0/000.p/1/",
                             "tile/0/000.p/1.p/1",
                             "tile/0/000.q/1",
                             "tile/0/ 00",
                             "tile/0/00a",
                             "tile/Entries/000",
                             "tile/entries/0/000",
                             "tile//000",
                             "tile/0//000",
                             "tile/0/x018/x446/x744/x073/x709/x551/616",
                             "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                             "tile/0/000\n",
                             "tile/0/+01"}) {
        EXPECT_FALSE(parse_tile_path(path)) << path;
    }
}

TEST(Tiles, the_levels_of_a_size_are_those_of_the_text) {
    EXPECT_TRUE(tile_levels(0).empty());
    EXPECT_EQ(tile_levels(256), (std::vector<TileLevel>{{0, 1, 0}, {1, 0, 1}}));
    EXPECT_EQ(tile_levels(70000), (std::vector<TileLevel>{{0, 273, 112}, {1, 1, 17}, {2, 0, 1}}));
    EXPECT_EQ(tile_levels(~std::uint64_t{0}).size(), 8U);
}

TEST(Tiles, a_tile_of_zero_width_does_not_exist_and_an_earlier_partial_one_does) {
    EXPECT_EQ(tile_width_at(256, 0, 0), 256U);
    EXPECT_EQ(tile_width_at(256, 0, 1), 0U);
    EXPECT_FALSE(has_tile(256, {Kind::hashes, 0, 1, 0}));
    EXPECT_EQ(tile_width_at(300, 0, 1), 44U);
    EXPECT_TRUE(has_tile(300, {Kind::hashes, 0, 1, 20}));
    EXPECT_FALSE(has_tile(300, {Kind::hashes, 0, 1, 45}));
    EXPECT_FALSE(has_tile(300, {Kind::hashes, 0, 1, 256}));
    EXPECT_FALSE(has_tile(~std::uint64_t{0}, {Kind::hashes, 8, 0, 1}));
    EXPECT_FALSE(has_tile(~std::uint64_t{0}, {Kind::hashes, 63, 0, 1}));
    const auto tree = counted(300);
    EXPECT_EQ(code_of([&] {
                  tile_hashes(300, {Kind::hashes, 0, 2, 1}, tree.reader());
              }),
              "proof.tile_absent");
    EXPECT_EQ(code_of([&] {
                  tile_hashes(300, {Kind::entries, 0, 0, 256}, tree.reader());
              }),
              "proof.tile_absent");
}

TEST(Tiles, entries_come_back_from_their_bundle_exactly) {
    const std::vector<Bytes> entries{"first", "", Bytes(65535, 'x')};
    Bytes bundle;
    for (const Bytes& entry : entries) {
        append_entry(bundle, entry);
    }
    EXPECT_EQ(to_hex(bundle.substr(0, 7)), "00056669727374");
    EXPECT_EQ(parse_entries(bundle, 3), entries);
    EXPECT_EQ(code_of([&] { append_entry(bundle, Bytes(65536, 'x')); }), "proof.tile_entry");
    EXPECT_EQ(code_of([&] { parse_entries(bundle, 2); }), "proof.tile_entries");
    EXPECT_EQ(parse_entries("", 0), std::vector<Bytes>());
    for (const Bytes& cut : {bundle.substr(0, bundle.size() - 1), bundle.substr(0, 1), Bytes()}) {
        try {
            parse_entries(cut, 3);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::corrupt);
        }
    }
}

}  // namespace
}  // namespace kontor
