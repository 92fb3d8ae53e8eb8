#include "storage/schema/record_fields.h"

#include "storage/base/civil.h"
#include "storage/base/text.h"
#include "storage/schema/field_kind.h"
#include "storage/schema/limits.h"
#include "storage/schema/pointer.h"

#include <algorithm>

namespace kontor {

namespace {

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & '\xc0') != '\x80'; }));
}

std::string joined(const Json& values) {
    std::string text;
    for (const Json& value : values) {
        text += (text.empty() ? "" : ", ") + value.get<std::string>();
    }
    return text;
}

class FieldsJudge {
  public:
    std::vector<Reason> reasons() { return std::move(reasons_); }

    // Each judge_… answers the value as it is kept; what it answers for a wrong one is not used.
    Json judge_object(const Json& properties, const Json& object, const std::string& pointer) {
        if (!object.is_object()) {
            return wrong_type("object", pointer);
        }
        Json kept = Json::object();
        for (const auto& [name, value] : object.items()) {
            const std::string place = pointer_to(pointer, name);
            const auto field = properties.find(name);
            if (field == properties.end()) {
                refuse({"value.unknown_field", {{"name", shown_value(name)}}, place});
            } else if (!value.is_null()) {
                kept[name] = judge_value(*field, value, place);
            }
        }
        judge_order(properties, kept, pointer);
        return kept;
    }

  private:
    void refuse(Reason reason) {
        if (reasons_.size() < limits::record_violations_max) {
            reasons_.push_back(std::move(reason));
        }
    }

    Json wrong_type(const std::string& expected, const std::string& pointer) {
        refuse({"value.type", {{"expected", expected}}, pointer});
        return {};
    }

    Json judge_value(const Json& field, const Json& value, const std::string& pointer) {
        const FieldKind kind =
            field_kind_of(field.at("x-kontor-kind").get_ref<const std::string&>()).value();
        switch (kind) {
            case FieldKind::integer:
                return judge_integer(field, value, pointer);
            case FieldKind::flag:
                return value.is_boolean() ? value : wrong_type("boolean", pointer);
            case FieldKind::part:
                return judge_object(field.at("properties"), value, pointer);
            case FieldKind::list:
                return judge_list(field, value, pointer);
            default:
                return judge_string(kind, field, value, pointer);
        }
    }

    Json judge_integer(const Json& field, const Json& value, const std::string& pointer) {
        if (!value.is_number_integer()) {
            return wrong_type("integer", pointer);
        }
        if (value < field.at("minimum") || value > field.at("maximum")) {
            refuse({"value.out_of_range",
                    {{"min", field.at("minimum").dump()}, {"max", field.at("maximum").dump()}},
                    pointer});
        }
        return value;
    }

    Json judge_list(const Json& field, const Json& value, const std::string& pointer) {
        if (!value.is_array()) {
            return wrong_type("array", pointer);
        }
        if (value.size() > field.at("maxItems").get<std::size_t>()) {
            refuse({"value.too_many", {{"limit", field.at("maxItems").dump()}}, pointer});
            return {};
        }
        Json kept = Json::array();
        for (std::size_t i = 0; i < value.size(); ++i) {
            kept.push_back(
                judge_object(field.at("items").at("properties"), value[i], pointer_to(pointer, i)));
        }
        return kept;
    }

    Json judge_string(FieldKind kind,
                      const Json& field,
                      const Json& value,
                      const std::string& pointer) {
        if (!value.is_string()) {
            return wrong_type("string", pointer);
        }
        auto text = value.get<std::string>();
        if (auto reason = judge_text(kind, text)) {
            reason->pointer = pointer;
            refuse(*std::move(reason));
        } else if (field.contains("maxLength") &&
                   code_points(text) > field.at("maxLength").get<std::size_t>()) {
            refuse({"record.too_long", {{"limit", field.at("maxLength").dump()}}, pointer});
        } else if (kind == FieldKind::choice &&
                   std::ranges::find(field.at("enum"), Json(text)) == field.at("enum").end()) {
            refuse({"value.not_one_of", {{"allowed", joined(field.at("enum"))}}, pointer});
        }
        return text;
    }

    // An end before its begin. Dates that are none have been told already.
    void judge_order(const Json& properties, const Json& kept, const std::string& pointer) {
        for (const auto& [name, value] : kept.items()) {
            const Json& field = properties.at(name);
            const auto other = field.find("x-kontor-not-before");
            if (other == field.end()) {
                continue;
            }
            const Json begin = kept.value(other->get<std::string>(), Json());
            if (is_date(begin) && is_date(value) && value < begin) {
                refuse({"record.before",
                        {{"begin", begin.get<std::string>()}, {"end", value.get<std::string>()}},
                        pointer_to(pointer, name)});
            }
        }
    }

    static bool is_date(const Json& value) {
        std::string text = value.is_string() ? value.get<std::string>() : "";
        return !text.empty() && !judge_text(FieldKind::date, text);
    }

    std::vector<Reason> reasons_;
};

}  // namespace

JudgedFields judge_fields(const Json& schema, const Json& fields, const std::string& pointer) {
    if (fields.dump(-1, ' ', false, Json::error_handler_t::replace).size() >
        limits::record_max_bytes) {
        return {{},
                Ruling::refuse({"record.too_large",
                                {{"limit", std::to_string(limits::record_max_bytes)}},
                                pointer})};
    }
    FieldsJudge judge;
    Json kept = judge.judge_object(schema.at("properties"), fields, pointer);
    return {std::move(kept), {judge.reasons()}};
}

}  // namespace kontor
