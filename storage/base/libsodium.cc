#include "storage/base/libsodium.h"

#include "storage/base/error.h"

#include <sodium.h>

namespace kontor {

void require_libsodium() {
    static const bool ready = sodium_init() >= 0;
    if (!ready) {
        throw Error(ErrorCode::internal, "start libsodium");
    }
}

}  // namespace kontor
