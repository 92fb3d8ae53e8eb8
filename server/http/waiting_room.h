// WaitingRoom: requests whose answer is not there yet (HttpResponse::Later). Private to the room.
//
// Promises  Each is asked when somebody calls wake(), and once more, as the last time, when its
//           patience has run out or the room closes; then it has its answer. A connection that has
//           gone is answered into the void.
// Threads   One of its own, "kontor-waiting"; add() and wake() from any. What is asked must be
//           quick: all share it.
// Why       Who waits for a paper to be found must not hold a worker meanwhile: four of them would
//           stop the server.
#pragma once

#include "server/http/exchange.h"
#include "server/http/mailbox.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace kontor {

class WaitingRoom {
  public:
    WaitingRoom(const FrontHandlers& handlers, Clock& clock, Mailbox& mailbox)
        : handlers_(handlers), clock_(clock), mailbox_(mailbox) {}
    ~WaitingRoom() { stop(); }
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;

    void start();
    void stop();  // asks all for the last time
    void add(std::uint64_t connection,
             std::shared_ptr<HttpRequest> request,
             HttpResponse::Later later);
    void wake();

  private:
    struct Guest {
        std::uint64_t connection;
        std::shared_ptr<HttpRequest> request;
        HttpResponse::Later later;
        Monotonic deadline;
    };
    void run();
    void wait(std::unique_lock<std::mutex>& lock);
    bool is_served(Guest& guest, bool is_last);

    const FrontHandlers& handlers_;
    Clock& clock_;
    Mailbox& mailbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Guest> guests_;  // guarded by mutex_
    bool is_woken_ = false;      // guarded by mutex_
    bool is_closing_ = false;    // guarded by mutex_
    std::thread thread_;
};

}  // namespace kontor
