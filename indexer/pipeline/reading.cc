#include "indexer/pipeline/reading.h"

#include "indexer/pipeline/limits.h"
#include "indexer/pipeline/title_line.h"
#include "storage/archive/blob_refs.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::string_view kind = "read";

FileHandle unnamed_file(const Store& store) {
    return open_file(store.folder().spool(), O_TMPFILE | O_RDWR);
}

void rewind(const FileHandle& file) {
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw system_error(errno, "rewind a spooled file");
    }
}

// What a child is to read. Small papers in memory: no file system makes files as fast.
FileHandle spool_version(Store& store, const ReadingTask& task) {
    FileHandle file = task.blob.size <= limits::spool_memory_bytes ? file_in_memory("paper", {})
                                                                   : unnamed_file(store);
    const auto source = store.blobs().open(blob_of(task.blob), {0, task.blob.size});
    std::array<char, 65536> buffer;
    while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
        write_all(file.get(), {buffer.data(), count}, "the spool");
    }
    rewind(file);
    return file;
}

// The text of the pages, one after another: in memory, and on in a file when it is long.
class SpooledText {
  public:
    explicit SpooledText(const Store& store) : store_(store) {}

    void append(std::string_view text) {
        recent_ += text;
        if (recent_.size() > limits::spool_memory_bytes) {
            spill();
        }
    }

    StoredBlob keep_in(BlobStore& blobs) {
        if (!file_) {
            MemorySource source(recent_);
            return blobs.put(source);
        }
        spill();
        rewind(*file_);
        FileSource source(file_->get(), "the spool");
        return blobs.put(source);
    }

  private:
    void spill() {
        if (!file_) {
            file_ = unnamed_file(store_);
        }
        write_all(file_->get(), recent_, "the spool");
        recent_.clear();
    }

    const Store& store_;
    std::string recent_;              // what is not in file_
    std::optional<FileHandle> file_;  // once there was too much
};

// Keeps the text of the pages, and all else in a row.
class Collector : public ResultSink {
  public:
    explicit Collector(const Store& store) : text_(store) {}

    void media_type(std::string_view type) override { row_.media_type = type; }
    void fact(std::string_view name, std::string_view value) override {
        row_.facts[std::string(name)] = value;
    }
    void page(std::uint32_t number, std::string_view text) override {
        // A page that gave nothing still is a page.
        row_.page_ends.resize(number, row_.size);
        text_.append(text);
        if (beginning_.size() < limits::title_line_search_bytes) {
            beginning_.append(text).push_back('\n');
        }
        row_.size += text.size();
        row_.page_ends.back() = row_.size;
    }

    RenditionRow finish(Store& store, const ReadingEnd& end) {
        row_.title = title_line(beginning_);
        row_.state = name_of(end.state);
        row_.reason = end.reason;
        row_.read = store.clock().now();
        if (end.state == TextState::failed) {
            row_.page_ends.clear();  // what came before a failure is not to be kept
            row_.facts.clear();
            row_.title.clear();
            row_.size = 0;
        }
        if (row_.size > 0) {
            const StoredBlob stored = text_.keep_in(store.derived());
            row_.text = stored.number;
            row_.volume = stored.volume;
            row_.key = stored.key;
        }
        return row_;
    }

  private:
    SpooledText text_;
    std::string beginning_;  // of the text, where a title is looked for
    RenditionRow row_;
};

}  // namespace

Reading::Reading(Store& store, ExtractionPool& pool, unsigned threads)
    : store_(store), pool_(pool), readings_(store), thread_count_(threads) {}

Reading::~Reading() {
    stop();
}

void Reading::start() {
    for (unsigned i = 0; i < thread_count_; ++i) {
        threads_.emplace_back([this] { run(); });
        pthread_setname_np(threads_.back().native_handle(), "kontor-read");
    }
}

void Reading::stop() {
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

// The job loop of this room: the one place here that catches.
void Reading::run() {
    const std::vector<std::string> kinds{std::string(kind)};
    while (const auto job = store_.jobs().wait(kinds, Monotonic::max())) {
        try {
            read(*job);
        } catch (const Error& e) {
            log(LogLevel::warning, "a paper could not be read now",
                {{"document", job->subject}, {"attempt", job->attempt}, {"error", e.what()}});
            JobFailure failure;
            failure.reason.code = "extract.worker";
            if (store_.trouble() || e.code() == ErrorCode::no_space) {
                failure.kind = FailureKind::held_up;
                failure.reason = disk_reason(e.code()).value_or(failure.reason);
            }
            if (!e.reasons().empty()) {
                failure.reason = e.reasons().front();
            }
            try {
                readings_.fail(*job, failure);
            } catch (const Error& again) {
                log(LogLevel::error, "the failure of a job could not be kept",
                    {{"document", job->subject}, {"error", again.what()}});
                rest();
            }
        }
    }
}

// Until a job that could not be given back may be taken again, or until all stops.
void Reading::rest() {
    store_.jobs().wait({}, store_.clock().monotonic() + limits::job_held_up_pause);
}

void Reading::read(const LeasedJob& job) {
    const auto task = readings_.task_of(job);
    if (!task) {
        readings_.drop(job);
        return;
    }
    store_.require_spool_room(task->blob.size);
    const FileHandle input = spool_version(store_, *task);
    Collector collector(store_);
    const ReadingEnd end = pool_.read(input.get(), task->blob.size, collector);
    readings_.finish(job, *task, collector.finish(store_, end));
}

}  // namespace kontor
