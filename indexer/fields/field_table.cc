#include "indexer/fields/field_table.h"

#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::size_t name_max_bytes = 100;  // keeps a term's prefix far below 245 bytes

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= name_max_bytes && name.front() >= 'a' &&
           name.front() <= 'z' && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

std::string example_of(const RecordField& field) {
    switch (field.kind) {
        case ValueKind::number:
            return field.name + ">100";
        case ValueKind::date:
        case ValueKind::instant:
            return field.name + ":2024";
        default:
            return field.name + ":Beispiel";
    }
}

// Levenshtein's distance; both are short.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

FieldTable::FieldTable() {
    for (const Field& field : known_fields) {
        by_name_.emplace(field.name, &field);
        for (const std::string_view alias : field.aliases) {
            if (!alias.empty()) {
                by_name_.emplace(alias, &field);
            }
        }
    }
}

FieldTable::FieldTable(const std::vector<RecordField>& record_fields) : FieldTable() {
    for (const RecordField& field : record_fields) {
        add(field);
    }
}

bool FieldTable::add(const RecordField& field) {
    if (!is_field_name(field.name) || field.kind == ValueKind::flag) {
        return false;
    }
    if (const auto found = by_name_.find(field.name); found != by_name_.end()) {
        return is_record_field(*found->second) && found->second->kind == field.kind;
    }
    const auto keep = [this](std::string text) -> std::string_view {
        return texts_.emplace_back(std::move(text));
    };
    const std::string_view name = keep(field.name);
    // no_slot, as the index hands slots out itself when it meets the first value.
    record_fields_.push_back(Field{name,
                                   {},
                                   field.kind,
                                   AnsweredBy::index,
                                   keep("XR" + field.name + ":"),
                                   no_slot,
                                   field.kind == ValueKind::text,
                                   false,
                                   "",
                                   keep(example_of(field)),
                                   keep(field.label_de.empty() ? field.name : field.label_de),
                                   keep(field.label_en.empty() ? field.name : field.label_en)});
    by_name_.emplace(field.name, &record_fields_.back());
    return true;
}

const Field* FieldTable::find(std::string_view name) const {
    if (name.size() > name_max_bytes || !is_utf8(name)) {
        return nullptr;
    }
    const auto found = by_name_.find(fold_for_comparison(name));
    return found == by_name_.end() ? nullptr : found->second;
}

std::string_view FieldTable::nearest(std::string_view name) const {
    if (name.size() > name_max_bytes || !is_utf8(name)) {
        return {};
    }
    const std::string folded = fold_for_comparison(name);
    std::string_view best;
    // A third of the letters may differ, one at least; beyond it is another word.
    std::size_t best_distance = std::max<std::size_t>(folded.size() / 3, 1) + 1;
    for (const auto& [candidate, field] : by_name_) {
        const std::size_t apart = distance(folded, candidate);
        if (apart < best_distance) {
            best = candidate;
            best_distance = apart;
        }
    }
    return best;
}

std::vector<const Field*> FieldTable::all() const {
    std::vector<const Field*> all;
    for (const Field& field : known_fields) {
        all.push_back(&field);
    }
    const auto own = static_cast<std::ptrdiff_t>(all.size());
    for (const Field& field : record_fields_) {
        all.push_back(&field);
    }
    std::ranges::sort(all.begin() + own, all.end(), {}, &Field::name);
    return all;
}

}  // namespace kontor
