// Limits of record types: they come from administrators, and must still stay small.
#pragma once

#include <cstddef>

namespace kontor::limits {

constexpr std::size_t record_schema_max_bytes = 64 * 1024;  // the largest seed has a third of it
constexpr std::size_t record_schema_depth_max = 12;         // lists of parts, and their annotations
constexpr std::size_t record_type_name_max_bytes = 60;      // part of keys and terms
constexpr std::size_t record_field_name_max_bytes = 40;     // part of the index's terms
constexpr std::size_t record_type_fields_max = 200;         // a form of more is not filled in
constexpr std::size_t record_levels_max = 3;                // a record, its lines, a part of a line
// of one record as JSON: a thousand lines of an invoice
constexpr std::size_t record_max_bytes = 512 * 1024;
// told at once: who has more has sent something else
constexpr std::size_t record_violations_max = 100;

}  // namespace kontor::limits
