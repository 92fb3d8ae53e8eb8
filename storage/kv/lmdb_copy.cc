#include "storage/kv/lmdb_copy.h"

#include "storage/kv/lmdb_error.h"

#include <lmdb.h>

namespace kontor {

namespace {

// What one transaction may hold in memory.
constexpr std::size_t batch_bytes = 32 << 20;

class Copy {
  public:
    Copy(const LmdbEnvironment& from, const LmdbEnvironment& to) : to_(to) {
        check_lmdb(mdb_txn_begin(from.handle(), nullptr, MDB_RDONLY, &reader_), "begin to read");
    }
    ~Copy() {
        mdb_txn_abort(writer_);
        mdb_txn_abort(reader_);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void table(unsigned from, unsigned to) {
        MDB_cursor* cursor = nullptr;
        check_lmdb(mdb_cursor_open(reader_, from, &cursor), "open a cursor");
        MDB_val key{};
        MDB_val value{};
        int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
        while (code == 0) {
            put(to, key, value);
            code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
        }
        mdb_cursor_close(cursor);
        if (code != MDB_NOTFOUND) {
            throw lmdb_error(code, "walk a table");
        }
    }

    void commit() {
        if (writer_ != nullptr) {
            check_lmdb(mdb_txn_commit(std::exchange(writer_, nullptr)), "commit copied rows");
            pending_ = 0;
        }
    }

  private:
    void put(unsigned table, MDB_val key, MDB_val value) {
        if (writer_ == nullptr) {
            check_lmdb(mdb_txn_begin(to_.handle(), nullptr, 0, &writer_), "begin to write");
        }
        check_lmdb(mdb_put(writer_, table, &key, &value, MDB_APPEND), "copy a row");
        pending_ += key.mv_size + value.mv_size;
        if (pending_ >= batch_bytes) {
            commit();
        }
    }

    const LmdbEnvironment& to_;
    MDB_txn* reader_ = nullptr;
    MDB_txn* writer_ = nullptr;
    std::size_t pending_ = 0;
};

}  // namespace

void copy_rows(const LmdbEnvironment& from,
               const LmdbEnvironment& to,
               std::span<const Table> tables) {
    Copy copy(from, to);
    for (const Table& table : tables) {
        copy.table(from.table_handle(table).value(), to.table_handle(table).value());
    }
    copy.commit();
}

}  // namespace kontor
