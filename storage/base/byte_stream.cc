#include "storage/base/byte_stream.h"

namespace kontor {

std::size_t MemorySource::read(char* out, std::size_t size) {
    const std::size_t count = rest_.copy(out, size);
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
