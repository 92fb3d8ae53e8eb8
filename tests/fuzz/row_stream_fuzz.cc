// Rows out of a backup: what is read in goes out as the same rows, and nothing half is kept unsaid.
#include "storage/kv/memory_engine.h"
#include "storage/kv/row_stream.h"
#include "tests/fuzz/fuzz.h"

#include <array>

namespace {

using namespace kontor;

constexpr std::array<Table, 2> two{tables::documents, tables::jobs};

Bytes stream_of(const Engine& engine) {
    MemorySink out;
    write_rows(out, *engine.read(), two,
               [](const std::string& line) { fuzz::require(false, line.c_str()); });
    return out.bytes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto engine = make_memory_engine(two);
    MemorySource in(fuzz::view(data, size));
    if (fuzz::reads([&] { read_rows(in, two, *engine); })) {
        const Bytes once = stream_of(*engine);
        const auto again = make_memory_engine(two);
        MemorySource written(once);
        fuzz::require(fuzz::reads([&] { read_rows(written, two, *again); }), "own rows are read");
        fuzz::require(stream_of(*again) == once, "rows come back as they went out");
    }
    return 0;
}
