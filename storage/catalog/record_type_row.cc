#include "storage/catalog/record_type_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

Json RecordTypeRow::to_json() const {
    return {{"schema", schema},
            {"version", version},
            {"seed", to_hex(seed)},
            {"changed", to_rfc3339(changed)}};
}

RecordTypeRow RecordTypeRow::from_json(const Json& json) {
    RecordTypeRow row;
    row.schema = json.at("schema");
    row.version = json.at("version").get<std::uint32_t>();
    const auto seed = from_hex(json.at("seed").get<std::string>());
    if (!seed) {
        throw_corrupt_row("a record type", "the digest of its seed");
    }
    row.seed = *seed;
    row.changed = instant_of(json, "changed");
    return row;
}

}  // namespace kontor
