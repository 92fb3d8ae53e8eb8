#include "indexer/extract/office/inflated.h"

#include <algorithm>
#include <array>
#include <limits>

#include <zlib.h>

namespace kontor::office {

Inflated inflated(ByteView bytes, std::size_t room_bytes) {
    Inflated out;
    z_stream stream{};
    if (bytes.size() > std::numeric_limits<uInt>::max() ||
        inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        out.complaint = "extract.too_large";
        return out;
    }
    std::array<char, 16'384> piece{};
    // zlib only reads from it.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT
    stream.avail_in = static_cast<uInt>(bytes.size());
    int result = Z_OK;
    while (result == Z_OK && out.complaint.empty()) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());  // NOLINT: zlib's bytes
        stream.avail_out = static_cast<uInt>(piece.size());
        result = inflate(&stream, Z_NO_FLUSH);
        const std::size_t got = piece.size() - stream.avail_out;
        if (got > room_bytes - out.bytes.size()) {
            out.complaint = "extract.too_large";
        }
        out.bytes.append(piece.data(), std::min(got, room_bytes - out.bytes.size()));
    }
    inflateEnd(&stream);
    if (result != Z_STREAM_END && out.complaint.empty()) {
        out.complaint = "extract.damaged";
    }
    return out;
}

}  // namespace kontor::office
