// SlideObjects: where the objects of a presentation lie in its stream. Each time it was saved the
// program may have written only what was new, behind the rest ([MS-PPT] 2.1.2).
#pragma once

#include "indexer/extract/compound/slide_records.h"

#include <unordered_map>

namespace kontor::compound {

class SlideObjects {
  public:
    // `newest` is the place of the last edit.
    SlideObjects(ByteView stream, std::size_t newest);

    // An edit that is none, or links that do not end.
    bool is_damaged() const { return is_damaged_; }
    bool is_encrypted() const { return is_encrypted_; }
    std::uint32_t document() const { return document_; }
    // Nothing when there is none of that number, or it is of another kind.
    std::optional<ByteView> find(std::uint32_t number, SlideRecord kind) const;

  private:
    void read_directory(ByteView stream, std::size_t at);

    ByteView stream_;
    std::size_t room_bytes_;  // for directories: each has bytes of its own
    std::unordered_map<std::uint32_t, std::uint32_t> places_;
    std::uint32_t document_ = 0;
    bool is_damaged_ = false;
    bool is_encrypted_ = false;
};

}  // namespace kontor::compound
