// Ending: whether the end of a file is right for its kind, so that it can be taken without
// patience.
//
// Pure. Looks at the first and last bytes alone and compares them with marks; where a kind keeps a
// size or an offset in a fixed place, also with that. It parses nothing else: what foreign bytes
// say is found out in a confined child, and a wrong guess here costs only time.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <functional>

namespace kontor {

enum class Ending {
    right,  // the mark that ends this kind stands where it must
    wrong,  // it does not, or nobody knows this kind: patience
    open,   // plain text: any end is as good as another
};

// Up to `size` bytes of the file from `offset`; fewer only at its end.
using Peek = std::function<Bytes(std::uint64_t offset, std::size_t size)>;

Ending judge_ending(const Peek& peek, std::uint64_t file_size);

}  // namespace kontor
