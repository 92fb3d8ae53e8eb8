#include "storage/keys/key_format.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/json.h"
#include "storage/base/random.h"

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::uint8_t slot_format = 1;
constexpr std::uint32_t segment_format = 1;
constexpr std::size_t slot_head_bytes = 4;
constexpr std::size_t mark_bytes = 16;
constexpr std::string_view magic = "KontorKS";
constexpr std::string_view mark_purpose = "kontor master key mark";
constexpr std::string_view header_purpose = "kontor key segment";
constexpr std::string_view slot_purpose = "kontor key slot";

Bytes place_of(const std::string& archive, KeySlot slot, ByteView head) {
    Bytes place = Bytes(slot_purpose) + '\0' + archive + '\0';
    append_u64(place, slot.value());
    place += head;
    return place;
}

}  // namespace

std::uint64_t segment_of(KeySlot slot) {
    return (slot.value() - 1) / segment_slots + 1;
}

std::uint64_t slot_offset(KeySlot slot) {
    return slot_bytes * (1 + (slot.value() - 1) % segment_slots);
}

KeySlot first_slot(std::uint64_t segment) {
    return KeySlot((segment - 1) * segment_slots + 1);
}

std::filesystem::path segment_file(const std::filesystem::path& folder, std::uint64_t segment) {
    return folder / fmt::format("{:06}.seg", segment);
}

Bytes mark_of_master(const std::string& archive, ByteView master) {
    return keyed_hash(master, Bytes(mark_purpose) + '\0' + archive).substr(0, mark_bytes);
}

Bytes seal_slot(const std::string& archive,
                ByteView master,
                KeySlot slot,
                const OpenSlot& content) {
    Bytes bytes{static_cast<char>(slot_format), static_cast<char>(content.kind), '\0', '\0'};
    const Bytes nonce = random_bytes(aead_nonce_bytes);
    const Bytes sealed = aead_seal(master, nonce, place_of(archive, slot, bytes), content.key);
    return bytes + nonce + sealed;
}

std::optional<OpenSlot> open_slot(const std::string& archive,
                                  ByteView master,
                                  KeySlot slot,
                                  ByteView bytes) {
    if (bytes.size() != slot_bytes) {
        return std::nullopt;
    }
    const ByteView head = bytes.substr(0, slot_head_bytes);
    const ByteView nonce = bytes.substr(slot_head_bytes, aead_nonce_bytes);
    const ByteView sealed = bytes.substr(slot_head_bytes + aead_nonce_bytes);
    auto key = aead_open(master, nonce, place_of(archive, slot, head), sealed);
    if (!key) {
        return std::nullopt;
    }
    if (static_cast<std::uint8_t>(head[0]) != slot_format) {
        throw Error(ErrorCode::unsupported,
                    "read key slot " + slot.str() + ": written by a later version");
    }
    return OpenSlot{static_cast<SlotKind>(head[1]), *std::move(key)};
}

Bytes seal_header(const std::string& archive, ByteView master, std::uint64_t segment) {
    Bytes header(magic);
    append_u32(header, segment_format);
    append_u64(header, segment);
    header += mark_of_master(archive, master);
    header.resize(slot_bytes - mark_bytes, '\0');
    return header + keyed_hash(master, Bytes(header_purpose) + '\0' + archive + '\0' + header)
                        .substr(0, mark_bytes);
}

bool header_fits(const std::string& archive,
                 ByteView master,
                 std::uint64_t segment,
                 ByteView bytes) {
    return equal_in_constant_time(seal_header(archive, master, segment), bytes);
}

Bytes write_keys_state(const KeysState& state) {
    Json json{{"format", 1},
              {"filled", std::to_string(state.filled)},
              {"taken", std::to_string(state.taken)},
              {"mark", to_hex(state.mark)}};
    json["sum"] = to_hex(sha256(json.dump()));
    return json.dump() + "\n";
}

std::optional<KeysState> read_keys_state(ByteView text) {
    try {
        Json json = parse_json(text);
        const std::string sum = json.at("sum").get<std::string>();
        json.erase("sum");
        const auto mark = from_hex(json.at("mark").get<std::string>());
        if (sum != to_hex(sha256(json.dump())) || !mark || mark->size() != mark_bytes) {
            return std::nullopt;
        }
        if (json.at("format").get<int>() != 1) {
            throw Error(ErrorCode::unsupported, "read the state of the keys: of a later version");
        }
        KeysState state{std::stoull(json.at("filled").get<std::string>()),
                        std::stoull(json.at("taken").get<std::string>()), *mark};
        // To the last byte: what is cut off or added was not written by us.
        return write_keys_state(state) == text ? std::optional(std::move(state)) : std::nullopt;
    } catch (const Json::exception&) {
        return std::nullopt;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::unsupported) {
            throw;
        }
        return std::nullopt;  // no JSON at all
    }
}

}  // namespace kontor
