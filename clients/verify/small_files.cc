#include "clients/verify/small_files.h"

#include "storage/base/hash.h"

#include <array>

namespace kontor {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

}  // namespace

std::optional<Bytes> read_small(BagFiles& files, const std::string& name, std::size_t max_bytes) {
    const auto source = files.open(name);
    Bytes bytes;
    std::array<char, piece_bytes> piece;
    while (const std::size_t count = source->read(piece.data(), piece.size())) {
        bytes.append(piece.data(), count);
        if (bytes.size() > max_bytes) {
            return std::nullopt;
        }
    }
    return bytes;
}

Bytes hash_file(BagFiles& files, const std::string& name) {
    const auto source = files.open(name);
    Hasher hasher(HashKind::sha256);
    std::array<char, piece_bytes> piece;
    while (const std::size_t count = source->read(piece.data(), piece.size())) {
        hasher.update({piece.data(), count});
    }
    return hasher.finish();
}

}  // namespace kontor
