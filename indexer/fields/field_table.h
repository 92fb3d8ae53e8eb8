// FieldTable: the fields of field.h and those of the archive's record types, found by name.
//
// Promises  A field of field.h cannot be hidden: a record field of the same name or alias is left
//           out, and add() says so.
// Threads   Any, once built; shared read-only by writer, parser and readers, which it outlives.
// Why       Record types are rows of the catalog: what `gross_total` is, only run time knows.
#pragma once

#include "indexer/fields/field.h"

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// A field of a record type, as its schema says. One name may stand in several types; it must be of
// one kind in all.
struct RecordField {
    std::string name;                  // lower-case letters, digits and '_'; begins with a letter
    ValueKind kind = ValueKind::text;  // not flag: a boolean is the word "true" or "false"
    std::string label_de;
    std::string label_en;
};

class FieldTable {
  public:
    FieldTable();
    explicit FieldTable(const std::vector<RecordField>& record_fields);
    FieldTable(const FieldTable&) = delete;  // views point into it
    FieldTable& operator=(const FieldTable&) = delete;

    // False when the name is taken by another kind or is no name; then nothing is added. The same
    // name of the same kind again is true and changes nothing.
    bool add(const RecordField& field);

    // By name or alias, whatever the case of its letters; null when there is none.
    const Field* find(std::string_view name) const;
    // The name or alias most like `name`, for "did you mean"; empty when none is near.
    std::string_view nearest(std::string_view name) const;
    // field.h in its order, then record fields by name.
    std::vector<const Field*> all() const;
    static bool is_record_field(const Field& field) { return field.prefix.starts_with("XR"); }

  private:
    std::deque<std::string> texts_;    // what the views of record fields point to
    std::deque<Field> record_fields_;  // addresses stay
    std::map<std::string, const Field*, std::less<>> by_name_;  // names and aliases, folded
};

}  // namespace kontor
