// parse_query: the search language.
//
//   *                            all one may see
//   rechnung kiel                both words, in any inflected form
//   "letzte Mahnung"             these words in this order; also „…“ and “…”
//   a AND b   a OR b   NOT a   -a   (a OR b) c        NOT binds before AND, AND before OR
//   UND ODER NICHT               the same in German; small letters are words
//   rech*   rehcnung~            beginning; nearly so
//   a NEAR/5 b                   at most 5 words between, in any order; NEAR alone is NEAR/10
//   field:value   field:"two words"
//   field>100 >= < <=   field:100..200   field:100..   field:..200
//   date:2024   date:2024-03   date:2024-Q3   date:1.3.2025   date:01.03.25   date:03/2025
//   date:2024-01..2024-03   received:today   received:letzter Monat   date:last 30 days
//
// Numbers are read as 1234.56, 1.234,56 or 1,234.56; a single separator before exactly three digits
// groups them (1.000 is a thousand). Days of the calendar around `today`: today, yesterday,
// tomorrow, week (from Monday), month, quarter, year, with this, last or next before them, and the
// same in German (heute, gestern, morgen, Woche, Monat, Quartal, Jahr; dieser, letzter, nächster).
//
// Threads   Any.
// Errors    invalid with one reason query.* that carries {position}: the character, counted from 1,
//           where understanding ended. Never a part of a question dropped in silence.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/search/query/query.h"

#include <string_view>

namespace kontor {

Query parse_query(std::string_view question, const FieldTable& fields, CivilDate today);

}  // namespace kontor
