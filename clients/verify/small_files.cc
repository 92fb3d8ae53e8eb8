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

std::optional<FileDigests> hash_file(BagFiles& files,
                                     const std::string& name,
                                     std::uint64_t max_bytes) {
    const auto source = files.open(name);
    Hasher sha256(HashKind::sha256);
    Hasher sha512(HashKind::sha512);
    std::uint64_t total_bytes = 0;
    std::array<char, piece_bytes> piece;
    while (const std::size_t count = source->read(piece.data(), piece.size())) {
        total_bytes += count;
        if (total_bytes > max_bytes) {
            return std::nullopt;
        }
        sha256.update({piece.data(), count});
        sha512.update({piece.data(), count});
    }
    return FileDigests{sha256.finish(), sha512.finish()};
}

}  // namespace kontor
