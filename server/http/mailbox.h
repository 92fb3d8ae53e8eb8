// Mailbox: how workers tell the loop what they have done; wakes it from epoll_wait. Private to the
// room.
//
// Threads   post() and wake() from any thread; take() by the loop.
// Why       The loop alone touches sockets and connections, so neither has a lock. An event source
//           that has "nothing now" would be one more kind of letter, posted when it has something.
#pragma once

#include "server/http/exchange.h"
#include "storage/base/files.h"

#include <mutex>
#include <variant>
#include <vector>

namespace kontor {

struct BodyWanted {};  // a worker waits for bytes of the request's body

struct Letter {
    std::uint64_t connection;
    std::variant<BodyWanted, Reply, Pulled> content;
};

class Mailbox {
  public:
    Mailbox();
    void post(Letter letter);
    void wake();
    int descriptor() const { return event_.get(); }
    // All that came; after it the descriptor is quiet until the next.
    std::vector<Letter> take();

  private:
    FileHandle event_;  // eventfd(2)
    std::mutex mutex_;
    std::vector<Letter> letters_;
};

}  // namespace kontor
