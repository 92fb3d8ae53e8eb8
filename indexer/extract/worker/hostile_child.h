// HostileChild: documents that make a child do what a reader that was taken over would do. Only in
// builds with tests; elsewhere such a document is plain text like any other.
#pragma once

#include "indexer/extract/result.h"

namespace kontor {

#if defined(KONTOR_FAULT_POINTS)
// "kontor-hostile-child: " and the name of a deed, then anything.
bool is_hostile_document(ByteView document);
// Does it. When it is over and the child still there, the sink gets the fact "deed": "refused", or
// "done" when nothing stopped it.
ReadingEnd be_hostile(ByteView document, ResultSink& sink);
#else
inline bool is_hostile_document(ByteView /*document*/) {
    return false;
}
inline ReadingEnd be_hostile(ByteView /*document*/, ResultSink& /*sink*/) {
    return {};
}
#endif

}  // namespace kontor
