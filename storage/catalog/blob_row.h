// BlobRow: where the bytes of a digest lie. Its key is the SHA-256; it goes with the paper.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

namespace kontor {

struct BlobRow {
    BlobNumber number;
    std::uint32_t volume = 0;
    std::uint64_t size = 0;
    Bytes sha512;      // 64 raw bytes
    KeySlot key = {};  // of its key; not valid where nothing is encrypted

    Json to_json() const;
    static BlobRow from_json(const Json& json);
    bool operator==(const BlobRow&) const = default;
};

}  // namespace kontor
