#include "indexer/pipeline/indexing.h"

#include "indexer/pipeline/index_batch.h"
#include "indexer/pipeline/limits.h"
#include "storage/archive/log_walk.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/log.h"

#include <algorithm>

#include <pthread.h>

namespace kontor {

Indexing::Indexing(Store& store, const FieldTable& fields, const Lexicon& lexicon)
    : store_(store), fields_(fields), lexicon_(lexicon) {
    store_.on_write([this] { wake(); });
}

Indexing::~Indexing() {
    stop();
}

void Indexing::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kontor-index");
}

void Indexing::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

std::optional<Sequence> Indexing::applied() const {
    const std::lock_guard lock(mutex_);
    return applied_;
}

void Indexing::wake() {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
    changed_.notify_all();
}

// Waits for news, at least until `not_before`; false when it is to stop.
bool Indexing::wait_for_news(Monotonic not_before) {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        if (!has_news_) {
            changed_.wait(lock);
        } else if (store_.clock().monotonic() < not_before) {
            store_.clock().wait_until(lock, changed_, not_before);
        } else {
            has_news_ = false;
            return true;
        }
    }
    return false;
}

// The loop of this room's thread: the one place here that catches all.
void Indexing::run() {
    Monotonic not_before{};
    while (wait_for_news(not_before)) {
        try {
            const bool has_more = work();
            not_before =
                has_more ? Monotonic() : store_.clock().monotonic() + limits::index_commit_pause;
            if (has_more) {
                wake();
            }
        } catch (const std::exception& error) {  // of the file system library, too
            log(LogLevel::error, "the index cannot follow the archive now",
                {{"error", error.what()}});
            give_up_writers();
            not_before = store_.clock().monotonic() + limits::index_retry_pause;
            wake();
        }
    }
    finish();
    give_up_writers();
}

// What a stop leaves undone, the next start does.
void Indexing::finish() {
    if (!writer_) {
        return;
    }
    try {
        writer_->finish();
    } catch (const std::exception& error) {
        log(LogLevel::error, "the index could not be committed before the stop",
            {{"error", error.what()}});
    }
}

std::size_t Indexing::papers_at_once() const {
    const std::uint64_t papers = store_.columns().last().value();
    return std::clamp<std::uint64_t>(papers / limits::index_batch_share,
                                     limits::index_batch_papers_min,
                                     limits::index_batch_papers_max);
}

// One batch; true when there is more to do.
bool Indexing::work() {
    if (!writer_) {
        writer_ = std::make_unique<IndexWriter>(store_.folder().index(), fields_,
                                                IndexStart::current, lexicon_);
        tell_applied(writer_->generation().applied);
    }
    open_beside();
    IndexBatch batch(store_, fields_, *writer_, beside_.get(), ahead_, papers_at_once());
    batch.take_jobs();
    batch.follow_log();
    batch.commit([this](const Generation& now) { tell_applied(now.applied); });
    const bool has_more = batch.is_full() || !batch.has_all();
    if (work_beside() || has_more) {
        return true;
    }
    writer_->finish();
    renew_when_wanted();
    renew_when_loose();
    return false;
}

void Indexing::renew_when_wanted() {
    {
        const std::lock_guard lock(mutex_);
        // Only with all that was in the log when it was ordered.
        if (!is_renewal_wanted_ || writer_->generation().applied < renewal_after_) {
            return;
        }
    }
    writer_->renew();
    tell_applied(writer_->generation().applied);
    const std::lock_guard lock(mutex_);
    is_renewal_wanted_ = false;
    changed_.notify_all();
}

// Nobody waits for it: when there is no room for a second index, this one does.
void Indexing::renew_when_loose() {
    if (!writer_->is_loose() || store_.clock().monotonic() < not_loose_before_) {
        return;
    }
    not_loose_before_ = store_.clock().monotonic() + limits::index_loose_pause;  // whatever happens
    try {
        writer_->renew();
        not_loose_before_ = {};
        tell_applied(writer_->generation().applied);
    } catch (const Error& error) {
        log(LogLevel::warning, "the index takes more room than it needs and cannot be written anew",
            {{"error", error.what()}});
    }
}

// Before any job is taken: what it brings goes into both.
void Indexing::open_beside() {
    const std::filesystem::path index = store_.folder().index();
    {
        const std::lock_guard lock(mutex_);
        // By an order that a stop, a crash or a failure ended, or without one.
        is_rebuild_wanted_ =
            is_rebuild_wanted_ || IndexWriter::is_one_begun(index) || writer_->has_other_words();
        if (beside_ || !is_rebuild_wanted_) {
            return;
        }
    }
    beside_ = std::make_unique<IndexWriter>(index, fields_, IndexStart::beside, lexicon_);
}

// The same for the index that is being made anew.
bool Indexing::work_beside() {
    if (!beside_) {
        return false;
    }
    PapersAhead none;
    IndexBatch batch(store_, fields_, *beside_, nullptr, none, limits::index_beside_papers);
    batch.follow_log();
    batch.commit([](const Generation&) {});
    beside_->finish();
    const Sequence applied = beside_->generation().applied.value();
    const bool is_done = applied >= batch.last();
    if (is_done) {
        writer_->finish();  // with its jobs
        beside_->publish();
        writer_ = std::move(beside_);
        ahead_.clear();
        tell_applied(applied);
    }
    const std::lock_guard lock(mutex_);
    is_rebuild_wanted_ = !is_done;
    progress_ = {applied.value + 1, batch.last().value + 1};
    changed_.notify_all();
    return !is_done;
}

void Indexing::give_up_writers() {
    writer_.reset();
    ahead_.clear();
    beside_.reset();
    const std::lock_guard lock(mutex_);
    is_rebuild_wanted_ = is_renewal_wanted_ = false;
    ++failures_;
    changed_.notify_all();
}

void Indexing::tell_applied(std::optional<Sequence> applied) {
    {
        const std::lock_guard lock(mutex_);
        applied_ = applied;
    }
    if (commit_hook_) {
        commit_hook_();
    }
}

void Indexing::rebuild(const std::function<void(const Progress&)>& progress) {
    std::unique_lock lock(mutex_);
    if (!is_rebuild_wanted_) {
        give_order(is_rebuild_wanted_);
        progress_ = {};
    }
    const std::uint64_t failures = failures_;
    std::uint64_t told = 0;
    while (is_rebuild_wanted_ && failures_ == failures) {
        changed_.wait(lock);
        if (progress_.entries != told) {
            told = progress_.entries;
            const Progress now = progress_;
            lock.unlock();
            progress(now);
            lock.lock();
        }
    }
    end_order(failures);
}

void Indexing::renew() {
    const Sequence newest = last_entry(store_.snapshot().rows());
    std::unique_lock lock(mutex_);
    give_order(is_renewal_wanted_);
    renewal_after_ = newest;
    const std::uint64_t failures = failures_;
    changed_.wait(lock, [&] { return !is_renewal_wanted_ || failures_ != failures; });
    end_order(failures);
}

void Indexing::give_order(bool& is_wanted) {
    if (is_rebuild_wanted_ || is_renewal_wanted_ || is_stopping_) {
        throw Error(ErrorCode::busy, "make the index anew while it is being made or we stop",
                    Reason{"index.busy", {}, ""});
    }
    is_wanted = true;
    fault_point("indexing.ordered");
    has_news_ = true;
    changed_.notify_all();
}

void Indexing::end_order(std::uint64_t failures_before) const {
    if (failures_ != failures_before) {
        throw Error(ErrorCode::io, "make the index anew", Reason{"index.failed", {}, ""});
    }
}

}  // namespace kontor
