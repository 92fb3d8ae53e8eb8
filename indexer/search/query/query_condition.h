// One word, phrase or condition of a question. Private to the room.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/search/query/query.h"
#include "indexer/search/query/query_lexer.h"

namespace kontor {

// A bare word: with '*' or '~' at its end a beginning or a fuzzy word.
Query query_word(const QueryToken& token);
Query query_phrase(const QueryToken& token);
Query query_condition(const QueryToken& token, const FieldTable& fields, CivilDate today);

}  // namespace kontor
