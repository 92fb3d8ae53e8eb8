// Highlighter: where a question's words stand in a text, and the piece of it that shows them best.
//
// Works on text alone, as the index works on words: inflected and folded forms are found, a phrase
// as a whole only. Words that must not occur are not marked.
//
// Threads   One at a time. Keep it for all hits of an answer: making it analyses the question.
#pragma once

#include "indexer/index/analyser.h"
#include "indexer/index/limits.h"
#include "indexer/index/query_plan.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Bytes [begin, end) of a UTF-8 text; whole words.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const TextRange&) const = default;
};

struct Snippet {
    std::string text;                // one line: blanks and line ends are single blanks
    std::vector<TextRange> matches;  // bytes of `text`, ascending, apart
    bool cut_before = false;         // the text went on there
    bool cut_after = false;
};

class Highlighter {
  public:
    // Words asked for in `field` or in any field; "text" is the pages, "title" the title.
    // `lexicon` outlives it.
    explicit Highlighter(const QueryPlan& plan,
                         std::string_view field = "text",
                         const Lexicon& lexicon = german_lexicon());

    // Ascending, not overlapping.
    std::vector<TextRange> find(std::string_view text);
    // At most about `max_bytes` around the most and the rarest-together matches; the text's
    // beginning when nothing matches.
    Snippet snippet(std::string_view text, std::size_t max_bytes = limits::snippet_bytes);

  private:
    struct Match {
        TextRange range;
        std::size_t group = 0;  // which of the question's words
    };

    void gather(const QueryPlan& plan, std::string_view field);
    void add_words(std::string_view text);
    std::vector<Match> matches(std::string_view text);
    void match_unit(const Unit& unit, std::vector<Match>& out);
    static Snippet cut_out(std::string_view text, TextRange piece, const std::vector<Match>& all);
    std::optional<std::size_t> group_of(const std::string& plain, const std::string& exact);

    struct Word {
        std::set<std::string> exact;
        Stems stems;
    };

    Analyser analyser_;
    std::vector<Word> words_;
    std::vector<std::string> prefixes_;
    std::vector<std::string> fuzzy_;
    std::vector<std::vector<std::string>> phrases_;  // exact words in order
};

}  // namespace kontor
