// BlobKeys: where a store with encryption has the keys of its blobs from. storage/archive gives it,
// for this room knows neither the archive's key segments nor its master key.
//
// Threads   Every call from any thread.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/ids.h"

namespace kontor {

struct BlobKey {
    KeySlot slot;
    Bytes key;  // 32 bytes
};

class BlobKeys {
  public:
    virtual ~BlobKeys() = default;
    // A key that no blob ever had, durable already.
    virtual BlobKey make() = 0;
    // Error not_found when it was destroyed; corrupt when it is damaged or was never made.
    virtual Bytes get(KeySlot slot) const = 0;
    // Nobody gets it any more, durable when it returns; twice does no harm.
    virtual void destroy(KeySlot slot) = 0;
};

}  // namespace kontor
