#include "indexer/extract/pool.h"

#include "indexer/extract/protocol.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr int pipe_bytes = 256 * 1024;

// A sink that measures how long its owner takes: that time is not the child's.
class TimedSink final : public ResultSink {
  public:
    TimedSink(ResultSink& sink, const Clock& clock) : sink_(sink), clock_(clock) {}
    void media_type(std::string_view type) override {
        timed([&] { sink_.media_type(type); });
    }
    void fact(std::string_view name, std::string_view value) override {
        timed([&] { sink_.fact(name, value); });
    }
    void page(std::uint32_t number, std::string_view text) override {
        timed([&] { sink_.page(number, text); });
    }
    void scanned(std::uint32_t page) override {
        timed([&] { sink_.scanned(page); });
    }
    void begin_part(std::string_view name) override {
        timed([&] { sink_.begin_part(name); });
    }
    void end_part(std::string_view type, const ReadingEnd& reading) override {
        timed([&] { sink_.end_part(type, reading); });
    }
    void words(std::uint32_t page, std::span<const RecognisedWord> words) override {
        timed([&] { sink_.words(page, words); });
    }
    void image(std::uint32_t page, ByteView bytes) override {
        timed([&] { sink_.image(page, bytes); });
    }
    void file(ByteView bytes) override {
        timed([&] { sink_.file(bytes); });
    }
    Milliseconds taken() const { return taken_; }

  private:
    template <typename Call>
    void timed(const Call& call) {
        const Monotonic start = clock_.monotonic();
        call();
        taken_ += clock_.monotonic() - start;
    }

    ResultSink& sink_;
    const Clock& clock_;
    Milliseconds taken_{0};
};

ReadingEnd unreadable(std::string reason, std::uint32_t pages) {
    return {pages > 0 ? TextState::partial : TextState::failed, std::move(reason)};
}

Error ours(ErrorCode code, const std::string& what) {
    return {code, "read a document in a worker: " + what, Reason{"extract.worker", {}, ""}};
}

// What a child's end means when its last frame did not come, or came from a child that fell over.
ReadingEnd judge(const StatusMessage& status, std::uint32_t pages, const ReadingLimits& limits) {
    const bool used_up = status.cpu_ms >= static_cast<std::uint64_t>(limits.cpu.count()) * 1000;
    if (status.end == ChildEnd::not_forked) {
        throw ours(ErrorCode::busy,
                   "no child could be forked, errno " + std::to_string(status.value));
    }
    if (status.end == ChildEnd::exited) {
        switch (status.value) {
            case 0:
                return {TextState::failed, "extract.protocol"};
            case child_exit_memory:
                return unreadable("extract.memory", pages);
            case child_exit_unready:
                throw ours(ErrorCode::io, "the child could not begin");
            default:
                return unreadable("extract.crashed", pages);
        }
    }
    switch (status.value) {
        case SIGXCPU:
            return unreadable("extract.timeout", pages);
        case SIGSYS:
            return {TextState::failed, "extract.forbidden"};
        case SIGBUS:
            // Its input became shorter under it, or the disk could not read it.
            throw ours(ErrorCode::io, "the document's bytes could not be read");
        case SIGKILL:
            if (used_up) {
                return unreadable("extract.timeout", pages);
            }
            // Not by us: the system ran out of memory, or an operator did it.
            throw ours(ErrorCode::busy, "the child was killed from outside");
        default:
            return unreadable("extract.crashed", pages);
    }
}

}  // namespace

// One worker and the document it has at the moment. Belongs to one thread at a time.
class ExtractionPool::Slot {
  public:
    explicit Slot(ExtractionPool& pool) : pool_(pool) {}

    ReadingEnd read(int input,
                    std::uint64_t size_bytes,
                    ResultSink& sink,
                    const ReadingLimits& limits,
                    const ReadingOrder& order);

    pid_t worker() const { return worker_pid_; }

  private:
    struct Reading {
        FileHandle result;  // the pipe's end; closed at its end
        std::optional<StatusMessage> status;
        std::optional<std::string_view> violation;
        bool is_late = false;
        bool is_over() const { return status && !result.is_open(); }
    };

    void ensure_worker();
    FileHandle hand_over(int input, JobMessage job);
    void follow(Reading& reading, ResultDecoder& decoder, TimedSink& sink, Monotonic deadline);
    void take_output(Reading& reading, ResultDecoder& decoder);
    void end_child(Reading& reading);
    Error worker_failed(const std::string& what);

