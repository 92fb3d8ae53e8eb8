#include "indexer/extract/office/locked_parts.h"

#include "indexer/extract/office/container.h"
#include "indexer/extract/office/inflated.h"
#include "indexer/extract/office/limits.h"

#include <charconv>

namespace kontor::office {

namespace {

using unlock::Hash;

// 0, which no key has, when it is no number.
std::uint64_t number_in(const Node& node, std::string_view name, std::uint64_t otherwise) {
    const std::string_view text = attribute(node, name);
    if (text.empty()) {
        return otherwise;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

Bytes bytes_in(const Node& node, std::string_view name) {
    return from_base64(attribute(node, name)).value_or("");
}

// Names are addresses in newer editions, words in older ones.
std::optional<Hash> start_hash(std::string_view name) {
    return name.empty() || name == "SHA1" || name.ends_with("#sha1") ? std::optional(Hash::sha1)
           : name.ends_with("#sha256")                               ? std::optional(Hash::sha256)
                                                                     : std::nullopt;
}

std::optional<Hash> checksum_hash(std::string_view name) {
    return name == "SHA1/1K" || name.ends_with("#sha1-1k") ? std::optional(Hash::sha1)
           : name.ends_with("#sha256-1k")                  ? std::optional(Hash::sha256)
                                                           : std::nullopt;
}

unlock::LockedPart part_of(const Node& data) {
    const Node algorithm = child(data, "algorithm");
    const Node start = child(data, "start-key-generation");
    const Node derivation = child(data, "key-derivation");
    const std::string_view cipher = attribute(algorithm, "algorithm-name");
    const std::size_t bits = cipher.ends_with("#aes128-cbc")   ? 128
                             : cipher.ends_with("#aes192-cbc") ? 192
                             : cipher.ends_with("#aes256-cbc") ? 256
                                                               : 0;
    const std::string_view name = attribute(derivation, "key-derivation-name");
    return {.is_aes_cbc = bits != 0 && number_in(derivation, "key-size", bits / 8) == bits / 8,
            .is_pbkdf2 = name == "PBKDF2" || name.ends_with("#pbkdf2"),
            .start_hash = start_hash(attribute(start, "start-key-generation-name")),
            .checksum_hash = checksum_hash(attribute(data, "checksum-type")),
            .key_bits = bits,
            .rounds = number_in(derivation, "iteration-count", 0),
            .salt = bytes_in(derivation, "salt"),
            .vector = bytes_in(algorithm, "initialisation-vector"),
            .checksum = bytes_in(data, "checksum")};
}

}  // namespace

LockedParts::LockedParts(const Node& manifest, std::string password)
    : password_(std::move(password)) {
    for (const Node& entry : manifest.children()) {
        if (const Node data = child(entry, "encryption-data")) {
            parts_.try_emplace(Container::key_of(attribute(entry, "full-path")), part_of(data));
        }
    }
}

LockedParts::Opened LockedParts::open(const std::string& key,
                                      std::string bytes,
                                      std::size_t room_bytes) {
    const unlock::LockedPart& part = parts_.at(key);
    const std::string_view reason = unlock::obstacle(part);
    if (!reason.empty()) {
        return {{}, reason};
    }
    if (password_.empty()) {
        return {{}, "extract.encrypted"};
    }
    rounds_ += part.rounds;
    if (rounds_ > limits::office_key_rounds_max) {
        return {{}, "extract.encryption_too_costly"};
    }
    const std::optional<Bytes> compressed = unlock::decrypt_part(part, password_, std::move(bytes));
    if (!compressed) {
        return {{}, "extract.encrypted"};
    }
    Inflated whole = inflated(*compressed, room_bytes);
    return {std::move(whole.bytes), whole.complaint};
}

}  // namespace kontor::office
