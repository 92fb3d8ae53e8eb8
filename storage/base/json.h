// Json: how Kontor holds JSON (nlohmann's library behind our name), and the one strict way to read
// it.
//
// parse_json refuses what readers disagree about: duplicate names, invalid UTF-8, trailing text,
// nesting beyond limits::json_depth_max, numbers beyond a double.
//
// Errors    invalid, with json.syntax {offset} (how many bytes were read), json.duplicate {name},
//           json.depth {limit}, json.too_large {limit} or json.number.
#pragma once

#include "storage/base/limits.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace kontor {

using Json = nlohmann::json;

Json parse_json(std::string_view text, std::size_t max_bytes = limits::json_text_max_bytes);

}  // namespace kontor
