// Front::Loop: one thread that accepts, listens to all sockets, and lets connections take their
// turns. Private to the room.
//
// Threads   start(), stop(), port(), wake() and counts() as in front.h; the rest is the loop's
//           thread.
#pragma once

#include "server/http/alarm.h"
#include "server/http/connection.h"
#include "server/http/listener.h"

#include <queue>
#include <thread>
#include <unordered_map>

namespace kontor {

class Front::Loop {
  public:
    Loop(const FrontOptions& options, FrontHandlers handlers, Clock& clock);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start();
    void stop(Milliseconds patience);
    std::uint16_t port() const { return port_; }
    void wake();
    FrontCounts counts() const;

  private:
    struct Guest {
        std::unique_ptr<Connection> connection;
        std::string counts_with;             // see Accepted
        Monotonic alarm = Monotonic::max();  // the earliest in alarms_
    };
    struct Due {
        Monotonic when;
        std::uint64_t id;
        bool operator>(const Due& other) const { return when > other.when; }
    };
    void run();
    void handle(std::uint64_t key, std::uint32_t events);
    void accept_all();
    void admit(Accepted accepted);
    bool is_over_cap(const std::string& counts_with) const;
    void read_mail();
    void ring(Monotonic now);
    void begin_stopping();
    template <typename Action>
    void with(std::uint64_t id, const Action& action);
    void settle(std::uint64_t id, Guest& guest);
    void set_alarm(std::uint64_t id, Monotonic when);
    void remove(std::uint64_t id);

    const FrontOptions options_;
    const FrontHandlers handlers_;
    Clock& clock_;
    std::unique_ptr<TlsContext> tls_;
    std::atomic<std::uint16_t> port_{0};
    std::atomic<std::uint64_t> open_{0};
    std::atomic<std::uint64_t> refused_{0};
    Mailbox mailbox_;
    WaitingRoom waiting_;  // woken also before start()

    // Made by start(), in this order; unmade in the other.
    FileHandle epoll_;
    std::unique_ptr<Listener> listener_;
    std::unique_ptr<WorkerPool> workers_;
    std::unique_ptr<WorkerPool> uploads_;
    std::unique_ptr<FrontShared> shared_;
    std::unique_ptr<Alarm> alarm_;
    std::thread thread_;
    std::atomic<bool> is_asked_to_stop_{false};
    std::atomic<Milliseconds::rep> patience_ms_{0};

    std::unordered_map<std::uint64_t, Guest> guests_;
    std::unordered_map<std::string, std::size_t> per_address_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> alarms_;
    std::vector<std::uint64_t> turns_;
    std::uint64_t last_id_ = 0;
    Monotonic accept_again_ = Monotonic::max();  // after the system had no descriptor left
    Monotonic stop_at_ = Monotonic::max();
};

}  // namespace kontor
