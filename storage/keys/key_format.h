// Key format: how wrapped keys, segments and the store's own state are written down. Private to the
// room.
//
// On disk   keys/000001.seg, 000002.seg, …: a header and up to 4,096 slots, 64 bytes each, so that
//           none lies across two sectors; slot 1 is the first of segment 1. Numbers big-endian.
//             slot    u8 format (1) ‖ u8 state (1 key, 2 gravestone) ‖ u16 0 ‖ 12-byte nonce ‖
//                     48 bytes: 32 under AES-256-GCM, bound to archive, slot and the first four
//                     bytes. A gravestone holds 32 zero bytes, so it cannot be made without the
//                     key.
//             header  "KontorKS" ‖ u32 format (1) ‖ u64 segment ‖ 16-byte mark of the master key ‖
//                     12 zero bytes ‖ 16-byte check over the 48 before, keyed with the master key
//           keys/state, JSON: slots that are durable (`filled`), slots that may have been given out
//           (`taken`), the master key's mark, and a checksum. Without it all slots count as taken.
#pragma once

#include "storage/base/aead.h"
#include "storage/base/bytes.h"
#include "storage/base/ids.h"

#include <filesystem>

namespace kontor {

constexpr std::uint64_t segment_slots = 4096;
constexpr std::uint64_t batch_slots = 1024;  // made durable by one sync
constexpr std::uint64_t taken_step = 256;    // given out for one write of `state`
constexpr std::size_t slot_bytes = 64;

// Segments count from 1, and slots through all of them.
std::uint64_t segment_of(KeySlot slot);
std::uint64_t slot_offset(KeySlot slot);  // in its segment's file
KeySlot first_slot(std::uint64_t segment);
std::filesystem::path segment_file(const std::filesystem::path& folder, std::uint64_t segment);

// 16 bytes by which a master key is known again, and from which it cannot be found.
Bytes mark_of_master(const std::string& archive, ByteView master);

enum class SlotKind : std::uint8_t { key = 1, gravestone = 2 };
struct OpenSlot {
    SlotKind kind;
    Bytes key;
};
Bytes seal_slot(const std::string& archive, ByteView master, KeySlot slot, const OpenSlot& content);
// Nothing when it does not open under this master key.
std::optional<OpenSlot> open_slot(const std::string& archive,
                                  ByteView master,
                                  KeySlot slot,
                                  ByteView bytes);

Bytes seal_header(const std::string& archive, ByteView master, std::uint64_t segment);
bool header_fits(const std::string& archive,
                 ByteView master,
                 std::uint64_t segment,
                 ByteView bytes);

struct KeysState {
    std::uint64_t filled = 0;
    std::uint64_t taken = 0;
    Bytes mark;
};
Bytes write_keys_state(const KeysState& state);
std::optional<KeysState> read_keys_state(ByteView text);  // nothing when it is damaged

}  // namespace kontor
