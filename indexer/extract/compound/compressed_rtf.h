// The compressed RTF of mails ([MS-OXRTFCP]).
//
// Promises  What breaks off, or refers to nothing, gives what stands before it.
// Threads   Any.
#pragma once

#include "storage/base/bytes.h"

namespace kontor::compound {

struct ExpandedRtf {
    std::string text;
    std::string_view complaint;  // the reason "extract.…" why it is not all; empty when it is
};

ExpandedRtf expand_rtf(ByteView compressed);

}  // namespace kontor::compound
