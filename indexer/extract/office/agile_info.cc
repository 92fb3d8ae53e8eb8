#include "indexer/extract/office/agile_info.h"

#include "indexer/extract/office/xml.h"

#include <charconv>

namespace kontor {

namespace {

using office::attribute;
using office::child;
using office::is;
using office::Node;

// Beyond any limit when it is no number.
std::uint64_t number_in(const Node& node, std::string_view name) {
    const std::string_view text = attribute(node, name);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : UINT64_MAX;
}

Bytes bytes_in(const Node& node, std::string_view name) {
    return from_base64(attribute(node, name)).value_or("");
}

std::optional<unlock::Hash> hash_of(std::string_view name) {
    using unlock::Hash;
    return name == "SHA1" || name == "SHA-1"       ? std::optional(Hash::sha1)
           : name == "SHA256" || name == "SHA-256" ? std::optional(Hash::sha256)
           : name == "SHA384" || name == "SHA-384" ? std::optional(Hash::sha384)
           : name == "SHA512" || name == "SHA-512" ? std::optional(Hash::sha512)
                                                   : std::nullopt;
}

unlock::AgileCipher cipher_of(const Node& node) {
    return {.is_aes_cbc = attribute(node, "cipherAlgorithm") == "AES" &&
                          attribute(node, "cipherChaining") == "ChainingModeCBC",
            .hash = hash_of(attribute(node, "hashAlgorithm")),
            .block_bytes = number_in(node, "blockSize"),
            .key_bits = number_in(node, "keyBits"),
            .salt = bytes_in(node, "saltValue")};
}

// There may be others, for certificates.
Node password_key(const Node& root) {
    for (const Node& encryptor : child(root, "keyEncryptors").children()) {
        const Node key = child(encryptor, "encryptedKey");
        if (!attribute(key, "spinCount").empty()) {
            return key;
        }
    }
    return {};
}

}  // namespace

unlock::AgileInfo read_agile_info(ByteView xml) {
    const office::Xml parsed(std::string(xml), office::Blanks::between_words);
    const Node root = parsed.root();
    const Node key = password_key(root);
    return {.package = cipher_of(child(root, "keyData")),
            .password = cipher_of(key),
            .spins = number_in(key, "spinCount"),
            .verifier_input = bytes_in(key, "encryptedVerifierHashInput"),
            .verifier_hash = bytes_in(key, "encryptedVerifierHashValue"),
            .key = bytes_in(key, "encryptedKeyValue")};
}

}  // namespace kontor
