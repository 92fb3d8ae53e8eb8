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

// Where a term's pages start or the term itself stands.
std::vector<Xapian::termpos> places(const Xapian::Database& database,
                                    Xapian::docid docid,
                                    const std::string& term) {
    std::vector<Xapian::termpos> all = positions(database, docid, term);
    if (all.empty()) {
        Xapian::PostingIterator papers = database.postlist_begin(term);
        papers.skip_to(docid);
        if (papers != database.postlist_end(term) && *papers == docid) {
            all.push_back(first_page_start);
        }
    }
    return all;
}

// Where the terms stand one after the other: positions of the first.
std::vector<Xapian::termpos> places_in_order(const Xapian::Database& database,
                                             Xapian::docid docid,
                                             const std::vector<std::string>& terms) {
    std::vector<Xapian::termpos> first = positions(database, docid, terms.front());
    for (std::size_t i = 1; i < terms.size() && !first.empty(); ++i) {
        const std::vector<Xapian::termpos> next = positions(database, docid, terms[i]);
        std::erase_if(first, [&](Xapian::termpos place) {
            return !std::ranges::binary_search(next, place + static_cast<Xapian::termpos>(i));
        });
    }
    return first;
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
        const auto add = [&](const std::vector<Xapian::termpos>& all) {
            for (const Xapian::termpos place : all) {
                pages.insert(static_cast<unsigned>(std::ranges::upper_bound(starts, place) -
                                                   starts.begin()));
            }
        };
        if (group.in_order) {
            add(places_in_order(database, docid, group.terms));
        } else {
            for (const std::string& term : group.terms) {
                if (is_page_term(term)) {
                    add(places(database, docid, term));
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
