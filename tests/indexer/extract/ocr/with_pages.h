// Pools with the real worker in the profiles that serve pages, and the papers of tests/data/scans.
#pragma once

#include "indexer/extract/pool.h"
#include "storage/base/clock.h"
#include "tests/indexer/extract/recorder.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/mman.h>

namespace kontor::test {

inline Bytes scan(const std::string& name) {
    std::ifstream file(std::filesystem::path(KONTOR_SCANS) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct PageRead {
    ReadingEnd end;
    Recorder sink;
};

class WithPages : public testing::Test {
  protected:
    static PageRead read(ExtractionPool& pool,
                         ByteView bytes,
                         const ReadingOrder& order,
                         const ReadingLimits& limits = ocr_limits()) {
        const FileHandle file(::memfd_create("document", MFD_CLOEXEC));
        write_all(file.get(), bytes, "write a test document");
        PageRead result;
        result.end = pool.read(file.get(), bytes.size(), result.sink, limits, order);
        return result;
    }
    PageRead recognise(ByteView bytes, std::uint32_t page = 1) {
        return read(ocr_, bytes, {page, 0});
    }
    PageRead render(ByteView bytes, std::uint32_t page = 1, std::uint32_t pixels = 400) {
        return read(render_, bytes, {page, pixels});
    }

    SystemClock clock_;
    ExtractionPool ocr_{clock_, {{{}, {"--profile", "ocr"}}, 1}};
    ExtractionPool render_{clock_, {{{}, {"--profile", "render"}}, 1}};
};

}  // namespace kontor::test
