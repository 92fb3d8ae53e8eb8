// The second half of a Connection: from a reply to bytes in the socket.
#include "server/http/connection.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace kontor {

namespace {

// RFC 9110 section 6.4.1.
bool allows_body(int status) {
    return status != 204 && status != 304;
}

Framing framing_of(const Reply& reply, int minor_version, bool is_head_method) {
    if (!allows_body(reply.status)) {
        return Framing::none;
    }
    if (reply.length) {
        return Framing::length;
    }
    if (is_head_method) {
        return Framing::none;  // nobody knows how long it would be
    }
    return minor_version == 0 ? Framing::until_close : Framing::chunked;
}

constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace

void Connection::begin_answer(Reply reply) {
    if (request_.pipe) {
        request_.pipe->close();  // a handler may have kept its source
    }
    const RequestHead& request = request_.head;
    AnswerHead head;
    head.status = reply.status;
    head.framing = framing_of(reply, request.minor_version, request_.is_head_method);
    head.length = reply.length.value_or(0);
    answer_.closes = !request.keeps_alive || shared_.is_stopping || !can_drain() ||
                     head.framing == Framing::until_close;
    head.closes = answer_.closes;
    head.says_keep_alive = request.minor_version == 0;
    head.date = shared_.date.text(shared_.clock.now());
    head.request_id = request_.id;
    answer_.is_chunked = head.framing == Framing::chunked;
    answer_.out.push_back(write_head(head, reply.headers));
    if (allows_body(reply.status) && !request_.is_head_method) {
        answer_.left = reply.length;
        answer_.rest = std::move(reply.rest);
        on_pulled({std::move(reply.body), answer_.rest == nullptr, false});
    }
    write_rate_ =
        MinimumRate(shared_.options.idle_deadline, shared_.options.body_min_bytes_per_second);
    state_ = State::answering;
    deadline_ = Monotonic::max();
    shared_.answered.fetch_add(1, std::memory_order_relaxed);
}

// Bytes of the body, framed and queued.
void Connection::on_pulled(Pulled pulled) {
    answer_.is_pulling = false;
    if (pulled.is_broken) {
        break_off();
        return;
    }
    if (answer_.left) {
        *answer_.left -= std::min<std::uint64_t>(*answer_.left, pulled.bytes.size());
    }
    if (pulled.is_last) {
        answer_.rest.reset();
    }
    if (answer_.is_chunked) {
        Bytes framed;
        framed.reserve(pulled.bytes.size() + 32);
        if (!pulled.bytes.empty()) {
            fmt::format_to(std::back_inserter(framed), "{:x}\r\n", pulled.bytes.size());
            framed.append(pulled.bytes).append("\r\n");
        }
        if (pulled.is_last) {
            framed.append(last_chunk);
        }
        pulled.bytes = std::move(framed);
    }
    constexpr std::size_t joined_max_bytes = 16 * 1024;  // one packet train instead of two
    if (!answer_.out.empty() && pulled.bytes.size() <= joined_max_bytes) {
        answer_.out.back().append(pulled.bytes);
    } else if (!pulled.bytes.empty()) {
        answer_.out.push_back(std::move(pulled.bytes));
    }
}

bool Connection::step_answering() {
    if (!answer_.out.empty()) {
        return flush();
    }
    if (answer_.is_pulling) {
        return false;
    }
    if (answer_.rest) {
        pull_next();
        return false;
    }
    end_answer();
    return true;
}

// Sends what is queued; true when all of it went.
bool Connection::flush() {
    while (!answer_.out.empty()) {
        const Bytes& front = answer_.out.front();
        std::size_t sent = 0;
        const Transfer outcome = transport_->write(ByteView(front).substr(answer_.out_sent), sent);
        if (outcome == Transfer::broken || outcome == Transfer::ended) {
            close();
            return false;
        }
        answer_.out_sent += sent;
        if (sent > 0) {
            write_rate_.moved(sent, now());
        }
        if (answer_.out_sent < front.size()) {
            write_rate_.wait(now());
            if (state_ == State::answering) {
                deadline_ = write_rate_.deadline();
            }
            return false;
        }
        answer_.out.pop_front();
        answer_.out_sent = 0;
    }
    if (state_ == State::answering) {
        deadline_ = Monotonic::max();
    }
    return true;
}

// On a worker, because a source may read a disk; never two at once of one connection, so the pool
// need not bound them.
void Connection::pull_next() {
    answer_.is_pulling = true;
    shared_.workers.add([&mailbox = shared_.mailbox, id = id_, source = answer_.rest,
                         left = answer_.left, request_id = request_.id] {
        mailbox.post({id, pull(*source, left, request_id)});
    });
}

// Whether what the client still sends of a body is short enough to read it away and go on; a
// client that awaits "100 Continue" may send it or not, and nobody could tell which.
bool Connection::can_drain() const {
    return request_.is_body_finished ||
           (!request_.is_body_broken && !request_.is_continue_awaited &&
            request_.body_left <= limits::http_drain_max_bytes);
}

// The answer is out, and a body that may be drained is.
void Connection::end_answer() {
    if (answer_.closes || shared_.is_stopping || (state_ == State::answering && !can_drain())) {
        if (is_peer_ended_ || (request_.is_body_finished && transport_->input().empty())) {
            end();
        } else {
            linger();
        }
        return;
    }
    if (!request_.is_body_finished) {
        state_ = State::draining;
        drained_ = 0;
        deadline_ = now() + shared_.options.header_deadline;
        return;
    }
    request_ = InHand();
    answer_ = Going();
    scanner_.reset();
    is_head_begun_ = false;
    is_blank_line_skipped_ = false;
    state_ = State::head;
    deadline_ = now() + shared_.options.idle_deadline;
}

}  // namespace kontor
