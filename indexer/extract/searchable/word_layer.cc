#include "indexer/extract/searchable/word_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace kontor {

namespace {

using Words = std::span<const WordsOfPage::Word>;

// From the upright page to the one that is shown: back by the quarters.
pdf::Matrix to_shown(int quarters, const pdf::ShownPage& page) {
    switch (quarters) {
        case 1:
            return {0, 1, -1, 0, page.width, 0};
        case 2:
            return {-1, 0, 0, -1, page.width, page.height};
        case 3:
            return {0, -1, 1, 0, 0, page.height};
        default:
            return {};
    }
}

// From the level page to the upright one: back by the skew about the middle.
pdf::Matrix to_upright(double skew_degrees, double width, double height) {
    const double angle = skew_degrees * std::numbers::pi / 180;
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const double x = width / 2;
    const double y = height / 2;
    return {cosine, sine, -sine, cosine, x - x * cosine + y * sine, y - x * sine - y * cosine};
}

// Whether `next` goes on with the line of `word`: beside it and further to the right.
bool goes_on(const WordsOfPage::Word& word, const WordsOfPage::Word& next) {
    const double overlap =
        std::min(word.top + word.height, next.top + next.height) - std::max(word.top, next.top);
    return next.left > word.left && overlap > std::min(word.height, next.height) / 2;
}

template <typename Of>
double median(Words line, const Of& of) {
    std::vector<double> values(line.size());
    std::ranges::transform(line, values.begin(), of);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

class LayerWriter {
  public:
    // `width` and `height` are the upright page's.
    LayerWriter(double width,
                double height,
                double skew_degrees,
                std::string_view font_name,
                GlyphlessFont& font)
        : width_(width),
          height_(height),
          to_upright_(to_upright(skew_degrees, width, height)),
          font_name_(font_name),
          font_(font) {}

    void line(Words words) {
        using Word = WordsOfPage::Word;
        size_ = std::max(height_ * median(words, [](const Word& word) { return word.height; }),
                         size_min);
        const double bottom =
            median(words, [](const Word& word) { return word.top + word.height; });
        const double baseline = height_ * (1 - bottom);
        content_ += fmt::format("/{} {:.3f} Tf\n", font_name_, size_);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const double left = words[i].left * width_;
            const double right = left + words[i].width * width_;
            // A line that runs askew has its words in steps, each as level as it can be: viewers
            // that read text along a slope tear words apart.
            const double middle = (left + right) / 2;
            const double x = middle * to_upright_.a + baseline * to_upright_.c + to_upright_.e;
            const double y = middle * to_upright_.b + baseline * to_upright_.d + to_upright_.f;
            put(words[i].text, {x - middle + left, y}, right - left);
            // A blank for those who do not see the gap.
            const double next = i + 1 < words.size() ? words[i + 1].left * width_ : right;
            if (next > right) {
                put(" ", {x - middle + right, y}, next - right);
            }
        }
    }

    Bytes take() { return std::move(content_); }

  private:
    static constexpr double size_min = 0.01;

    void put(std::string_view text, std::pair<double, double> at, double width) {
        std::size_t count = 0;
        const Bytes codes = font_.codes_of(text, count);
        if (count == 0) {
            return;
        }
        const double natural = glyph_width * size_ * static_cast<double>(count);
        content_ += fmt::format("{:.2f} Tz 1 0 0 1 {:.2f} {:.2f} Tm {} Tj\n", 100 * width / natural,
                                at.first, at.second, codes);
    }

    double width_;
    double height_;
    pdf::Matrix to_upright_;
    std::string_view font_name_;
    GlyphlessFont& font_;
    double size_ = 1;
    Bytes content_;
};

}  // namespace

Bytes word_layer(const WordsOfPage& words,
                 const pdf::ShownPage& page,
                 std::string_view font_name,
                 GlyphlessFont& font) {
    const bool lies = words.quarters % 2 != 0;
    const pdf::Matrix map = to_shown(words.quarters, page).then(page.to_content);
    LayerWriter writer(lies ? page.height : page.width, lies ? page.width : page.height,
                       words.skew_degrees, font_name, font);
    const Words all(words.words);
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin + 1;
        while (end < all.size() && goes_on(all[end - 1], all[end])) {
            ++end;
        }
        writer.line(all.subspan(begin, end - begin));
        begin = end;
    }
    return fmt::format("q {:.6f} {:.6f} {:.6f} {:.6f} {:.3f} {:.3f} cm\nBT 3 Tr\n", map.a, map.b,
                       map.c, map.d, map.e, map.f) +
           writer.take() + "ET Q\n";
}

}  // namespace kontor
