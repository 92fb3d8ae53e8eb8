// Facts that markup documents state of themselves, in the form in which a ResultSink takes them.
#pragma once

#include "indexer/extract/result.h"

namespace kontor {

// White space as single blanks, no control characters, at most limits::document_fact_max_bytes;
// nothing is given when nothing is left.
void give_fact(ResultSink& sink, std::string_view name, std::string_view value);

// The same for a moment or day in ISO 8601 as documents write it, given as RFC 3339: without a zone
// it counts as UTC. Another form, or a day that is none, is not given.
void give_date_fact(ResultSink& sink, std::string_view name, std::string_view value);

}  // namespace kontor
