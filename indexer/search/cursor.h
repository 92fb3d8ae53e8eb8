// Cursor: where the next page of an answer begins, in a form that its holder can neither read into
// nor change. Private to the room.
//
// Threads   A value.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/ids.h"

#include <cstdint>
#include <string>

namespace kontor {

// Bound to the actor, the question and its order by `question`, a digest of them. Papers that came
// after the first page are left out, so that no page repeats or skips one.
struct SearchCursor {
    Bytes question;  // 32 bytes
    std::uint64_t offset = 0;
    DocumentId highest;

    std::string sealed(const Bytes& key) const;
    // Error invalid (search.cursor) when `text` was not sealed with this key for this question.
    static SearchCursor opened(std::string_view text, const Bytes& key, const Bytes& question);
};

}  // namespace kontor
