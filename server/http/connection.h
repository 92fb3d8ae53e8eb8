// Connection: the life of one client: handshake, parked, head, body, handler, answer, and again.
// Private to the room.
//
// Promises  Never waits. Reads no further than it can keep: while a request is in hand, what comes
//           after it stays in the socket. At most one request is in hand.
// Threads   The loop's only. Workers see the HttpRequest and the BodyPipe, never this.
// Why       Edge-triggered events and a state that tries again: no system call re-arms anything.
#pragma once

#include "server/http/answer_head.h"
#include "server/http/body_pipe.h"
#include "server/http/chunked.h"
#include "server/http/exchange.h"
#include "server/http/mailbox.h"
#include "server/http/request_head.h"
#include "server/http/transport.h"
#include "server/http/waiting_room.h"
#include "server/http/worker_pool.h"

#include <atomic>
#include <deque>

namespace kontor {

// What all connections of a front share; outlives them.
struct FrontShared {
    const FrontOptions& options;
    const FrontHandlers& handlers;
    Clock& clock;
    WorkerPool& workers;
    WorkerPool& uploads;
    Mailbox& mailbox;
    WaitingRoom& waiting;
    std::atomic<std::uint64_t> answered{0};
    bool is_stopping = false;  // the loop's
    DateField date{};          // the loop's
};

class Connection {
  public:
    Connection(FrontShared& shared, std::uint64_t id, std::unique_ptr<Transport> transport);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // What happens to it. After each, is_closed(), deadline() and wants_turn() say what is next.
    void on_event(bool is_hung_up);  // the socket can be read or written
    void on_turn() { run(); }
    void on_letter(Letter& letter);
    void on_deadline(Monotonic now);  // not before deadline()
    void on_stop();                   // shared.is_stopping was set: what is not in hand ends
    void cut_off();                   // ends whatever is on

    bool is_closed() const { return state_ == State::closed; }
    Monotonic deadline() const { return deadline_; }
    // There is more to do, and others come first.
    bool wants_turn() const { return wants_turn_; }

  private:
    enum class State {
        handshaking,
        head,        // parked, or a head has begun
        small_body,  // awaited here
        handling,    // a worker has the request; its body may pass through
        answering,
        draining,   // the answer is out, the rest of a body is read away
        lingering,  // we have ended, the peer may still be sending
        closed,
    };
    // What is known of the request in hand, and what its body still brings.
    struct InHand {
        RequestHead head;
        std::unique_ptr<HttpRequest> request;  // until a worker has it
        std::string id;
        bool is_head_method = false;
        bool is_body_finished = true;
        bool is_body_broken = false;       // what follows cannot be told from it
        bool is_continue_awaited = false;  // the client has not been told to go on
        bool is_body_flowing = false;      // the worker wants bytes
        std::uint64_t body_left = 0;       // of a known length
        std::uint64_t body_seen = 0;
        ChunkedDecoder decoder;
        std::shared_ptr<BodyPipe> pipe;  // also the PipeSource's, on the worker
    };
    // The answer that is going out.
    struct Going {
        std::deque<Bytes> out;
        std::size_t out_sent = 0;           // of out.front()
        std::shared_ptr<ByteSource> rest;   // also the pulling job's, for the time of its run
        std::optional<std::uint64_t> left;  // to be pulled
        bool is_chunked = false;
        bool is_pulling = false;
        bool closes = false;
    };

    // connection.cc: the turn of the states
    void run();
    bool step();  // true: try again
    bool step_handshaking();
    bool step_draining();
    bool step_lingering();
    bool read_more(std::size_t capacity);  // true: input() grew
    Monotonic now() const { return shared_.clock.monotonic(); }
    void linger();
    void end();        // closes in good order
    void close();      // closes without a word
    void break_off();  // closes so that the peer sees a break

    // connection_request.cc: from bytes to a worker
    bool step_head();
    bool wait_for_head();
    void begin_request(RequestHead head);
    void begin_body();
    bool step_small_body();
    bool step_handling();
    void dispatch(WorkerPool& pool);
    bool feed_body();
    bool take_body(std::size_t most, const std::function<void(ByteView)>& sink);
    void fail_body(const Error& error);
    void say_continue();
    void refuse(const Error& error);

    // connection_answer.cc: from a reply to bytes
    void begin_answer(Reply reply);
    bool step_answering();
    bool flush();
    void pull_next();
    void on_pulled(Pulled pulled);
    bool can_drain() const;
    void end_answer();

    FrontShared& shared_;
    const std::uint64_t id_;
    std::unique_ptr<Transport> transport_;
    State state_ = State::handshaking;
    Monotonic deadline_ = Monotonic::max();
    bool wants_turn_ = false;
    bool is_readable_ = false;  // the socket may have something
    bool is_hung_up_ = false;   // an end is among it, and no event will say so again
    bool is_peer_ended_ = false;
    HeadScanner scanner_;
    bool is_head_begun_ = false;
    bool is_blank_line_skipped_ = false;
    std::uint64_t drained_ = 0;
    MinimumRate write_rate_;
    InHand request_;
    Going answer_;
};

}  // namespace kontor
