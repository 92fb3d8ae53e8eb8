#include "storage/kv/memory_engine.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/kv/persistent_map.h"
#include "storage/kv/placed_cursor.h"
#include "storage/kv/writers_turn.h"

#include <map>
#include <utility>

namespace kontor {

namespace {

// The rows of every table, by table id; a copy is a snapshot.
using AllRows = std::map<std::uint8_t, PersistentMap>;

const PersistentMap& rows_of(const AllRows& state, const Table& table) {
    const auto found = state.find(table.id);
    if (found == state.end()) {
        throw Error(ErrorCode::internal,
                    "use table " + std::string(table.name) + ": it was not opened");
    }
    return found->second;
}

class MemoryCursor : public PlacedCursor {
  public:
    MemoryCursor(CursorBook& book, const AllRows& state, const Table& table)
        : PlacedCursor(book, table), rows_(rows_of(state, table)) {}

  protected:
    bool native_seek(ByteView key) override { return at(rows_.at_or_after(key)); }
    bool native_seek_before(ByteView key) override { return at(rows_.before(key)); }
    bool native_seek_last() override { return at(rows_.last()); }
    bool native_next() override { return at(rows_.after(row_->key)); }
    bool native_previous() override { return at(rows_.before(row_->key)); }
    ByteView native_key() const override { return row_->key; }
    ByteView native_envelope() const override { return row_->value; }
    void release() override { row_ = nullptr; }

  private:
    bool at(const PersistentMap::Row* row) {
        row_ = row;
        return row != nullptr;
    }

    const PersistentMap& rows_;
    const PersistentMap::Row* row_ = nullptr;
};

std::optional<ByteView> find_envelope(const AllRows& state, const Table& table, ByteView key) {
    const PersistentMap::Row* row = rows_of(state, table).find(key);
    return row != nullptr ? std::optional<ByteView>(row->value) : std::nullopt;
}

class MemoryReadTransaction : public Transaction {
  public:
    explicit MemoryReadTransaction(std::shared_ptr<const AllRows> state)
        : state_(std::move(state)) {}

    std::unique_ptr<Cursor> cursor(const Table& table) const override {
        return std::make_unique<MemoryCursor>(book_, *state_, table);
    }
    std::uint64_t count(const Table& table) const override {
        return rows_of(*state_, table).size();
    }

  protected:
    std::optional<ByteView> get_envelope(const Table& table, ByteView key) const override {
        return find_envelope(*state_, table, key);
    }

  private:
    std::shared_ptr<const AllRows>
        state_;  // shared with the engine and other readers of the same state
    mutable CursorBook book_;
};

class MemoryWriteTransaction : public WriteTransaction {
  public:
    explicit MemoryWriteTransaction(AllRows state) : state_(std::move(state)) {}

    std::unique_ptr<Cursor> cursor(const Table& table) const override {
        return std::make_unique<MemoryCursor>(book_, state_, table);
    }
    std::uint64_t count(const Table& table) const override { return rows_of(state_, table).size(); }

    void attempt(const std::function<void()>& work) override {
        if (in_attempt_) {
            throw Error(ErrorCode::internal, "begin an attempt inside an attempt");
        }
        book_.end();
        const AllRows before = state_;
        in_attempt_ = true;
        try {
            work();
        } catch (...) {
            book_.end();
            state_ = before;
            in_attempt_ = false;
            throw;
        }
        book_.end();
        in_attempt_ = false;
    }
    bool failed() const override { return false; }

    AllRows finish() {
        book_.end();
        return std::move(state_);
    }

  protected:
    std::optional<ByteView> get_envelope(const Table& table, ByteView key) const override {
        return find_envelope(state_, table, key);
    }
    void put_envelope(const Table& table, ByteView key, ByteView envelope) override {
        rows_for_writing(table).put(key, envelope);
    }
    bool erase_envelope(const Table& table, ByteView key) override {
        return rows_for_writing(table).erase(key);
    }

  private:
    PersistentMap& rows_for_writing(const Table& table) {
        rows_of(state_, table);
        book_.before_write();
        return state_.at(table.id);
    }

    AllRows state_;
    mutable CursorBook book_;
    bool in_attempt_ = false;
};

class MemoryEngine : public Engine {
  public:
    explicit MemoryEngine(std::span<const Table> tables) {
        AllRows state;
        for (const Table& table : tables) {
            state[table.id];
        }
        state_ = std::make_shared<const AllRows>(std::move(state));
    }

    std::unique_ptr<Transaction> read() const override {
        return std::make_unique<MemoryReadTransaction>(newest());
    }

    void write(const std::function<void(WriteTransaction&)>& work) override {
        turn_.take([&] {
            MemoryWriteTransaction txn(*newest());
            work(txn);
            turn_.commit([&] {
                fault_point("engine.commit");
                publish(std::make_shared<const AllRows>(txn.finish()));
            });
        });
    }

    bool writable() const override { return turn_.last_came_about(); }
    std::uint64_t reusable_bytes() const override { return 0; }

  private:
    std::shared_ptr<const AllRows> newest() const {
        const MutexLock lock(mutex_);
        return state_;
    }
    void publish(std::shared_ptr<const AllRows> next) {
        const MutexLock lock(mutex_);
        state_ = std::move(next);
    }

    WritersTurn turn_;
    mutable Mutex mutex_;
    std::shared_ptr<const AllRows> state_ GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Engine> make_memory_engine(std::span<const Table> tables) {
    return std::make_unique<MemoryEngine>(tables);
}

}  // namespace kontor
