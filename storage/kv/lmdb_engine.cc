#include "storage/kv/lmdb_engine.h"

#include "storage/base/files.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/kv/lmdb_copy.h"
#include "storage/kv/lmdb_length.h"
#include "storage/kv/lmdb_newest.h"
#include "storage/kv/lmdb_transaction.h"
#include "storage/kv/writers_turn.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace kontor {

namespace {

using Environment = std::shared_ptr<const LmdbEnvironment>;

class LmdbEngine : public LmdbFile {
  public:
    LmdbEngine(std::filesystem::path path, const LmdbOptions& options)
        : path_(std::move(path)),
          tables_(options.tables.begin(), options.tables.end()),
          options_(with_tables(options, tables_)),
          claim_(std::make_unique<PathClaim>(data_file())),
          environment_(open(LmdbUse::normal)),
          page_bytes_(current()->page_bytes()),
          committed_(current()->newest_state()) {}

    std::unique_ptr<Transaction> read() const override {
        const Environment environment = current();
        try {
            return std::make_unique<LmdbReadTransaction>(environment);
        } catch (const Error&) {
            if (!environment->given_up()) {
                throw;
            }
        }
        return std::make_unique<LmdbReadTransaction>(read_on(environment));
    }

    void write(const std::function<void(WriteTransaction&)>& work) override {
        if (options_.read_only) {
            throw Error(ErrorCode::read_only, "write to what was opened for reading only");
        }
        turn_.take([&] {
            const Environment environment = for_writing();
            LmdbWriteTransaction txn(environment);
            work(txn);
            txn.throw_if_failed();
            try {
                turn_.commit([&] { txn.commit(); });
            } catch (const Error& error) {
                throw after_failed_commit(environment, error);
            }
            committed_ = environment->newest_state();
        });
    }

    bool writable() const override {
        return !options_.read_only && turn_.last_came_about() && is_settled_;
    }

    std::uint64_t reusable_bytes() const override { return free_bytes_of(current()->handle()); }

    void renew(LmdbRenewal renewal) override {
        turn_.take([&] {
            const Environment before = for_writing();
            const std::filesystem::path copied = lmdb_data_file(renewal.copy, options_);
            auto claim = std::make_unique<PathClaim>(copied);
            Environment next;
            try {
                next = copy_of(*before, renewal.copy);
            } catch (...) {
                give_up(copied);
                throw;
            }
            left_.push_back({before->until_closed(), std::move(renewal.left)});
            is_settled_ = false;
            put_in_place_ = std::move(renewal.put_in_place);
            {
                const MutexLock lock(mutex_);
                committed_ = next->newest_state();
                environment_ = std::move(next);
                path_ = renewal.place;
            }
            // Where the copy takes the place of what it was made of, the claim of that holds on.
            if (lmdb_data_file(renewal.place, options_) == lmdb_data_file(renewal.copy, options_)) {
                claim_ = std::move(claim);
            }
            settle();
        });
    }

    bool clear_left() override {
        bool all = true;
        turn_.take([&] {
            settle();  // until then the file before may be what is found
            const auto clear = [](const Left& left) {
                if (!left.open.expired()) {
                    return false;
                }
                std::ranges::for_each(left.files, overwrite_and_remove);
                return true;
            };
            std::erase_if(left_, clear);
            all = left_.empty();
        });
        return all;
    }

  private:
    struct Left {
        std::weak_ptr<const void> open;  // while somebody reads
        std::vector<std::filesystem::path> files;
    };

    static LmdbOptions with_tables(LmdbOptions options, const std::vector<Table>& tables) {
        options.tables = tables;
        return options;
    }
    Environment copy_of(const LmdbEnvironment& before, const std::filesystem::path& place) const {
        LmdbOptions options = options_;
        options.read_only = false;
        options.create = true;
        if (options_.read_only) {  // whose map is just as large as the file
            options.map_bytes = options_.map_bytes * 2 + limits::copy_map_spare_bytes;
        }
        copy_rows(before, LmdbEnvironment(place, options, LmdbUse::normal), options_.tables);
        options = options_;
        options.create = false;
        return std::make_shared<const LmdbEnvironment>(place, options, LmdbUse::normal);
    }

