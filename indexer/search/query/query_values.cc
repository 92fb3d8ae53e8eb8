#include "indexer/search/query/query_values.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

// "1" + three digits each, as groups of a number are; `separator` between.
bool is_grouped(std::string_view text, char separator) {
    std::size_t end = text.find(separator);
    if (end == 0 || end == std::string_view::npos || end > 3 || text.front() == '0' ||
        !all_digits(text.substr(0, end))) {
        return false;
    }
    while (end != std::string_view::npos) {
        text.remove_prefix(end + 1);
        end = text.find(separator);
        if (std::min(end, text.size()) != 3 || !all_digits(text.substr(0, 3))) {
            return false;
        }
    }
    return true;
}

std::string without(std::string_view text, char separator) {
    std::string out(text);
    std::erase(out, separator);
    return out;
}

// Digits without sign, as parse_decimal reads them; nothing when the separators make no sense.
std::optional<std::string> plain_digits(std::string_view text) {
    const std::size_t dot = text.rfind('.');
    const std::size_t comma = text.rfind(',');
    if (dot == std::string_view::npos && comma == std::string_view::npos) {
        return std::string(text);
    }
    if (dot != std::string_view::npos && comma != std::string_view::npos) {
        const std::size_t point = std::max(dot, comma);
        const char group = dot < comma ? '.' : ',';
        const std::string_view whole = text.substr(0, point);
        if (!is_grouped(whole, group)) {
            return std::nullopt;
        }
        return without(whole, group) + "." + std::string(text.substr(point + 1));
    }
    const char only = dot != std::string_view::npos ? '.' : ',';
    if (is_grouped(text, only)) {
        return without(text, only);
    }
    std::string out(text);
    std::ranges::replace(out, ',', '.');
    return out;
}

}  // namespace

std::optional<Decimal> read_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto digits = plain_digits(text.substr(negative ? 1 : 0));
    if (!digits || digits->empty() || !is_digit(digits->front())) {
        return std::nullopt;
    }
    try {
        return parse_decimal((negative ? "-" : "") + *digits);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace kontor
