// RecordTypeRow: the schema of a record type, as one version of it, and the seed it took over last.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/json.h"

#include <cstdint>

namespace kontor {

struct RecordTypeRow {
    Json schema = Json::object();
    std::uint32_t version = 1;  // counts the changes of the schema
    Bytes seed;                 // SHA-256 of the canonical seed; empty: made without one
    Instant changed{};

    Json to_json() const;
    static RecordTypeRow from_json(const Json& json);
    bool operator==(const RecordTypeRow&) const = default;
};

}  // namespace kontor
