// Bounds of the index, with unit and reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// Xapian's docid has 32 bits; 0 is none
constexpr std::uint64_t index_serial_max = 0xffff'ffff;
// of a folded word: what is longer is no word, and is cut alike when written and when asked
constexpr std::size_t index_word_max_bytes = 100;
constexpr std::size_t index_term_max_bytes = 245;  // Xapian's own bound
// parts of one hyphenated word or one grouped number: a table's row is not a number
constexpr std::size_t index_unit_parts_max = 8;
// between two pages: more than a question's greatest distance
constexpr std::uint32_t index_page_gap = 100;
// of one paper: far beyond any book, so that a hostile file cannot fill the index
constexpr std::uint32_t index_words_max = 5'000'000;
constexpr std::size_t index_pages_max = 100'000;
// of papers whose words are made and wait for the database: what comes while a commit is written,
// in some twenty megabytes
constexpr std::size_t index_waiting_words = 200'000;
// remembered stems, and as many of before: a big vocabulary does not grow for ever
constexpr std::size_t index_stem_cache_max = 50'000;

// papers after which an index is worth being written anew, if they are half of all: lists that grew
// paper by paper take about twice the room
constexpr std::uint64_t index_loose_min = 1'000;

// words that a beginning or a fuzzy word stands for: each costs a posting list
constexpr std::size_t index_expansion_max = 100;
// permitted papers after which a word's share is known well enough for its rank
constexpr std::uint64_t index_rarity_sample = 5'000;
// words of one beginning that are compared for a completion, and papers of each
constexpr std::size_t index_completed_max = 1'000;
constexpr std::uint64_t index_completed_sample = 50;
// a paper's most frequent words, which are weighed when papers like it are looked for
constexpr std::size_t index_telling_max = 150;
constexpr std::size_t index_telling_min_bytes = 4;   // shorter words say little of a paper
constexpr std::uint64_t index_telling_sample = 500;  // papers that tell how frequent such a word is
constexpr std::size_t index_hits_max = 10'000;       // of one answer
// hits by rank that are looked at for how near the question's words stand: some pages of results
constexpr std::size_t index_near_hits = 60;
constexpr std::size_t index_near_words_max = 8;       // of a question, that are looked at so
constexpr std::size_t index_near_places_max = 1'000;  // of one word in one paper, likewise
constexpr int index_search_tries = 3;                 // when the writer overtakes a reader

// of one value that papers are counted under; its length takes a byte
constexpr std::size_t facet_value_max_bytes = 200;
constexpr std::size_t facet_values_max = 256;  // of one paper: a hostile record cannot fill memory
// commits whose changed papers are remembered: who is further behind reads all
constexpr std::uint64_t facet_commits_kept = 64;
constexpr std::size_t facet_portion_papers = 4'096;  // read at once when all are read
constexpr std::size_t facet_changes_max = 20'000;    // papers of one commit; with more, likewise

constexpr std::size_t snippet_bytes = 240;

}  // namespace kontor::limits
