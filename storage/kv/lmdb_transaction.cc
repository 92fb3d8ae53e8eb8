#include "storage/kv/lmdb_transaction.h"

#include "storage/base/fault.h"
#include "storage/kv/lmdb_error.h"

#include <utility>

#include <lmdb.h>

namespace kontor {

namespace {

MDB_val to_lmdb(ByteView bytes) {
    // LMDB's type has no const; it does not write through keys and values that it is given.
    return {bytes.size(), const_cast<char*>(bytes.data())};
}

ByteView from_lmdb(const MDB_val& value) {
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

class LmdbCursor : public PlacedCursor {
  public:
    LmdbCursor(LmdbAccess& access, const Table& table)
        : PlacedCursor(access.book, table), access_(access), table_(table) {}
    ~LmdbCursor() override {
        leave_book();
        LmdbCursor::release();
    }
    LmdbCursor(const LmdbCursor&) = delete;
    LmdbCursor& operator=(const LmdbCursor&) = delete;

  protected:
    bool native_seek(ByteView key) override {
        if (key.empty()) {
            return move(MDB_FIRST);  // LMDB takes no empty key
        }
        key_ = to_lmdb(key);
        return move(MDB_SET_RANGE);
    }
    bool native_seek_before(ByteView key) override {
        if (key.empty()) {
            return false;
        }
        return native_seek(key) ? move(MDB_PREV) : move(MDB_LAST);
    }
    bool native_seek_last() override { return move(MDB_LAST); }
    bool native_next() override { return move(MDB_NEXT); }
    bool native_previous() override { return move(MDB_PREV); }
    ByteView native_key() const override { return from_lmdb(key_); }
    ByteView native_envelope() const override { return from_lmdb(value_); }
    void release() override {
        if (handle_ != nullptr) {
            mdb_cursor_close(std::exchange(handle_, nullptr));
        }
    }

  private:
    bool move(MDB_cursor_op operation) {
        if (handle_ == nullptr) {
            const auto table = access_.environment.table_handle(table_);
            if (!table) {
                return false;
            }
            access_.check(mdb_cursor_open(access_.txn, *table, &handle_), "open a cursor", table_);
        }
        const int code = mdb_cursor_get(handle_, &key_, &value_, operation);
        if (code == MDB_NOTFOUND) {
            return false;
        }
        access_.check(code, "walk", table_);
        return true;
    }

    LmdbAccess& access_;
    const Table table_;
    MDB_cursor* handle_ = nullptr;
    MDB_val key_{};
    MDB_val value_{};
};

}  // namespace

void LmdbAccess::check(int code, const char* tried, const Table& table) {
    if (code != 0) {
        check(code, (std::string(tried) + " table " + std::string(table.name)).c_str());
    }
}

void LmdbAccess::check(int code, const char* tried) {
    if (code != 0) {
        const Error error = lmdb_error(code, tried);
        if (!failure) {
            failure = error;
        }
        throw Error(error);
    }
}

std::optional<ByteView> LmdbAccess::get(const Table& table, ByteView key) {
    const auto handle = environment.table_handle(table);
    if (!handle) {
        return std::nullopt;
    }
    MDB_val lmdb_key = to_lmdb(key);
    MDB_val value{};
    const int code = mdb_get(txn, *handle, &lmdb_key, &value);
    if (code == MDB_NOTFOUND) {
        return std::nullopt;
    }
    check(code, "read", table);
    return from_lmdb(value);
}

std::uint64_t LmdbAccess::count(const Table& table) {
    const auto handle = environment.table_handle(table);
    MDB_stat facts{};
    if (handle) {
        check(mdb_stat(txn, *handle, &facts), "count", table);
    }
    return facts.ms_entries;
}

std::unique_ptr<Cursor> LmdbAccess::cursor(const Table& table) {
    environment.table_handle(table);
    return std::make_unique<LmdbCursor>(*this, table);
}

LmdbReadTransaction::LmdbReadTransaction(const std::shared_ptr<const LmdbEnvironment>& environment)
    : access_(environment, environment->begin_read()) {}

LmdbReadTransaction::~LmdbReadTransaction() {
    access_.book.end();
    access_.environment.end_read(access_.txn);
}

std::optional<ByteView> LmdbReadTransaction::get_envelope(const Table& table, ByteView key) const {
    return access_.get(table, key);
}

LmdbWriteTransaction::LmdbWriteTransaction(
    const std::shared_ptr<const LmdbEnvironment>& environment)
    : access_(environment, nullptr) {
    access_.check(mdb_txn_begin(environment->handle(), nullptr, 0, &access_.txn), "begin to write");
}

LmdbWriteTransaction::~LmdbWriteTransaction() {
    access_.book.end();
    if (access_.txn != nullptr) {
        mdb_txn_abort(access_.txn);
    }
}

std::optional<ByteView> LmdbWriteTransaction::get_envelope(const Table& table, ByteView key) const {
    return access_.get(table, key);
}

void LmdbWriteTransaction::put_envelope(const Table& table, ByteView key, ByteView envelope) {
    throw_if_failed();
    access_.book.before_write();
    MDB_val lmdb_key = to_lmdb(key);
    MDB_val value = to_lmdb(envelope);
    access_.check(
        mdb_put(access_.txn, access_.environment.table_handle(table).value(), &lmdb_key, &value, 0),
        "write", table);
}

bool LmdbWriteTransaction::erase_envelope(const Table& table, ByteView key) {
    throw_if_failed();
    access_.book.before_write();
    MDB_val lmdb_key = to_lmdb(key);
    const int code =
        mdb_del(access_.txn, access_.environment.table_handle(table).value(), &lmdb_key, nullptr);
    if (code == MDB_NOTFOUND) {
        return false;
    }
    access_.check(code, "erase from", table);
    return true;
}

void LmdbWriteTransaction::attempt(const std::function<void()>& work) {
    if (in_attempt_) {
        throw Error(ErrorCode::internal, "begin an attempt inside an attempt");
    }
    throw_if_failed();
    access_.book.end();
    MDB_txn* const parent = access_.txn;
    MDB_txn* child = nullptr;
    access_.check(mdb_txn_begin(access_.environment.handle(), parent, 0, &child),
                  "begin an attempt");
    access_.txn = child;
    in_attempt_ = true;
    try {
        work();
        throw_if_failed();
    } catch (...) {
        undo_attempt(parent);
        throw;
    }
    access_.book.end();
    access_.txn = parent;
    in_attempt_ = false;
    access_.check(mdb_txn_commit(child), "end an attempt");
}

void LmdbWriteTransaction::undo_attempt(MDB_txn* parent) {
    access_.book.end();
    mdb_txn_abort(access_.txn);
    access_.txn = parent;
    in_attempt_ = false;
}

void LmdbWriteTransaction::throw_if_failed() const {
    if (access_.failure) {
        throw Error(*access_.failure);
    }
}

void LmdbWriteTransaction::commit() {
    access_.book.end();
    fault_point("engine.commit");
    // The handle is gone after this, whatever the answer.
    access_.check(mdb_txn_commit(std::exchange(access_.txn, nullptr)), "commit");
}

}  // namespace kontor
