#include "indexer/extract/pdf/page_text.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/text_blocks.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// All relative to the font size.
constexpr double word_gap = 0.1;      // a gap from which on a new word begins
constexpr double word_overlap = 0.1;  // going back by more begins a new word too
constexpr double double_along = 0.1;  // a glyph this near to the last one is the same again
constexpr double double_across = 0.2;
constexpr double baseline_points = 0.5;  // absolute: the baseline of a word does not move by more
constexpr double straight = 0.02;        // slope below which a line counts as level or upright
constexpr double ignored_degrees_step = 1;

}  // namespace

void PageText::begin_page(double width, double height) {
    width_ = width;
    height_ = height;
    directions_.clear();
    pool_.clear();
    open_ = blank_ = overlapped_ = false;
    order_ = 0;
    current_ = 0;
}

PageText::Direction& PageText::direction_of(double x, double y) {
    int degrees = 0;
    if (std::fabs(y) <= straight * std::fabs(x)) {
        degrees = x >= 0 ? 0 : 180;
    } else if (std::fabs(x) <= straight * std::fabs(y)) {
        degrees = y >= 0 ? 90 : 270;
    } else {
        const double angle = std::atan2(y, x) * 180 / M_PI;
        degrees = (static_cast<int>(std::lround(angle / ignored_degrees_step)) + 360) % 360;
    }
    for (std::size_t i = 0; i < directions_.size(); ++i) {
        if (directions_[i].degrees == degrees) {
            if (i != current_) {
                open_ = false;
                current_ = i;
            }
            return directions_[i];
        }
    }
    const double radians = degrees * M_PI / 180;
    directions_.push_back({degrees,
                           degrees % 180 == 90 ? 0 : std::cos(radians),
                           degrees % 180 == 0 ? 0 : std::sin(radians),
                           {}});
    current_ = directions_.size() - 1;
    open_ = false;
    return directions_.back();
}

void PageText::begin_run(const Matrix& m, double size, bool vertical) {
    double x = m.a;
    double y = m.b;
    if (vertical) {
        x = -m.c;
        y = -m.d;
    } else if (std::fabs(y) <= straight * std::fabs(x) && m.d > 0) {
        x = std::fabs(x);  // mirrored: upright letters are read to the right all the same
    }
    direction_of(x, y);
    double height = std::sqrt(m.c * m.c + m.d * m.d) * std::fabs(size);
    if (!(height > 0)) {
        height = std::sqrt(m.a * m.a + m.b * m.b) * std::fabs(size);
    }
    size_ = static_cast<float>(std::clamp(height, 1e-3, 1e5));
}

// Whether a glyph at (u, v) belongs to the word that is open.
bool PageText::continues(double u, double v) {
    const PlacedWord& word = directions_[current_].words.back();
    const double gap = u - word.u1;
    const double across = std::fabs(v - word.v);
    const bool overlaps =
        std::fabs(u - last_u_) < double_along * size_ && across < double_across * size_;
    const bool goes_on = !overlaps && !overlapped_ && gap >= -word_overlap * size_ &&
                         gap <= word_gap * size_ && across <= baseline_points &&
                         std::fabs(word.size - size_) <= 1e-3F * size_;
    overlapped_ = overlaps;
    return goes_on;
}

void PageText::begin_word(double u, double v) {
    const auto at = static_cast<float>(u);
    directions_[current_].words.push_back({at, at, static_cast<float>(v), size_,
                                           static_cast<std::uint32_t>(pool_.size()), 0, order_++,
                                           blank_});
    blank_ = false;
    open_ = true;
}

void PageText::append(std::u32string_view text) {
    Direction& direction = directions_[current_];
    for (const char32_t c : text) {
        const bool is_ink = c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFFFE &&
                            c != 0xFFFF && c != 0xFEFF && c != 0xFFFD &&
                            !(c >= 0x202A && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069);
        if (is_ink) {
            pool_.push_back(c);
            ++direction.words.back().length;
            ++direction.characters;
        }
    }
}

void PageText::add(std::u32string_view text, double x, double y, double dx, double dy) {
    if (text.size() == 1 && is_blank(text[0])) {
        blank();
        return;
    }
    if (!(x + dx >= 0 && x <= width_ && y + dy >= 0 && y <= height_ && x > -1e6 && y > -1e6) ||
        text.empty() || pool_.size() >= limits::pdf_page_characters_max) {
        return;
    }
    const Direction& direction = directions_[current_];
    double u = x * direction.cos + y * direction.sin;
    const double v = y * direction.cos - x * direction.sin;
    double width = dx * direction.cos + dy * direction.sin;
    if (!open_) {
        overlapped_ = false;
        begin_word(u, v);
    } else if (!continues(u, v)) {
        begin_word(u, v);
    }
    if (width < 0) {  // drawn backwards: letter by letter, and sorted afterwards
        if (directions_[current_].words.back().length > 0) {
            begin_word(u, v);
        }
        u += width;
        width = -width;
        directions_[current_].words.back().u0 = static_cast<float>(u);
    }
    last_u_ = u;
    // Text with blanks within stands for several glyphs (a replacement): each word takes its share
    // of the width.
    const double each = width / static_cast<double>(text.size());
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;
        while (end < text.size() && !is_blank(text[end])) {
            ++end;
        }
        if (end > begin) {
            append(text.substr(begin, end - begin));
            directions_[current_].words.back().u1 =
                static_cast<float>(u + each * static_cast<double>(end));
        }
        while (end < text.size() && is_blank(text[end])) {
            ++end;
        }
        if (end < text.size() && begin < end && end > 0 && is_blank(text[end - 1])) {
            blank_ = true;
            begin_word(u + each * static_cast<double>(end), v);
        }
        begin = end;
    }
}

std::string PageText::assemble() {
    std::size_t rtl = 0;
    for (const char32_t c : pool_) {
        rtl += is_right_to_left(c) ? 1 : 0;
    }
    const auto order =
        rtl * 2 > pool_.size() ? ReadingDirection::right_to_left : ReadingDirection::left_to_right;
    std::stable_sort(
        directions_.begin(), directions_.end(),
        [](const Direction& a, const Direction& b) { return a.characters > b.characters; });
    std::string out;
    out.reserve(pool_.size() + pool_.size() / 4);
    for (Direction& direction : directions_) {
        append_blocks(direction.words, pool_, order, out);
    }
    current_ = 0;
    open_ = false;
    return out;
}

}  // namespace kontor::pdf
