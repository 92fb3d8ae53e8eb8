#include "indexer/index/proximity.h"

#include "indexer/index/limits.h"

#include <algorithm>
#include <cstdint>

namespace kontor {

namespace {

// Side by side they count about a fifth of what one of them does by itself.
constexpr double strength = 0.5;
// Words further apart have as much to do with each other as any two of the paper.
constexpr std::uint32_t distance_max = 8;

// 1 for side by side in the order asked; in the other order one place more. Beyond distance_max:
// more than that.
std::uint32_t distance(const std::vector<Xapian::termpos>& first,
                       const std::vector<Xapian::termpos>& second) {
    std::uint32_t nearest = distance_max + 1;
    auto other = second.begin();
    for (const Xapian::termpos place : first) {
        while (other != second.end() && *other <= place) {
            ++other;
        }
        if (other != second.end()) {
            nearest = std::min(nearest, *other - place);
        }
        if (other != second.begin() && *(other - 1) < place) {
            nearest = std::min(nearest, place - *(other - 1) + 1);
        }
    }
    return nearest;
}

}  // namespace

Proximity::Proximity(const std::vector<PageWords>& words) {
    for (const PageWords& word : words) {
        if (!word.asked.empty() && words_.size() < limits::index_near_words_max) {
            words_.push_back(&word);
        }
    }
}

Proximity::Places Proximity::places(const Xapian::Database& database,
                                    Xapian::docid docid,
                                    const PageWords& word) {
    Places places;
    for (const auto& [scope, term] : word.asked) {
        std::vector<Xapian::termpos>& all = places[scope];
        const Xapian::PositionIterator end = database.positionlist_end(docid, term);
        for (auto place = database.positionlist_begin(docid, term);
             place != end && all.size() < limits::index_near_places_max; ++place) {
            all.push_back(*place);
        }
    }
    return places;
}

double Proximity::nearness(const Places& first, const Places& second) {
    std::uint32_t nearest = distance_max + 1;
    for (const auto& [scope, places] : first) {
        const auto other = second.find(scope);
        if (other != second.end()) {
            nearest = std::min(nearest, distance(places, other->second));
        }
    }
    return nearest > distance_max ? 0 : 1.0 / nearest;
}

double Proximity::of(const Xapian::Database& database, Xapian::docid docid) const {
    double weight = 0;
    Places before;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        Places places = Proximity::places(database, docid, *words_[i]);
        if (i > 0) {
            weight += strength * std::min(words_[i - 1]->rarity, words_[i]->rarity) *
                      nearness(before, places);
        }
        before = std::move(places);
    }
    return weight;
}

}  // namespace kontor
