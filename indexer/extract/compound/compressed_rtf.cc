#include "indexer/extract/compound/compressed_rtf.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

#include <array>

namespace kontor::compound {

namespace {

constexpr std::size_t header_bytes = 16;
constexpr std::uint32_t mark_compressed = 0x75465A4C;
constexpr std::uint32_t mark_stored = 0x414C454D;

// What everybody's window holds at the start (2.1.3.1.1).
constexpr std::string_view common =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(common.size() == 207);

class Window {
  public:
    Window() {
        for (const char c : common) {
            put(c);
        }
    }
    void put(char c) {
        bytes_[at_] = c;
        at_ = (at_ + 1) % bytes_.size();
    }
    char get(std::size_t at) const { return bytes_[at % bytes_.size()]; }
    std::size_t at() const { return at_; }

  private:
    std::array<char, 4096> bytes_{};
    std::size_t at_ = 0;
};

// Eight units behind a byte of what they are: a character, or twelve bits of a place in the window
// and four of a length. A place where the next character would be written is the end.
ExpandedRtf expand(ByteView packed) {
    ExpandedRtf out;
    Window window;
    const auto give = [&](char c) {
        out.text += c;
        window.put(c);
    };
    std::size_t at = 0;
    while (at < packed.size() && out.text.size() < limits::message_rtf_max_bytes) {
        const unsigned kinds = u8_at(packed, at++);
        for (unsigned unit = 0; unit < 8 && at < packed.size(); ++unit) {
            if ((kinds >> unit & 1) == 0) {
                give(packed[at++]);
                continue;
            }
            const unsigned reference = unsigned{u8_at(packed, at)} << 8 | u8_at(packed, at + 1);
            const std::size_t place = reference >> 4;
            at += 2;
            if (at > packed.size()) {
                break;
            }
            if (place == window.at()) {
                return out;
            }
            const std::size_t length = (reference & 0xF) + 2;
            for (std::size_t i = 0; i < length; ++i) {
                give(window.get(place + i));
            }
        }
    }
    out.complaint = at < packed.size() ? "extract.too_large" : "extract.damaged";
    return out;
}

}  // namespace

ExpandedRtf expand_rtf(ByteView compressed) {
    const std::size_t size = u32_at(compressed, 0);  // of what follows
    const std::size_t expanded_bytes = u32_at(compressed, 4);
    const ByteView packed = part(compressed, header_bytes, size - std::min<std::size_t>(size, 12));
    switch (u32_at(compressed, 8)) {
        case mark_compressed: {
            ExpandedRtf out = expand(packed);
            // Some writers leave out the mark of the end.
            if (out.text.size() >= expanded_bytes && out.complaint == "extract.damaged") {
                out.text.resize(expanded_bytes);
                out.complaint = {};
            }
            return out;
        }
        case mark_stored:
            return {std::string(packed), packed.size() < expanded_bytes ? "extract.damaged" : ""};
        default:
            return {{}, "extract.damaged"};
    }
}

}  // namespace kontor::compound
