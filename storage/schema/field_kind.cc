#include "storage/schema/field_kind.h"

#include "storage/base/civil.h"
#include "storage/base/decimal.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

struct KindTraits {
    std::string_view name;
    std::string_view json_type;
};

constexpr std::array<KindTraits, 16> kinds{{{"text", "string"},
                                            {"note", "string"},
                                            {"word", "string"},
                                            {"choice", "string"},
                                            {"amount", "string"},
                                            {"decimal", "string"},
                                            {"percent", "string"},
                                            {"date", "string"},
                                            {"partner", "string"},
                                            {"iban", "string"},
                                            {"vat_id", "string"},
                                            {"currency", "string"},
                                            {"integer", "integer"},
                                            {"flag", "boolean"},
                                            {"part", "object"},
                                            {"list", "array"}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

// As people and papers write such numbers: in groups, in small letters. Other characters stay, and
// are refused.
std::string without_blanks(std::string_view value) {
    std::string kept;
    for (const char c : value) {
        if (c != ' ') {
            kept += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return kept;
}

// ISO 13616: country, two check digits, up to 30 letters and digits.
bool has_iban_shape(std::string_view iban) {
    return iban.size() >= 15 && iban.size() <= 34 && is_capital(iban[0]) && is_capital(iban[1]) &&
           is_digit(iban[2]) && is_digit(iban[3]) &&
           std::ranges::all_of(iban.substr(4), [](char c) { return is_digit(c) || is_capital(c); });
}

// ISO 7064 mod 97-10 over the number with its first four characters moved to the end and letters
// as 10 to 35.
bool is_iban_sum_right(std::string_view iban) {
    unsigned rest = 0;
    const std::string moved = std::string(iban.substr(4)) + std::string(iban.substr(0, 4));
    for (const char c : moved) {
        const auto digit = static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'A' + 10);
        rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
    }
    return rest == 1;
}

// Directive 2006/112/EC article 215: a prefix of two letters; what follows is up to each state.
// Germany's is nine digits.
bool has_vat_id_shape(std::string_view id) {
    if (id.size() < 4 || id.size() > 14 || !is_capital(id[0]) || !is_capital(id[1])) {
        return false;
    }
    const std::string_view rest = id.substr(2);
    if (id.starts_with("DE")) {
        return rest.size() == 9 && std::ranges::all_of(rest, is_digit);
    }
    return std::ranges::any_of(rest, is_digit) && std::ranges::all_of(rest, [](char c) {
               return is_digit(c) || is_capital(c) || c == '+' || c == '*';
           });
}

std::optional<Reason> judge_iban(std::string& value) {
    std::string iban = without_blanks(value);
    if (!has_iban_shape(iban)) {
        return Reason{"record.iban", {{"value", shown_value(value)}}, ""};
    }
    if (!is_iban_sum_right(iban)) {
        return Reason{"record.iban_sum", {{"value", shown_value(value)}}, ""};
    }
    value = std::move(iban);
    return std::nullopt;
}

std::optional<Reason> judge_vat_id(std::string& value) {
    std::string id = without_blanks(value);
    if (!has_vat_id_shape(id)) {
        return Reason{"record.vat_id", {{"value", shown_value(value)}}, ""};
    }
    value = std::move(id);
    return std::nullopt;
}

std::optional<Reason> judge_currency(const std::string& value) {
    if (value.size() != 3 || !std::ranges::all_of(value, is_capital)) {
        return Reason{"record.currency", {{"value", shown_value(value)}}, ""};
    }
    return std::nullopt;
}

std::optional<Reason> judge_percent(const std::string& value) {
    const Decimal percent = parse_decimal(value);
    if (percent.is_negative() || percent > parse_decimal("100")) {
        return Reason{"value.out_of_range", {{"min", "0"}, {"max", "100"}}, ""};
    }
    return std::nullopt;
}

std::optional<Reason> judge_words(FieldKind kind, std::string& value) {
    std::string shown = value;
    if (kind == FieldKind::note) {
        std::erase_if(shown, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
    }
    if (has_control_characters(shown)) {
        return Reason{"value.control_characters", {}, ""};
    }
    value = nfc(value);
    return std::nullopt;
}

}  // namespace

std::optional<FieldKind> field_kind_of(std::string_view name) {
    const auto* found = std::ranges::find(kinds, name, &KindTraits::name);
    return found == kinds.end()
               ? std::nullopt
               : std::optional(static_cast<FieldKind>(std::distance(kinds.begin(), found)));
}

std::string_view json_type_of(FieldKind kind) {
    return kinds.at(static_cast<std::size_t>(kind)).json_type;
}

bool is_decimal(FieldKind kind) {
    return kind == FieldKind::amount || kind == FieldKind::decimal || kind == FieldKind::percent;
}

std::optional<Reason> judge_text(FieldKind kind, std::string& value) {
    if (value.empty()) {
        return Reason{"record.empty", {}, ""};
    }
    try {
        switch (kind) {
            case FieldKind::amount:
            case FieldKind::decimal:
                parse_decimal(value);
                return std::nullopt;
            case FieldKind::percent:
                return judge_percent(value);
            case FieldKind::date:
                parse_civil_date(value);
                return std::nullopt;
            case FieldKind::iban:
                return judge_iban(value);
            case FieldKind::vat_id:
                return judge_vat_id(value);
            case FieldKind::currency:
                return judge_currency(value);
            default:
                return judge_words(kind, value);
        }
    } catch (const Error& e) {
        return e.reasons().at(0);
    }
}

}  // namespace kontor
