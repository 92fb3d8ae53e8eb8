#include "storage/schema/record_facts.h"

#include "storage/schema/field_kind.h"

#include <algorithm>

namespace kontor {

namespace {

std::optional<std::string> text_of(const Json& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::nullopt : std::optional(found->get<std::string>());
}

// "1234567.5" as a reader of `language` writes it.
std::string grouped(std::string_view decimal, Language language) {
    const std::size_t first = decimal.starts_with('-') ? 1 : 0;
    const std::size_t point = std::min(decimal.find('.'), decimal.size());
    std::string text(decimal.substr(0, first));
    for (std::size_t i = first; i < point; ++i) {
        if (i > first && (point - i) % 3 == 0) {
            text += language == Language::de ? '.' : ',';
        }
        text += decimal[i];
    }
    if (point < decimal.size()) {
        text += language == Language::de ? ',' : '.';
        text += decimal.substr(point + 1);
    }
    return text;
}

std::string label_of(const Json& schema, Language language) {
    return schema.at("x-kontor-label")
        .at(language == Language::de ? "de" : "en")
        .get<std::string>();
}

bool fits(const Json& rule, const Json& fields) {
    const Json when = rule.value("when", Json::object());
    for (const auto& [name, value] : when.items()) {
        if (fields.value(name, Json()) != value) {
            return false;
        }
    }
    return true;
}

// A field as it stands in a title: a choice by its label, an amount grouped.
std::optional<std::string> shown_field(const Json& schema,
                                       const Json& fields,
                                       const std::string& name,
                                       Language language) {
    if (name == "label") {
        return label_of(schema, language);
    }
    if (name == "partner") {
        return record_partner(schema, fields);
    }
    const auto text = text_of(fields, name);
    if (!text) {
        return std::nullopt;
    }
    const Json& field = schema.at("properties").at(name);
    const auto kind = field_kind_of(field.at("x-kontor-kind").get_ref<const std::string&>());
    if (kind == FieldKind::choice) {
        return field.at("x-kontor-choices")
            .at(*text)
            .at(language == Language::de ? "de" : "en")
            .get<std::string>();
    }
    return kind == FieldKind::amount ? grouped(*text, language) : *text;
}

}  // namespace

std::optional<std::string> record_title(const Json& schema, const Json& fields, Language language) {
    std::string title;
    bool says_something = false;
    for (const Json& part : schema.value("x-kontor-title", Json::array())) {
        std::string words;
        for (const Json& entry : part) {
            const auto name = entry.get<std::string>();
            const auto shown = shown_field(schema, fields, name, language);
            if (shown) {
                words += (words.empty() ? "" : " ") + *shown;
                says_something = says_something || name != "label";
            } else if (words.empty()) {
                break;
            }
        }
        if (!words.empty()) {
            title += (title.empty() ? "" : ", ") + words;
        }
    }
    return says_something ? std::optional(title) : std::nullopt;
}

std::optional<std::string> record_document_date(const Json& schema, const Json& fields) {
    const auto name = schema.find("x-kontor-document-date");
    return name == schema.end() ? std::nullopt : text_of(fields, name->get<std::string>());
}

std::optional<std::string> record_partner(const Json& schema, const Json& fields) {
    for (const Json& rule : schema.value("x-kontor-partner", Json::array())) {
        const auto partner = text_of(fields, rule.at("field").get<std::string>());
        if (partner && fits(rule, fields)) {
            return partner;
        }
    }
    return std::nullopt;
}

}  // namespace kontor
