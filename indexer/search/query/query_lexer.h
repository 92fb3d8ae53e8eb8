// The parts a question consists of, each with its place. Private to the room.
#pragma once

#include "storage/base/error.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct QueryToken {
    enum class Kind { open, close, minus, and_, or_, not_, near, word, phrase, condition, end };

    Kind kind = Kind::end;
    std::string text;          // word, phrase; the value of a condition
    std::size_t position = 1;  // character in the question
    std::string written;       // of an operator, as it stands there: "AND", "UND"
    unsigned distance = 0;     // near
    std::string field;         // condition: as it was typed
    std::string comparison;    // condition: ":", ">", ">=", "<", "<="
    bool quoted = false;       // condition: the value stood in quotation marks
};

// The last is `end`. `question` is UTF-8.
std::vector<QueryToken> query_tokens(std::string_view question);

// The error of a question at `position`; `params` besides it.
Error query_error(std::string code,
                  std::size_t position,
                  std::map<std::string, std::string> params = {});

}  // namespace kontor
