#include "indexer/extract/pdf/text_blocks.h"

#include "indexer/extract/pdf/block_order.h"
#include "indexer/extract/pdf/text_lines.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// All relative to the font size.
constexpr float line_distance = 1.5F;  // from baseline to baseline, within a block
constexpr float size_change = 0.05F;   // between lines of a block
constexpr float size_change_inline = 0.6F;
constexpr float column_gap = 0.7F;
constexpr float word_distance = 1.5F;  // a wider gap on one baseline begins a line of its own
constexpr float line_slack = 0.5F;
// Blocks of a page with more pieces are made in one pass: a drawing or a wide table
constexpr std::size_t pieces_grown_max = 4000;

class BlockMaker {
  public:
    explicit BlockMaker(const std::vector<LinePiece>& pieces) {
        for (const LinePiece& piece : pieces) {
            sorted_.push_back(&piece);
        }
        std::sort(sorted_.begin(), sorted_.end(), [](const LinePiece* a, const LinePiece* b) {
            return a->v != b->v ? a->v > b->v : a->u0 < b->u0;
        });
        taken_.resize(sorted_.size());
    }

    std::vector<Block> run() {
        std::vector<Block> blocks;
        for (std::size_t i = 0; i < sorted_.size(); ++i) {
            if (taken_[i] == 0) {
                const LinePiece& first = *sorted_[i];
                taken_[i] = 1;
                blocks.push_back({first.u0, first.u1, first.v, first.v, first.size, {&first}});
                grow(blocks.back(), i);
            }
        }
        return blocks;
    }

  private:
    bool belongs(const Block& block, const LinePiece& piece) const {
        const float change = std::fabs(piece.size - block.size);
        const bool beside = piece.v <= block.top + 0.01F && piece.v >= block.bottom - 0.01F;
        if (beside) {
            return change < size_change_inline * block.size &&
                   piece.u0 < block.u1 + column_gap * block.size &&
                   piece.u1 > block.u0 - column_gap * block.size;
        }
        const float distance = piece.v > block.top ? piece.v - block.top : block.bottom - piece.v;
        return distance <= line_distance * block.size && change <= size_change * block.size &&
               piece.u0 < block.u1 && piece.u1 > block.u0;
    }

    void grow(Block& block, std::size_t from) {
        for (bool grown = true; grown;) {
            grown = false;
            std::size_t i = from;
            while (i > 0 && sorted_[i - 1]->v <= block.top + line_distance * block.size) {
                --i;
            }
            for (; i < sorted_.size() && sorted_[i]->v >= block.bottom - line_distance * block.size;
                 ++i) {
                if (taken_[i] == 0 && belongs(block, *sorted_[i])) {
                    const LinePiece& piece = *sorted_[i];
                    taken_[i] = 1;
                    block.pieces.push_back(&piece);
                    block.u0 = std::min(block.u0, piece.u0);
                    block.u1 = std::max(block.u1, piece.u1);
                    block.top = std::max(block.top, piece.v);
                    block.bottom = std::min(block.bottom, piece.v);
                    grown = sorted_.size() <= pieces_grown_max;
                }
            }
        }
    }

    std::vector<const LinePiece*> sorted_;
    std::vector<char> taken_;
};

void append_line(std::u32string_view line, std::string& out) {
    for (const char32_t c : line) {
        switch (c) {  // typographic ligatures are how letters look, not other letters
            case 0xFB00:
                out += "ff";
                break;
            case 0xFB01:
                out += "fi";
                break;
            case 0xFB02:
                out += "fl";
                break;
            case 0xFB03:
                out += "ffi";
                break;
            case 0xFB04:
                out += "ffl";
                break;
            case 0xFB05:
            case 0xFB06:
                out += "st";
                break;
            default:
                append_utf8(out, c);
        }
    }
}

