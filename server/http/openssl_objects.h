// OpenSSL's objects with an owner, and its words for what failed. Private to the room.
#pragma once

#include <string>

namespace kontor {

template <typename Type, void (*free_it)(Type*)>
struct Freed {
    void operator()(Type* object) const { free_it(object); }
};

// The library's words for what just failed in this thread; its queue is empty afterwards.
std::string openssl_words();

}  // namespace kontor
