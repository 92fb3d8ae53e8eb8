// ask_authority: sends a time stamp request to an RFC 3161 authority over HTTP (RFC 3161 section
// 3.4) and returns the bytes of its answer, which nobody has judged yet.
//
// Promises  Reads at most authority_answer_max_bytes, until `patience` is over: a hanging,
// trickling
//           or endless answer ends there. Redirections are not followed. Over https the name and
//           the chain must hold by the system's authorities.
// Threads   Any.
// Errors    io with outside.connect, outside.timeout, outside.answer.
// Why       HTTP/1.0 by hand on Poco's sockets: Poco's client waits for each read by itself and
//           knows no deadline for the whole; and a 1.0 answer has no chunks to be led astray by.
#pragma once

#include "server/outside/patience.h"
#include "storage/base/bytes.h"

#include <string>

namespace kontor {

constexpr std::size_t authority_answer_max_bytes = 128 * 1024;  // head and twice the largest reply

Bytes ask_authority(const std::string& url, ByteView request, const Patience& patience);

}  // namespace kontor
