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

}  // namespace kontor::limits
