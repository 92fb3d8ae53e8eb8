// Makes a Xapian query of a plan. Private to the room.
//
// A plan is compiled twice: once for papers that may be read, once for those that may only be
// listed. In the second, a condition that role `list` may not ask is unknown, and so is whatever
// depends on it, negations too: a paper is not found because of what it is not known to be.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/index/analyser.h"
#include "indexer/index/permitted_terms.h"
#include "indexer/index/query_plan.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <xapian.h>

namespace kontor {

enum class Sight { read, list };

// Words of the pages that belong together, for finding the page of a hit: all of them found one
// after the other (a phrase), or any of them. A word by itself is `asked` as it is by scope, and
// has its rarity (kontor_weight.h).
struct PageWords {
    std::vector<std::string> terms;
    bool in_order = false;
    std::map<std::string, std::string> asked = {};
    double rarity = 0;
};

class PlanCompiler {
  public:
    // `slot_of` gives the slot of a field with values, or no_slot when no paper has any.
    PlanCompiler(Analyser& analyser,
                 const FieldTable& fields,
                 const PermittedTerms& permitted,
                 Sight sight,
                 std::function<std::uint32_t(const Field&)> slot_of)
        : analyser_(analyser),
          fields_(fields),
          permitted_(permitted),
          sight_(sight),
          slot_of_(std::move(slot_of)) {}

    // Nothing: unknown to the asker as a whole, which finds nothing.
    std::optional<Xapian::Query> compile(const QueryPlan& plan);

    const std::vector<PageWords>& page_words() const { return page_words_; }
    bool expansion_capped() const { return expansion_capped_; }

  private:
    using Compiled = std::optional<Xapian::Query>;

    Compiled both(const QueryPlan& plan);
    Compiled either(const QueryPlan& plan);
    Compiled text(const QueryPlan& plan, const std::vector<std::string>& scopes);
    Compiled value(const QueryPlan& plan, const Field& field);
    Compiled range(const QueryPlan& plan, const Field& field);
    std::optional<std::vector<std::string>> scopes_of(const QueryPlan& plan) const;

    Xapian::Query unit(const Unit& unit, const std::vector<std::string>& scopes);
    Xapian::Query phrase(const std::vector<Unit>& units, const std::vector<std::string>& scopes);
    Xapian::Query near(const QueryPlan& plan, const std::vector<std::string>& scopes);
    Xapian::Query expanded(const QueryPlan& plan, const std::vector<std::string>& scopes);
    Xapian::Query weighed(const std::string& term) const;
    // The best of the alternatives counts, scaled by how rare the most frequent of them is.
    struct Alternative {
        std::string term;
        double strength;
        std::optional<std::string> asked_in = {};  // the scope of the very word asked for
    };
    Xapian::Query best_of(const std::vector<Alternative>& alternatives);
    void forms(const std::string& plain,
               const std::string& exact,
               const std::vector<std::string>& scopes,
               std::vector<Alternative>& out);
    Xapian::Query in_order(const std::vector<std::string>& words,
                           std::string_view scope,
                           Xapian::Query::op op,
                           Xapian::termcount window);

    Analyser& analyser_;
    const FieldTable& fields_;
    const PermittedTerms& permitted_;
    Sight sight_;
    std::function<std::uint32_t(const Field&)> slot_of_;
    std::vector<PageWords> page_words_;
    bool expansion_capped_ = false;
    int negations_ = 0;  // words that must not occur are on no page
};

}  // namespace kontor
