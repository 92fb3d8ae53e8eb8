// Makes a searchable PDF of an image file: a page for each of its pictures.
//
// Promises  The bytes of a JPEG become part of the PDF as they are; other pictures are packed
//           anew, without loss. One picture is in memory at a time. A page is as large as the file
//           says; one that says nothing, or what no paper has, becomes as long as a sheet of A4.
// Errors    As PageImages, RecognisedWords and `out`.
#pragma once

#include "indexer/extract/searchable/recognised_words.h"
#include "storage/base/byte_stream.h"

#include <string_view>

namespace kontor {

void make_searchable_pictures(std::string_view media_type,
                              ByteView bytes,
                              RecognisedWords words,
                              ByteSink& out);

}  // namespace kontor
