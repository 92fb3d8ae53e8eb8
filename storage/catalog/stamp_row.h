// StampRow: a time stamp over a checkpoint of the log, and what is needed to judge it for ever.
#pragma once

#include "storage/base/json.h"
#include "storage/catalog/row_writer.h"
#include "storage/kv/engine.h"
#include "storage/proof/timestamp.h"

#include <functional>
#include <optional>

namespace kontor {

struct StampRow {
    Bytes token;  // DER
    Stamp stamp;

    Json to_json() const;
    static StampRow from_json(const Json& json);
    bool operator==(const StampRow&) const = default;
};

namespace catalog {

struct FoundStamp {
    std::uint64_t size = 0;  // of the checkpoint
    StampRow row;
};
// Of the largest checkpoint.
std::optional<FoundStamp> last_stamp(const Transaction& transaction);
// By size; `visit` answers whether to go on.
void walk_stamps(const Transaction& transaction,
                 const std::function<bool(const FoundStamp&)>& visit);
void put_stamp(RowWriter& rows, std::uint64_t size, const StampRow& row);

}  // namespace catalog
}  // namespace kontor
