#include "indexer/index/plan_compiler.h"

#include "indexer/index/kontor_weight.h"
#include "indexer/index/posting_sources.h"
#include "indexer/index/terms.h"
#include "indexer/index/word_fold.h"
#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

// An inflected form counts less than the word itself.
constexpr double stem_strength = 0.7;
constexpr double expansion_strength = 0.8;
constexpr double part_strength = 0.4;  // what is a part of a compound less than both

Xapian::Query source(std::unique_ptr<Xapian::PostingSource> posting_source) {
    return Xapian::Query(posting_source.release()->release());  // both: Xapian counts references
}

Xapian::Query all_papers() {
    return Xapian::Query::MatchAll;
}

Xapian::Query without_weight(const Xapian::Query& query) {
    return {Xapian::Query::OP_SCALE_WEIGHT, query, 0.0};
}

}  // namespace

std::optional<Xapian::Query> PlanCompiler::compile(const QueryPlan& plan) {
    using Kind = QueryPlan::Kind;
    switch (plan.kind) {
        case Kind::every:
            return without_weight(all_papers());
        case Kind::both:
            return both(plan);
        case Kind::either:
            return either(plan);
        case Kind::without: {
            ++negations_;
            const Compiled part = compile(plan.parts.at(0));
            --negations_;
            if (!part) {
                return std::nullopt;
            }
            return Xapian::Query(Xapian::Query::OP_AND_NOT, without_weight(all_papers()), *part);
        }
        case Kind::documents:
            if (sight_ == Sight::list && !plan.documents_seen_by_list) {
                return std::nullopt;
            }
            return source(std::make_unique<DocumentSetSource>(plan.documents));
        case Kind::value:
        case Kind::range: {
            const Field* field = fields_.find(plan.field);
            if (field == nullptr) {
                throw Error(ErrorCode::internal, "search by field " + plan.field);
            }
            if (sight_ == Sight::list && !field->seen_by_list) {
                return std::nullopt;
            }
            return plan.kind == Kind::value ? value(plan, *field) : range(plan, *field);
        }
        default: {
            const auto scopes = scopes_of(plan);
            return scopes ? text(plan, *scopes) : std::nullopt;
        }
    }
}

PlanCompiler::Compiled PlanCompiler::both(const QueryPlan& plan) {
    std::vector<Xapian::Query> wanted;
    std::vector<Xapian::Query> unwanted;
    bool known = true;
    for (const QueryPlan& part : plan.parts) {
        const bool negative = part.kind == QueryPlan::Kind::without;
        negations_ += negative ? 1 : 0;
        const Compiled compiled = compile(negative ? part.parts.at(0) : part);
        negations_ -= negative ? 1 : 0;
        if (!compiled) {
            known = false;
        } else {
            (negative ? unwanted : wanted).push_back(*compiled);
        }
    }
    if (!known) {
        return std::nullopt;
    }
    Xapian::Query all = wanted.empty()
                            ? without_weight(all_papers())
                            : Xapian::Query(Xapian::Query::OP_AND, wanted.begin(), wanted.end());
    if (!unwanted.empty()) {
        all = Xapian::Query(Xapian::Query::OP_AND_NOT, all,
                            Xapian::Query(Xapian::Query::OP_OR, unwanted.begin(), unwanted.end()));
    }
    return all;
}

PlanCompiler::Compiled PlanCompiler::either(const QueryPlan& plan) {
    std::vector<Xapian::Query> parts;
    for (const QueryPlan& part : plan.parts) {
        const Compiled compiled = compile(part);
        if (compiled) {
            parts.push_back(*compiled);
        } else if (negations_ > 0) {
            return std::nullopt;  // "not (a or unknown)" is unknown
        }
    }
    if (parts.empty()) {
        return std::nullopt;
    }
    return Xapian::Query(Xapian::Query::OP_OR, parts.begin(), parts.end());
}

// The prefixes under which a text field's words stand; nothing when the asker may not look there.
std::optional<std::vector<std::string>> PlanCompiler::scopes_of(const QueryPlan& plan) const {
    if (plan.field.empty()) {
        if (sight_ == Sight::list) {
            return std::vector<std::string>{std::string(fields_.find("title")->prefix)};
        }
        return std::vector<std::string>{"", std::string(other_words_prefix)};
    }
    const Field* field = fields_.find(plan.field);
    if (field == nullptr || field->kind != ValueKind::text) {
        throw Error(ErrorCode::internal, "search words in field " + plan.field);
    }
    if (sight_ == Sight::list && !field->seen_by_list) {
        return std::nullopt;
    }
    return std::vector<std::string>{std::string(field->prefix)};
}

