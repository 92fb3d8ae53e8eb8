// The control words of RTF that matter to its text (Rich Text Format specification 1.9.1).
#pragma once

#include <string_view>

namespace kontor::office {

enum class RtfWord {
    unknown,
    // in the flow
    line_end,
    paragraph_end,
    cell_end,
    row_end,
    blank,
    character,  // `text` is what it stands for
    // state
    in_table,
    paragraph_reset,
    plain,
    deleted,
    font,
    default_font,
    code_page,
    charset,
    font_code_page,
    unicode,
    unicode_fallbacks,
    binary,
    mac,
    pc,
    pca,
    // destinations
    left_out,
    entered,  // one that may be passed over, and yet is text
    font_table,
    info,
    fact,  // `text` is its name
    note,
    alternative,  // two forms of the same; the second, marked one is Unicode
    moment,       // `text` is its name
    // of a moment
    year,
    month,
    day,
    hour,
    minute,
};

struct RtfMeaning {
    RtfWord word = RtfWord::unknown;
    std::string_view text;
};

RtfMeaning rtf_meaning(std::string_view word);

// Of a font's charset; 0 where it is the document's own.
int rtf_code_page(int charset);

}  // namespace kontor::office