    ExtractionPool& pool_;
    std::unique_ptr<WorkerProcess> worker_;
    std::atomic<pid_t> worker_pid_{-1};
    std::uint64_t job_ = 0;
    unsigned failures_ = 0;  // of the worker, in a row
    Monotonic not_before_{};
};

// A slot for as long as one read() lasts.
class ExtractionPool::Lease {
  public:
    explicit Lease(ExtractionPool& pool) : pool_(pool) {
        const MutexLock lock(pool_.mutex_);
        while (pool_.free_.empty() && !pool_.stopping_) {
            pool_.slot_is_free_.wait(pool_.mutex_);
        }
        if (pool_.stopping_) {
            throw ours(ErrorCode::busy, "the server is stopping");
        }
        slot_ = pool_.free_.back();
        pool_.free_.pop_back();
    }
    ~Lease() {
        {
            const MutexLock lock(pool_.mutex_);
            pool_.free_.push_back(slot_);
        }
        pool_.slot_is_free_.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Slot& slot() { return *slot_; }

  private:
    ExtractionPool& pool_;
    Slot* slot_ = nullptr;
};

ExtractionPool::ExtractionPool(Clock& clock, ExtractionOptions options)
    : clock_(clock), options_(std::move(options)) {
    const std::size_t count = std::clamp<std::size_t>(options_.slots, 1, limits::worker_slots_max);
    for (std::size_t i = 0; i < count; ++i) {
        slots_.push_back(std::make_unique<Slot>(*this));
        free_.push_back(slots_.back().get());
    }
}

ExtractionPool::~ExtractionPool() = default;

ReadingEnd ExtractionPool::read(int input,
                                std::uint64_t size_bytes,
                                ResultSink& sink,
                                const ReadingLimits& limits,
                                const ReadingOrder& order) {
    if (size_bytes > limits::read_input_max_bytes) {
        return {TextState::failed, "extract.too_large"};
    }
    Lease lease(*this);
    return lease.slot().read(input, size_bytes, sink, limits, order);
}

void ExtractionPool::stop() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    slot_is_free_.notify_all();
}

std::optional<WorkerDescription> ExtractionPool::description() const {
    const MutexLock lock(mutex_);
    return description_;
}

std::vector<pid_t> ExtractionPool::workers() const {
    std::vector<pid_t> pids;
    for (const std::unique_ptr<Slot>& slot : slots_) {
        if (slot->worker() >= 0) {
            pids.push_back(slot->worker());
        }
    }
    return pids;
}

ReadingEnd ExtractionPool::Slot::read(int input,
                                      std::uint64_t size_bytes,
                                      ResultSink& sink,
                                      const ReadingLimits& limits,
                                      const ReadingOrder& order) {
    JobMessage job;
    job.id = ++job_;
    job.size_bytes = size_bytes;
    job.cpu_seconds = static_cast<std::uint64_t>(limits.cpu.count());
    job.memory_bytes = limits.memory_bytes;
    job.order = order;
    Reading reading;
    reading.result = hand_over(input, job);
    TimedSink timed(sink, pool_.clock_);
    ResultDecoder decoder(timed);
    try {
        follow(reading, decoder, timed, pool_.clock_.monotonic() + limits.wall);
    } catch (...) {
        end_child(reading);
        throw;
    }
    if (worker_) {
        failures_ = 0;
    }
    if (reading.violation) {
        log(LogLevel::warning, "a worker's child broke the protocol",
            {{"what", std::string(*reading.violation)}});
        return {TextState::failed, "extract.protocol"};
    }
    if (reading.is_late) {
        return unreadable("extract.timeout", decoder.pages());
    }
    const StatusMessage& status = *reading.status;
    if (decoder.end() && status.end == ChildEnd::exited && status.value == 0) {
        return *decoder.end();
    }
    ReadingEnd end = judge(status, decoder.pages(), limits);
    log(LogLevel::info, "a worker's child did not end well",
        {{"reason", end.reason},
         {"signalled", status.end == ChildEnd::signalled},
         {"value", status.value},
         {"cpu_ms", status.cpu_ms},
         {"memory_peak_bytes", status.memory_peak_bytes}});
    return end;
}

// Gives the document to the worker; returns the pipe from which its child's frames come.
FileHandle ExtractionPool::Slot::hand_over(int input, JobMessage job) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw system_error(errno, "make a pipe for a document's text");
    }
    FileHandle result(ends[0]);
    const FileHandle theirs(ends[1]);
    ::fcntl(result.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(result.get(), F_SETPIPE_SZ, pipe_bytes);  // fewer wake-ups; refused, the size stays
    const bool was_running = worker_ != nullptr;
    ensure_worker();
    if (worker_->send(job, input, theirs.get())) {
        return result;
    }
    if (was_running) {
        // It died while it had nothing to do; this document has not met it.
        worker_failed("it ended while idle");
        ensure_worker();
        if (worker_->send(job, input, theirs.get())) {
            return result;
        }
    }
    throw worker_failed("it ended before its first document");
}

