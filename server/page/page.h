// Page: the files of the web client, as they were when this program was built.
//
// Promises  Every answer says what it is (nosniff), asks to be revalidated, carries its entity tag,
//           and a Content-Security-Policy under which nothing runs, styles or frames that is not
//           ours.
// Threads   Any; no state.
#pragma once

#include "server/http/message.h"

#include <optional>
#include <string_view>

namespace kontor {

// The answer for a file of the page, 304 when the client has it already; nothing when there is none
// of that name.
std::optional<HttpResponse> page_file(const HttpRequest& request, std::string_view name);

}  // namespace kontor
