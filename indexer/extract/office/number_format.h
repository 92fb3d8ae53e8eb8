// NumberFormat: a number as a cell of a spreadsheet shows it (ECMA-376 part 1, 18.8.30
// and 18.8.31).
//
// Dates and times are shown in the order and with the signs of their format; where a format leaves
// them to the country of whoever looks, in the order of ISO 8601. Of other formats the decimals and
// the percent sign count: separators of thousands and currencies depend on who looks, and nobody
// searches for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::office {

enum class DateSystem { from_1900, from_1904 };

class NumberFormat {
  public:
    NumberFormat() = default;  // "General"
    explicit NumberFormat(std::string_view code);
    // Of the formats that have a number instead of a code (18.8.30); "General" for unknown ones.
    static NumberFormat built_in(unsigned id);

    bool is_general() const { return !is_date_ && !is_percent_ && decimals_ < 0; }
    std::string show(double value, DateSystem system) const;

  private:
    struct Piece {
        char kind;       // 'y' 'm' 'd' 'h' 'n' (minutes) 's' 'f' (of a second) 'a' (am, pm) 'l'
                         // (literal); upper case: elapsed since the beginning
        unsigned width;  // how many letters
        std::string literal;
    };

    void read(std::string_view section);
    void read_bracket(std::string_view inside);
    void tell_minutes_from_months();
    std::string show_date(double value, DateSystem system) const;
    std::string show_number(double value) const;

    std::vector<Piece> pieces_;
    int decimals_ = -1;  // as many as there are
    bool is_date_ = false;
    bool is_percent_ = false;
    bool is_half_day_ = false;  // hours of twelve
    bool is_german_ = false;
};

}  // namespace kontor::office
