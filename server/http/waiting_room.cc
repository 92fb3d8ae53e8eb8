#include "server/http/waiting_room.h"

#include <algorithm>
#include <iterator>

#include <pthread.h>

namespace kontor {

void WaitingRoom::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "kontor-waiting");
}

void WaitingRoom::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void WaitingRoom::add(std::uint64_t connection,
                      std::shared_ptr<HttpRequest> request,
                      HttpResponse::Later later) {
    Guest guest{connection, std::move(request), std::move(later), {}};
    guest.deadline = clock_.monotonic() + guest.later.patience;
    {
        const std::lock_guard lock(mutex_);
        if (!is_closing_) {
            guests_.push_back(std::move(guest));
            // What was waited for may have come between the handler's look and now.
            is_woken_ = true;
            changed_.notify_all();
            return;
        }
    }
    is_served(guest, /*is_last=*/true);
}

void WaitingRoom::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;  // also while all are being asked: what woke may have come too late
    }
    changed_.notify_all();
}

// Until there is somebody to ask again. Leaves `lock` held.
void WaitingRoom::wait(std::unique_lock<std::mutex>& lock) {
    Monotonic next = Monotonic::max();
    for (const Guest& guest : guests_) {
        next = std::min(next, guest.deadline);
    }
    while (!is_woken_ && !is_closing_ && clock_.monotonic() < next) {
        if (next == Monotonic::max()) {
            changed_.wait(lock);  // a clock cannot count so far
        } else {
            clock_.wait_until(lock, changed_, next);
        }
    }
}

void WaitingRoom::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wait(lock);
        is_woken_ = false;
        const bool is_over = is_closing_;
        std::vector<Guest> asked = std::exchange(guests_, {});
        lock.unlock();
        const Monotonic now = clock_.monotonic();
        std::erase_if(asked, [&](Guest& guest) {
            return is_served(guest, is_over || now >= guest.deadline);
        });
        lock.lock();
        guests_.insert(guests_.end(), std::make_move_iterator(asked.begin()),
                       std::make_move_iterator(asked.end()));
        if (is_over && guests_.empty()) {
            return;
        }
    }
}

bool WaitingRoom::is_served(Guest& guest, bool is_last) {
    std::optional<Reply> reply = answer_later(handlers_, *guest.request, guest.later, is_last);
    if (!reply) {
        return false;
    }
    mailbox_.post({guest.connection, *std::move(reply)});
    return true;
}

}  // namespace kontor
