#include "storage/catalog/stamp_row.h"

#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

namespace kontor {

namespace {

Bytes bytes_of(const Json& text, const std::string& what) {
    auto bytes = from_base64(text.get<std::string>());
    if (!bytes) {
        throw_corrupt_row(what, "not base64");
    }
    return *std::move(bytes);
}

}  // namespace

Json StampRow::to_json() const {
    Json chain = Json::array();
    for (const Bytes& certificate : stamp.chain) {
        chain.push_back(to_base64(certificate));
    }
    return {{"token", to_base64(token)},
            {"time", to_rfc3339(stamp.time)},
            {"serial", stamp.serial},
            {"policy", stamp.policy},
            {"valid_until", to_rfc3339(stamp.valid_until)},
            {"chain", std::move(chain)}};
}

StampRow StampRow::from_json(const Json& json) {
    StampRow row;
    row.token = bytes_of(json.at("token"), "a stamp");
    row.stamp.time = kontor::instant_of(json, "time");
    row.stamp.serial = json.at("serial").get<std::string>();
    row.stamp.policy = json.at("policy").get<std::string>();
    row.stamp.valid_until = kontor::instant_of(json, "valid_until");
    for (const Json& text : json.at("chain")) {
        row.stamp.chain.push_back(bytes_of(text, "a stamp"));
    }
    return row;
}

namespace catalog {

namespace {

void walk(const Transaction& transaction,
          const RowWalk& range,
          const std::function<bool(const FoundStamp&)>& visit) {
    walk_rows(transaction, tables::stamps, range, [&](ByteView key, const ArchiveRow& row) {
        const std::uint64_t size = take_u64(key);
        return visit({size, read_row<StampRow>(row.content,
                                               "the stamp of checkpoint " + std::to_string(size))});
    });
}

}  // namespace

std::optional<FoundStamp> last_stamp(const Transaction& transaction) {
    std::optional<FoundStamp> last;
    walk(transaction, {.direction = RowWalk::Direction::backwards}, [&](const FoundStamp& found) {
        last = found;
        return false;
    });
    return last;
}

void walk_stamps(const Transaction& transaction,
                 const std::function<bool(const FoundStamp&)>& visit) {
    walk(transaction, {}, visit);
}

void put_stamp(RowWriter& rows, std::uint64_t size, const StampRow& row) {
    rows.put(tables::stamps, Key().u64(size), row.to_json());
}

}  // namespace catalog
}  // namespace kontor
