// The first half of a Connection: from bytes to a request in a worker's hands.
#include "server/http/connection.h"
#include "server/http/forwarded.h"
#include "storage/base/limits.h"
#include "storage/base/random.h"

#include <algorithm>

namespace kontor {

namespace {

// RFC 9112 section 2.2: one empty line before a request is forgiven, as old clients send one.
constexpr std::size_t blank_line_bytes = 2;

Error too_large_head(std::size_t limit) {
    return {ErrorCode::too_large, "read the head of a request",
            Reason{"http.header_too_large", {{"limit", std::to_string(limit)}}, ""}};
}

Error too_large_body(std::uint64_t limit) {
    return {ErrorCode::too_large, "read the body of a request",
            Reason{"body.too_large", {{"limit", std::to_string(limit)}}, ""}};
}

Error incomplete_body() {
    return {ErrorCode::invalid, "read the body of a request: the client ended",
            Reason{"body.incomplete", {}, ""}};
}

}  // namespace

bool Connection::step_head() {
    const ByteView input = transport_->input();
    if (!input.empty() && !is_head_begun_) {
        is_head_begun_ = true;
        deadline_ = now() + shared_.options.header_deadline;
    }
    try {
        const std::optional<std::size_t> size = scanner_.scan(input);
        if (size.value_or(input.size()) > shared_.options.header_max_bytes) {
            throw too_large_head(shared_.options.header_max_bytes);
        }
        if (!size) {
            return wait_for_head();
        }
        if (*size == blank_line_bytes && !is_blank_line_skipped_) {
            is_blank_line_skipped_ = true;
            transport_->consume(*size);
            scanner_.reset();
            return true;
        }
        request_.is_head_method = looks_like_head_method(input);
        RequestHead head = read_head(input.substr(0, *size));
        transport_->consume(*size);
        begin_request(std::move(head));
    } catch (const Error& error) {
        refuse(error);
    }
    return true;
}

bool Connection::wait_for_head() {
    // One byte more than allowed tells a head that is too large from one that just fits.
    if (read_more(shared_.options.header_max_bytes + 1)) {
        return true;
    }
    if (is_peer_ended_) {
        end();
    }
    return false;
}

void Connection::begin_request(RequestHead head) {
    auto request = std::make_unique<HttpRequest>();
    request->method = head.method;
    request->path = std::move(head.target.path);
    request->segments = std::move(head.target.segments);
    request->query = std::move(head.target.query);
    request->headers = std::move(head.headers);
    request->content_length = head.content_length;
    request->body = std::make_unique<OwnedSource>(Bytes());
    request->peer = transport_->peer();
    request->is_secure = transport_->is_tls();
    if (shared_.options.behind_proxy) {
        believe_proxy(*request);
    }
    request->id = request_id_of(request->headers);
    request_.id = request->id;
    request_.is_head_method = request->method == "HEAD";
    request_.request = std::move(request);
    request_.head = std::move(head);
    begin_body();
}

void Connection::begin_body() {
    const RequestHead& head = request_.head;
    if (!head.has_body()) {
        dispatch(shared_.workers);
        return;
    }
    request_.is_body_finished = false;
    request_.body_left = head.content_length.value_or(0);
    request_.is_continue_awaited = head.expects_continue;
    if (request_.body_left > shared_.options.body_max_bytes) {
        refuse(too_large_body(shared_.options.body_max_bytes));
        return;
    }
    if (!head.is_chunked && request_.body_left <= limits::http_small_body_max_bytes) {
        const std::uint64_t rate =
            std::max<std::uint64_t>(shared_.options.body_min_bytes_per_second, 1);
        state_ = State::small_body;
        deadline_ = now() + shared_.options.idle_deadline +
                    Milliseconds(static_cast<Milliseconds::rep>(request_.body_left * 1000 / rate));
        say_continue();
        return;
    }
    const MinimumRate rate(shared_.options.idle_deadline,
                           shared_.options.body_min_bytes_per_second);
    request_.pipe =
        std::make_shared<BodyPipe>(shared_.clock, rate, [&mailbox = shared_.mailbox, id = id_] {
            mailbox.post({id, BodyWanted{}});
        });
    request_.request->body = std::make_unique<PipeSource>(request_.pipe);
    dispatch(shared_.uploads);
}

bool Connection::step_small_body() {
    if (!answer_.out.empty() && !flush()) {
        return false;
    }
    const auto size = static_cast<std::size_t>(request_.body_left);
    if (transport_->input().size() < size) {
        if (read_more(size)) {
            return true;
        }
        if (is_peer_ended_ && state_ == State::small_body) {
            refuse(incomplete_body());
            return true;
        }
        return false;
    }
    request_.request->body =
        std::make_unique<OwnedSource>(Bytes(transport_->input().substr(0, size)));
    transport_->consume(size);
    request_.body_left = 0;
    request_.is_body_finished = true;
    dispatch(shared_.workers);
    return true;
}

void Connection::dispatch(WorkerPool& pool) {
    // Shared, because a job must be copyable; the worker's run is the only user.
    const std::shared_ptr<HttpRequest> request = std::move(request_.request);
    state_ = State::handling;
    deadline_ = Monotonic::max();
    const bool is_taken = pool.offer([&shared = shared_, id = id_, request] {
        Answered answered = answer(shared.handlers, *request);
        // Nobody reads on, also not while the answer is waited for.
        request->body = std::make_unique<OwnedSource>(Bytes());
        if (auto* later = std::get_if<HttpResponse::Later>(&answered)) {
            shared.waiting.add(id, request, std::move(*later));
        } else {
            shared.mailbox.post({id, std::get<Reply>(std::move(answered))});
        }
    });
    if (!is_taken) {
        request_.request = std::make_unique<HttpRequest>(std::move(*request));
        refuse(Error(ErrorCode::busy, "wait for a worker", Reason{"server.busy", {}, ""}));
    }
}

bool Connection::step_handling() {
    if (!answer_.out.empty() && !flush()) {
        return false;
    }
    return request_.is_body_flowing && feed_body();
}

bool Connection::feed_body() {
    const std::size_t room = request_.is_body_finished ? 0 : request_.pipe->room();
    if (room == 0) {
        request_.is_body_flowing = false;
        return false;
    }
    if (transport_->input().empty() && !read_more(limits::http_chunk_bytes)) {
        if (is_peer_ended_) {
            fail_body(incomplete_body());
        }
        return false;
    }
    return take_body(room, [this](ByteView bytes) { request_.pipe->push(bytes); });
}

// Gives what input() holds of the body to `sink`, at most `most` bytes. False: the body is broken.
bool Connection::take_body(std::size_t most, const std::function<void(ByteView)>& sink) {
    ChunkedDecoder::Step step;
    if (request_.head.is_chunked) {
        try {
            step = request_.decoder.step(transport_->input(), most);
        } catch (const Error& error) {
            fail_body(error);
            return false;
        }
        request_.is_body_finished = request_.decoder.is_finished();
    } else {
        const std::uint64_t there = std::min(transport_->input().size(), most);
        step.data = transport_->input().substr(0, std::min(there, request_.body_left));
        step.consumed = step.data.size();
        request_.body_left -= step.consumed;
        request_.is_body_finished = request_.body_left == 0;
    }
    request_.body_seen += step.data.size();
    if (request_.body_seen > shared_.options.body_max_bytes) {
        fail_body(too_large_body(shared_.options.body_max_bytes));
        return false;
    }
    if (!step.data.empty()) {
        sink(step.data);
    }
    transport_->consume(step.consumed);
    if (request_.is_body_finished && request_.pipe) {
        request_.pipe->end();
    }
    return true;
}

void Connection::fail_body(const Error& error) {
    if (!request_.is_body_finished) {
        request_.is_body_broken = true;
        request_.is_body_flowing = false;
        if (request_.pipe) {
            request_.pipe->fail(error);
        }
    }
}

void Connection::say_continue() {
    if (std::exchange(request_.is_continue_awaited, false)) {
        answer_.out.emplace_back("HTTP/1.1 100 Continue\r\n\r\n");
    }
}

// An answer of the front's own. The connection ends with it: what follows on it may be anything.
void Connection::refuse(const Error& error) {
    HttpRequest unknown;
    HttpRequest& request = request_.request ? *request_.request : unknown;
    if (request.id.empty()) {
        request.id = random_name();
        request.peer = transport_->peer();
        request.is_secure = transport_->is_tls();
        request.method = request_.is_head_method ? "HEAD" : "";
        request.body = std::make_unique<OwnedSource>(Bytes());
        request_.id = request.id;
    }
    request_.is_body_finished = false;
    request_.is_body_broken = true;
    Reply reply = answer_error(shared_.handlers, request, error);
    if (reply.status == 503 && !reply.headers.find("Retry-After")) {
        reply.headers.add("Retry-After", "1");
    }
    request_.request.reset();
    begin_answer(std::move(reply));
}

}  // namespace kontor
