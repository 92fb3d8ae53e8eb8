// QueryPlan: what the index is asked; names, aliases and persons are resolved, dates are instants.
//
// Built by indexer/search from a Query. A field is a name of the field table; empty: all fields
// with words. Texts are as typed: the index folds and stems them.
//
// Threads   A value.
#pragma once

#include "indexer/fields/document_set.h"
#include "indexer/fields/field_value.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct PlanBound {
    FieldValue value;  // in the field's own type: Decimal, CivilDate or Instant
    bool included = true;
};

struct QueryPlan {
    enum class Kind {
        every,      // all papers
        words,      // text: all its words, each in any inflected form
        phrase,     // text: its words in this order, as they are
        prefix,     // text: words that begin so
        fuzzy,      // text: words spelled nearly so
        near,       // words: within `distance` words between them, in any order, as they are
        value,      // a word or flag field has exactly this text, whatever its case
        range,      // a number, date or instant field lies between low and high
        documents,  // papers of a set: folders, states, whatever columns know
        both,
        either,
        without,  // not its one part
    };

    Kind kind = Kind::every;
    std::string field;
    std::string text;
    std::vector<std::string> near_words;
    unsigned distance = 0;
    std::optional<PlanBound> low;
    std::optional<PlanBound> high;
    std::shared_ptr<const DocumentSet> documents;
    bool documents_seen_by_list = false;  // role list may be told membership in `documents`
    std::vector<QueryPlan> parts;

    static QueryPlan every();
    static QueryPlan words(std::string text, std::string field = {});
    static QueryPlan phrase(std::string text, std::string field = {});
    static QueryPlan prefix(std::string text, std::string field = {});
    static QueryPlan fuzzy(std::string text, std::string field = {});
    static QueryPlan near(std::vector<std::string> words,
                          unsigned distance,
                          std::string field = {});
    static QueryPlan value(std::string field, std::string text);
    static QueryPlan range(std::string field,
                           std::optional<PlanBound> low,
                           std::optional<PlanBound> high);
    static QueryPlan in(std::shared_ptr<const DocumentSet> documents);
    static QueryPlan both(std::vector<QueryPlan> parts);
    static QueryPlan either(std::vector<QueryPlan> parts);
    static QueryPlan without(QueryPlan part);
};

}  // namespace kontor
