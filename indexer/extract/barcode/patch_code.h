// The patch code of type T, with which separator sheets for scanners are printed.
//
// Four bars beside each other, two narrow (0.08 inch) and two wide (0.20 inch), with narrow spaces
// between them: narrow, wide, narrow, wide (Kodak A-61599). Read from the other side that is type
// 3; on a sheet that may lie upside down the two cannot be told apart, and both count.
#pragma once

#include "indexer/extract/image/page_image.h"

namespace kontor {

// In any of four directions, askew by up to ten degrees, bars of half an inch and more.
bool has_patch_t(const PageImage& page);

}  // namespace kontor
