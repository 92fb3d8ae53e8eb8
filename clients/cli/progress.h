// Progress: how far a transfer is, on one line of a terminal that is written over and wiped at the
// end. Where standard error is no terminal, nothing.
#pragma once

#include "clients/cli/output.h"
#include "storage/base/byte_stream.h"
#include "storage/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kontor {

class Progress {
  public:
    Progress(const Output& output, std::string name, std::optional<std::uint64_t> size_bytes);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void add(std::uint64_t bytes);

  private:
    void draw(Monotonic now) const;

    SystemClock clock_;
    const std::string name_;
    const std::optional<std::uint64_t> size_bytes_;
    const bool is_shown_;
    const Monotonic begin_;
    Monotonic drawn_;
    bool is_drawn_ = false;
    std::uint64_t done_bytes_ = 0;
};

// "45 %  12.3 MiB  8.0 MiB/s"; without a size no per cent.
std::string progress_text(std::uint64_t done_bytes,
                          std::optional<std::uint64_t> size_bytes,
                          Milliseconds elapsed);

class ProgressSource : public ByteSource {
  public:
    ProgressSource(ByteSource& source, Progress& progress) : source_(source), progress_(progress) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = source_.read(out, size);
        progress_.add(count);
        return count;
    }

  private:
    ByteSource& source_;
    Progress& progress_;
};

}  // namespace kontor
