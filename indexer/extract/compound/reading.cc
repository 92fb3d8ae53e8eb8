#include "indexer/extract/compound/reading.h"

#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

bool Reading::has_room() {
    if (flow.ink_bytes() < limits::compound_text_max_bytes) {
        return true;
    }
    complain("extract.too_large");
    return false;
}

ReadingEnd Reading::end() const {
    if (complaint == "extract.encrypted") {
        return {TextState::encrypted, complaint};
    }
    if (flow.has_ink()) {
        return {complaint.empty() ? TextState::done : TextState::partial, complaint};
    }
    const bool is_sound = complaint.empty() || complaint == "extract.unsupported";
    return {is_sound ? TextState::none : TextState::failed, complaint};
}

}  // namespace kontor::compound
