#include "indexer/extract/unlock/package_size.h"

#include <algorithm>

namespace kontor::unlock {

std::uint64_t take_package_size(Bytes& package) {
    constexpr std::size_t head_bytes = 8;
    if (package.size() < head_bytes) {
        package.clear();
        return 0;
    }
    std::uint64_t size_bytes = 0;
    for (std::size_t i = head_bytes; i-- > 0;) {
        size_bytes = size_bytes << 8 | static_cast<unsigned char>(package[i]);
    }
    package.erase(0, head_bytes);
    package.resize(package.size() / aes_block_bytes * aes_block_bytes);
    return size_bytes;
}

}  // namespace kontor::unlock
