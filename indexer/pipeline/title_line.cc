#include "indexer/pipeline/title_line.h"

#include "indexer/fields/code_point.h"
#include "indexer/pipeline/limits.h"
#include "storage/base/text.h"

#include <unicode/uchar.h>

namespace kontor {

namespace {

// What a line is made of, in characters.
struct Line {
    std::string text;  // blanks single, none at the ends
    std::size_t letters = 0;
    std::size_t longest_word = 0;  // letters in a row
    std::size_t others = 0;        // neither letter nor blank
};

Line line_of(std::string_view bytes) {
    Line line;
    std::size_t run = 0;
    bool is_blank_due = false;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t begin = at;
        const char32_t character = take_code_point(bytes, at);
        const auto code = static_cast<UChar32>(character);
        if (character == no_code_point || u_isUWhiteSpace(code) || u_iscntrl(code)) {
            is_blank_due = !line.text.empty();
            run = 0;
            continue;
        }
        if (is_blank_due) {
            line.text += ' ';
            is_blank_due = false;
        }
        line.text += bytes.substr(begin, at - begin);
        if (u_isalpha(code)) {
            ++line.letters;
            line.longest_word = std::max(line.longest_word, ++run);
        } else {
            ++line.others;
            run = 0;
        }
    }
    return line;
}

// A page number, a date or a row of dots says nothing; a word of four letters may.
bool says_something(const Line& line) {
    return line.longest_word >= 4 && line.letters >= line.others;
}

}  // namespace

std::string title_line(std::string_view text) {
    text = text.substr(0, limits::title_line_search_bytes);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\n\f"), text.size());
        const Line line = line_of(text.substr(0, end));
        if (says_something(line)) {
            if (line.text.size() <= limits::title_line_max_bytes) {
                return line.text;
            }
            return truncate_utf8(line.text, limits::title_line_max_bytes - 3) + "…";
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return "";
}

}  // namespace kontor
