// Where the words of a text are, and what stands between them. Private to the room.
#pragma once

#include <cstddef>
#include <string_view>

namespace kontor {

// A run of letters, digits and their marks. Each ideograph or kana is a word of its own.
struct Segment {
    std::size_t begin = 0;  // bytes of the text
    std::size_t end = 0;
    bool all_digits = false;
    bool ideograph = false;

    std::size_t size() const { return end - begin; }
};

// What separates a segment from the one after it.
enum class Joint {
    apart,    // anything that divides words
    blank,    // one blank or no-break space
    joined,   // one character that joins: - / . , : _ @ & + ' and their like
    divided,  // hyphen and line end before a small letter: one word, divided by the typesetter
};

class Segmenter {
  public:
    explicit Segmenter(std::string_view text) : text_(text) {}

    // False at the end of the text.
    bool next(Segment& segment);
    // Between segment `before` and segment `after` that followed it.
    Joint joint(const Segment& before, const Segment& after) const;

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace kontor
