// Known words: how much of a text is German or English.
//
// Threads   Any.
#pragma once

#include <cstddef>
#include <string_view>

namespace kontor {

struct WordShare {
    std::size_t words = 0;  // runs of at least three letters
    std::size_t known = 0;  // in the lists, or put together from two that are
    double share() const {
        return words == 0 ? 0 : static_cast<double>(known) / static_cast<double>(words);
    }
};

// Of the first 2,000 words.
WordShare known_words_of(std::string_view text);

}  // namespace kontor
