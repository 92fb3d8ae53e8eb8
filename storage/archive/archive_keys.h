// ArchiveKeys: gives the blobs their keys out of the archive's key segments. Private to the room.
#pragma once

#include "storage/blob/blob_keys.h"
#include "storage/keys/key_store.h"

namespace kontor {

class ArchiveKeys : public BlobKeys {
  public:
    explicit ArchiveKeys(KeyStore& keys) : keys_(keys) {}
    BlobKey make() override;
    Bytes get(KeySlot slot) const override;
    void destroy(KeySlot slot) override { keys_.destroy(slot); }

  private:
    KeyStore& keys_;
};

}  // namespace kontor
