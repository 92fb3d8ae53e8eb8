// FieldKind: what a field of a record can be; more than JSON's types, and the place of `pattern`.
//
// A kind fixes the JSON type of its values, how they are checked and in which form they are kept.
// Amounts and other decimals are strings, so that nobody reads them as floating point.
#pragma once

#include "storage/base/json.h"
#include "storage/base/reason.h"

#include <optional>
#include <string>
#include <string_view>

namespace kontor {

enum class FieldKind {
    text,      // one line of words
    note,      // words over several lines
    word,      // a number or code of the paper, as it stands there
    choice,    // one of the values in `enum`
    amount,    // of money; a decimal, its currency is a field of its own
    decimal,   // a quantity, a weight, hours
    percent,   // a decimal from 0 to 100
    date,      // civil date, YYYY-MM-DD
    partner,   // name of a person or company
    iban,      // ISO 13616
    vat_id,    // VAT identification number
    currency,  // ISO 4217
    integer,   // whole number between `minimum` and `maximum`
    flag,      // true or false
    part,      // an object of fields
    list,      // an array of objects
};

std::optional<FieldKind> field_kind_of(std::string_view name);
std::string_view json_type_of(FieldKind kind);  // "string", "integer", "boolean", "object", "array"
bool is_decimal(FieldKind kind);

// A text value of a kind whose JSON type is string: brings it into the form in which it is kept
// (NFC; an IBAN without blanks), or says what is wrong with it. `pointer` of the reason is empty.
std::optional<Reason> judge_text(FieldKind kind, std::string& value);

}  // namespace kontor
