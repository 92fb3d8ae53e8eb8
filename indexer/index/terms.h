// How terms and values are spelt in the database. Private to the room.
//
// On disk   A prefix is upper case or ends in ':', a word never begins so: no two meanings meet.
#pragma once

#include "indexer/fields/field.h"
#include "indexer/fields/field_value.h"
#include "storage/base/bytes.h"

#include <string>
#include <string_view>

namespace kontor {

// The words of all text fields but the pages' own, so that a bare word needs two lists, not twenty.
constexpr std::string_view other_words_prefix = "W";
constexpr std::string_view german_stem_prefix = "ZD";
constexpr std::string_view english_stem_prefix = "ZE";
constexpr std::string_view part_stem_prefix = "ZP";  // German, of the parts of compounds

std::string word_term(std::string_view prefix, std::string_view exact);
std::string german_term(std::string_view prefix, std::string_view stem);
std::string english_term(std::string_view prefix, std::string_view stem);
std::string part_term(std::string_view prefix, std::string_view stem);
// Of a word or flag: folded, so that case does not count; a hash behind a long one's beginning.
std::string value_term(std::string_view prefix, std::string_view value);

// Of the values that papers are counted under (facet_columns.h); below those of records.
constexpr std::uint32_t facets_slot = 900;
constexpr std::uint32_t fingerprint_slot = 901;  // IndexedDocument::fingerprint

// Bytes in the order of the values: 12 of a number, 4 of a date, 8 of an instant. A slot holds one
// or more of them, ascending.
Bytes value_key(const FieldValue& value);
std::size_t value_key_bytes(ValueKind kind);

}  // namespace kontor
