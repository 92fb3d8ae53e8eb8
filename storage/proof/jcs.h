// Canonical JSON (RFC 8785, JCS): one byte sequence for one value, so that it can be hashed.
//
// Promises  UTF-8 without byte order mark or white space; members ordered by UTF-16 code units;
//           numbers as ECMAScript prints doubles; text as it is, without Unicode normalisation.
// Threads   Any.
// Errors    invalid: proof.json_number for NaN, infinity, or an integer beyond 2^53 that is
//           not how a double is written (RFC 8785 knows doubles only, and rounding an amount or an
//           id in silence is not for evidence: write it as text); proof.json_utf8 for text that is
//           not UTF-8, a lone surrogate included; proof.json_value for what JSON does not know;
//           proof.json_depth beyond limits::json_depth_max; for text also json.* of parse_json, a
//           doubled name included, and proof.json_mark for a byte order mark.
// Why       Hash bytes as they were stored; canonicalise only what is written the first time.
#pragma once

#include "storage/base/json.h"

#include <string>
#include <string_view>

namespace kontor {

std::string canonical_json(const Json& value);

// Of JSON text. Equal to `text` exactly when that is canonical already.
std::string canonicalise_json(std::string_view text);

}  // namespace kontor
