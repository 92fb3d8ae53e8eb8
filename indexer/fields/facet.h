// Facets: by what the papers of an answer are counted.
//
// Threads   Constants and pure functions.
// On disk   A facet's place in the table is part of the index's format: a new one comes at the end.
#pragma once

#include "indexer/fields/field_value.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

enum class FacetBy {
    value,   // of the field, as it is
    year,    // of a date
    amount,  // bands, each from a power of ten to below the next
    folder,  // columns know it, which the index follows; counted for the folders above, too
};

struct Facet {
    std::string_view name;   // in `facets=` and in the answer
    std::string_view field;  // of the field table, or of records
    FacetBy by;
};

inline constexpr std::array known_facets = {
    Facet{"type", "type", FacetBy::value},        Facet{"folder", "in", FacetBy::folder},
    Facet{"partner", "partner", FacetBy::value},  Facet{"year", "document_date", FacetBy::year},
    Facet{"tag", "tag", FacetBy::value},          Facet{"language", "language", FacetBy::value},
    Facet{"media_type", "media", FacetBy::value}, Facet{"amount", "gross_total", FacetBy::amount},
};

std::optional<std::size_t> find_facet(std::string_view name);

// Under which value a paper with `value` is counted: "finance.invoice", "2024", "100..1000".
// `value` is of the field's kind.
std::string facet_value(const Facet& facet, const FieldValue& value);

// The condition in the search language that finds what was counted under `value` (of a folder: its
// path); empty where it cannot be said. A partner is found by the words of its name, so others
// whose names hold it, too.
std::string facet_condition(const Facet& facet, std::string_view value);

}  // namespace kontor
