// Writing a bag: the tag files that go with a payload (RFC 8493 section 2), complete and in order.
//
// Promises  Two payload manifests (SHA-256 and SHA-512) that list every payload file, and two tag
//           manifests that list every other tag file; lines ordered by path, so that the same
//           contents give the same bytes. bag-info.txt gets its Payload-Oxum here.
// Threads   Functions.
// Errors    invalid with bag.name_* when a path is not fit for a package (bag_name.h), or payload
//           does not lie below "data/"; invalid (bag.info_field) for a field that cannot be
//           written, Payload-Oxum among them.
// Why       Digests come in, not bytes: the payload is hashed while it is written, once.
#pragma once

#include "storage/proof/bag_text.h"

namespace kontor {

struct BagEntry {
    std::string path;  // "data/documents/000001.pdf"
    std::uint64_t size_bytes = 0;
    Bytes sha256;  // 32 raw bytes
    Bytes sha512;  // 64 raw bytes
};

struct BagTagFile {
    std::string path;
    Bytes bytes;
};

// The entries of files that are at hand.
std::vector<BagEntry> bag_entries(const std::vector<BagTagFile>& files);

// All tag files, in the order to write them: bagit.txt, bag-info.txt, `others`, manifests, tag
// manifests.
std::vector<BagTagFile> bag_tag_files(const std::vector<BagEntry>& payload,
                                      std::vector<BagInfoField> info,
                                      const std::vector<BagTagFile>& others);

}  // namespace kontor
