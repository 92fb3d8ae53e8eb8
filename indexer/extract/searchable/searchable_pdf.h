// Makes a PDF searchable.
//
// Promises  Pages on which nothing was recognised, and everything else, stay as they are. Text that
// a
//           page had before stays beside what was recognised.
// Errors    As ChangeablePdf, RecognisedWords and `out`.
#pragma once

#include "indexer/extract/searchable/recognised_words.h"
#include "storage/base/byte_stream.h"

namespace kontor {

void make_searchable(ByteView pdf, RecognisedWords words, ByteSink& out);

}  // namespace kontor
