// Syntax: the few words of RFC 9110 section 5.6 that every reader of a header needs. Private to the
// room.
//
// Threads   Any; pure functions, no locale.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::syntax {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// tchar: what a method, a field name or a parameter's name is made of.
constexpr bool is_token_char(char c) {
    return is_digit(c) || is_letter(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
// Everything below blank but the tab, and DEL: never inside a field's value (RFC 9110 5.5).
constexpr bool is_forbidden_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_token(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);
// Without blanks and tabs (OWS) at both ends.
std::string_view trimmed(std::string_view text);
// The members of a list "a, b,,c" without empty ones, each trimmed; commas inside quotes do not
// count.
std::vector<std::string_view> list_members(std::string_view value);
// 1*DIGIT that fits 64 bits; else nothing.
std::optional<std::uint64_t> number(std::string_view text);
// The value of a hexadecimal digit; -1 for another character.
int hex_digit(char c);
// Each %XX turned into its byte, once; nothing when a % is not followed by two hexadecimal digits.
std::optional<Bytes> percent_decoded(std::string_view text);

// "form-data; name=\"a\"; filename=b": the first word in lower case and what follows, names in
// lower case, values unquoted. Nothing when it does not follow the grammar.
struct ParameterizedValue {
    std::string value;
    std::vector<std::pair<std::string, Bytes>> parameters;
    std::optional<Bytes> find(std::string_view name) const;
};
std::optional<ParameterizedValue> parameterized(std::string_view text);

}  // namespace kontor::syntax
