// PlacedCursor: the part of a Cursor that is the same in every engine: where it stands, and what a
// write or the end of its transaction does to it. Private to the room.
//
// Why       LMDB keeps a cursor in place through other writes with fix-ups that have been wrong in
//           the past; here the native cursor is given up before a write, and the place found again
//           by key. So a walk that writes behaves alike in every engine, and one that outlives its
//           transaction gets an Error instead of freed memory.
#pragma once

#include "storage/kv/engine.h"

#include <vector>

namespace kontor {

class PlacedCursor;

// The cursors open in one transaction, or in one attempt of it.
class CursorBook {
  public:
    CursorBook() = default;
    CursorBook(const CursorBook&) = delete;
    CursorBook& operator=(const CursorBook&) = delete;
    ~CursorBook() { end(); }
    void before_write();  // each remembers its place and gives up its native cursor
    void end();           // each is dead from now on

  private:
    friend class PlacedCursor;
    std::vector<PlacedCursor*> open_;
};

class PlacedCursor : public Cursor {
  public:
    PlacedCursor(CursorBook& book, const Table& table);
    ~PlacedCursor() override;
    PlacedCursor(const PlacedCursor&) = delete;
    PlacedCursor& operator=(const PlacedCursor&) = delete;

    bool seek(ByteView key) final;
    bool seek_before(ByteView key) final;
    bool seek_last() final;
    bool next() final;
    bool previous() final;
    ByteView key() const final;

  protected:
    // The native moves. release() gives up the native cursor until the next native seek, and must
    // not throw.
    virtual bool native_seek(ByteView key) = 0;
    virtual bool native_seek_before(ByteView key) = 0;
    virtual bool native_seek_last() = 0;
    virtual bool native_next() = 0;
    virtual bool native_previous() = 0;
    virtual ByteView native_key() const = 0;
    virtual ByteView native_envelope() const = 0;
    virtual void release() = 0;
    // For the destructor of the derived class, which still has what release() needs.
    void leave_book();

  private:
    friend class CursorBook;
    enum class State { unplaced, placed, between_rows, dead };

    ByteView envelope() const final;
    void require_alive() const;
    void require_placed() const;
    [[noreturn]] void misused(const char* how) const;
    bool arrive(bool found);

    CursorBook* book_;
    State state_ = State::unplaced;
    Bytes place_;  // the key it stood on, while between rows
};

}  // namespace kontor
