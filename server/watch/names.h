// Names in a watched folder: which are nobody's paper yet, and which we give. Raw bytes throughout.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/ids.h"

#include <optional>

namespace kontor {

// A name under which programs keep what they have not finished, or what belongs to a file manager:
// passed over until it is renamed. Hidden files too, among them our own.
bool is_passed_over(ByteView name);

// ".kontor-17": a file whose bytes were taken as number 17 and that is about to be removed. In the
// folder it was in, so that the rename is atomic and nobody else's rights are needed.
Bytes claimed_name(IntakeNumber number);
std::optional<IntakeNumber> claimed_number(ByteView name);

// "scan.pdf" as number 17 is "scan.#17.pdf"; at most 255 bytes, shortened before the number.
Bytes numbered_name(ByteView name, IntakeNumber number);

// The last component of a relative path, and what stands before it ("" for none).
ByteView base_name(ByteView path);
ByteView folder_name(ByteView path);

}  // namespace kontor
