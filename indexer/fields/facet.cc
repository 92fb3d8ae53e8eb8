#include "indexer/fields/facet.h"

#include "storage/base/error.h"

#include <algorithm>
#include <vector>

namespace kontor {

namespace {

struct Band {
    std::string_view value;
    std::string_view condition;
    std::string_view below;  // empty: no end
};
// Credit notes are below zero, and in the first.
constexpr std::array bands = {
    Band{"..100", "gross_total<100", "100"},
    Band{"100..1000", "gross_total>=100 gross_total<1000", "1000"},
    Band{"1000..10000", "gross_total>=1000 gross_total<10000", "10000"},
    Band{"10000..100000", "gross_total>=10000 gross_total<100000", "100000"},
    Band{"100000..", "gross_total>=100000", ""},
};

// What opens or ends a quotation in the search language.
constexpr std::array<std::string_view, 7> quotes{"\"",     "\u201c", "\u201d", "\u201e",
                                                 "\u201f", "\u00ab", "\u00bb"};

const Band& band_of(const Decimal& amount) {
    static const std::vector<Decimal> ends = [] {
        std::vector<Decimal> all;
        for (const Band& band : bands) {
            if (!band.below.empty()) {
                all.push_back(parse_decimal(band.below));
            }
        }
        return all;
    }();
    const auto end = std::ranges::upper_bound(ends, amount);
    return bands.at(static_cast<std::size_t>(end - ends.begin()));
}

}  // namespace

std::optional<std::size_t> find_facet(std::string_view name) {
    const auto found = std::ranges::find(known_facets, name, &Facet::name);
    return found == known_facets.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - known_facets.begin()));
}

std::string facet_value(const Facet& facet, const FieldValue& value) {
    switch (facet.by) {
        case FacetBy::year:
            return std::to_string(std::get<CivilDate>(value).year());
        case FacetBy::amount:
            return std::string(band_of(std::get<Decimal>(value)).value);
        default:
            return std::get<std::string>(value);
    }
}

std::string facet_condition(const Facet& facet, std::string_view value) {
    if (facet.by == FacetBy::amount) {
        const auto band = std::ranges::find(bands, value, &Band::value);
        if (band == bands.end()) {
            throw Error(ErrorCode::internal, "ask for a band of amounts that there is not");
        }
        return std::string(band->condition);
    }
    // Nothing stands for a quote within quotes. Among words it is none; elsewhere there is no
    // condition.
    std::string quoted(value);
    for (const std::string_view quote : quotes) {
        for (std::size_t at = quoted.find(quote); at != std::string::npos;
             at = quoted.find(quote, at)) {
            if (facet.name != "partner") {
                return {};
            }
            quoted.replace(at, quote.size(), " ");
        }
    }
    return std::string(facet.field) + ":\"" + quoted + "\"";
}

}  // namespace kontor
