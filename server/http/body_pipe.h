// BodyPipe: carries a request's body from the loop, which reads the socket, to the worker that
// takes it. Private to the room.
//
// Promises  Holds at most limits::http_body_buffer_bytes. The loop never waits. The worker waits
//           for bytes, the end, a failure, or until the client is too slow; only the time it waits
//           counts against the client.
// Threads   One worker reads; the loop does the rest. Owns its lock; ask() is called without it.
// Errors    read(): what fail() was given; timeout (body.timeout); internal once it was closed.
#pragma once

#include "server/http/minimum_rate.h"
#include "storage/base/byte_stream.h"
#include "storage/base/error.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace kontor {

class BodyPipe {
  public:
    // `ask` tells the loop that there is room and somebody who wants the bytes.
    BodyPipe(Clock& clock, MinimumRate rate, std::function<void()> ask)
        : clock_(clock), rate_(rate), ask_(std::move(ask)) {}

    // The worker's side.
    std::size_t read(char* out, std::size_t size);

    // The loop's side. How many bytes push() takes now; 0 once nobody wants them.
    std::size_t room();
    void push(ByteView bytes);  // at most room()
    void end();
    void fail(const Error& error);
    // No more reading: what is left is dropped. By the source's end of life or by the loop.
    void close();

  private:
    bool wait_for_bytes(std::unique_lock<std::mutex>& lock);

    Clock& clock_;
    std::mutex mutex_;
    std::condition_variable wake_;
    MinimumRate rate_;
    const std::function<void()> ask_;
    Bytes bytes_;
    std::size_t start_ = 0;     // of what is not read
    std::uint64_t pushed_ = 0;  // since the last wait of the worker
    bool is_asked_ = false;     // the loop knows that there is room
    bool is_ended_ = false;
    bool is_closed_ = false;
    std::optional<Error> failure_;
};

// The source that a handler sees; closes the pipe when it goes.
class PipeSource final : public ByteSource {
  public:
    explicit PipeSource(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}
    ~PipeSource() override { pipe_->close(); }
    PipeSource(const PipeSource&) = delete;
    PipeSource& operator=(const PipeSource&) = delete;
    std::size_t read(char* out, std::size_t size) override { return pipe_->read(out, size); }

  private:
    std::shared_ptr<BodyPipe> pipe_;  // also the connection's; whoever goes last ends it
};

// A body that is there as a whole; an empty one too.
class OwnedSource final : public ByteSource {
  public:
    explicit OwnedSource(Bytes bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
    std::size_t read(char* out, std::size_t size) override { return source_.read(out, size); }

  private:
    const Bytes bytes_;
    MemorySource source_;
};

}  // namespace kontor
