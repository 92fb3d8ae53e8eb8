// WordText: the characters of a Word document as words, cells, lines and pages ([MS-DOC] 2.4.2,
// 2.8.25).
//
// Promises  Fields show their results; text that was deleted under revision, and marks of pictures
//           and notes, are left out. A row of a table is a line, also where its cells hold
//           paragraphs. A field without an end takes no text with it.
#pragma once

#include "indexer/extract/compound/word_pieces.h"
#include "indexer/extract/compound/word_runs.h"

namespace kontor::compound {

class WordText {
  public:
    WordText(Reading& reading,
             const WordFile& file,
             const std::vector<WordPiece>& pieces,
             const WordRuns& runs,
             unsigned code_page);

    // Characters [begin, end), which end with a line.
    void add(std::uint64_t begin, std::uint64_t end, TextFlow& flow);

  private:
    void add_character(char16_t unit, std::size_t place);
    void add_mark(char16_t mark, std::size_t place);
    void add_division(std::size_t place);
    void end_cell(std::size_t place);
    void begin_field();
    void begin_result();
    void end_field();
    void give_up_fields();
    void add_unit(char16_t unit);
    void flush();

    Reading& reading_;
    const WordFile& file_;
    const std::vector<WordPiece>& pieces_;
    const WordRuns& runs_;
    const unsigned code_page_;  // of one byte a character
    TextFlow* flow_ = nullptr;
    bool is_wide_ = true;
    std::string bytes_;                 // of the text, not yet decoded
    std::vector<bool> in_instruction_;  // of fields that are open
    std::size_t instructions_ = 0;      // how many of them
    std::u16string instruction_;        // in case that it is none
    bool after_cell_ = false;
};

}  // namespace kontor::compound
