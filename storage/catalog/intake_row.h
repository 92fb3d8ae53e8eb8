// IntakeRow: the end of one offered file in the ledger. Offered = stored + duplicate + refused +
// withdrawn + waiting; those that wait are in the upkeep table `offers`, and become a row here by
// the Change that ends them.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <optional>
#include <string>

namespace kontor {

enum class IntakeEnd { waiting, stored, duplicate, refused, withdrawn };
std::string_view name_of(IntakeEnd end);
std::optional<IntakeEnd> intake_end_of(std::string_view name);

struct IntakeRow {
    std::string source;  // "upload", "watch:<path>"
    Bytes name;          // raw bytes of the offered file's name
    std::uint64_t size = 0;
    Instant offered{};
    Instant ended{};
    IntakeEnd end = IntakeEnd::stored;
    std::optional<DocumentId> document;  // stored as, or duplicate of
    std::uint32_t version = 0;           // of that document; 0 unless stored
    std::optional<std::string> reason;   // code, when refused or withdrawn
    Bytes digest;  // SHA-256 of what was taken, so that it is known again; may be empty

    Json to_json() const;
    static IntakeRow from_json(const Json& json);
    bool operator==(const IntakeRow&) const = default;
};

}  // namespace kontor
