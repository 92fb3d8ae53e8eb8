// Decimal: an exact number with a decimal point, for money, rates and quantities. Nothing is
// rounded and no floating point is involved.
//
// Bounds    At most 18 digits before the point and 9 behind it. Whatever does not fit is an Error;
//           nothing wraps and nothing is cut.
// Threads   A value.
// Errors    invalid with value.decimal, for text and for a sum that leaves the bounds.
// Why       Amounts in the billions of billions with the fraction of a unit price; every value, and
//           the sum of any two, fits 128 bits when counted in billionths, so comparing and adding
//           across scales needs no care.
#pragma once

#include "storage/base/bytes.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

class Decimal {
  public:
    static constexpr int scale_max = 9;            // digits behind the point
    static constexpr int integer_digits_max = 18;  // digits before it

    Decimal() = default;  // 0

    // Digits behind the point, as written: 2 for "1.50".
    int scale() const { return scale_; }
    bool is_zero() const { return billionths_ == 0; }
    bool is_negative() const { return billionths_ < 0; }

    // As it was read, with its scale: "1.50" stays "1.50"; there is no "-0".
    std::string str() const;

    // By value: 1.5 and 1.50 are equal (and print differently).
    std::weak_ordering operator<=>(const Decimal& other) const {
        return billionths_ <=> other.billionths_;
    }
    bool operator==(const Decimal& other) const { return billionths_ == other.billionths_; }

    // Exact; the scale is the larger of the two.
    Decimal operator+(const Decimal& other) const;
    Decimal operator-(const Decimal& other) const;
    Decimal operator-() const;

  private:
    __extension__ using Int128 = __int128;
    friend Decimal parse_decimal(std::string_view text);
    friend Bytes sortable_key(const Decimal& value);
    Decimal(Int128 billionths, int scale);

    Int128 billionths_ = 0;  // a multiple of 10^(9 - scale_)
    int scale_ = 0;
};

// Digits, with "-" before and "." and 1 to 9 digits behind where needed: "-1234.56", "0.5", "7". No
// "+", blanks, exponent, grouping, bare point, nor a zero before another digit.
Decimal parse_decimal(std::string_view text);

// Twelve bytes whose order (memcmp) is the order of the numbers; equal numbers have equal keys,
// whatever their scale. It is the value in billionths plus 2^95, big-endian: the sum makes negative
// numbers come first, and 2^95 is above the largest magnitude (10^27 < 2^90). Part of the index's
// format.
Bytes sortable_key(const Decimal& value);

}  // namespace kontor
