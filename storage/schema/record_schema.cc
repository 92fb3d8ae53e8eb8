#include "storage/schema/record_schema.h"

#include "storage/schema/field_kind.h"
#include "storage/schema/limits.h"
#include "storage/schema/meta_schema.h"
#include "storage/schema/pointer.h"

#include <algorithm>
#include <array>
#include <set>

namespace kontor {

namespace {

std::size_t depth_of(const Json& json, std::size_t at_most) {
    std::size_t deepest = 0;
    if (at_most > 0 && json.is_structured()) {
        for (const Json& member : json) {
            deepest = std::max(deepest, depth_of(member, at_most - 1));
        }
    }
    return deepest + 1;
}

bool is_name(std::string_view name) {
    return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

FieldKind kind_of(const Json& field) {
    return field_kind_of(field.at("x-kontor-kind").get_ref<const std::string&>()).value();
}

// The keywords that a kind needs; no other kind may have them. An enum's values need their labels.
std::vector<std::string_view> keywords_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::text:
        case FieldKind::note:
        case FieldKind::word:
        case FieldKind::partner:
            return {"maxLength"};
        case FieldKind::choice:
            return {"enum", "x-kontor-choices"};
        case FieldKind::integer:
            return {"minimum", "maximum"};
        case FieldKind::part:
            return {"properties", "additionalProperties"};
        case FieldKind::list:
            return {"items", "maxItems"};
        default:
            return {};
    }
}

constexpr std::array<std::string_view, 9> kind_keywords{
    "maxLength", "enum",     "x-kontor-choices",    "minimum", "maximum", "properties",
    "items",     "maxItems", "additionalProperties"};

// Judges what the meta-schema cannot; the shape holds already.
class SchemaJudge {
  public:
    explicit SchemaJudge(const Json& schema) : schema_(schema) {}

    std::vector<Reason> run() {
        if (!is_record_type_name(schema_.at("title").get_ref<const std::string&>())) {
            refuse("record_type.name", "name", schema_.at("title").get<std::string>(), "/title");
        }
        for (const Json& group : schema_.value("x-kontor-groups", Json::array())) {
            groups_.insert(group.at("name").get<std::string>());
        }
        judge_fields(schema_.at("properties"), "/properties", 1);
        if (fields_ > limits::record_type_fields_max) {
            refuse("value.too_many", "limit", std::to_string(limits::record_type_fields_max),
                   "/properties");
        }
        // What follows looks fields up and reads their kinds.
        if (reasons_.empty()) {
            judge_title();
            judge_document_date();
            judge_partner();
        }
        return std::move(reasons_);
    }

  private:
    void refuse(const std::string& code,
                const std::string& param,
                std::string value,
                std::string pointer) {
        reasons_.push_back({code, {{param, std::move(value)}}, std::move(pointer)});
    }

    void judge_fields(const Json& fields, const std::string& pointer, std::size_t level) {
        if (level > limits::record_levels_max) {
            refuse("json.depth", "limit", std::to_string(limits::record_levels_max), pointer);
            return;
        }
        for (const auto& [name, field] : fields.items()) {
            ++fields_;
            const std::string place = pointer_to(pointer, name);
            if (!is_record_field_name(name)) {
                refuse("record_type.name", "name", name, place);
            }
            judge_field(fields, field, place, level);
        }
    }

    void judge_field(const Json& siblings,
                     const Json& field,
                     const std::string& place,
                     std::size_t level) {
        const auto& name = field.at("x-kontor-kind").get_ref<const std::string&>();
        const auto kind = field_kind_of(name);
        if (!kind || json_type_of(*kind) != field.at("type").get_ref<const std::string&>()) {
            refuse("record_type.kind", "kind", name, place + "/x-kontor-kind");
            return;
        }
        judge_keywords(*kind, field, place);
        if (const auto group = field.find("x-kontor-group");
            group != field.end() && !groups_.contains(group->get<std::string>())) {
            refuse("record_type.reference", "name", group->get<std::string>(),
                   place + "/x-kontor-group");
        }
        if (const auto other = field.find("x-kontor-not-before"); other != field.end()) {
            judge_not_before(siblings, *kind, other->get<std::string>(), place);
        }
        if (*kind == FieldKind::part && field.contains("properties")) {
            judge_fields(field.at("properties"), place + "/properties", level + 1);
        }
        if (*kind == FieldKind::list && field.contains("items")) {
            judge_fields(field.at("items").at("properties"), place + "/items/properties",
                         level + 1);
        }
    }

    void judge_keywords(FieldKind kind, const Json& field, const std::string& place) {
        const auto own = keywords_of(kind);
        for (const std::string_view keyword : kind_keywords) {
            const bool is_own = std::ranges::find(own, keyword) != own.end();
            if (is_own != field.contains(keyword)) {
                refuse(is_own ? "record_type.keyword_missing" : "record_type.keyword", "keyword",
                       std::string(keyword), place);
            }
        }
        if (kind == FieldKind::choice && field.contains("enum")) {
            const Json labels = field.value("x-kontor-choices", Json::object());
            for (const Json& value : field.at("enum")) {
                if (!labels.contains(value.get_ref<const std::string&>())) {
                    refuse("record_type.reference", "name", value.get<std::string>(),
                           place + "/x-kontor-choices");
                }
            }
        }
    }

