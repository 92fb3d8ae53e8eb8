// Layers: which optional content a document shows when it is opened (ISO 32000-1, 8.11). Private to
// the room.
#pragma once

#include "indexer/extract/pdf/pdf_file.h"

#include <cstdint>
#include <set>

namespace kontor::pdf {

class Layers {
  public:
    explicit Layers(const PdfFile& file);
    // Whether content under this group or membership dictionary (maybe a reference) is shown.
    bool shows(const Object* raw_group) const;

  private:
    bool is_on(const Object* raw_group) const;

    const PdfFile& file_;
    bool base_on_ = true;
    std::set<std::uint64_t> other_;  // groups in the other state than the base
};

}  // namespace kontor::pdf
