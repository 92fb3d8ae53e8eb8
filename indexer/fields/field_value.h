// FieldValue: a value of a field, in the type of its kind.
#pragma once

#include "indexer/fields/field.h"
#include "storage/base/civil.h"
#include "storage/base/clock.h"
#include "storage/base/decimal.h"

#include <string>
#include <variant>

namespace kontor {

// text, word and flag are strings (UTF-8); number, date and instant their own types.
using FieldValue = std::variant<std::string, Decimal, CivilDate, Instant>;

// "1.50", "2024-03-01", "2024-03-01T12:00:00.000Z", or the string as it is.
std::string printed(const FieldValue& value);

// Whether the value has the type of that kind.
bool is_of_kind(const FieldValue& value, ValueKind kind);

}  // namespace kontor
