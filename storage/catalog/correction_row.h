// CorrectionRow: the text of one page of a version as a person says it is.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"
#include "storage/catalog/row_writer.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/engine.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct CorrectionRow {
    std::string text;  // UTF-8
    Instant changed{};
    ActorId changed_by;

    Json to_json() const;
    static CorrectionRow from_json(const Json& json);
    bool operator==(const CorrectionRow&) const = default;
};

namespace catalog {

std::optional<CorrectionRow> find_correction(const Transaction& transaction,
                                             DocumentId id,
                                             std::uint32_t version,
                                             std::uint32_t page,
                                             Sequence at = newest_sequence);

// Without its text.
struct CorrectedPage {
    std::uint32_t page = 0;
    std::uint64_t size = 0;  // of the text, bytes
    Instant changed{};
    ActorId changed_by;
};
// By page.
std::vector<CorrectedPage> corrected_pages(const Transaction& transaction,
                                           DocumentId id,
                                           std::uint32_t version,
                                           Sequence at = newest_sequence);
void put_correction(RowWriter& rows,
                    DocumentId id,
                    std::uint32_t version,
                    std::uint32_t page,
                    const CorrectionRow& row);
void remove_correction(RowWriter& rows, DocumentId id, std::uint32_t version, std::uint32_t page);

}  // namespace catalog
}  // namespace kontor
