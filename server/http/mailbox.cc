#include "server/http/mailbox.h"

#include <cerrno>

#include <sys/eventfd.h>
#include <unistd.h>

namespace kontor {

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!event_.is_open()) {
        throw system_error(errno, "make an eventfd");
    }
}

void Mailbox::wake() {
    // Fails only when the counter is full, and then the loop is awake already.
    [[maybe_unused]] const int result = ::eventfd_write(event_.get(), 1);
}

void Mailbox::post(Letter letter) {
    bool was_empty = false;
    {
        const std::lock_guard lock(mutex_);
        was_empty = letters_.empty();
        letters_.push_back(std::move(letter));
    }
    if (was_empty) {
        wake();
    }
}

std::vector<Letter> Mailbox::take() {
    eventfd_t count = 0;
    [[maybe_unused]] const int result = ::eventfd_read(event_.get(), &count);
    const std::lock_guard lock(mutex_);
    return std::exchange(letters_, {});
}

}  // namespace kontor
