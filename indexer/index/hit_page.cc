#include "indexer/index/hit_page.h"

#include "indexer/index/document_terms.h"
#include "indexer/index/terms.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

std::vector<Xapian::termpos> positions(const Xapian::Database& database,
                                       Xapian::docid docid,
                                       const std::string& term) {
    return {database.positionlist_begin(docid, term), database.positionlist_end(docid, term)};
}

// Where the terms stand one after the other: positions of the first.
std::vector<Xapian::termpos> places_in_order(const Xapian::Database& database,
                                             Xapian::docid docid,
                                             const std::vector<std::string>& terms) {
    std::vector<Xapian::termpos> places = positions(database, docid, terms.front());
    for (std::size_t i = 1; i < terms.size() && !places.empty(); ++i) {
        const std::vector<Xapian::termpos> next = positions(database, docid, terms[i]);
        std::erase_if(places, [&](Xapian::termpos place) {
            return !std::ranges::binary_search(next, place + static_cast<Xapian::termpos>(i));
        });
    }
    return places;
}

// Words of other fields have positions of their own, which say nothing about pages.
bool is_page_term(std::string_view term) {
    const bool is_stem = term.starts_with(german_stem_prefix) ||
                         term.starts_with(english_stem_prefix) ||
                         term.starts_with(part_stem_prefix);
    const std::string_view rest = is_stem ? term.substr(german_stem_prefix.size()) : term;
    return rest.empty() || rest.front() < 'A' || rest.front() > 'Z';
}

}  // namespace

std::optional<unsigned> hit_page(const Xapian::Database& database,
                                 Xapian::docid docid,
                                 const std::vector<PageWords>& words) {
    const std::vector<Xapian::termpos> starts =
        page_starts(database.get_document(docid).get_data());
    std::map<unsigned, unsigned> groups_on_page;
    for (const PageWords& group : words) {
        std::set<unsigned> pages;
        const auto add = [&](const std::vector<Xapian::termpos>& places) {
            for (const Xapian::termpos place : places) {
                pages.insert(static_cast<unsigned>(std::ranges::upper_bound(starts, place) -
                                                   starts.begin()));
            }
        };
        if (group.in_order) {
            add(places_in_order(database, docid, group.terms));
        } else {
            for (const std::string& term : group.terms) {
                if (is_page_term(term)) {
                    add(positions(database, docid, term));
                }
            }
        }
        for (const unsigned page : pages) {
            ++groups_on_page[page];
        }
    }
    std::optional<unsigned> best;
    unsigned most = 0;
    for (const auto& [page, groups] : groups_on_page) {
        if (groups > most && page >= 1 && page < starts.size()) {
            best = page;
            most = groups;
        }
    }
    return best;
}

}  // namespace kontor