    // Of a copy that was not made: it must not take the room of others.
    static void give_up(const std::filesystem::path& copied) {
        try {
            overwrite_and_remove(copied);
        } catch (const Error& error) {
            log(LogLevel::warning, "a copy that could not be made stays for now",
                {{"file", copied.string()}, {"error", error.what()}});
        }
    }

    // On the writer's turn.
    void settle() {
        if (!is_settled_) {
            put_in_place_();
            is_settled_ = true;
        }
    }
    std::filesystem::path data_file() const { return lmdb_data_file(path_, options_); }
    Environment open(LmdbUse use) const {
        return std::make_shared<const LmdbEnvironment>(path_, options_, use);
    }
    Environment current() const {
        const MutexLock lock(mutex_);
        return environment_;
    }
    void set_current(Environment next) const REQUIRES(mutex_) {
        before_ = environment_->until_closed();
        environment_ = std::move(next);
    }

    // The environment that reads on in place of one that LMDB has given up. Never shows a state
    // that was not acknowledged.
    Environment read_on(const Environment& given_up) const {
        const MutexLock lock(mutex_);
        if (environment_ == given_up) {
            Environment next = open(LmdbUse::reading_on);
            if (next->newest_state() != committed_) {
                throw Error(ErrorCode::io, "read on in " + data_file().string() +
                                               ": a commit that failed cannot be taken back now");
            }
            set_current(std::move(next));
        }
        return environment_;
    }

    // The environment to write in. After LMDB gave one up: first nothing of the failed commit may
    // be left, then nobody may read who is not in the new environment's table of readers.
    Environment for_writing() {
        settle();
        Environment environment = current();
        if (turn_.last_came_about()) {
            return environment;
        }
        if (environment->given_up()) {
            take_back_failed_commit();
            environment = read_on(environment);
        }
        if (environment->use() == LmdbUse::reading_on) {
            require_closed();
            take_back_failed_commit();
            Environment next = open(LmdbUse::normal);
            environment.reset();
            const MutexLock lock(mutex_);
            set_current(std::move(next));
        }
        require_closed();
        return current();
    }

    void take_back_failed_commit() {
        if (!taken_back_) {
            keep_newest_state(data_file(), page_bytes_, committed_);
            taken_back_ = true;
        }
    }

    void require_closed() const {
        const MutexLock lock(mutex_);
        if (!before_.expired()) {
            throw Error(
                ErrorCode::busy,
                "write to " + data_file().string() + ": who read before it failed still does",
                Reason{"store.busy", {}, ""});
        }
    }

    // LMDB calls a write that came short an I/O error.
    bool is_full() const {
        try {
            return disk_space(data_file()).free_bytes < limits::disk_full_bytes;
        } catch (const Error&) {
            return false;
        }
    }

    Error after_failed_commit(const Environment& environment, const Error& error) {
        const bool is_given_up = environment->given_up();
        taken_back_ = taken_back_ && !is_given_up;  // before anything that may throw
        const bool full = error.code() == ErrorCode::io && is_full();
        if (is_given_up) {
            try {
                read_on(environment);
            } catch (const Error& again) {
                log(LogLevel::error, "reading must wait, too",
                    {{"file", data_file().string()}, {"error", again.what()}});
            }
        } else {
            give_back_tail(environment->handle());
        }
        return full ? Error(ErrorCode::no_space, error.what()) : error;
    }

    std::filesystem::path path_;  // changes on the writer's turn, with mutex_ held
    const std::vector<Table> tables_;
    const LmdbOptions options_;
    std::unique_ptr<const PathClaim> claim_;
    mutable Mutex mutex_;  // held while an environment is opened in place of one given up
    mutable Environment environment_ GUARDED_BY(mutex_);
    mutable std::weak_ptr<const void> before_ GUARDED_BY(mutex_);  // the one before it, while open
    const std::size_t page_bytes_;
    std::atomic<std::uint64_t> committed_;  // LMDB's number of the newest acknowledged state
    std::function<void()> put_in_place_;    // of the newest renewal; on the writer's turn only
    std::atomic<bool> is_settled_{true};    // false until it has come about
    std::vector<Left> left_;                // on the writer's turn only
    bool taken_back_ = true;                // on the writer's turn only
    WritersTurn turn_;
};

}  // namespace

std::unique_ptr<LmdbFile> open_lmdb_engine(const std::filesystem::path& path,
                                           const LmdbOptions& options) {
    return std::make_unique<LmdbEngine>(path, options);
}

}  // namespace kontor
