#include "storage/archive/archive_keys.h"

#include "storage/base/error.h"

#include <utility>

namespace kontor {

BlobKey ArchiveKeys::make() {
    AllocatedKey made = keys_.allocate();
    return {made.slot, std::move(made.key)};
}

Bytes ArchiveKeys::get(KeySlot slot) const {
    FoundKey found = keys_.find(slot);
    switch (found.state) {
        case KeyState::live:
            return std::move(found.key);
        case KeyState::destroyed:
            throw Error(ErrorCode::not_found, "use key slot " + slot.str() + ": it was destroyed");
        case KeyState::absent:
            break;
    }
    throw Error(ErrorCode::corrupt, "use key slot " + slot.str() + ": it was never made");
}

}  // namespace kontor
