// RecognisedWords: what was recognised on the pages of a paper, as the server keeps it and hands it
// to a child: a line of JSON for each page, in the order of pages:
//     {"page": 3, "facts": {"orientation": "90", "skew": "-0.40"},
//      "words": [["Rechnung", x, y, width, height, confidence], …]}
// `page` counts from 1. Places are ten thousandths of the upright, level page (result.h), and the
// facts say how that page came from the one that is shown: turned by quarters clockwise, then by
// `skew` degrees clockwise about its middle. Other names are passed over.
//
// Errors    corrupt (extract.damaged) for lines that are no such thing.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct WordsOfPage {
    struct Word {
        std::string text;  // valid UTF-8
        double left = 0;   // shares of the page's width and height, from its upper left corner
        double top = 0;
        double width = 0;
        double height = 0;
    };
    std::uint32_t page = 0;
    int quarters = 0;  // 0 to 3
    double skew_degrees = 0;
    std::vector<Word> words;  // in reading order
};

class RecognisedWords {
  public:
    // `lines` stay where they are as long as this lives.
    explicit RecognisedWords(ByteView lines) : rest_(lines) {}
    // The next page; nothing after the last one.
    std::optional<WordsOfPage> next();

  private:
    ByteView rest_;
};

}  // namespace kontor
