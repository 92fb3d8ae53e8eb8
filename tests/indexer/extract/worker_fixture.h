// A pool with the real worker, and documents for it.
#pragma once

#include "indexer/extract/pool.h"
#include "storage/base/clock.h"
#include "tests/indexer/extract/recorder.h"

#include <gtest/gtest.h>

namespace kontor::test {

// An unnamed file that holds `bytes`.
FileHandle document(ByteView bytes);

class WithWorker : public testing::Test {
  protected:
    struct Read {
        ReadingEnd end;
        Recorder sink;
    };
    Read read(ByteView bytes, const ReadingLimits& limits = {});
    // A document that makes its child do `deed`.
    Read read_hostile(const std::string& deed, const ReadingLimits& limits = {});
    // That a harmless document is read now.
    void expect_still_reads();

    SystemClock clock_;
    ExtractionPool pool_{clock_, {}};
};

}  // namespace kontor::test
