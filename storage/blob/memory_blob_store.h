// The BlobStore in memory: for tests of what stands above; keeps nothing. Same contract.
#pragma once

#include "storage/blob/blob_store.h"

namespace kontor {

std::unique_ptr<BlobStore> make_memory_blob_store();

}  // namespace kontor
