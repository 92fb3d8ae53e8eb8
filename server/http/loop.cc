#include "server/http/loop.h"

#include "storage/base/limits.h"
#include "storage/base/log.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <pthread.h>
#include <sys/epoll.h>

namespace kontor {

namespace {

// What an event belongs to: connections count on from here.
constexpr std::uint64_t listener_key = 1;
constexpr std::uint64_t mailbox_key = 2;

constexpr std::size_t events_at_once = 256;
constexpr Milliseconds patience_max{24 * 60 * 60 * 1000};

void listen_to(int epoll, int descriptor, std::uint32_t events, std::uint64_t key) {
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.u64 = key;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        throw system_error(errno, "add a descriptor to epoll");
    }
}

}  // namespace

Front::Loop::Loop(const FrontOptions& options, FrontHandlers handlers, Clock& clock)
    : options_(options),
      handlers_(std::move(handlers)),
      clock_(clock),
      waiting_(handlers_, clock_, mailbox_),
      last_id_(mailbox_key) {}

Front::Loop::~Loop() {
    stop(Milliseconds(0));
}

void Front::Loop::start() {
    if (options_.tls) {
        tls_ = make_tls_context(options_.tls->certificate, options_.tls->key);
    }
    listener_ = std::make_unique<Listener>(options_.host, options_.port);
    port_ = listener_->port();
    epoll_ = FileHandle(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll_.is_open()) {
        throw system_error(errno, "make an epoll");
    }
    listen_to(epoll_.get(), listener_->descriptor(), EPOLLIN, listener_key);
    listen_to(epoll_.get(), mailbox_.descriptor(), EPOLLIN, mailbox_key);
    workers_ = std::make_unique<WorkerPool>("kontor-http-", options_.workers, options_.queue_max);
    uploads_ =
        std::make_unique<WorkerPool>("kontor-body-", options_.upload_workers, options_.queue_max);
    waiting_.start();
    shared_ = std::unique_ptr<FrontShared>(
        new FrontShared{options_, handlers_, clock_, *workers_, *uploads_, mailbox_, waiting_});
    alarm_ = std::make_unique<Alarm>(clock_, [this] { mailbox_.wake(); });
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kontor-front");
}

void Front::Loop::stop(Milliseconds patience) {
    if (!thread_.joinable()) {
        return;
    }
    patience_ms_ = std::clamp(patience, Milliseconds(0), patience_max).count();
    is_asked_to_stop_ = true;
    mailbox_.wake();
    waiting_.stop();  // all who wait have their answer before the loop ends
    thread_.join();
    // Nobody is left to be answered; a handler that still runs is waited for.
    workers_->stop();
    uploads_->stop();
    alarm_.reset();
}

void Front::Loop::wake() {
    waiting_.wake();
}

FrontCounts Front::Loop::counts() const {
    FrontCounts counts;
    counts.connections = open_.load(std::memory_order_relaxed);
    counts.requests = shared_ ? shared_->answered.load(std::memory_order_relaxed) : 0;
    counts.refused = refused_.load(std::memory_order_relaxed);
    return counts;
}

void Front::Loop::run() {
    std::array<epoll_event, events_at_once> events{};
    bool is_over = false;
    while (!is_over) {
        const int timeout_ms = turns_.empty() ? -1 : 0;
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout_ms);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events.at(static_cast<std::size_t>(i));
            handle(event.data.u64, event.events);
        }
        for (const std::uint64_t id : std::exchange(turns_, {})) {
            with(id, [](Connection& connection) { connection.on_turn(); });
        }
        if (is_asked_to_stop_ && !shared_->is_stopping) {
            begin_stopping();
        }
        ring(clock_.monotonic());
        is_over = shared_->is_stopping && (guests_.empty() || clock_.monotonic() >= stop_at_);
    }
    for (auto& [id, guest] : guests_) {
        guest.connection->cut_off();
    }
    guests_.clear();
    per_address_.clear();
    open_ = 0;
}

void Front::Loop::handle(std::uint64_t key, std::uint32_t events) {
    if (key == listener_key) {
        accept_all();
    } else if (key == mailbox_key) {
        read_mail();
    } else {
        const bool is_hung_up = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        with(key, [is_hung_up](Connection& connection) { connection.on_event(is_hung_up); });
    }
}

void Front::Loop::accept_all() {
    try {
        while (listener_) {
            std::optional<Accepted> accepted = listener_->accept();
            if (!accepted) {
                return;
            }
            admit(std::move(*accepted));
        }
    } catch (const Error& error) {
        // No event will tell again of the one that waits: it is tried again in a moment, when a
        // descriptor may be free, and not at once, which would spin.
        log(LogLevel::warning, "connections wait", {{"error", error.what()}});
        accept_again_ = clock_.monotonic() + limits::http_accept_pause;
        alarm_->set(accept_again_);
    }
}

