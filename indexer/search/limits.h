// Bounds of a search, with unit and reason.
#pragma once

#include <cstddef>

namespace kontor::limits {

constexpr std::size_t search_page_max =
    200;  // hits of one answer: more is read by a program in pages
constexpr std::size_t search_page_default = 20;
// of a page's text that is looked through for a snippet: a page of a book has 3 KiB
constexpr std::size_t snippet_text_max_bytes = 256 * 1024;
constexpr std::size_t search_cursor_max_bytes = 1000;
// actors whose permitted papers are remembered, at 250 KB each for a million papers
constexpr std::size_t permitted_cache_max = 64;

constexpr std::size_t folder_paths_max = 100'000;  // that are remembered: some megabytes

constexpr std::size_t facet_values_shown_max = 100;  // of one facet: nobody reads more
// words of a question for which better ones are looked for: each costs some searches
constexpr std::size_t suggestion_words_max = 8;
constexpr std::size_t completions_max = 10;
constexpr std::size_t completed_values_max = 1'000;  // the most frequent, that are looked through
constexpr std::size_t completed_fields_max = 3;
constexpr std::size_t completed_field_min_letters = 2;
constexpr std::size_t completed_word_min_letters = 3;
constexpr std::size_t similar_default = 10;
constexpr std::size_t similar_words_max = 25;  // of a paper, by which others are found
// of one answer about one paper, whichever comes first; the rest with the next
constexpr std::size_t find_places_max = 1'000;
constexpr std::size_t find_text_max_bytes = 8 * 1024 * 1024;

}  // namespace kontor::limits
