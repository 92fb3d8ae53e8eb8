#include "storage/catalog/blob_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

Json BlobRow::to_json() const {
    Json json{{"number", number_text(number.value())},
              {"volume", volume},
              {"size", number_text(size)},
              {"sha512", to_hex(sha512)}};
    put_key_slot(json, key);
    return json;
}

BlobRow BlobRow::from_json(const Json& json) {
    const auto sha512 = from_hex(json.at("sha512").get<std::string>());
    if (!sha512 || sha512->size() != 64) {
        throw_corrupt_row("a blob", "its SHA-512");
    }
    return {BlobNumber(number_of(json, "number")), json.at("volume").get<std::uint32_t>(),
            number_of(json, "size"), *sha512, key_slot_of(json)};
}

}  // namespace kontor
