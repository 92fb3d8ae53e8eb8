#include "storage/proof/jcs.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace kontor {

namespace {

Error refused(const char* code) {
    return {ErrorCode::invalid, "write canonical JSON", Reason{code, {}, ""}};
}

// RFC 8785 section 3.2.2.2.
void append_string(std::string& out, const std::string& text) {
    if (!is_utf8(text)) {
        throw refused("proof.json_utf8");
    }
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += hex[static_cast<unsigned char>(c) >> 4U];
                    out += hex[static_cast<unsigned char>(c) & 15U];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

// RFC 8785 section 3.2.2.3: Number::toString of ECMA-262. `digits` is the shortest decimal that
// reads back as the same double, its first digit worth 10^exponent.
void append_layout(std::string& out, const std::string& digits, int exponent) {
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1;  // ECMA-262's n
    if (count <= point && point <= 21) {
        out += digits;
        out.append(static_cast<std::size_t>(point - count), '0');
    } else if (0 < point && point <= 21) {
        out.append(digits, 0, static_cast<std::size_t>(point));
        out += '.';
        out.append(digits, static_cast<std::size_t>(point), std::string::npos);
    } else if (-6 < point && point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else {
        out += digits.front();
        if (count > 1) {
            out += '.';
            out.append(digits, 1, std::string::npos);
        }
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    }
}

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        throw refused("proof.json_number");
    }
    if (number < 0) {  // -0 is not
        out += '-';
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number),
                                   std::chars_format::scientific)
                         .ptr;
    std::string digits;
    const char* at = buffer.data();
    for (; *at != 'e'; ++at) {
        if (*at != '.') {
            digits += *at;
        }
    }
    ++at;
    if (*at == '+') {
        ++at;  // from_chars knows no plus sign
    }
    int exponent = 0;
    std::from_chars(at, end, exponent);
    append_layout(out, digits, exponent);
}

// JSON's numbers are doubles. An integer beyond 2^53 is written only where a double is written by
// the very same digits (1e19), so that what is canonical stays so and no digit changes silently.
template <typename Integer>
void append_integer(std::string& out, Integer number) {
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    const std::string digits = std::to_string(number);
    if (number > static_cast<Integer>(exact) ||
        (std::is_signed_v<Integer> && number < static_cast<Integer>(-exact))) {
        std::string as_double;
        append_number(as_double, static_cast<double>(number));
        if (as_double != digits) {
            throw refused("proof.json_number");
        }
    }
    out += digits;
}

// Order of names by UTF-16 code units (RFC 8785 section 3.2.3). Bytes of UTF-8 give the order of
// code points; it differs only where a character above U+FFFF (lead byte F0..F4), which begins with
// a surrogate D800..DBFF, meets one of U+E000..U+FFFF (lead byte EE or EF).
bool comes_before(std::string_view left, std::string_view right) {
    const auto [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    if (l == left.end() || r == right.end()) {
        return l == left.end() && r != right.end();
    }
    const auto a = static_cast<unsigned char>(*l);
    const auto b = static_cast<unsigned char>(*r);
    if (a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0)) {
        return a >= 0xF0;
    }
    return a < b;
}

void append_value(std::string& out, const Json& value, std::size_t depth);

void append_object(std::string& out, const Json& object, std::size_t depth) {
    std::vector<Json::const_iterator> members;
    members.reserve(object.size());
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!is_utf8(member.key())) {
            throw refused("proof.json_utf8");  // comes_before() orders UTF-8 only
        }
        members.push_back(member);
    }
    std::sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
        return comes_before(left.key(), right.key());
    });
    out += '{';
    bool first = true;
    for (const auto& member : members) {
        if (!std::exchange(first, false)) {
            out += ',';
        }
        append_string(out, member.key());
        out += ':';
        append_value(out, *member, depth + 1);
    }
    out += '}';
}

void append_array(std::string& out, const Json& array, std::size_t depth) {
    out += '[';
    bool first = true;
    for (const Json& element : array) {
        if (!std::exchange(first, false)) {
            out += ',';
        }
        append_value(out, element, depth + 1);
    }
    out += ']';
}

void append_value(std::string& out, const Json& value, std::size_t depth) {
    if (value.is_structured() && depth >= limits::json_depth_max) {
        throw refused("proof.json_depth");
    }
    switch (value.type()) {
        case Json::value_t::null:
            out += "null";
            break;
        case Json::value_t::boolean:
            out += value.get<bool>() ? "true" : "false";
            break;
        case Json::value_t::string:
            append_string(out, value.get_ref<const std::string&>());
            break;
        case Json::value_t::number_integer:
            append_integer(out, value.get<std::int64_t>());
            break;
        case Json::value_t::number_unsigned:
            append_integer(out, value.get<std::uint64_t>());
            break;
        case Json::value_t::number_float:
            append_number(out, value.get<double>());
            break;
        case Json::value_t::object:
            append_object(out, value, depth);
            break;
        case Json::value_t::array:
            append_array(out, value, depth);
            break;
        case Json::value_t::binary:
        case Json::value_t::discarded:
            throw refused("proof.json_value");
    }
}

}  // namespace

std::string canonical_json(const Json& value) {
    std::string out;
    append_value(out, value, 0);
    return out;
}

std::string canonicalise_json(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        throw refused("proof.json_mark");  // nlohmann's parser passes over it
    }
    return canonical_json(parse_json(text));
}

}  // namespace kontor
