#include "indexer/extract/result.h"

namespace kontor {

std::string_view name_of(TextState state) {
    switch (state) {
        case TextState::done:
            return "done";
        case TextState::partial:
            return "partial";
        case TextState::none:
            return "none";
        case TextState::encrypted:
            return "encrypted";
        case TextState::failed:
            return "failed";
    }
    return "failed";
}

}  // namespace kontor
