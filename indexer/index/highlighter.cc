#include "indexer/index/highlighter.h"

#include "indexer/index/permitted_terms.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

std::string joined_parts(const Analyser& analyser, std::string_view text) {
    std::string out;
    for (const Unit& unit : analyser.units(text)) {
        for (const WordPart& part : unit.parts) {
            out += part.exact;
        }
    }
    return out;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// The nearest place at or after `at` (before `limit`) where a word begins.
std::size_t word_begin(std::string_view text, std::size_t at, std::size_t limit) {
    if (at == 0) {
        return 0;
    }
    const std::size_t from = at;
    while (at < limit && !is_blank(text[at - 1])) {
        ++at;
    }
    if (at < limit) {
        return at;
    }
    // No blank on the way: at least no character is cut.
    std::size_t place = from;
    while (place < limit && (static_cast<unsigned char>(text[place]) & 0xc0) == 0x80) {
        ++place;
    }
    return place;
}

std::size_t word_end(std::string_view text, std::size_t at, std::size_t limit) {
    if (at >= text.size()) {
        return text.size();
    }
    const std::size_t from = at;
    while (at > limit && !is_blank(text[at])) {
        --at;
    }
    if (at > limit) {
        return at;
    }
    std::size_t place = from;
    while (place > limit && (static_cast<unsigned char>(text[place]) & 0xc0) == 0x80) {
        --place;
    }
    return place;
}

}  // namespace

Highlighter::Highlighter(const QueryPlan& plan, std::string_view field, const Lexicon& lexicon)
    : analyser_(lexicon) {
    gather(plan, field);
}

void Highlighter::gather(const QueryPlan& plan, std::string_view field) {
    using Kind = QueryPlan::Kind;
    if (plan.kind == Kind::both || plan.kind == Kind::either) {
        for (const QueryPlan& part : plan.parts) {
            gather(part, field);
        }
        return;
    }
    if (!plan.field.empty() && plan.field != field) {
        return;
    }
    switch (plan.kind) {
        case Kind::words:
            add_words(plan.text);
            break;
        case Kind::near:
            for (const std::string& word : plan.near_words) {
                add_words(word);
            }
            break;
        case Kind::phrase: {
            std::vector<std::string>& phrase = phrases_.emplace_back();
            for (const Unit& unit : analyser_.units(plan.text)) {
                for (const WordPart& part : unit.parts) {
                    phrase.push_back(part.exact);
                }
            }
            if (phrase.empty()) {
                phrases_.pop_back();
            }
            break;
        }
        case Kind::prefix:
        case Kind::fuzzy:
            if (std::string word = joined_parts(analyser_, plan.text); !word.empty()) {
                (plan.kind == Kind::prefix ? prefixes_ : fuzzy_).push_back(std::move(word));
            }
            break;
        default:
            break;
    }
}

void Highlighter::add_words(std::string_view text) {
    for (const Unit& unit : analyser_.units(text)) {
        Word word;
        if (unit.parts.size() == 1) {
            const WordPart& part = unit.parts.front();
            word.exact.insert(part.exact);
            word.stems = analyser_.stems(part.plain, part.exact, TextLanguage::unknown);
        } else {
            word.exact.insert(unit.whole);
            word.stems = analyser_.stems(unit.whole, unit.whole, TextLanguage::unknown);
            std::vector<std::string>& phrase = phrases_.emplace_back();
            for (const WordPart& part : unit.parts) {
                phrase.push_back(part.exact);
            }
        }
        words_.push_back(std::move(word));
    }
}

std::optional<std::size_t> Highlighter::group_of(const std::string& plain,
                                                 const std::string& exact) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        const Word& word = words_[i];
        if (word.exact.contains(exact)) {
            return i;
        }
        if (!Analyser::may_share_stem(plain, exact, word.stems)) {
            continue;
        }
        const Stems& stems = analyser_.stems(plain, exact, TextLanguage::unknown);
        if ((!stems.german.empty() && stems.german == word.stems.german) ||
            std::ranges::find(stems.parts, word.stems.german) != stems.parts.end() ||
            (!stems.english.empty() && stems.english == word.stems.english)) {
            return i;
        }
    }
    std::size_t group = words_.size() + phrases_.size();
    for (const std::string& prefix : prefixes_) {
        if (exact.starts_with(prefix)) {
            return group;
        }
        ++group;
    }
    for (const std::string& word : fuzzy_) {
        const std::size_t allowed = edits_allowed(word);
        if (exact.front() == word.front() && edits_between(exact, word, allowed) <= allowed) {
            return group;
        }
        ++group;
    }
    return std::nullopt;
}

