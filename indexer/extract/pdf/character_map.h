// CharacterMap: what the codes of a font mean, as a CMap says: which bytes form a code, its CID,
// its text.
//
// Promises  Reads any bytes: broken maps give what can be understood. Ranges are kept as ranges; a
//           range of four thousand million codes costs one entry.
// Errors    None from parse(); read() expects what write() wrote.
// Why       One class for ToUnicode (code to text), embedded CMaps and predefined ones (code to
//           CID): one syntax.
#pragma once

#include "storage/base/bytes.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::pdf {

class CharacterMap {
  public:
    struct Code {
        std::uint32_t value = 0;
        unsigned bytes = 1;
    };

    // Finds the map that another one builds on (usecmap) by its name; null when there is none.
    using Lookup = std::function<std::shared_ptr<const CharacterMap>(std::string_view)>;

    static CharacterMap parse(ByteView source, const Lookup& lookup = {});
    // Two-byte codes that are their own CIDs.
    static CharacterMap identity(bool vertical);

    // Removes the next code from the start of `text`, which is not empty.
    Code take(ByteView& text) const;
    // The CID of a code; 0 (".notdef") when it has none.
    std::uint32_t cid(Code code) const;
    // The text of a code; empty when it has none. `out` is where a counted-on text is built.
    std::u32string_view text(std::uint32_t code, std::u32string& out) const;

    bool has_text() const { return !texts_.empty(); }
    bool has_cids() const { return identity_ || !cids_.empty() || base_ != nullptr; }
    bool is_vertical() const { return vertical_; }
    void set_vertical(bool vertical) { vertical_ = vertical; }
    void set_base(std::shared_ptr<const CharacterMap> base) { base_ = std::move(base); }

    // The compiled form, in which predefined maps are part of the program.
    void write(Bytes& out) const;
    static CharacterMap read(ByteView in);
    const std::string& base_name() const { return base_name_; }

  private:
    friend class MapParser;
    struct Space {
        std::uint32_t low;
        std::uint32_t high;
        unsigned bytes;
        bool holds(std::uint32_t code) const;
    };
    struct CidRange {
        std::uint32_t low;
        std::uint32_t high;
        std::uint32_t cid;
    };
    struct TextRange {
        std::uint32_t low;
        std::uint32_t high;
        std::uint32_t at;  // in pool_; the last character counts on with the code
        std::uint32_t length;
    };

    void finish();

    bool identity_ = false;
    bool vertical_ = false;
    std::vector<Space> spaces_;
    std::vector<CidRange>
        cids_;  // by low; of two that hold a code, the later defined one stands behind
    std::vector<TextRange> texts_;  // likewise
    std::u32string pool_;
    std::string base_name_;
    std::shared_ptr<const CharacterMap> base_;
};

}  // namespace kontor::pdf
