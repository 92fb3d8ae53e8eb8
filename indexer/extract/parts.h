// Parts: documents within a document, such as the attachments of a mail or the entries of an
// archive, read where they stand.
//
// Promises  A part's pages follow those that came before it. How deep parts lie in each other, how
//           many there are, and how many bytes they have together is bounded (limits.h), whatever
//           the container claims.
// Threads   One object, one thread.
// Errors    A part that cannot be read has a state and a reason of its own, and harms no other.
#pragma once

#include "indexer/extract/limits.h"
#include "indexer/extract/result.h"

namespace kontor {

class Parts {
  public:
    virtual ~Parts() = default;

    // Reads the part `bytes`. `name` as the container gives it, UTF-8 or not; it may be empty, may
    // hold '/', and is never a path of anything. False: there is no room for more parts, and the
    // container ends as partial with reason_too_many_parts.
    [[nodiscard]] virtual bool add(std::string_view name, ByteView bytes) = 0;
    // A part that is there and of which nothing can be had. False as above.
    [[nodiscard]] virtual bool add_unread(std::string_view name, const ReadingEnd& why) = 0;
    // How many bytes the next part may have. A container that expands more of one gives what it has
    // and ends as partial with "extract.too_large".
    virtual std::size_t room_bytes() const = 0;
    // Bytes that were expanded and then not handed over take room as well: they took the time.
    virtual void spend(std::size_t /*bytes*/) {}
};

// Takes parts and reads none: for a reader that is used or tested alone.
class NoParts final : public Parts {
  public:
    bool add(std::string_view /*name*/, ByteView /*bytes*/) override { return true; }
    bool add_unread(std::string_view /*name*/, const ReadingEnd& /*why*/) override { return true; }
    std::size_t room_bytes() const override { return limits::part_max_bytes; }
};

constexpr std::string_view reason_too_many_parts = "extract.too_many_parts";

}  // namespace kontor
