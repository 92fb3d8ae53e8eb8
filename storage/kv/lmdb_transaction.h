// The transactions of the LMDB engine. Private to the room.
#pragma once

#include "storage/base/error.h"
#include "storage/kv/lmdb_environment.h"
#include "storage/kv/placed_cursor.h"

#include <memory>

namespace kontor {

// What reading and writing have in common: an open LMDB transaction, and the first error that LMDB
// gave in it.
class LmdbAccess {
  public:
    LmdbAccess(std::shared_ptr<const LmdbEnvironment> of, MDB_txn* begun)
        : open(std::move(of)), environment(*open), txn(begun) {}

    std::optional<ByteView> get(const Table& table, ByteView key);
    std::uint64_t count(const Table& table);
    std::unique_ptr<Cursor> cursor(const Table& table);
    // Throws the error, and remembers it, unless `code` is 0.
    void check(int code, const char* tried, const Table& table);
    void check(int code, const char* tried);

    const std::shared_ptr<const LmdbEnvironment> open;  // shared with all who read or write in it
    const LmdbEnvironment& environment;
    MDB_txn* txn;
    CursorBook book;
    std::optional<Error> failure;
};

class LmdbReadTransaction : public Transaction {
  public:
    explicit LmdbReadTransaction(const std::shared_ptr<const LmdbEnvironment>& environment);
    ~LmdbReadTransaction() override;
    LmdbReadTransaction(const LmdbReadTransaction&) = delete;
    LmdbReadTransaction& operator=(const LmdbReadTransaction&) = delete;

    std::unique_ptr<Cursor> cursor(const Table& table) const override {
        return access_.cursor(table);
    }
    std::uint64_t count(const Table& table) const override { return access_.count(table); }

  protected:
    std::optional<ByteView> get_envelope(const Table& table, ByteView key) const override;

  private:
    mutable LmdbAccess access_;
};

// Undone by its destructor unless committed.
class LmdbWriteTransaction : public WriteTransaction {
  public:
    explicit LmdbWriteTransaction(const std::shared_ptr<const LmdbEnvironment>& environment);
    ~LmdbWriteTransaction() override;
    LmdbWriteTransaction(const LmdbWriteTransaction&) = delete;
    LmdbWriteTransaction& operator=(const LmdbWriteTransaction&) = delete;

    std::unique_ptr<Cursor> cursor(const Table& table) const override {
        return access_.cursor(table);
    }
    std::uint64_t count(const Table& table) const override { return access_.count(table); }
    void attempt(const std::function<void()>& work) override;
    bool failed() const override { return access_.failure.has_value(); }

    void throw_if_failed() const;
    void commit();

  protected:
    std::optional<ByteView> get_envelope(const Table& table, ByteView key) const override;
    void put_envelope(const Table& table, ByteView key, ByteView envelope) override;
    bool erase_envelope(const Table& table, ByteView key) override;

  private:
    void undo_attempt(MDB_txn* parent);

    mutable LmdbAccess access_;  // its txn is the child's during an attempt
    bool in_attempt_ = false;
};

}  // namespace kontor
