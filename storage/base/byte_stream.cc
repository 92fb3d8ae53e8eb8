#include "storage/base/byte_stream.h"

#include <algorithm>
#include <cstring>

namespace kontor {

std::size_t MemorySource::read(char* out, std::size_t size) {
    const std::size_t count = std::min(size, rest_.size());
    std::memcpy(out, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
}

std::size_t read_fully(ByteSource& source, char* out, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const std::size_t count = source.read(out + done, size - done);
        if (count == 0) {
            break;
        }
        done += count;
    }
    return done;
}

}  // namespace kontor