void Highlighter::match_unit(const Unit& unit, std::vector<Match>& out) {
    if (!unit.whole.empty()) {
        if (const auto group = group_of(unit.whole, unit.whole)) {
            out.push_back({{unit.begin(), unit.end()}, *group});
            return;
        }
    }
    for (const WordPart& part : unit.parts) {
        if (const auto group = group_of(part.plain, part.exact)) {
            out.push_back({{part.begin, part.end}, *group});
        }
    }
}

std::vector<Highlighter::Match> Highlighter::matches(std::string_view text) {
    std::vector<Match> found;
    struct Place {
        std::string exact;
        TextRange range;
    };
    std::vector<Place> places;  // all words, for phrases
    analyser_.units(text, [&](const Unit& unit) {
        match_unit(unit, found);
        if (!phrases_.empty()) {
            for (const WordPart& part : unit.parts) {
                places.push_back({part.exact, {part.begin, part.end}});
            }
        }
    });
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
        const std::vector<std::string>& phrase = phrases_[i];
        for (std::size_t at = 0; at + phrase.size() <= places.size(); ++at) {
            const auto same = [](const std::string& word, const Place& place) {
                return word == place.exact;
            };
            if (std::equal(phrase.begin(), phrase.end(),
                           places.begin() + static_cast<std::ptrdiff_t>(at), same)) {
                found.push_back({{places[at].range.begin, places[at + phrase.size() - 1].range.end},
                                 words_.size() + i});
            }
        }
    }
    std::ranges::stable_sort(found, {}, [](const Match& match) { return match.range.begin; });
    std::vector<Match> apart;
    for (const Match& match : found) {
        if (!apart.empty() && match.range.begin < apart.back().range.end) {
            apart.back().range.end = std::max(apart.back().range.end, match.range.end);
        } else {
            apart.push_back(match);
        }
    }
    return apart;
}

std::vector<TextRange> Highlighter::find(std::string_view text) {
    std::vector<TextRange> ranges;
    for (const Match& match : matches(text)) {
        ranges.push_back(match.range);
    }
    return ranges;
}

Snippet Highlighter::snippet(std::string_view text, std::size_t max_bytes) {
    const std::vector<Match> all = matches(text);
    // The window of max_bytes with the most different words of the question, then the most matches.
    std::size_t first = 0;
    std::size_t last = 0;  // one past
    std::pair<std::size_t, std::size_t> best{0, 0};
    for (std::size_t i = 0, end = 0; i < all.size(); ++i) {
        end = std::max(end, i);
        while (end < all.size() && all[end].range.end - all[i].range.begin <= max_bytes) {
            ++end;
        }
        std::set<std::size_t> groups;
        for (std::size_t j = i; j < end; ++j) {
            groups.insert(all[j].group);
        }
        const std::pair score{groups.size(), end - i};
        if (score > best) {
            best = score;
            first = i;
            last = end;
        }
    }
    std::size_t begin = 0;
    std::size_t end = std::min(text.size(), max_bytes);
    if (last > first) {
        const std::size_t from = all[first].range.begin;
        const std::size_t to = all[last - 1].range.end;
        const std::size_t room = max_bytes - std::min(max_bytes, to - from);
        begin = word_begin(text, from - std::min(from, room / 3), from);
        end = word_end(text, std::min(text.size(), begin + std::max(max_bytes, to - begin)), to);
    } else {
        end = word_end(text, end, 0);
    }
    return cut_out(text, {begin, end}, all);
}

Snippet Highlighter::cut_out(std::string_view text,
                             TextRange piece,
                             const std::vector<Match>& all) {
    Snippet out;
    std::vector<std::size_t> places;  // of each byte of the piece in the snippet
    places.reserve(piece.end - piece.begin + 1);
    for (std::size_t at = piece.begin; at < piece.end; ++at) {
        places.push_back(out.text.size());
        if (!is_blank(text[at])) {
            out.text += text[at];
        } else if (!out.text.empty() && out.text.back() != ' ') {
            out.text += ' ';
        }
    }
    places.push_back(out.text.size());
    for (const Match& match : all) {
        if (match.range.begin >= piece.begin && match.range.end <= piece.end) {
            out.matches.push_back(
                {places[match.range.begin - piece.begin], places[match.range.end - piece.begin]});
        }
    }
    while (out.text.ends_with(' ')) {
        out.text.pop_back();
    }
    out.cut_before = piece.begin > 0;
    out.cut_after = piece.end < text.size();
    return out;
}

}  // namespace kontor
