// Engine: an ordered key-value store with snapshot reads and serialised, atomic, durable write
// transactions.
//
// Promises  What write() returned from survives a power cut; what it threw from has not happened.
//           A Transaction sees one state from its beginning to its end, whatever is written
//           meanwhile. A value whose checksum is wrong is never handed out: Error corrupt names
//           table and key.
// Threads   read() and write() from any thread; write() runs one at a time. A Transaction or
//           Cursor belongs to one thread at a time. A write must not begin another write
//           (internal), nor wait for anything but its own commit. Cursors end before their
//           transaction, transactions before their engine.
// On disk   Every value is an envelope, see tables.h; callers see the payload only.
//           A disk that refuses a commit ends neither reading nor writing: the next write() tries
//           again, from its beginning. What is safe there, and why: docs/decisions/0008.
// Errors    no_space (disk or map full), too_large (one transaction with too many pages), busy
//           (too many readers; to write while some read who began before a failed commit),
//           read_only (the file system is), io (the disk refused), corrupt, internal; invalid for
//           an empty key or one over limits::key_max_bytes.
// Why       Two implementations stand behind it (LMDB, and a model in memory for tests), held by
//           one contract suite in tests/contracts; a third (PostgreSQL) is foreseen, so nothing
//           above may assume one process.
#pragma once

#include "storage/base/bytes.h"
#include "storage/kv/tables.h"

#include <functional>
#include <memory>
#include <optional>

namespace kontor {

// Walks one table in key order. Placed while the last seek or move answered true; moving or reading
// one that is not placed is an Error (internal). Views are valid until the cursor moves or the
// transaction writes or ends. A write leaves a cursor between rows: key() and value() wait for the
// next move, and next() goes to the first row after the key it stood on, whether that row is still
// there or not; so a row may be erased or replaced while walking.
class Cursor {
  public:
    virtual ~Cursor() = default;
    // To the first row with a key >= `key`; "" is the first row.
    virtual bool seek(ByteView key) = 0;
    // To the last row with a key < `key`.
    virtual bool seek_before(ByteView key) = 0;
    virtual bool seek_last() = 0;
    virtual bool next() = 0;
    virtual bool previous() = 0;
    virtual ByteView key() const = 0;
    // The payload; Error corrupt when the envelope does not hold.
    ByteView value() const;

  protected:
    explicit Cursor(const Table& table) : table_(table) {}
    virtual ByteView envelope() const = 0;

  private:
    Table table_;
};

class Transaction {
  public:
    virtual ~Transaction() = default;
    // The payload under `key`, or nothing; valid until the transaction writes or ends.
    std::optional<ByteView> get(const Table& table, ByteView key) const;
    virtual std::unique_ptr<Cursor> cursor(const Table& table) const = 0;
    virtual std::uint64_t count(const Table& table) const = 0;

  protected:
    virtual std::optional<ByteView> get_envelope(const Table& table, ByteView key) const = 0;
};

class WriteTransaction : public Transaction {
  public:
    // Key and value may be views that this transaction handed out.
    void put(const Table& table, ByteView key, ByteView value);  // replaces
    bool erase(const Table& table, ByteView key);                // false: there was none
    // Runs `work` in a child transaction: when it throws, what it wrote is undone, nothing else,
    // and the exception goes on. Not nested further (internal). Cursors opened before must not be
    // used inside or after, those opened inside not after (internal).
    virtual void attempt(const std::function<void()>& work) = 0;
    // True once the engine itself failed here (not the caller's work): the whole transaction can
    // only be given up, and write() throws the engine's first error even when the work swallowed
    // it.
    virtual bool failed() const = 0;

  protected:
    virtual void put_envelope(const Table& table, ByteView key, ByteView envelope) = 0;
    virtual bool erase_envelope(const Table& table, ByteView key) = 0;
};

class Engine {
  public:
    virtual ~Engine() = default;
    virtual std::unique_ptr<Transaction> read() const = 0;
    // Runs `work` and commits; when it throws, nothing has happened and the exception goes on.
    // Passes the fault point "engine.commit"; a hook that throws there is a failed commit.
    virtual void write(const std::function<void(WriteTransaction&)>& work) = 0;
    // False from a failed commit until one comes about. Until then a power cut may show the failed
    // one as done: it must be undone or done by a later write before what it names is removed.
    virtual bool writable() const = 0;
    // Bytes of the file that the next writes use before it grows; walks a list, so not for often.
    virtual std::uint64_t reusable_bytes() const = 0;
};

}  // namespace kontor
