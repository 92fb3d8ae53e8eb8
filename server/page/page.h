// Page: the files of the web client, as they were when this program was built.
//
// Promises  Every answer says what it is (nosniff), asks to be revalidated, carries its entity tag,
//           and a Content-Security-Policy under which nothing runs, styles or frames that is not
//           ours.
// Threads   Any; no state.
#pragma once

#include "server/http/message.h"

#include <optional>
#include <span>
#include <string_view>

namespace kontor {

struct PageFile {
    std::string_view name;  // "main.js"
    std::string_view bytes;
    std::string_view digest;  // SHA-256 in hexadecimal
};

// By name, ascending.
std::span<const PageFile> page_files();

// The answer for a file of the page, 304 when the client has it already; nothing when there is none
// of that name.
std::optional<HttpResponse> page_file(const HttpRequest& request, std::string_view name);

}  // namespace kontor
