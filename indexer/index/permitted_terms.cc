#include "indexer/index/permitted_terms.h"

#include "indexer/fields/code_point.h"
#include "indexer/index/limits.h"

#include <algorithm>
#include <utility>

namespace kontor {

PermittedTerms::PermittedTerms(const Xapian::Database& database, const DocumentSet& permitted)
    : database_(database), permitted_(permitted), count_(permitted.count()) {}

bool PermittedTerms::has(const std::string& term) const {
    const Xapian::PostingIterator end = database_.postlist_end(term);
    Xapian::PostingIterator at = database_.postlist_begin(term);
    while (at != end) {
        const auto member = permitted_.next(DocumentId(*at));
        if (!member || member->value() > limits::index_serial_max) {
            return false;
        }
        if (member->value() == *at) {
            return true;
        }
        at.skip_to(static_cast<Xapian::docid>(member->value()));
    }
    return false;
}

double PermittedTerms::share(const std::string& term, std::uint64_t sample) const {
    if (count_ == 0) {
        return 0;
    }
    std::uint64_t found = 0;
    const Xapian::PostingIterator end = database_.postlist_end(term);
    for (Xapian::PostingIterator at = database_.postlist_begin(term); at != end;) {
        const auto member = permitted_.next(DocumentId(*at));
        if (!member || member->value() > limits::index_serial_max) {
            break;
        }
        if (member->value() != *at) {
            at.skip_to(static_cast<Xapian::docid>(member->value()));
            continue;
        }
        if (++found == sample) {
            return static_cast<double>(found) /
                   static_cast<double>(permitted_.count_up_to(*member));
        }
        ++at;
    }
    return static_cast<double>(found) / static_cast<double>(count_);
}

PermittedTerms::Expansion PermittedTerms::beginning_with(const std::string& prefix,
                                                         std::size_t most) const {
    Expansion out;
    const Xapian::TermIterator end = database_.allterms_end(prefix);
    for (Xapian::TermIterator at = database_.allterms_begin(prefix); at != end; ++at) {
        const std::string term = *at;
        if (!has(term)) {
            continue;
        }
        if (out.terms.size() == most) {
            out.capped = true;
            break;
        }
        out.terms.push_back(term);
    }
    return out;
}

PermittedTerms::Expansion PermittedTerms::spelled_like(std::string_view scope,
                                                       const std::string& word,
                                                       std::size_t distance_max) const {
    std::size_t first_letter = 0;
    take_code_point(word, first_letter);
    const std::string prefix = std::string(scope) + word.substr(0, first_letter);
    std::vector<std::pair<std::size_t, std::string>> near;
    const Xapian::TermIterator end = database_.allterms_end(prefix);
    for (Xapian::TermIterator at = database_.allterms_begin(prefix); at != end; ++at) {
        std::string term = *at;
        const std::size_t edits =
            edits_between(std::string_view(term).substr(scope.size()), word, distance_max);
        if (edits <= distance_max) {
            near.emplace_back(edits, std::move(term));
        }
    }
    std::ranges::sort(near);
    Expansion out;
    for (auto& [edits, term] : near) {
        if (!has(term)) {
            continue;
        }
        if (out.terms.size() == limits::index_expansion_max) {
            out.capped = true;
            break;
        }
        out.terms.push_back(std::move(term));
    }
    return out;
}

std::size_t edits_between(std::string_view left, std::string_view right, std::size_t most) {
    const std::size_t difference =
        left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
    if (difference > most) {
        return most + 1;
    }
    // Three rows of the table: two before, one before, this one.
    std::vector<std::size_t> older(right.size() + 1);
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < before.size(); ++j) {
        before[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t changed = before[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = std::min({changed, before[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], older[j - 2] + 1);
            }
            least = std::min(least, row[j]);
        }
        if (least > most) {
            return most + 1;
        }
        std::swap(older, before);
        std::swap(before, row);
    }
    return std::min(before.back(), most + 1);
}

std::size_t edits_allowed(std::string_view word) {
    return word.size() < 4 ? 0 : word.size() < 8 ? 1 : 2;
}

}  // namespace kontor
