// title_line: the first line of a text that says something, as a title for a paper that has none.
//
// Threads   Any.
#pragma once

#include <string>
#include <string_view>

namespace kontor {

// One line without control or bidi characters, blanks single, at most limits::title_line_max_bytes
// ("…" where it was cut); empty when no line has words. `text` is UTF-8: the beginning of the
// paper's text.
std::string title_line(std::string_view text);

}  // namespace kontor
