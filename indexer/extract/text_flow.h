// TextFlow: words, lines, cells and pages as markup gives them, put together as the text that a
// ResultSink takes.
//
// Promises  What it hands on is valid UTF-8 without control characters; words of a line are divided
//           by one blank, whatever blanks they came with, and lines are never empty. A page beyond
//           limits::plain_page_max_bytes is divided, at a line's end where there is one. It keeps
//           one page in memory.
// Threads   One object, one thread.
#pragma once

#include "indexer/extract/result.h"

namespace kontor {

class TextFlow {
  public:
    explicit TextFlow(ResultSink& sink) : sink_(sink) {}

    // White space within it divides words, and goes on dividing at both ends.
    void add(std::string_view text);
    // The same, but line feeds end lines.
    void add_lines(std::string_view text);
    // What comes next is another word.
    void blank() { is_apart_ = true; }
    // What comes next is another line; within a cell only another word.
    void end_line();
    // What comes next is another page. A page without text counts and is not handed on.
    void end_page();
    // The last page, when something is on it.
    void finish();

    void enter_cell();
    void leave_cell();

    // How much was written: tells whether something between two moments left text.
    std::uint64_t ink_bytes() const { return ink_bytes_; }
    bool has_ink() const { return ink_bytes_ != 0; }

  private:
    void add_word(std::string_view word);
    void append(std::string_view word);

    ResultSink& sink_;
    std::string page_;
    std::uint64_t ink_bytes_ = 0;
    std::uint32_t number_ = 1;
    std::uint32_t cells_ = 0;  // one within another
    bool is_apart_ = false;
};

// Keeps a cell open in its scope.
class CellScope {
  public:
    explicit CellScope(TextFlow& flow) : flow_(flow) { flow_.enter_cell(); }
    ~CellScope() { flow_.leave_cell(); }
    CellScope(const CellScope&) = delete;
    CellScope& operator=(const CellScope&) = delete;

  private:
    TextFlow& flow_;
};

}  // namespace kontor
