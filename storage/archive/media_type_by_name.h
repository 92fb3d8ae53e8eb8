// The media type that a file name suggests, until the content has been looked at in a confined
// child.
#pragma once

#include "storage/base/bytes.h"

#include <string>

namespace kontor {

// By the name's ending; `declared` when that says nothing; else application/octet-stream.
std::string media_type_by_name(ByteView file_name, const std::string& declared);

}  // namespace kontor
