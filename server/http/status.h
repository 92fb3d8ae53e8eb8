// Status: what an Error is to HTTP, and the words for a status.
//
// Threads   Any; pure.
#pragma once

#include "server/http/message.h"
#include "storage/base/error.h"

namespace kontor {

// traits(code).http_status, but for what only HTTP tells apart by its first reason: 414, 417, 431,
// 501, 505.
int http_status(const Error& error);

// "Not Found": the words of RFC 9110 section 15 and its neighbours; empty for an unknown status.
std::string_view reason_phrase(int status);

// The answer when making the answer for an error has failed: problem+json (RFC 9457) that says
// internal and the request's id, and nothing that could fail again.
HttpResponse last_resort_problem(const std::string& request_id);

}  // namespace kontor
