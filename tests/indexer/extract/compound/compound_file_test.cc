// Compound files whose chains, trees and sizes are wrong.
#include "indexer/extract/compound/compound_file.h"

#include "tests/indexer/extract/compound/compound_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::compound {
namespace {

using test::CompoundBuilder;
using test::data_file;
using test::le32;

constexpr std::size_t sector = 512;

// Two streams of 4,096 bytes: sectors 0 to 7 and 8 to 15, then the directory, then the table.
std::string two_streams() {
    return CompoundBuilder()
        .add("Eins", std::string(4096, 'a'))
        .add("Zwei", std::string(4096, 'b'))
        .bytes();
}
constexpr std::size_t directory_at = sector * 17;
constexpr std::size_t table_at = sector * 18;

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
    bytes.replace(at, 4, le32(value));
}

TEST(CompoundFile, streams_are_found_by_name_without_case) {
    const std::string bytes = two_streams();
    CompoundFile file(bytes);
    EXPECT_EQ(file.read(CompoundFile::root, "zwei"), std::string(4096, 'b'));
    EXPECT_EQ(file.read(CompoundFile::root, "drei"), std::nullopt);
    EXPECT_EQ(file.complaint(), "");
}

TEST(CompoundFile, small_streams_lie_in_small_sectors) {
    const std::string bytes = data_file("klartext.msg");
    CompoundFile file(bytes);
    EXPECT_EQ(file.read(CompoundFile::root, "__substg1.0_0037001f")->size(), 34u);
    EXPECT_EQ(file.complaint(), "");
}

TEST(CompoundFile, a_chain_that_leads_to_itself_ends_with_the_stream) {
    std::string bytes = two_streams();
    put(bytes, table_at, 0);
    CompoundFile file(bytes);
    EXPECT_EQ(file.read(CompoundFile::root, "eins"), std::string(4096, 'a'));
}

TEST(CompoundFile, a_directory_that_leads_to_itself_ends) {
    std::string bytes = two_streams();
    put(bytes, table_at + 16 * 4, 16);
    CompoundFile file(bytes);
    EXPECT_TRUE(file.has_directory());
    EXPECT_EQ(file.complaint(), "extract.damaged");
}

TEST(CompoundFile, a_table_of_tables_that_leads_to_itself_ends) {
    std::string bytes = two_streams();
    put(bytes, 76, 0xFFFFFFFF);
    put(bytes, 68, 3);
    for (std::size_t i = 0; i < 128; ++i) {
        put(bytes, sector * 4 + i * 4, i == 127 ? 3 : 0xFFFFFFFF);
    }
    CompoundFile file(bytes);
    EXPECT_EQ(file.complaint(), "extract.damaged");
}

TEST(CompoundFile, a_sibling_that_is_its_own_parent_is_met_once) {
    std::string bytes = two_streams();
    put(bytes, directory_at + 2 * 128 + 68, 1);
    put(bytes, directory_at + 2 * 128 + 72, 2);
    CompoundFile file(bytes);
    EXPECT_EQ(file.names(CompoundFile::root).size(), 2u);
    EXPECT_EQ(file.complaint(), "extract.damaged");
}

TEST(CompoundFile, a_claim_of_more_than_the_file_gives_what_there_is) {
    std::string bytes = two_streams();
    put(bytes, directory_at + 128 + 120, 0xFFFFFFF0);
    CompoundFile file(bytes);
    EXPECT_EQ(file.read(CompoundFile::root, "eins"), std::string(4096, 'a'));
    EXPECT_EQ(file.complaint(), "extract.damaged");
}

TEST(CompoundFile, streams_that_share_their_sectors_are_not_read_for_ever) {
    std::string bytes = two_streams();
    CompoundFile file(bytes);
    std::size_t all = 0;
    for (int i = 0; i < 1'000; ++i) {
        all += file.read(CompoundFile::root, "eins")->size();
    }
    EXPECT_LE(all, bytes.size() * 4);
    EXPECT_EQ(file.complaint(), "extract.too_large");
}

TEST(CompoundFile, sectors_of_absurd_sizes_are_refused) {
    for (const char shift : {'\0', '\x01', '\x06', '\x11', '\xFF'}) {
        std::string bytes = two_streams();
        bytes[30] = shift;
        EXPECT_FALSE(CompoundFile(bytes).has_directory());
    }
}

}  // namespace
}  // namespace kontor::compound
