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

}  // namespace kontor
