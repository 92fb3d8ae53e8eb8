#include "server/http/connection.h"

#include "storage/base/limits.h"

namespace kontor {

namespace {

// What a lingering connection throws away before others have their turn.
constexpr std::size_t lingering_turn_bytes = 1024 * 1024;

}  // namespace

Connection::Connection(FrontShared& shared, std::uint64_t id, std::unique_ptr<Transport> transport)
    : shared_(shared),
      id_(id),
      transport_(std::move(transport)),
      deadline_(shared.clock.monotonic() + shared.options.header_deadline),
      write_rate_(shared.options.idle_deadline, shared.options.body_min_bytes_per_second) {}

Connection::~Connection() {
    close();
}

void Connection::on_event(bool is_hung_up) {
    is_readable_ = true;
    is_hung_up_ = is_hung_up_ || is_hung_up;
    run();
}

void Connection::on_letter(Letter& letter) {
    if (auto* const pulled = std::get_if<Pulled>(&letter.content)) {
        on_pulled(std::move(*pulled));
    } else if (auto* const reply = std::get_if<Reply>(&letter.content)) {
        begin_answer(std::move(*reply));
    } else if (state_ == State::handling && request_.pipe) {
        say_continue();
        request_.is_body_flowing = true;
    }
    run();
}

void Connection::on_deadline(Monotonic now) {
    deadline_ = Monotonic::max();
    if (state_ == State::head && is_head_begun_) {
        refuse(Error(ErrorCode::timeout, "read the head of a request",
                     Reason{"http.header_timeout", {}, ""}));
    } else if (state_ == State::small_body) {
        refuse(Error(ErrorCode::timeout, "read the body of a request",
                     Reason{"body.timeout", {}, ""}));
    } else if (state_ == State::answering) {
        if (write_rate_.is_too_slow(now)) {
            break_off();
        } else {
            deadline_ = write_rate_.deadline();
        }
    } else if (state_ != State::handling) {
        end();
    }
    run();
}

void Connection::on_stop() {
    if (state_ == State::small_body || (state_ == State::head && is_head_begun_)) {
        refuse(Error(ErrorCode::busy, "serve while stopping", Reason{"server.stopping", {}, ""}));
        run();
    } else if (state_ == State::handshaking || state_ == State::head || state_ == State::draining) {
        end();
    }
}

void Connection::cut_off() {
    fail_body(
        Error(ErrorCode::busy, "read a body while stopping", Reason{"server.stopping", {}, ""}));
    break_off();
}

void Connection::run() {
    wants_turn_ = false;
    while (step()) {
    }
}

bool Connection::step() {
    switch (state_) {
        case State::handshaking:
            return step_handshaking();
        case State::head:
            return step_head();
        case State::small_body:
            return step_small_body();
        case State::handling:
            return step_handling();
        case State::answering:
            return step_answering();
        case State::draining:
            return step_draining();
        case State::lingering:
            return step_lingering();
        case State::closed:
            break;
    }
    return false;
}

bool Connection::step_handshaking() {
    switch (transport_->handshake()) {
        case Transfer::progress:
            state_ = State::head;
            deadline_ = now() + shared_.options.idle_deadline;
            return true;
        case Transfer::would_block:
            return false;
        case Transfer::ended:
        case Transfer::broken:
            break;
    }
    close();
    return false;
}

// The answer is out and promised to keep the connection: what is left of the body goes unread.
bool Connection::step_draining() {
    if (request_.is_body_finished) {
        end_answer();
        return true;
    }
    if (transport_->input().empty() && !read_more(limits::http_chunk_bytes)) {
        if (is_peer_ended_) {
            end();
        }
        return false;
    }
    const bool is_sound =
        take_body(limits::http_chunk_bytes, [this](ByteView bytes) { drained_ += bytes.size(); });
    if (!is_sound || drained_ > limits::http_drain_max_bytes) {
        linger();
    }
    return true;
}

// Closing with unread bytes in the socket makes the kernel send RST, and the peer would lose the
// answer it has not read yet (RFC 9112 section 9.6).
bool Connection::step_lingering() {
    std::size_t thrown_away = 0;
    while (thrown_away < lingering_turn_bytes) {
        thrown_away += transport_->input().size();
        transport_->consume(transport_->input().size());
        if (!read_more(limits::http_chunk_bytes)) {
            if (is_peer_ended_) {
                end();
            }
            return false;
        }
    }
    wants_turn_ = true;
    return false;
}

bool Connection::read_more(std::size_t capacity) {
    if (!is_readable_) {
        return false;
    }
    switch (transport_->fill(capacity)) {
        case Transfer::progress:
            is_readable_ = !transport_->is_drained() || is_hung_up_;
            return true;
        case Transfer::would_block:
            is_readable_ = !transport_->is_drained();
            return false;
        case Transfer::ended:
            is_readable_ = false;
            is_peer_ended_ = true;
            return false;
        case Transfer::broken:
            break;
    }
    close();
    return false;
}

void Connection::linger() {
    transport_->finish();
    state_ = State::lingering;
    deadline_ = now() + limits::http_lingering_max;
}

void Connection::end() {
    transport_->finish();
    close();
}

void Connection::close() {
    if (state_ == State::closed) {
        return;
    }
    fail_body(Error(ErrorCode::invalid, "read the body of a request: the connection ended",
                    Reason{"body.incomplete", {}, ""}));
    transport_->close();
    state_ = State::closed;
    deadline_ = Monotonic::max();
    wants_turn_ = false;
}

void Connection::break_off() {
    if (state_ != State::closed) {
        transport_->reset();
        close();
    }
}

}  // namespace kontor
