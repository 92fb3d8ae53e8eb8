// Rtf: the text of a Rich Text Format document, and the facts of its info group.
//
// Promises  Paragraphs are lines, rows lines of cells. Bytes are read in the code page of their
//           font, Unicode where it is given. Fields show what they last gave; text that was deleted
//           under revision, and destinations that are no text, are left out. Notes, comments and
//           text boxes stand below their paragraph. Any bytes are read to their end; nothing
//           recurses.
// Threads   One object, one thread.
#pragma once

#include "indexer/extract/office/rtf_words.h"
#include "indexer/extract/text/decoded.h"
#include "indexer/extract/text_flow.h"

#include <array>
#include <map>
#include <unordered_map>
#include <vector>

namespace kontor::office {

class Rtf {
  public:
    Rtf(ByteView bytes, TextFlow& flow, ResultSink& sink)
        : rest_(bytes), flow_(flow), sink_(sink) {}

    // The reason "extract.…" why not all was read; empty when all was.
    std::string_view read();

  private:
    enum class Goal { flow, nowhere, fonts, info, fact, note, moment };
    struct Group {
        Goal goal = Goal::flow;
        std::string_view fact;  // what it is called
        int font = -1;          // -1: the default one
        int fallbacks = 1;      // bytes behind a \u for those who do not know it
        bool is_deleted = false;
        bool is_alternative = false;  // the groups within are two forms of the same
        bool begins_here = false;     // its goal is not that of the group around
    };
    struct Control {
        std::string_view word;
        bool has_number = false;
        int number = 0;
    };

    void open();
    void close();
    void take_control();
    void take_symbol(char symbol);
    Control take_word();
    void obey(const Control& control);
    void obey_destination(const RtfMeaning& meaning);
    void obey_number(RtfWord word, int number);
    void set_font_charset(int code_page);

    void add_byte(char byte);
    void add_unicode(int unit);
    void add_text(std::string_view utf8);
    void add_division(char division);
    void flush();
    void end_paragraph();
    const Decoder& decoder(int code_page);

    ByteView rest_;
    TextFlow& flow_;
    ResultSink& sink_;
    std::vector<Group> outer_;
    Group group_;
    std::size_t ignored_groups_ = 0;  // opened beyond the limit
    bool may_pass_over_ = false;      // "\*" was before
    int to_skip_ = 0;                 // bytes that repeat a \u
    int code_page_ = 1252;
    int default_font_ = 0;
    int defined_font_ = 0;
    bool in_table_ = false;
    char16_t lead_ = 0;
    std::unordered_map<int, int> fonts_;  // to their code pages
    std::map<int, std::unique_ptr<Decoder>> decoders_;
    std::string bytes_;  // in the code page of the font, not yet decoded
    std::string captured_;
    std::string below_;
    std::array<int, 5> moment_{};
    std::string_view complaint_;
};

}  // namespace kontor::office
