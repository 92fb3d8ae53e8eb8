#include "indexer/extract/pdf/text_lines.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// All relative to the font size.
constexpr float column_gap = 0.7F;  // ends a piece
constexpr float line_slack =
    0.5F;  // a word this far above or below is of the same line still: raised figures
constexpr float double_along = 0.1F;  // the same word this near is drawn twice
constexpr float double_across = 0.2F;
constexpr float blank_gap = 0.03F;      // between words of several letters
constexpr float wide_blank_gap = 0.4F;  // between single letters, at most
constexpr float over_gap = 0.3F;
constexpr float wide_gap_factor = 1.3F;

// Finds pieces by their height on the page.
class Shelves {
  public:
    Shelves(float low, float high, float step)
        : low_(low), step_(step), shelves_(static_cast<std::size_t>((high - low) / step) + 1) {}

    template <typename F>
    void near(float v, float reach, F visit) const {
        const std::size_t first = shelf(v - reach);
        const std::size_t last = shelf(v + reach);
        for (std::size_t i = first; i <= last; ++i) {
            for (const std::uint32_t piece : shelves_[i]) {
                visit(piece);
            }
        }
    }
    std::vector<std::uint32_t>& at(float v) { return shelves_[shelf(v)]; }

  private:
    std::size_t shelf(float v) const {
        const float at = std::floor((v - low_) / step_);
        return at <= 0 ? 0 : std::min(static_cast<std::size_t>(at), shelves_.size() - 1);
    }

    float low_;
    float step_;
    std::vector<std::vector<std::uint32_t>> shelves_;
};

class LineMaker {
  public:
    LineMaker(std::vector<PlacedWord>& words, std::u32string_view pool)
        : words_(words), pool_(pool) {}

    std::vector<LinePiece> run() {
        std::sort(words_.begin(), words_.end(), [](const PlacedWord& a, const PlacedWord& b) {
            return a.u0 != b.u0 ? a.u0 < b.u0 : a.order < b.order;
        });
        float low = words_.front().v;
        float high = low;
        for (const PlacedWord& word : words_) {
            low = std::min(low, word.v);
            high = std::max(high, word.v);
            largest_ = std::max(largest_, word.size);
        }
        // A few large letters must not make every search wide; pieces of large letters are kept at
        // several heights.
        const float step =
            std::max({1.0F, (high - low) / 4000, std::min(largest_, 12.0F) * line_slack});
        Shelves shelves(low, high, step);
        for (const PlacedWord& word : words_) {
            place(word, shelves);
        }
        return std::move(pieces_);
    }

  private:
    std::u32string_view text(const PlacedWord& word) const {
        return pool_.substr(word.at, word.length);
    }

    bool is_double(const PlacedWord& word, const LinePiece& piece) const {
        const std::size_t count = piece.words.size();
        for (std::size_t i = count; i > 0 && count - i < 4; --i) {
            const PlacedWord& other = *piece.words[i - 1];
            if (word.length == other.length &&
                std::fabs(word.u0 - other.u0) < double_along * word.size &&
                std::fabs(word.u1 - other.u1) < double_along * word.size &&
                std::fabs(word.v - other.v) < double_across * word.size &&
                text(word) == text(other)) {
                return true;
            }
        }
        return false;
    }

    // How badly a word fits behind a piece; negative when it does not.
    float misfit(const PlacedWord& word, const LinePiece& piece) const {
        const PlacedWord& last = *piece.words.back();
        const float size = std::max(word.size, piece.size);
        const float gap = word.u0 - piece.u1;
        const float across = std::min(std::fabs(word.v - piece.v), std::fabs(word.v - last.v));
        if (across > line_slack * size || gap > column_gap * size) {
            return -1;
        }
        if (gap < -double_along * size &&
            word.u0 < last.u0 + double_along * std::min(word.size, last.size)) {
            return -1;  // stands over the last word, not behind it
        }
        if (std::min(word.size, last.size) < 0.3F * size && across > 0.1F * size &&
            gap > 0.2F * size) {
            return -1;
        }
        return across * 4 + std::fabs(gap);
    }

    void place(const PlacedWord& word, Shelves& shelves) {
        if (word.length == 0) {
            return;
        }
        LinePiece* best = nullptr;
        float best_misfit = 0;
        bool doubled = false;
        shelves.near(word.v, line_slack * std::max(word.size, std::min(largest_, 4 * word.size)),
                     [&](std::uint32_t i) {
                         LinePiece& piece = pieces_[i];
                         doubled = doubled || is_double(word, piece);
                         const float fit = misfit(word, piece);
                         if (fit >= 0 && (best == nullptr || fit < best_misfit)) {
                             best = &piece;
                             best_misfit = fit;
                         }
                     });
        if (doubled) {
            return;
        }
        if (best == nullptr) {
            auto& shelf = shelves.at(word.v);
            // Pieces that end far to the left get no more words.
            std::erase_if(shelf,
                          [&](std::uint32_t i) { return pieces_[i].u1 < word.u0 - 2 * largest_; });
            shelf.push_back(static_cast<std::uint32_t>(pieces_.size()));
            pieces_.push_back({word.u0, word.u1, word.v, word.size, {&word}});
            return;
        }
        best->words.push_back(&word);
        best->u1 = std::max(best->u1, word.u1);
        if (word.size > best->size * 1.05F) {
            best->size = word.size;
            best->v = word.v;
        }
    }

    std::vector<PlacedWord>& words_;
    std::u32string_view pool_;
    std::vector<LinePiece> pieces_;
    float largest_ = 0;
};

// The gap from which on a blank stands between the words of a piece. Single letters with even gaps
// are spaced letters.
float blank_threshold(const LinePiece& piece) {
    const float size = piece.words.front()->size;
    float least = -1;
    for (std::size_t i = 0; i + 1 < piece.words.size(); ++i) {
        const PlacedWord& word = *piece.words[i];
        const PlacedWord& next = *piece.words[i + 1];
        if (word.length > 1 || next.length > 1) {
            return blank_gap * size;
        }
        const float gap = next.u0 - word.u1;
        least = i == 0 ? gap : std::min(least, gap);
        if (least <= 0) {
            return blank_gap * size;
        }
    }
    return least <= 0 ? blank_gap * size : std::min(wide_gap_factor * least, wide_blank_gap * size);
}

}  // namespace

std::vector<LinePiece> make_line_pieces(std::vector<PlacedWord>& words, std::u32string_view pool) {
    return words.empty() ? std::vector<LinePiece>() : LineMaker(words, pool).run();
}

std::u32string piece_text(const LinePiece& piece, std::u32string_view pool) {
    const float threshold = blank_threshold(piece);
    std::u32string out;
    for (std::size_t i = 0; i < piece.words.size(); ++i) {
        const PlacedWord& word = *piece.words[i];
        if (i > 0) {
            const PlacedWord& last = *piece.words[i - 1];
            const float gap = word.u0 - last.u1;
            const bool drawn =
                word.blank_before && word.order == last.order + 1 && gap > -line_slack * word.size;
            // One drawn over the other at another time, such as a stamp: two words. What one string
            // draws with narrow gaps belongs together, since widths of fonts may be wrong.
            const bool over = gap < -over_gap * word.size && word.order != last.order + 1;
            if (gap >= threshold || drawn || over) {
                out.push_back(' ');
            }
        }
        out += pool.substr(word.at, word.length);
    }
    return out;
}

}  // namespace kontor::pdf
