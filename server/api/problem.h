// Problem: an Error as the answer a person and a program can read (RFC 9457,
// application/problem+json).
#pragma once

#include "server/http/message.h"
#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/base/messages.h"

namespace kontor {

// {"type","title","status","detail","code","request_id","errors":[{"code","pointer","params","detail"}]};
// sentences in `language`. What happened inside a fault of ours is in the log, under the request
// id, not in the answer.
HttpResponse problem(const Error& error, Language language, const std::string& request_id);

HttpResponse json_response(const Json& json, int status = 200);

}  // namespace kontor