    void judge_not_before(const Json& siblings,
                          FieldKind kind,
                          const std::string& other,
                          const std::string& place) {
        const auto sibling = siblings.find(other);
        if (kind != FieldKind::date || sibling == siblings.end() ||
            sibling->at("x-kontor-kind") != "date") {
            refuse("record_type.reference", "name", other, place + "/x-kontor-not-before");
        }
    }

    // A field of the record itself for which `fits` holds.
    void expect_field(const std::string& name,
                      const std::string& pointer,
                      const std::function<bool(FieldKind)>& fits) {
        const Json& fields = schema_.at("properties");
        const auto found = fields.find(name);
        if (found == fields.end() || !fits(kind_of(*found))) {
            refuse("record_type.reference", "name", name, pointer);
        }
    }

    void judge_title() {
        const Json parts = schema_.value("x-kontor-title", Json::array());
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (const Json& name : parts[i]) {
                if (name != "label" && name != "partner") {
                    expect_field(name.get<std::string>(), pointer_to("/x-kontor-title", i),
                                 [](FieldKind kind) {
                                     return json_type_of(kind) == "string" &&
                                            kind != FieldKind::note;
                                 });
                }
            }
        }
    }

    void judge_document_date() {
        if (const auto name = schema_.find("x-kontor-document-date"); name != schema_.end()) {
            expect_field(name->get<std::string>(), "/x-kontor-document-date",
                         [](FieldKind kind) { return kind == FieldKind::date; });
        }
    }

    void judge_partner() {
        const Json rules = schema_.value("x-kontor-partner", Json::array());
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::string place = pointer_to("/x-kontor-partner", i);
            expect_field(rules[i].at("field").get<std::string>(), place,
                         [](FieldKind kind) { return kind == FieldKind::partner; });
            const Json when = rules[i].value("when", Json::object());
            for (const auto& [name, value] : when.items()) {
                expect_field(name, place + "/when",
                             [](FieldKind kind) { return kind == FieldKind::choice; });
            }
        }
    }

    const Json& schema_;
    std::vector<Reason> reasons_;
    std::set<std::string> groups_;
    std::size_t fields_ = 0;
};

// Collects where `newer` takes less than `older`.
class SuccessorJudge {
  public:
    std::vector<Reason> run(const Json& older, const Json& newer) {
        compare_fields(older.at("properties"), newer.at("properties"), "/properties");
        return std::move(reasons_);
    }

  private:
    void compare_fields(const Json& older, const Json& newer, const std::string& pointer) {
        for (const auto& [name, field] : older.items()) {
            const std::string place = pointer_to(pointer, name);
            const auto found = newer.find(name);
            if (found == newer.end() || kind_of(*found) != kind_of(field) ||
                takes_less(field, *found)) {
                reasons_.push_back({"record_type.breaks", {{"field", name}}, place});
            } else if (kind_of(field) == FieldKind::part) {
                compare_fields(field.at("properties"), found->at("properties"),
                               place + "/properties");
            } else if (kind_of(field) == FieldKind::list) {
                compare_fields(field.at("items").at("properties"),
                               found->at("items").at("properties"), place + "/items/properties");
            }
        }
    }

    static bool takes_less(const Json& older, const Json& newer) {
        const auto number = [](const Json& field, const char* keyword) {
            return field.value(keyword, std::int64_t{0});
        };
        for (const char* keyword : {"maxLength", "maxItems", "maximum"}) {
            if (number(newer, keyword) < number(older, keyword)) {
                return true;
            }
        }
        const Json taken = newer.value("enum", Json::array());
        return number(newer, "minimum") > number(older, "minimum") ||
               (newer.contains("x-kontor-not-before") &&
                newer.at("x-kontor-not-before") != older.value("x-kontor-not-before", Json())) ||
               std::ranges::any_of(older.value("enum", Json::array()), [&](const Json& value) {
                   return std::ranges::find(taken, value) == taken.end();
               });
    }

    std::vector<Reason> reasons_;
};

}  // namespace

bool is_record_field_name(std::string_view name) {
    return name.size() <= limits::record_field_name_max_bytes && is_name(name);
}

bool is_record_type_name(std::string_view name) {
    const std::size_t dot = name.find('.');
    return name.size() <= limits::record_type_name_max_bytes && dot != std::string_view::npos &&
           is_name(name.substr(0, dot)) && is_name(name.substr(dot + 1));
}

Ruling judge_schema(const Json& schema) {
    constexpr std::size_t depth_max = limits::record_schema_depth_max;
    if (depth_of(schema, depth_max + 1) > depth_max) {
        return Ruling::refuse({"json.depth", {{"limit", std::to_string(depth_max)}}, ""});
    }
    if (schema.dump(-1, ' ', false, Json::error_handler_t::replace).size() >
        limits::record_schema_max_bytes) {
        return Ruling::refuse(
            {"json.too_large", {{"limit", std::to_string(limits::record_schema_max_bytes)}}, ""});
    }
    if (auto reasons = check_shape(schema); !reasons.empty()) {
        return {std::move(reasons)};
    }
    return {SchemaJudge(schema).run()};
}

Ruling judge_successor(const Json& older, const Json& newer) {
    return {SuccessorJudge().run(older, newer)};
}

}  // namespace kontor
