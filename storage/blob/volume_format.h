// Volume format: how chunks, heads and a volume's own row are written down, and checked. Private to
// the room.
//
// On disk   Payloads of the two tables of a volume (tables.h); numbers big-endian:
//             chunks  u64 blob ‖ u32 chunk  →  u8 flags ‖ bytes ‖ 8 random bytes ‖ 16-byte check
//               flags: 1; and 2 where the bytes are a frame of zstd (RFC 8878); each other bit is
//               the place of something to come
//               check = GMAC under the check key, nonce 8 random bytes ‖ u32 chunk, over u64 blob ‖
//               u8 flags ‖ bytes
//             chunks of before (flags 0): u8 flags ‖ bytes ‖ 16-byte check, which is BLAKE2b-128
//               over u64 blob ‖ u32 chunk ‖ u8 flags ‖ bytes
//             heads   u64 blob  →  u8 head_format ‖ u8 cipher ‖ u64 size ‖ u32 chunks ‖ 32-byte tag
//               tag = BLAKE2b-256 over u64 blob ‖ u64 size ‖ u32 chunks ‖ 32-byte SHA-256 of it all
//               cipher: 0, not encrypted
//           and where the archive is encrypted, under the blob's own key by AES-256-GCM:
//             chunks  u64 blob ‖ u32 chunk  →  u8 flags ‖ ciphertext ‖ 16-byte tag
//               flags: 0, or 2 as above; nonce u64 blob ‖ u32 chunk; bound to u8 flags ‖ u8 last
//               (1: no chunk follows)
//             heads   u64 blob  →  u8 head_format ‖ u8 cipher ‖ u64 size ‖ u32 chunks ‖ 48 bytes:
//               the SHA-256 of it all, encrypted; nonce u64 blob ‖ 32 ones; bound to what is before
//               cipher: 1
//             heads   u64 0  →  u8 volume_format ‖ u8 sealed (0, 1) ‖ u64 highest number ever used
//           BLAKE2b is keyed with the archive's check key (RFC 7693 2.9); the two lengths
//           are part of the hash, so one is never taken for the other. Every chunk but the last
//           holds chunk_data_bytes, before they were compressed.
// Errors    corrupt, naming blob and chunk; unsupported for a format, cipher or flag of a later
//           version whose check holds.
// Why       GMAC and not BLAKE2b: see docs/BENCHMARKS.md. Its nonces are random, not places,
// because numbers
//           come again under the same check key when an archive is restored.
//           Keyed, so that who can write the file but has no key cannot make a chunk that fits; and
//           no plain hash outlives an erasure: with the catalog's row gone, nothing here lets
//           anyone who knows a text find out that it once lay here.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/error.h"
#include "storage/base/ids.h"
#include "storage/base/limits.h"
#include "storage/kv/envelope.h"

#include <cstdint>

namespace kontor {

constexpr std::size_t check_key_bytes = 32;
constexpr std::size_t chunk_check_bytes = 16;
constexpr std::size_t chunk_nonce_bytes = 8;
constexpr char gmac_flag = 1;
constexpr char zstd_flag = 2;
// Envelope, flags and what comes after the bytes are taken off, so that a row fills whole pages of
// LMDB, in either form.
constexpr std::size_t chunk_data_bytes =
    limits::blob_chunk_bytes - envelope_overhead_bytes - chunk_check_bytes - 1;

// How many chunks `size` bytes take.
std::uint32_t chunks_of(std::uint64_t size);
// How many bytes chunk `index` of a blob of `size` bytes holds.
std::size_t chunk_size(std::uint64_t size, std::uint32_t index);

// `payload` holds the flags and the bytes; the check is added.
void seal_chunk(ByteView check_key, BlobNumber number, std::uint32_t index, Bytes& payload);
// Flags and bytes as they were sealed, when `payload` is the chunk asked for.
ByteView open_chunk(ByteView check_key, BlobNumber number, std::uint32_t index, ByteView payload);

Error corrupt_chunk(BlobNumber number, std::uint32_t index, std::string_view why);

enum class Cipher : std::uint8_t { none = 0, aes_256_gcm = 1 };

struct BlobHead {
    std::uint64_t size = 0;
    std::uint32_t chunks = 0;
    Bytes tag;  // what comes after the facts; of an encrypted blob that was opened: the SHA-256
};
Bytes seal_head(ByteView check_key, BlobNumber number, std::uint64_t size, ByteView sha256);
// Error corrupt when it is not of this cipher: an archive never mixes.
BlobHead open_head(BlobNumber number, ByteView payload, Cipher cipher);
// Format, cipher, size and count, as a head begins.
Bytes head_facts(Cipher cipher, std::uint64_t size);
// Whether `head` was written for bytes of this SHA-256.
bool head_fits(ByteView check_key, BlobNumber number, const BlobHead& head, ByteView sha256);

// The volume's own row, under number 0.
struct VolumeState {
    bool sealed = false;
    std::uint64_t highest = 0;
};
Bytes write_state(const VolumeState& state);
VolumeState read_state(ByteView payload);

}  // namespace kontor