// The lines of a block, from top to bottom; pieces on one baseline with a small gap are one line.
void append_block(Block& block,
                  std::u32string_view pool,
                  ReadingDirection direction,
                  std::string& out) {
    auto& pieces = block.pieces;
    std::sort(pieces.begin(), pieces.end(), [](const LinePiece* a, const LinePiece* b) {
        return a->v != b->v ? a->v > b->v : a->u0 < b->u0;
    });
    for (std::size_t i = 0; i < pieces.size();) {  // baselines that differ a little are one
        std::size_t end = i + 1;
        while (end < pieces.size() &&
               pieces[i]->v - pieces[end]->v < line_slack * 0.5F * pieces[i]->size) {
            ++end;
        }
        std::sort(pieces.begin() + static_cast<std::ptrdiff_t>(i),
                  pieces.begin() + static_cast<std::ptrdiff_t>(end),
                  [](const LinePiece* a, const LinePiece* b) { return a->u0 < b->u0; });
        i = end;
    }
    for (std::size_t i = 0; i < pieces.size();) {
        std::u32string line = piece_text(*pieces[i], pool);
        std::size_t next = i + 1;
        while (next < pieces.size() &&
               std::fabs(pieces[next]->v - pieces[i]->v) < line_slack * 0.5F * pieces[i]->size &&
               pieces[next]->u0 >= pieces[next - 1]->u1 &&
               pieces[next]->u0 - pieces[next - 1]->u1 < word_distance * pieces[i]->size) {
            line.push_back(' ');
            line += piece_text(*pieces[next++], pool);
        }
        if (std::any_of(line.begin(), line.end(), is_right_to_left)) {
            line = logical_order(line, direction);
        }
        const bool goes_on = next < pieces.size() && line.size() > 1 && line.back() == '-';
        append_line(goes_on ? std::u32string_view(line).substr(0, line.size() - 1)
                            : std::u32string_view(line),
                    out);
        if (!goes_on) {
            out.push_back('\n');
        }
        i = next;
    }
}

bool is_number(char32_t c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::u32string logical_order(std::u32string_view seen, ReadingDirection direction) {
    std::u32string out;
    out.reserve(seen.size());
    const auto turn = [&out](std::u32string_view run) {  // backwards, with numbers forwards
        for (std::size_t end = run.size(); end > 0;) {
            std::size_t begin = end - 1;
            if (is_number(run[begin])) {
                while (begin > 0 && (is_number(run[begin - 1]) ||
                                     (begin > 1 && is_number(run[begin - 2]) &&
                                      (run[begin - 1] == '.' || run[begin - 1] == ',' ||
                                       run[begin - 1] == '/')))) {
                    --begin;
                }
            }
            out += run.substr(begin, end - begin);
            end = begin;
        }
    };
    if (direction == ReadingDirection::left_to_right) {
        for (std::size_t i = 0; i < seen.size();) {
            if (!is_right_to_left(seen[i])) {
                out.push_back(seen[i++]);
                continue;
            }
            std::size_t end =
                i + 1;  // behind the last such letter before the next left-to-right one
            for (std::size_t j = i + 1; j < seen.size() && !is_left_to_right(seen[j]); ++j) {
                end = is_right_to_left(seen[j]) ? j + 1 : end;
            }
            turn(seen.substr(i, end - i));
            i = end;
        }
        return out;
    }
    for (std::size_t end = seen.size(); end > 0;) {
        std::size_t begin =
            end;  // a run that reads to the right, from its last letter back to its first
        std::size_t first = end;
        while (begin > 0 && !is_right_to_left(seen[begin - 1])) {
            --begin;
            first = is_left_to_right(seen[begin]) ? begin : first;
        }
        std::size_t last = end;
        while (last > first && !is_left_to_right(seen[last - 1]) && !is_number(seen[last - 1])) {
            --last;
        }
        if (first < last) {
            turn(seen.substr(last, end - last));
            out += seen.substr(first, last - first);
            end = first;
            continue;
        }
        std::size_t from = begin;
        while (from > 0 && !is_left_to_right(seen[from - 1])) {
            --from;
        }
        turn(seen.substr(from, end - from));
        end = from;
    }
    return out;
}

void append_blocks(std::vector<PlacedWord>& words,
                   std::u32string_view pool,
                   ReadingDirection direction,
                   std::string& out) {
    const std::vector<LinePiece> pieces = make_line_pieces(words, pool);
    std::vector<Block> blocks = BlockMaker(pieces).run();
    for (const std::size_t i : reading_order(blocks, direction)) {
        append_block(blocks[i], pool, direction, out);
    }
}

}  // namespace kontor::pdf
