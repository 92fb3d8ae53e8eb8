// MediaTypes: the kind of a document by its content; its name is never asked.
//
// Promises  After construction nothing is opened any more: libmagic's tables are in memory.
// Threads   One object, one thread.
// Errors    io when the tables cannot be loaded; internal for other words of libmagic.
#pragma once

#include "storage/base/bytes.h"

#include <memory>
#include <string>

namespace kontor {

struct FoundType {
    std::string media_type;  // RFC 6838, lower case, no parameters
    bool is_text = false;    // libmagic sees characters, not bytes
};

class MediaTypes {
  public:
    MediaTypes();
    ~MediaTypes();
    MediaTypes(const MediaTypes&) = delete;
    MediaTypes& operator=(const MediaTypes&) = delete;

    FoundType of(ByteView bytes) const;

  private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

}  // namespace kontor