PlanCompiler::Compiled PlanCompiler::text(const QueryPlan& plan,
                                          const std::vector<std::string>& scopes) {
    switch (plan.kind) {
        case QueryPlan::Kind::near:
            return near(plan, scopes);
        case QueryPlan::Kind::prefix:
        case QueryPlan::Kind::fuzzy:
            return expanded(plan, scopes);
        default:
            break;
    }
    const std::vector<Unit> units = analyser_.units(plan.text);
    if (units.empty()) {
        return Xapian::Query::MatchNothing;
    }
    if (plan.kind == QueryPlan::Kind::phrase) {
        return phrase(units, scopes);
    }
    std::vector<Xapian::Query> all;
    all.reserve(units.size());
    for (const Unit& each : units) {
        all.push_back(unit(each, scopes));
    }
    return Xapian::Query(Xapian::Query::OP_AND, all.begin(), all.end());
}

void PlanCompiler::forms(const std::string& plain,
                         const std::string& exact,
                         const std::vector<std::string>& scopes,
                         std::vector<Alternative>& out) {
    const Stems stems = analyser_.stems(plain, exact, TextLanguage::unknown);
    for (const std::string& scope : scopes) {
        out.push_back({word_term(scope, exact), 1, scope});
        if (!stems.german.empty()) {
            out.push_back({german_term(scope, stems.german), stem_strength});
            out.push_back({part_term(scope, stems.german), part_strength});
        }
        if (!stems.english.empty()) {
            out.push_back({english_term(scope, stems.english), stem_strength});
        }
        // A word that is its own stem stands in the index as a word only.
        for (const std::string& stem : {stems.german, stems.english}) {
            const std::string word = word_term(scope, stem);
            const bool is_known = std::ranges::any_of(
                out, [&](const Alternative& other) { return other.term == word; });
            if (!stem.empty() && !is_known) {
                out.push_back({word, stem_strength});
            }
        }
    }
}

Xapian::Query PlanCompiler::unit(const Unit& unit, const std::vector<std::string>& scopes) {
    std::vector<Alternative> alternatives;
    if (unit.parts.size() == 1) {
        forms(unit.parts.front().plain, unit.parts.front().exact, scopes, alternatives);
        return best_of(alternatives);
    }
    forms(unit.whole, unit.whole, scopes, alternatives);
    return {Xapian::Query::OP_MAX, best_of(alternatives), phrase({unit}, scopes)};
}

Xapian::Query PlanCompiler::weighed(const std::string& term) const {
    return Xapian::Query(term, sight_ == Sight::list ? frequency_without_length : 1);
}

Xapian::Query PlanCompiler::best_of(const std::vector<Alternative>& alternatives) {
    std::vector<Xapian::Query> queries;
    PageWords words;
    double share = 0;
    for (const Alternative& alternative : alternatives) {
        const double own = permitted_.share(alternative.term);
        if (own <= 0) {
            continue;
        }
        share = std::max(share, own);
        queries.emplace_back(Xapian::Query::OP_SCALE_WEIGHT, weighed(alternative.term),
                             alternative.strength);
        words.terms.push_back(alternative.term);
        if (alternative.asked_in) {
            words.asked.emplace(*alternative.asked_in, alternative.term);
        }
    }
    if (queries.empty()) {
        return Xapian::Query::MatchNothing;
    }
    words.rarity = rarity(share, permitted_.count());
    const Xapian::Query best(Xapian::Query::OP_SCALE_WEIGHT,
                             Xapian::Query(Xapian::Query::OP_MAX, queries.begin(), queries.end()),
                             words.rarity);
    if (negations_ == 0) {
        page_words_.push_back(std::move(words));
    }
    return best;
}

Xapian::Query PlanCompiler::in_order(const std::vector<std::string>& words,
                                     std::string_view scope,
                                     Xapian::Query::op op,
                                     Xapian::termcount window) {
    PageWords on_page;
    on_page.in_order = op == Xapian::Query::OP_PHRASE;
    double share = 1;
    for (const std::string& word : words) {
        const std::string& term = on_page.terms.emplace_back(word_term(scope, word));
        share = std::min(share, permitted_.share(term));
    }
    if (share <= 0) {
        return Xapian::Query::MatchNothing;
    }
    std::vector<Xapian::Query> queries;
    for (const std::string& term : on_page.terms) {
        queries.push_back(weighed(term));
    }
    const Xapian::Query together(op, queries.begin(), queries.end(), window);
    if (negations_ == 0 && scope.empty()) {
        page_words_.push_back(std::move(on_page));
    }
    return {Xapian::Query::OP_SCALE_WEIGHT, together, rarity(share, permitted_.count())};
}