void ExtractionPool::Slot::ensure_worker() {
    if (worker_) {
        return;
    }
    if (failures_ > 0 && pool_.clock_.monotonic() < not_before_) {
        throw ours(ErrorCode::busy, "the worker failed a moment ago and waits for its restart");
    }
    WorkerProgram program = pool_.options_.program;
    if (program.path.empty()) {
        program.path = worker_beside_this_program();
    }
    try {
        worker_ = std::make_unique<WorkerProcess>(program, pool_.clock_);
    } catch (const Error& error) {
        throw worker_failed(error.what());
    }
    worker_pid_ = worker_->pid();
    const WorkerDescription& said = worker_->description();
    if (!said.missing.empty()) {
        log(LogLevel::warning, "a worker runs with less confinement than it should",
            {{"missing", said.missing}, {"active", said.active}});
    }
    const MutexLock lock(pool_.mutex_);
    pool_.description_ = said;
}

// Follows one document until its child is gone and its pipe is empty.
void ExtractionPool::Slot::follow(Reading& reading,
                                  ResultDecoder& decoder,
                                  TimedSink& sink,
                                  Monotonic deadline) {
    while (!reading.is_over()) {
        const Monotonic end = deadline + sink.taken();
        const int result = reading.result.is_open() ? reading.result.get() : -1;
        // Once the status is there, only the pipe is awaited: the worker says nothing more.
        const int socket = reading.status ? -1 : worker_->socket();
        const Readable ready = wait_readable(result, socket, pool_.clock_, end);
        if (ready.first) {
            take_output(reading, decoder);
        }
        if (ready.second) {
            reading.status = worker_->receive_status();
            if (!reading.status || reading.status->id != job_) {
                throw worker_failed("it ended while it read a document");
            }
        }
        if (pool_.stopping_) {
            throw ours(ErrorCode::busy, "the server is stopping");
        }
        if (reading.violation) {
            return end_child(reading);
        }
        if (!reading.is_over() && pool_.clock_.monotonic() >= deadline + sink.taken()) {
            reading.is_late = true;
            return end_child(reading);
        }
    }
}

// One read: a child that babbles without end leaves time to look at the clock.
void ExtractionPool::Slot::take_output(Reading& reading, ResultDecoder& decoder) {
    thread_local std::array<char, read_bytes> buffer;
    const ssize_t got = ::read(reading.result.get(), buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got < 0) {
        throw system_error(errno, "read a document's text from its child");
    }
    if (got == 0) {
        reading.result.close();
        return;
    }
    reading.violation = decoder.feed({buffer.data(), static_cast<std::size_t>(got)});
}

// Ends the child of a document nobody waits for any more, and the worker with it when it cannot.
void ExtractionPool::Slot::end_child(Reading& reading) {
    reading.result.close();
    if (reading.status || !worker_) {
        return;
    }
    const Monotonic deadline = pool_.clock_.monotonic() + limits::worker_kill_max;
    try {
        const bool is_there = worker_->kill_child(job_);
        while (is_there && !reading.status && pool_.clock_.monotonic() < deadline) {
            if (!wait_readable(worker_->socket(), -1, pool_.clock_, deadline).first) {
                continue;
            }
            reading.status = worker_->receive_status();
            if (!reading.status) {
                break;
            }
        }
    } catch (const Error& error) {
        worker_failed(error.what());
        return;
    }
    if (!reading.status) {
        worker_failed("it did not end its child");
    }
}

// Forgets the worker and says when the next may be started; returns what to throw.
Error ExtractionPool::Slot::worker_failed(const std::string& what) {
    worker_.reset();
    worker_pid_ = -1;
    ++failures_;
    Milliseconds delay{0};
    if (failures_ > 1) {
        const unsigned doubled = std::min(failures_ - 2, 16U);
        delay = std::min(limits::worker_restart_delay_first * (1 << doubled),
                         limits::worker_restart_delay_max);
    }
    not_before_ = pool_.clock_.monotonic() + delay;
    log(LogLevel::error, "a worker failed",
        {{"what", what}, {"in_a_row", failures_}, {"restart_after_ms", delay.count()}});
    return ours(ErrorCode::busy, what);
}

}  // namespace kontor
