#include "clients/verify/package_files.h"
#include "clients/verify/small_files.h"
#include "server/export/zip_writer.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

// More entries than the end of a zip can count, so that the writer adds zip64's.
TEST(ZipPackage, what_our_own_writer_makes_of_very_many_files_is_read) {
    constexpr std::size_t count = 70'000;
    const test::TempFolder folder;
    const auto path = folder.path() / "many.zip";
    ZipWriter writer;
    Bytes zip;
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes bytes = std::to_string(i);
        writer.begin("top/data/" + bytes, bytes.size(), Instant());
        writer.write(bytes);
        zip += writer.take();
    }
    writer.finish();
    zip += writer.take();
    ASSERT_NE(zip.find("PK\x06\x06"), Bytes::npos);
    replace_file(path, zip, 0600);
    const auto files = open_zip(path);
    ASSERT_EQ(files->list().size(), count);
    EXPECT_EQ(read_small(*files, "data/69999", 100), "69999");
    EXPECT_EQ(read_small(*files, "data/0", 100), "0");
    EXPECT_THROW(files->open("data/70000"), Error);
}

// Two are open at once, and neither minds the other.
TEST(ZipPackage, files_are_read_side_by_side) {
    const test::TempFolder folder;
    const auto path = folder.path() / "two.zip";
    ZipWriter writer;
    for (const char letter : {'a', 'b'}) {
        const Bytes bytes(200'000, letter);
        writer.begin(std::string("top/") + letter, bytes.size(), Instant());
        writer.write(bytes);
    }
    writer.finish();
    replace_file(path, writer.take(), 0600);
    const auto files = open_zip(path);
    const auto b = files->open("b");
    const auto a = files->open("a");
    Bytes piece(1000, '\0');
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(read_fully(*b, piece.data(), piece.size()), piece.size());
        EXPECT_EQ(piece, Bytes(1000, 'b'));
        EXPECT_EQ(read_fully(*a, piece.data(), piece.size()), piece.size());
        EXPECT_EQ(piece, Bytes(1000, 'a'));
    }
    EXPECT_EQ(a->read(piece.data(), piece.size()), 0U);
}

}  // namespace
}  // namespace kontor
