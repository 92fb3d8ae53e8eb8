#include "storage/kv/placed_cursor.h"

#include "storage/base/error.h"

#include <utility>

namespace kontor {

void CursorBook::before_write() {
    for (PlacedCursor* cursor : open_) {
        if (cursor->state_ == PlacedCursor::State::placed) {
            cursor->place_ = cursor->native_key();
            cursor->state_ = PlacedCursor::State::between_rows;
        }
        cursor->release();
    }
}

void CursorBook::end() {
    for (PlacedCursor* cursor : std::exchange(open_, {})) {
        cursor->release();
        cursor->state_ = PlacedCursor::State::dead;
        cursor->book_ = nullptr;
    }
}

PlacedCursor::PlacedCursor(CursorBook& book, const Table& table) : Cursor(table), book_(&book) {
    book.open_.push_back(this);
}

PlacedCursor::~PlacedCursor() {
    leave_book();
}

void PlacedCursor::leave_book() {
    if (book_ != nullptr) {
        std::erase(std::exchange(book_, nullptr)->open_, this);
    }
}

bool PlacedCursor::seek(ByteView key) {
    require_alive();
    state_ = State::unplaced;
    return arrive(native_seek(key));
}

bool PlacedCursor::seek_before(ByteView key) {
    require_alive();
    state_ = State::unplaced;
    return arrive(native_seek_before(key));
}

bool PlacedCursor::seek_last() {
    require_alive();
    state_ = State::unplaced;
    return arrive(native_seek_last());
}

bool PlacedCursor::next() {
    require_placed();
    if (std::exchange(state_, State::unplaced) == State::placed) {
        return arrive(native_next());
    }
    bool found = native_seek(place_);
    if (found && native_key() == place_) {
        found = native_next();
    }
    return arrive(found);
}

bool PlacedCursor::previous() {
    require_placed();
    if (std::exchange(state_, State::unplaced) == State::placed) {
        return arrive(native_previous());
    }
    return arrive(native_seek_before(place_));
}

ByteView PlacedCursor::key() const {
    if (state_ != State::placed) {
        misused(state_ == State::between_rows ? "read after a write and before the next move"
                                              : "read while it is not placed");
    }
    return native_key();
}

ByteView PlacedCursor::envelope() const {
    return native_envelope();
}

bool PlacedCursor::arrive(bool found) {
    state_ = found ? State::placed : State::unplaced;
    return found;
}

void PlacedCursor::require_alive() const {
    if (state_ == State::dead) {
        misused("used after its transaction or attempt, or after an attempt began");
    }
}

void PlacedCursor::require_placed() const {
    require_alive();
    if (state_ == State::unplaced) {
        misused("moved while it is not placed");
    }
}

void PlacedCursor::misused(const char* how) const {
    throw Error(ErrorCode::internal, std::string("a cursor was ") + how);
}

}  // namespace kontor
