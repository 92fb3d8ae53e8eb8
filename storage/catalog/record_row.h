// RecordRow: the typed facts of a document, as one revision of them, and who said each.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <cstdint>
#include <map>
#include <string>

namespace kontor {

// Who a value comes from.
enum class FieldSource { person, e_invoice, rule, recognition, learnt, import };
std::string_view name_of(FieldSource value);

struct FieldOrigin {
    FieldSource source = FieldSource::person;
    bool confirmed = false;  // a person has agreed
    bool operator==(const FieldOrigin&) const = default;
};

struct RecordRow {
    Json fields = Json::object();
    std::map<std::string, FieldOrigin> origins;  // of each member of `fields`, by its name
    std::uint32_t type_version = 0;              // of the type that judged the fields
    Instant changed{};
    ActorId changed_by;

    Json to_json() const;
    static RecordRow from_json(const Json& json);
    bool operator==(const RecordRow&) const = default;
};

}  // namespace kontor
