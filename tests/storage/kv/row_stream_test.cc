#include "storage/kv/row_stream.h"

#include "storage/base/error.h"
#include "storage/kv/memory_engine.h"
#include "tests/support/refusal.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

constexpr std::array<Table, 2> two{tables::documents, tables::jobs};

std::unique_ptr<Engine> filled() {
    auto engine = make_memory_engine(two);
    engine->write([](WriteTransaction& rows) {
        rows.put(tables::documents, "a", "first");
        rows.put(tables::documents, "b", "");
        rows.put(tables::jobs, Bytes("\0\xff", 2), Bytes(100'000, 'x'));
    });
    return engine;
}

Bytes stream_of(const Engine& engine) {
    MemorySink out;
    write_rows(out, *engine.read(), two, [](const std::string& line) { ADD_FAILURE() << line; });
    return out.bytes();
}

// How reading these bytes ended.
std::optional<ErrorCode> read(const Bytes& bytes, Engine& engine) {
    MemorySource in(bytes);
    return refusal_of([&] { read_rows(in, two, engine); });
}

TEST(RowStream, comes_back_as_it_went_out) {
    const auto from = filled();
    const Bytes stream = stream_of(*from);
    const auto to = make_memory_engine(two);
    EXPECT_EQ(read(stream, *to), std::nullopt);
    EXPECT_EQ(stream_of(*to), stream);
}

TEST(RowStream, more_rows_than_one_transaction_takes_come_back) {
    const auto from = make_memory_engine(two);
    from->write([](WriteTransaction& rows) {
        for (std::uint64_t i = 1; i <= 60'000; ++i) {
            Bytes key;
            append_u64(key, i);
            rows.put(tables::jobs, key, "x");
        }
    });
    const auto to = make_memory_engine(two);
    EXPECT_EQ(read(stream_of(*from), *to), std::nullopt);
    EXPECT_EQ(to->read()->count(tables::jobs), 60'000U);
}

TEST(RowStream, one_that_is_cut_off_is_corrupt_wherever_it_ends_inside_a_row) {
    const auto engine = make_memory_engine(two);
    engine->write([](WriteTransaction& rows) { rows.put(tables::documents, "key", "payload"); });
    const Bytes stream = stream_of(*engine);
    for (std::size_t size = 1; size < stream.size(); ++size) {
        EXPECT_EQ(read(stream.substr(0, size), *make_memory_engine(two)), ErrorCode::corrupt)
            << size;
    }
}

TEST(RowStream, lengths_and_tables_that_no_row_has_are_corrupt) {
    for (const Bytes& bad :
         {Bytes("\x02\xff\xff\xff\xff", 5), Bytes("\x02\0\0\0\x01k\xff\xff\xff\xff", 10),
          Bytes("\xee\0\0\0\x01k\0\0\0\0", 10), Bytes("\x20\0\0\0\x01k\0\0\0\0", 10)}) {
        EXPECT_EQ(read(bad, *make_memory_engine(two)), ErrorCode::corrupt) << to_hex(bad);
    }
    // No row has an empty key.
    EXPECT_EQ(read(Bytes("\x02\0\0\0\0\0\0\0\0", 9), *make_memory_engine(two)), ErrorCode::invalid);
}

TEST(RowStream, any_damage_ends_in_a_refusal_or_in_other_rows) {
    const Bytes stream = stream_of(*filled()).substr(0, 400);
    std::mt19937_64 random(20261126);
    for (int i = 0; i < 2000; ++i) {
        Bytes damaged = stream;
        for (int flips = 0; flips < 3; ++flips) {
            const std::size_t at = random() % damaged.size();
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random() % 8)));
        }
        const auto refusal = read(damaged, *make_memory_engine(two));
        EXPECT_TRUE(!refusal || refusal == ErrorCode::corrupt || refusal == ErrorCode::invalid)
            << to_hex(damaged);
    }
}

}  // namespace
}  // namespace kontor::test
