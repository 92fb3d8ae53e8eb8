// From a row of the catalog to the blob it names.
#pragma once

#include "storage/blob/blob_store.h"
#include "storage/catalog/blob_row.h"
#include "storage/catalog/rendition_row.h"

namespace kontor {

inline BlobRef blob_of(const BlobRow& row) {
    return {row.number, row.volume, row.size, row.key};
}
// In blobs/derived.
inline BlobRef text_of(const RenditionRow& row) {
    return {row.text, row.volume, row.size, row.key};
}

}  // namespace kontor
