// ZipWriter: writes a zip file forwards, through libarchive; its bytes are taken away as they come.
//
// Threads   One at a time.
// Errors    internal with libarchive's words.
// Why       Every file is deflated at the fastest level: text shrinks, and what is packed already
//           costs little. Zone, user and mode of this machine do not show.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"

#include <memory>
#include <string>

namespace kontor {

class ZipWriter {
  public:
    ZipWriter();
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    // Begins a file; exactly `size_bytes` of write() follow.
    void begin(const std::string& path, std::uint64_t size_bytes, Instant modified);
    void write(ByteView bytes);
    void finish();  // writes the directory
    // What was written since the last call.
    Bytes take();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kontor
