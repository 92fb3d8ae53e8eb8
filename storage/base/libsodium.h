// Starting libsodium, before which its random bytes race and its hashes run their slow form.
// Private to base.
#pragma once

namespace kontor {

// Starts libsodium at the first call; Error internal when it cannot. Threads: any.
void require_libsodium();

}  // namespace kontor
