#include "storage/archive/record_types.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/log.h"
#include "storage/base/text.h"
#include "storage/catalog/actor_row.h"
#include "storage/proof/jcs.h"
#include "storage/schema/record_schema.h"

namespace kontor {

namespace {

std::string places_of(const Ruling& ruling) {
    std::string places;
    for (const Reason& reason : ruling.reasons) {
        places += (places.empty() ? "" : " ") + reason.pointer;
    }
    return places;
}

std::string known_types(const Transaction& rows) {
    std::string names;
    for (const auto& type : catalog::record_types(rows)) {
        names += (names.empty() ? "" : ", ") + type.name;
    }
    return names;
}

}  // namespace

catalog::RecordTypeAt RecordTypes::get(const Transaction& rows, std::string_view name) {
    auto type = is_record_type_name(name) ? catalog::find_record_type(rows, name) : std::nullopt;
    if (!type) {
        throw Error(ErrorCode::not_found, "find a record type",
                    Reason{"record_type.not_found",
                           {{"type", shown_value(name)}, {"known", known_types(rows)}},
                           ""});
    }
    return *std::move(type);
}

RecordTypes::SeedEnd RecordTypes::propose(const Json& schema) {
    if (Ruling ruling = judge_schema(schema); !ruling.allowed()) {
        throw Error(ErrorCode::unprocessable,
                    "read the seed of a record type: " + places_of(ruling),
                    std::move(ruling.reasons));
    }
    const auto name = schema.at("title").get<std::string>();
    const Bytes digest = sha256(canonical_json(schema));
    const auto known = catalog::find_record_type(store_.snapshot().rows(), name);
    if (known && known->row.seed == digest) {
        return SeedEnd::unchanged;
    }
    if (known) {
        if (const Ruling ruling = judge_successor(known->row.schema, schema); !ruling.allowed()) {
            log(LogLevel::warning, "a record type stays as it is: its new seed would break records",
                {{"type", name}, {"version", known->row.version}, {"fields", places_of(ruling)}});
            return SeedEnd::refused;
        }
    }
    store_.change(
        {system_actor, known ? "record_type.changed" : "record_type.added", "", ""},
        [&](Change& change) {
            const std::uint32_t version = known ? known->row.version + 1 : 1;
            catalog::put_record_type(change.write(), name, {schema, version, digest, change.now()});
            change.about("record_type:" + name);
            change.detail("version", std::to_string(version));
            change.detail("seed", to_hex(digest));
        });
    return known ? SeedEnd::changed : SeedEnd::added;
}

}  // namespace kontor
