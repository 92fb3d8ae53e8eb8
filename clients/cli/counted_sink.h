// CountedSink: passes bytes on and counts them for a progress line. Their number need not be known
// before the head of the answer has come.
#pragma once

#include "clients/cli/progress.h"

namespace kontor {

class CountedSink : public ByteSink {
  public:
    CountedSink(ByteSink& sink, Progress& progress) : sink_(sink), progress_(progress) {}
    void write(ByteView bytes) override {
        sink_.write(bytes);
        progress_.add(bytes.size());
    }

  private:
    ByteSink& sink_;
    Progress& progress_;
};

}  // namespace kontor
