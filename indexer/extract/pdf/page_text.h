// PageText: glyphs as they are placed on a page, made into words, lines, blocks and reading order.
//
// Promises  Words of a line are divided by one blank, lines end with '\n'. A hyphen at the end of a
//           line that goes on in its block is dropped and the word joined. Right-to-left text comes
//           in the order it is read. What is drawn twice for boldness or shadow comes once.
// Threads   One.
// Why       The rules are those by which the usual readers cut text, so that a search finds what a
//           viewer would copy: words end at gaps of a tenth of the size, at blanks, and where size
//           or line change; spaced letters are joined again when all gaps of their line are alike.
#pragma once

#include "indexer/extract/pdf/matrix.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::pdf {

// One word on its line. Positions are along the writing direction (u) and across it, upwards (v),
// in points.
struct PlacedWord {
    float u0;
    float u1;
    float v;
    float size;        // of the font, as it appears
    std::uint32_t at;  // its characters, in the page's pool
    std::uint32_t length;
    std::uint32_t order;  // as it was drawn
    bool blank_before;    // a blank was drawn between the word drawn before and this one
};

class PageText {
  public:
    // Begins a page whose visible area is [0, width] x [0, height]; what lies outside is not taken.
    void begin_page(double width, double height);

    // What follows is drawn with this map from text space to the page, at this font size.
    void begin_run(const Matrix& text_to_page, double size, bool vertical);
    // One glyph at (x, y) on the page, whose pen moves by (dx, dy) without character and word
    // spacing.
    void add(std::u32string_view text, double x, double y, double dx, double dy);
    // The next glyph begins a new word, whatever the gap.
    void end_word() { open_ = false; }
    // A blank was drawn.
    void blank() {
        open_ = false;
        blank_ = true;
    }

    std::size_t characters() const { return pool_.size(); }
    // The page's text as UTF-8.
    std::string assemble();

  private:
    struct Direction {
        int degrees;
        double cos;
        double sin;
        std::vector<PlacedWord> words;
        std::size_t characters = 0;
    };

    Direction& direction_of(double x, double y);
    void begin_word(double u, double v);
    bool continues(double u, double v);
    void append(std::u32string_view text);

    double width_ = 0;
    double height_ = 0;
    std::vector<Direction> directions_;
    std::size_t current_ = 0;
    std::u32string pool_;
    float size_ = 1;
    bool open_ = false;
    bool blank_ = false;
    bool overlapped_ = false;
    double last_u_ = 0;
    std::uint32_t order_ = 0;
};

}  // namespace kontor::pdf