Xapian::Query PlanCompiler::phrase(const std::vector<Unit>& units,
                                   const std::vector<std::string>& scopes) {
    std::vector<std::string> words;
    for (const Unit& each : units) {
        for (const WordPart& part : each.parts) {
            words.push_back(part.exact);
        }
    }
    std::vector<Xapian::Query> alternatives;
    for (const std::string& scope : scopes) {
        alternatives.push_back(in_order(words, scope, Xapian::Query::OP_PHRASE,
                                        static_cast<Xapian::termcount>(words.size())));
    }
    return {Xapian::Query::OP_MAX, alternatives.begin(), alternatives.end()};
}

Xapian::Query PlanCompiler::near(const QueryPlan& plan, const std::vector<std::string>& scopes) {
    std::vector<std::string> words;
    for (const std::string& text : plan.near_words) {
        for (const Unit& each : analyser_.units(text)) {
            words.push_back(each.whole.empty() ? each.parts.front().exact : each.whole);
        }
    }
    if (words.empty()) {
        return Xapian::Query::MatchNothing;
    }
    // Xapian's window is how many places the words and what is between them may take.
    const auto window = static_cast<Xapian::termcount>(plan.distance + words.size());
    std::vector<Xapian::Query> alternatives;
    for (const std::string& scope : scopes) {
        alternatives.push_back(in_order(words, scope, Xapian::Query::OP_NEAR, window));
    }
    return {Xapian::Query::OP_MAX, alternatives.begin(), alternatives.end()};
}

Xapian::Query PlanCompiler::expanded(const QueryPlan& plan,
                                     const std::vector<std::string>& scopes) {
    std::string word;
    for (const Unit& each : analyser_.units(plan.text)) {
        for (const WordPart& part : each.parts) {
            word += part.exact;
        }
    }
    if (word.empty()) {
        return Xapian::Query::MatchNothing;
    }
    std::vector<Alternative> alternatives;
    for (const std::string& scope : scopes) {
        PermittedTerms::Expansion expansion =
            plan.kind == QueryPlan::Kind::prefix
                ? permitted_.beginning_with(scope + word)
                : permitted_.spelled_like(scope, word, edits_allowed(word));
        expansion_capped_ = expansion_capped_ || expansion.capped;
        for (std::string& term : expansion.terms) {
            const bool same = term.size() == scope.size() + word.size() && term.ends_with(word);
            if (same) {
                alternatives.push_back({std::move(term), 1, scope});
            } else {
                alternatives.push_back({std::move(term), expansion_strength});
            }
        }
    }
    return best_of(alternatives);
}

PlanCompiler::Compiled PlanCompiler::value(const QueryPlan& plan, const Field& field) {
    if (field.kind != ValueKind::word && field.kind != ValueKind::flag) {
        throw Error(ErrorCode::internal, "search a value of field " + plan.field);
    }
    // A term without weight that every paper has is taken by Xapian (1.4.22) for all papers; where
    // serials have gaps it then fails with "Unexpected end of posting list". Asked for as all
    // papers it does not.
    const std::string term = value_term(field.prefix, plan.text);
    return without_weight(permitted_.is_everywhere(term) ? all_papers() : Xapian::Query(term));
}

PlanCompiler::Compiled PlanCompiler::range(const QueryPlan& plan, const Field& field) {
    KeyRange range;
    range.key_bytes = value_key_bytes(field.kind);
    const auto set = [&](const std::optional<PlanBound>& bound, Bytes& key, bool& included) {
        if (!bound) {
            return;
        }
        key = value_key(bound->value);
        included = bound->included;
        if (key.size() != range.key_bytes) {
            throw Error(ErrorCode::internal, "search a range of field " + plan.field);
        }
    };
    set(plan.low, range.low, range.low_included);
    set(plan.high, range.high, range.high_included);
    const std::uint32_t slot = slot_of_(field);
    if (slot == no_slot) {
        return Xapian::Query::MatchNothing;
    }
    return source(std::make_unique<ValueRangeSource>(slot, std::move(range)));
}

}  // namespace kontor
