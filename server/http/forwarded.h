// Forwarded: what a request's fields say about its id and, behind a trusted proxy, about its
// sender. Private to the room.
//
// Threads   Any; pure but for random_name().
#pragma once

#include "server/http/message.h"

namespace kontor {

// The X-Request-Id of the request when it is 8 to 64 letters, digits and "._-"; else a new one.
// Anything else in it could be read as something else where ids are written: logs, entries, URLs.
std::string request_id_of(const HttpHeaders& headers);

// Takes address and scheme from the last member of X-Forwarded-For and X-Forwarded-Proto, which the
// nearest proxy wrote; what stands before it anybody may have. What is no address changes nothing.
void believe_proxy(HttpRequest& request);

}  // namespace kontor
