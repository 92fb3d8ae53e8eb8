// SharedStrings: what cells of a workbook share; in one piece, because there are millions of short
// ones ([MS-XLS] 2.4.265).
#pragma once

#include "indexer/extract/compound/biff.h"

namespace kontor::compound {

class SharedStrings {
  public:
    void read(Reading& reading, BiffBytes bytes);
    // Empty when there is none.
    std::string_view at(std::size_t index) const;

  private:
    std::string all_;
    std::vector<std::size_t> ends_;
};

}  // namespace kontor::compound
