#include "indexer/fields/field_value.h"

namespace kontor {

std::string printed(const FieldValue& value) {
    if (const auto* number = std::get_if<Decimal>(&value)) {
        return number->str();
    }
    if (const auto* date = std::get_if<CivilDate>(&value)) {
        return date->str();
    }
    if (const auto* instant = std::get_if<Instant>(&value)) {
        return to_rfc3339(*instant);
    }
    return std::get<std::string>(value);
}

bool is_of_kind(const FieldValue& value, ValueKind kind) {
    switch (kind) {
        case ValueKind::number:
            return std::holds_alternative<Decimal>(value);
        case ValueKind::date:
            return std::holds_alternative<CivilDate>(value);
        case ValueKind::instant:
            return std::holds_alternative<Instant>(value);
        default:
            return std::holds_alternative<std::string>(value);
    }
}

}  // namespace kontor
