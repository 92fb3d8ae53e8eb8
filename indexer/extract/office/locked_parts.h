// LockedParts: the parts of an OpenDocument that are under a password, as its manifest tells them.
//
// Promises  Nothing is decrypted twice as much as limits allow, whatever the manifest says.
// Threads   One object, one thread.
#pragma once

#include "indexer/extract/office/xml.h"
#include "indexer/extract/unlock/locked_part.h"

#include <string>
#include <unordered_map>

namespace kontor::office {

class LockedParts {
  public:
    LockedParts(const Node& manifest, std::string password);

    bool empty() const { return parts_.empty(); }
    bool has(const std::string& key) const { return parts_.contains(key); }
    struct Opened {
        std::string bytes;
        std::string_view complaint;  // "extract.…"; empty when all is well
    };
    // `key` is the part's name as Container::key_of gives it, `room_bytes` how long it may become.
    Opened open(const std::string& key, std::string bytes, std::size_t room_bytes);

  private:
    std::unordered_map<std::string, unlock::LockedPart> parts_;
    std::string password_;
    std::uint64_t rounds_ = 0;  // of all keys until now
};

}  // namespace kontor::office
