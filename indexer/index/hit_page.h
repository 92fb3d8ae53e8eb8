// On which page of a paper a question's words stand. Private to the room.
#pragma once

#include "indexer/index/plan_compiler.h"

#include <optional>
#include <vector>

#include <xapian.h>

namespace kontor {

// The page where most of `words` stand, of several the first; counted from 1.
std::optional<unsigned> hit_page(const Xapian::Database& database,
                                 Xapian::docid docid,
                                 const std::vector<PageWords>& words);

}  // namespace kontor
