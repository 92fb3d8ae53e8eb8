#include "storage/base/decimal.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

constexpr Int128 power_of_ten(int exponent) {
    Int128 power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

// Every value lies strictly between -bound and bound.
constexpr Int128 bound = power_of_ten(Decimal::integer_digits_max + Decimal::scale_max);
constexpr int key_bytes = 12;
constexpr Int128 key_offset = Int128{1} << (key_bytes * 8 - 1);
static_assert(bound < key_offset, "a key holds every value");

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Error no_decimal(std::string_view text) {
    return {ErrorCode::invalid, "make a decimal",
            Reason{"value.decimal", {{"value", shown_value(text)}}, ""}};
}

// Takes all digits from the start of `text`.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    const std::string_view taken = text.substr(0, count);
    text.remove_prefix(count);
    return taken;
}

}  // namespace

Decimal::Decimal(Int128 billionths, int scale) : billionths_(billionths), scale_(scale) {
    if (billionths <= -bound || billionths >= bound) {
        throw no_decimal("(sum out of bounds)");
    }
}

std::string Decimal::str() const {
    Int128 rest = (billionths_ < 0 ? -billionths_ : billionths_) / power_of_ten(scale_max - scale_);
    std::string backwards;
    for (int digit = 0; rest > 0 || digit <= scale_; ++digit) {
        if (digit == scale_ && scale_ > 0) {
            backwards.push_back('.');
        }
        backwards.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    if (billionths_ < 0) {
        backwards.push_back('-');
    }
    return {backwards.rbegin(), backwards.rend()};
}

Decimal Decimal::operator+(const Decimal& other) const {
    return {billionths_ + other.billionths_, std::max(scale_, other.scale_)};
}

Decimal Decimal::operator-(const Decimal& other) const {
    return {billionths_ - other.billionths_, std::max(scale_, other.scale_)};
}

Decimal Decimal::operator-() const {
    return {-billionths_, scale_};
}

Decimal parse_decimal(std::string_view text) {
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative) {
        rest.remove_prefix(1);
    }
    const std::string_view before = take_digits(rest);
    std::string_view behind;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        behind = take_digits(rest);
        if (behind.empty()) {
            throw no_decimal(text);
        }
    }
    if (!rest.empty() || before.empty() || (before.size() > 1 && before.front() == '0') ||
        before.size() > Decimal::integer_digits_max || behind.size() > Decimal::scale_max) {
        throw no_decimal(text);
    }
    Int128 number = 0;
    for (const std::string_view part : {before, behind}) {
        for (const char c : part) {
            number = number * 10 + (c - '0');
        }
    }
    const int scale = static_cast<int>(behind.size());
    number *= power_of_ten(Decimal::scale_max - scale);
    return {negative ? -number : number, scale};
}

Bytes sortable_key(const Decimal& value) {
    auto shifted = static_cast<Uint128>(value.billionths_ + key_offset);
    Bytes key(key_bytes, '\0');
    for (auto at = key.rbegin(); at != key.rend(); ++at) {
        *at = static_cast<char>(static_cast<std::uint8_t>(shifted & 0xff));
        shifted >>= 8;
    }
    return key;
}

}  // namespace kontor
