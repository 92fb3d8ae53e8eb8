#include "indexer/index/permitted_words.h"

#include "indexer/index/limits.h"
#include "indexer/index/terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace kontor {

namespace {

constexpr std::array<std::string_view, 2> scopes{"", other_words_prefix};

bool has_digit(std::string_view word) {
    return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

// A word of the pages, which has no prefix; of the file's name and the like nothing can be told.
bool is_telling(std::string_view term) {
    const bool is_prefixed = term.empty() || (term.front() >= 'A' && term.front() <= 'Z');
    return !is_prefixed && term.size() >= limits::index_telling_min_bytes && !has_digit(term);
}

}  // namespace

std::string PermittedWords::folded(std::string_view typed) const {
    const std::vector<Unit> units = analyser_.units(typed);
    return units.size() == 1 && units.front().parts.size() == 1 ? units.front().parts.front().exact
                                                                : std::string();
}

std::vector<std::string> PermittedWords::like(std::string_view typed) const {
    const std::string word = folded(typed);
    if (word.empty()) {
        return {};
    }
    // Least edits, then the greatest share.
    std::map<std::string, std::pair<std::size_t, double>> found;
    for (const std::string_view scope : scopes) {
        for (const std::string& term :
             terms_.spelled_like(scope, word, edits_allowed(word)).terms) {
            const std::string other = term.substr(scope.size());
            const double share = terms_.share(term, limits::index_completed_sample);
            auto& [edits, most] = found[other];
            edits = edits_between(other, word, edits_allowed(word));
            most = std::max(most, share);
        }
    }
    found.erase(word);
    std::vector<std::tuple<std::size_t, double, std::string>> ordered;
    for (const auto& [other, rank] : found) {
        ordered.emplace_back(rank.first, -rank.second, other);
    }
    std::ranges::sort(ordered);
    std::vector<std::string> words;
    for (auto& each : ordered) {
        words.push_back(std::move(std::get<2>(each)));
    }
    return words;
}

std::vector<std::string> PermittedWords::beginning_with(std::string_view typed,
                                                        std::size_t limit) const {
    const std::string beginning = folded(typed);
    if (beginning.empty()) {
        return {};
    }
    std::map<std::string, double> shares;
    for (const std::string_view scope : scopes) {
        const auto expansion =
            terms_.beginning_with(std::string(scope) + beginning, limits::index_completed_max);
        for (const std::string& term : expansion.terms) {
            double& share = shares[term.substr(scope.size())];
            share = std::max(share, terms_.share(term, limits::index_completed_sample));
        }
    }
    // The most frequent first, of those the shortest, which others may go on from.
    std::vector<std::tuple<double, std::size_t, std::string>> ordered;
    for (const auto& [word, share] : shares) {
        ordered.emplace_back(-share, word.size(), word);
    }
    std::ranges::sort(ordered);
    std::vector<std::string> words;
    for (std::size_t n = 0; n < std::min(limit, ordered.size()); ++n) {
        words.push_back(std::string(typed) +
                        std::get<std::string>(ordered[n]).substr(beginning.size()));
    }
    return words;
}

std::vector<std::string> PermittedWords::telling(DocumentId id, std::size_t limit) const {
    if (id.value() > limits::index_serial_max) {
        return {};
    }
    std::vector<std::pair<unsigned, std::string>> by_times;
    const auto serial = static_cast<Xapian::docid>(id.value());
    try {
        const Xapian::TermIterator end = database_.termlist_end(serial);
        for (Xapian::TermIterator at = database_.termlist_begin(serial); at != end; ++at) {
            const std::string term = *at;
            if (is_telling(term)) {
                by_times.emplace_back(at.get_wdf(), term);
            }
        }
    } catch (const Xapian::DocNotFoundError&) {
        return {};  // not indexed yet
    }
    std::ranges::sort(by_times, std::greater<>());
    by_times.resize(std::min(by_times.size(), limits::index_telling_max));
    std::vector<std::pair<double, std::string>> ordered;
    const auto papers = static_cast<double>(terms_.count());
    for (const auto& [times, word] : by_times) {
        const double share = terms_.share(word, limits::index_telling_sample);
        if (share * papers > 1.5) {  // another paper than this has it
            ordered.emplace_back(std::log(1 + times) * std::log(share), word);
        }
    }
    std::ranges::sort(ordered);
    std::vector<std::string> words;
    for (std::size_t n = 0; n < std::min(limit, ordered.size()); ++n) {
        words.push_back(std::move(ordered[n].second));
    }
    return words;
}

}  // namespace kontor
