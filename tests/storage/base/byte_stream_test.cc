#include "storage/base/byte_stream.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

// Gives at most three bytes a time, as a socket may.
class SlowSource : public ByteSource {
  public:
    explicit SlowSource(ByteView bytes) : all_(bytes) {}
    std::size_t read(char* out, std::size_t size) override {
        return all_.read(out, std::min<std::size_t>(size, 3));
    }

  private:
    MemorySource all_;
};

TEST(ByteStream, a_memory_source_gives_its_bytes_in_order_and_then_nothing) {
    MemorySource source("abcdefg");
    std::array<char, 4> buffer{};
    EXPECT_EQ(source.read(buffer.data(), 4), 4U);
    EXPECT_EQ(ByteView(buffer.data(), 4), "abcd");
    EXPECT_EQ(source.read(buffer.data(), 4), 3U);
    EXPECT_EQ(ByteView(buffer.data(), 3), "efg");
    EXPECT_EQ(source.read(buffer.data(), 4), 0U);
    EXPECT_EQ(source.read(buffer.data(), 4), 0U);
}

TEST(ByteStream, a_source_over_nothing_is_at_its_end) {
    MemorySource source{ByteView()};
    char c = 'x';
    EXPECT_EQ(source.read(&c, 1), 0U);
    EXPECT_EQ(source.read(nullptr, 0), 0U);
}

TEST(ByteStream, reading_fully_goes_on_over_short_reads_until_full_or_at_the_end) {
    SlowSource source("abcdefgh");
    std::array<char, 5> buffer{};
    EXPECT_EQ(read_fully(source, buffer.data(), 5), 5U);
    EXPECT_EQ(ByteView(buffer.data(), 5), "abcde");
    EXPECT_EQ(read_fully(source, buffer.data(), 5), 3U);
    EXPECT_EQ(ByteView(buffer.data(), 3), "fgh");
    EXPECT_EQ(read_fully(source, buffer.data(), 5), 0U);
}

TEST(ByteStream, a_memory_sink_keeps_all_in_order) {
    MemorySink sink;
    sink.write("ab");
    sink.write("");
    sink.write("c");
    EXPECT_EQ(sink.bytes(), "abc");
}

}  // namespace
}  // namespace kontor