bool Front::Loop::is_over_cap(const std::string& counts_with) const {
    if (guests_.size() >= options_.connections_max) {
        return true;
    }
    const auto held = per_address_.find(counts_with);
    return held != per_address_.end() && held->second >= options_.connections_per_address_max;
}

void Front::Loop::admit(Accepted accepted) {
    if (options_.behind_proxy) {
        accepted.counts_with.clear();  // every peer is the trusted proxy
    }
    if (is_over_cap(accepted.counts_with)) {
        refused_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    const std::uint64_t id = ++last_id_;
    try {
        const int socket = accepted.socket.get();
        std::unique_ptr<Transport> transport =
            tls_ ? tls_->accept(std::move(accepted.socket), accepted.peer)
                 : make_plain_transport(std::move(accepted.socket), accepted.peer);
        listen_to(epoll_.get(), socket, EPOLLIN | EPOLLOUT | EPOLLRDHUP, id);
        guests_.emplace(id, Guest{std::make_unique<Connection>(*shared_, id, std::move(transport)),
                                  accepted.counts_with});
    } catch (const std::exception& error) {
        log(LogLevel::warning, "a connection could not be taken", {{"error", error.what()}});
        return;
    }
    if (!accepted.counts_with.empty()) {
        ++per_address_[accepted.counts_with];
    }
    open_.fetch_add(1, std::memory_order_relaxed);
    // Its first event will come at once, because it can be written; its deadline counts from now.
    with(id, [](Connection& /*connection*/) {});
}

void Front::Loop::read_mail() {
    for (Letter& letter : mailbox_.take()) {
        with(letter.connection,
             [&letter](Connection& connection) { connection.on_letter(letter); });
    }
}

// Looks at everything whose time has come.
void Front::Loop::ring(Monotonic now) {
    if (now >= accept_again_) {
        accept_again_ = Monotonic::max();
        accept_all();
    }
    while (!alarms_.empty() && alarms_.top().when <= now) {
        const Due due = alarms_.top();
        alarms_.pop();
        const auto found = guests_.find(due.id);
        if (found == guests_.end() || found->second.alarm != due.when) {
            continue;  // overtaken by an earlier one
        }
        found->second.alarm = Monotonic::max();
        with(due.id, [now](Connection& connection) {
            if (connection.deadline() <= now) {
                connection.on_deadline(now);
            }
        });
    }
    if (!alarms_.empty()) {
        alarm_->set(alarms_.top().when);
    }
    if (accept_again_ != Monotonic::max()) {
        alarm_->set(accept_again_);
    }
    if (stop_at_ != Monotonic::max()) {
        alarm_->set(stop_at_);
    }
}

void Front::Loop::begin_stopping() {
    shared_->is_stopping = true;
    listener_.reset();
    stop_at_ = clock_.monotonic() + Milliseconds(patience_ms_);
    std::vector<std::uint64_t> ids;
    ids.reserve(guests_.size());
    for (const auto& [id, guest] : guests_) {
        ids.push_back(id);
    }
    for (const std::uint64_t id : ids) {
        with(id, [](Connection& connection) { connection.on_stop(); });
    }
}

// Lets connection `id`, if it still is, do something, and looks what it needs next.
template <typename Action>
void Front::Loop::with(std::uint64_t id, const Action& action) {
    const auto found = guests_.find(id);
    if (found == guests_.end()) {
        return;
    }
    try {
        action(*found->second.connection);
    } catch (const std::exception& error) {
        // Memory, most likely: one connection ends, the others go on.
        log(LogLevel::error, "a connection failed", {{"error", error.what()}});
        found->second.connection->cut_off();
    }
    settle(id, found->second);
}

void Front::Loop::settle(std::uint64_t id, Guest& guest) {
    if (guest.connection->is_closed()) {
        remove(id);
        return;
    }
    if (guest.connection->wants_turn()) {
        turns_.push_back(id);
    }
    // A later deadline waits in the queue under its earlier one: most requests are over long before
    // any, and cost the queue nothing.
    const Monotonic deadline = guest.connection->deadline();
    if (deadline < guest.alarm) {
        guest.alarm = deadline;
        alarms_.push({deadline, id});
        alarm_->set(deadline);
    }
}

void Front::Loop::remove(std::uint64_t id) {
    const auto found = guests_.find(id);
    const auto held = per_address_.find(found->second.counts_with);
    if (held != per_address_.end() && --held->second == 0) {
        per_address_.erase(held);
    }
    guests_.erase(found);
    open_.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace kontor
