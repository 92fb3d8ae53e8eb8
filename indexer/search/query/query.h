// Query: a question as a value; what the parser understood, and nothing else.
//
// Promises  str() shows all of it: two queries that print alike ask the same.
// Threads   A value.
#pragma once

#include "indexer/fields/field_value.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// One end of a range.
struct QueryBound {
    FieldValue value;
    bool included = true;
};

struct Query {
    enum class Kind {
        every,    // all papers
        word,     // text: one word as it was typed, in any inflected form
        phrase,   // text: these words in this order
        prefix,   // text: words that begin so
        fuzzy,    // text: words spelled nearly so
        near,     // parts (words): within `distance` words of each other, in any order
        value,    // field has exactly this text
        range,    // field lies between low and high
        both,     // all parts
        either,   // at least one of the parts
        without,  // not its one part
    };

    Kind kind = Kind::every;
    std::string field;  // its name, never an alias; empty: all fields with words
    std::string text;
    unsigned distance = 0;
    // CivilDate also for an instant field: the whole of that day, in the archive's zone.
    std::optional<QueryBound> low;
    std::optional<QueryBound> high;
    std::vector<Query> parts;
    std::size_t position = 0;  // of its first character in the question, from 1

    // (and (word "rechnung") (range gross_total (100 ..]) (not (value tag "x")))
    std::string str() const;
    // True when something in it gives a rank: without words the newest come first.
    bool has_words() const;
};

}  // namespace kontor
