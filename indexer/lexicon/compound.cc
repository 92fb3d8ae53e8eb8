#include "indexer/lexicon/compound.h"

#include "indexer/lexicon/limits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace kontor {

namespace {

// Nouns of three letters fit into most words by chance; these are the ones that make words.
constexpr std::array<std::string_view, 35> short_nouns{
    "abt", "akt", "amt", "arm", "art", "bad", "bau", "bus", "eis", "erz", "gas", "gut",
    "hof", "hut", "not", "ohr", "ort", "pkw", "lkw", "rad", "rat", "rad", "see", "tag",
    "tee", "tod", "ton", "tor", "typ", "uhr", "weg", "weh", "zug", "öl",  "ehe"};

// Costs, in tenths of an ordinary part.
constexpr unsigned part_cost = 10;
constexpr unsigned short_part_cost = 5;  // more, for one of less than five letters
constexpr unsigned rare_link_cost = 3;
constexpr unsigned dropped_e_cost = 4;
constexpr unsigned verb_cost = 5;
constexpr unsigned inflection_cost = 2;

struct Link {
    std::string_view letters;
    unsigned cost = 0;
};
constexpr std::array<Link, 8> links{{{"", 0},
                                     {"s", 0},
                                     {"n", 0},
                                     {"es", 0},
                                     {"en", 0},
                                     {"er", rare_link_cost},
                                     {"e", rare_link_cost},
                                     {"ens", rare_link_cost}}};
// Of the last part, which is declined; forms with another vowel are in the lexicon by themselves.
constexpr std::array<std::string_view, 8> endings{"s", "es", "e", "en", "n", "er", "ern", "em"};

std::size_t letters_of(std::string_view word) {
    return static_cast<std::size_t>(
        std::ranges::count_if(word, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_boundary(std::string_view word, std::size_t at) {
    return at == word.size() || (word[at] & 0xc0) != 0x80;
}

bool is_long_enough(std::string_view word, const WordUse& use) {
    return use.own || letters_of(word) > 3 ||
           std::ranges::find(short_nouns, word) != short_nouns.end();
}

unsigned cost_of_length(std::string_view word) {
    return letters_of(word) < 5 ? short_part_cost : 0;
}

struct Piece {
    unsigned cost = 0;
    std::size_t size = 0;  // without the link
};

void offer(std::optional<Piece>& best, const Piece& piece) {
    if (!best || piece.cost < best->cost) {
        best = piece;
    }
}

// `text` as a part that others follow, its link at the end.
std::optional<Piece> inner_piece(const Lexicon::Beginnings& beginnings, std::string_view text) {
    std::optional<Piece> best;
    for (const Link& link : links) {
        if (!text.ends_with(link.letters)) {
            continue;
        }
        const std::string_view word = text.substr(0, text.size() - link.letters.size());
        if (word.size() < limits::compound_part_min_bytes) {
            continue;
        }
        const WordUse use = beginnings.uses[word.size()];
        if (use.noun && is_long_enough(word, use)) {
            offer(best, {part_cost + cost_of_length(word) + link.cost, word.size()});
        } else if (use.verb_stem && link.letters.empty() && letters_of(word) > 3) {
            offer(best, {part_cost + verb_cost, word.size()});
        }
    }
    if (beginnings.with_e[text.size()].noun && letters_of(text) > 3) {
        offer(best, {part_cost + dropped_e_cost, text.size()});  // "schul" of Schule
    }
    return best;
}

std::optional<unsigned> last_cost(const Lexicon& lexicon, std::string_view text) {
    if (text.size() < limits::compound_part_min_bytes) {
        return std::nullopt;
    }
    if (const WordUse use = lexicon.use_of(text); use.noun) {
        return is_long_enough(text, use) ? std::optional(part_cost + cost_of_length(text))
                                         : std::nullopt;
    }
    for (const std::string_view ending : endings) {
        const std::string_view word = text.substr(0, text.size() - ending.size());
        if (text.ends_with(ending) && letters_of(word) > 3 && lexicon.use_of(word).noun) {
            return part_cost + cost_of_length(word) + inflection_cost;
        }
    }
    return std::nullopt;
}

// The cheapest way to the place `at`, and where its last part began.
struct Way {
    unsigned cost = 0;
    std::size_t parts = 0;
    std::size_t from = 0;
    std::size_t part_end = 0;
};

}  // namespace

void Lexicon::beginnings_of(std::string_view text, Beginnings& out) const {
    out = {};
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string_view beginning = text.substr(0, size);
        out.uses.push_back(use_of(beginning));
        out.with_e.push_back(use_of(std::string(beginning) + 'e'));
    }
}

std::vector<CompoundPart> split_compound(const Lexicon& lexicon, std::string_view word) {
    if (word.size() < limits::compound_min_bytes || word.size() > limits::compound_max_bytes ||
        last_cost(lexicon, word)) {  // known as it is, or declined
        return {};
    }
    std::vector<std::optional<Way>> ways(word.size());
    ways[0] = Way{};
    std::optional<Way> whole;
    Lexicon::Beginnings beginnings;
    for (std::size_t from = 0; from < word.size(); ++from) {
        if (!ways[from]) {
            continue;
        }
        const Way& before = *ways[from];
        if (from > 0) {
            const auto cost = last_cost(lexicon, word.substr(from));
            if (cost && (!whole || before.cost + *cost < whole->cost)) {
                whole = Way{before.cost + *cost, before.parts + 1, from, word.size()};
            }
        }
        if (before.parts + 1 == limits::compound_parts_max) {
            continue;
        }
        lexicon.beginnings_of(word.substr(from), beginnings);
        for (std::size_t to = from + limits::compound_part_min_bytes; to < word.size(); ++to) {
            const auto piece = is_boundary(word, to)
                                   ? inner_piece(beginnings, word.substr(from, to - from))
                                   : std::nullopt;
            if (piece && (!ways[to] || before.cost + piece->cost < ways[to]->cost)) {
                ways[to] =
                    Way{before.cost + piece->cost, before.parts + 1, from, from + piece->size};
            }
        }
    }
    std::vector<CompoundPart> parts;
    for (std::optional<Way> way = whole; way;
         way = way->from > 0 ? ways[way->from] : std::nullopt) {
        parts.push_back({way->from, way->part_end});
    }
    std::ranges::reverse(parts);
    return parts;
}

}  // namespace kontor
