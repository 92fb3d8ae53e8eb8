// Widths of the fonts that every reader brings along (ISO 32000-1, 9.6.2.2): Helvetica, Times,
// Courier and the names under which they are asked for.
#pragma once

#include <string_view>

namespace kontor::pdf {

// The width of a character in thousandths of the font size, as the standard font nearest to
// `font_name` has it. `fixed_pitch` and `serif` are the font descriptor's flags, for a name that
// says nothing.
struct StandardWidths {
    enum class Family { sans, serif, fixed };
    Family family = Family::sans;
    bool bold = false;

    static StandardWidths nearest(std::string_view font_name, bool fixed_pitch, bool serif);
    float of(char32_t c) const;
};

// Whether a name is that of one of the standard fonts or of its usual stand-ins ("Arial,Bold").
bool is_standard_font(std::string_view font_name);

}  // namespace kontor::pdf
