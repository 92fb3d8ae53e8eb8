// How values of a condition are read. Private to the room.
#pragma once

#include "indexer/search/query/query.h"

#include <optional>
#include <string_view>

namespace kontor {

// 1234.56, 1.234,56, 1,234.56, 1 234,56 is not one (a blank ends a value); nothing when it is none.
std::optional<Decimal> read_number(std::string_view text);

// A year, quarter, month, week or day as numbers or as words; nothing when it is none.
std::optional<CivilRange> read_days(std::string_view text, CivilDate today);
// Whether more words follow in what means days: "letzter", "last".
bool begins_days(std::string_view word);

}  // namespace kontor
