#include "indexer/extract/unlock/ciphers.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

namespace kontor::unlock {

namespace {

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetched once, and before the child is confined: the first fetch reads OpenSSL's configuration.
const EVP_MD* algorithm_of(Hash hash) {
    static const std::array<const EVP_MD*, 4> all{
        EVP_MD_fetch(nullptr, "SHA1", nullptr), EVP_MD_fetch(nullptr, "SHA256", nullptr),
        EVP_MD_fetch(nullptr, "SHA384", nullptr), EVP_MD_fetch(nullptr, "SHA512", nullptr)};
    return all[static_cast<std::size_t>(hash)];
}

struct Aes {
    const EVP_CIPHER* bits_128;
    const EVP_CIPHER* bits_192;
    const EVP_CIPHER* bits_256;

    const EVP_CIPHER* of(ByteView key) const {
        return key.size() == 16   ? bits_128
               : key.size() == 24 ? bits_192
               : key.size() == 32 ? bits_256
                                  : nullptr;
    }
};

const Aes& aes_cbc() {
    static const Aes all{EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr),
                         EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr),
                         EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr)};
    return all;
}

const Aes& aes_ecb() {
    static const Aes all{EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr),
                         EVP_CIPHER_fetch(nullptr, "AES-192-ECB", nullptr),
                         EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr)};
    return all;
}

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: OpenSSL's bytes
}

bool decrypt(std::span<char> bytes, const EVP_CIPHER* cipher, ByteView key, ByteView vector) {
    // OpenSSL counts in int.
    constexpr std::size_t piece_bytes = std::size_t{1} << 30;
    if (cipher == nullptr || bytes.size() % aes_block_bytes != 0) {
        return false;
    }
    const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
    if (context == nullptr ||
        EVP_DecryptInit_ex2(context.get(), cipher, raw(key), vector.empty() ? nullptr : raw(vector),
                            nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1) {
        return false;
    }
    while (!bytes.empty()) {
        const std::span<char> piece = bytes.first(std::min(bytes.size(), piece_bytes));
        auto* const at = reinterpret_cast<unsigned char*>(piece.data());  // NOLINT: OpenSSL's bytes
        int length = 0;
        if (EVP_DecryptUpdate(context.get(), at, &length, at, static_cast<int>(piece.size())) !=
            1) {
            return false;
        }
        bytes = bytes.subspan(piece.size());
    }
    return true;
}

}  // namespace

void prepare_ciphers() {
    // A static of each: with them OpenSSL and its provider are there.
    static_cast<void>(Digest(Hash::sha1).of({"a"}));
    Bytes block(aes_block_bytes, '\0');
    static_cast<void>(decrypt_aes_cbc(block, block, block));
    static_cast<void>(decrypt_aes_ecb(block, block));
    static_cast<void>(pbkdf2(block, block, 1, aes_block_bytes));
}

struct Digest::State {
    const EVP_MD* algorithm;
    std::size_t size_bytes;
    std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
};

Digest::Digest(Hash hash)
    : state_(std::make_unique<State>(State{algorithm_of(hash), size_of(hash)})) {}
Digest::~Digest() = default;

void Digest::put(std::initializer_list<ByteView> pieces, std::span<char> out) {
    EVP_MD_CTX* const context = state_->context.get();
    bool is_good = context != nullptr && state_->algorithm != nullptr &&
                   out.size() == state_->size_bytes &&
                   EVP_DigestInit_ex2(context, state_->algorithm, nullptr) == 1;
    for (const ByteView piece : pieces) {
        is_good = is_good && EVP_DigestUpdate(context, piece.data(), piece.size()) == 1;
    }
    auto* const at = reinterpret_cast<unsigned char*>(out.data());  // NOLINT: OpenSSL's bytes
    if (!is_good || EVP_DigestFinal_ex(context, at, nullptr) != 1) {
        throw Error(ErrorCode::internal, "hash through OpenSSL");
    }
}

Bytes Digest::of(std::initializer_list<ByteView> pieces) {
    Bytes out(state_->size_bytes, '\0');
    put(pieces, out);
    return out;
}

bool decrypt_aes_cbc(std::span<char> bytes, ByteView key, ByteView vector) {
    return vector.size() == aes_block_bytes && decrypt(bytes, aes_cbc().of(key), key, vector);
}

bool decrypt_aes_ecb(std::span<char> bytes, ByteView key) {
    return decrypt(bytes, aes_ecb().of(key), key, {});
}

Bytes utf16_password(std::string_view password) {
    if (!is_utf8(password)) {
        return {};
    }
    Bytes out;
    const auto add = [&](std::uint32_t unit) {
        out += static_cast<char>(unit & 0xFF);
        out += static_cast<char>(unit >> 8);
    };
    for (std::size_t at = 0; at < password.size();) {
        const auto first = static_cast<unsigned char>(password[at]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        std::uint32_t letter = length == 1 ? first : first & (0x7Fu >> length);
        for (std::size_t i = 1; i < length; ++i) {
            letter = letter << 6 | (static_cast<unsigned char>(password[at + i]) & 0x3Fu);
        }
        if (letter >= 0x10000) {
            add(0xD800 + ((letter - 0x10000) >> 10));
            letter = 0xDC00 + ((letter - 0x10000) & 0x3FF);
        }
        add(letter);
        at += length;
    }
    return out;
}

std::array<char, 4> le32(std::uint32_t number) {
    return {static_cast<char>(number & 0xFF), static_cast<char>(number >> 8 & 0xFF),
            static_cast<char>(number >> 16 & 0xFF), static_cast<char>(number >> 24)};
}

Bytes pbkdf2(ByteView secret, ByteView salt, std::uint32_t rounds, std::size_t size_bytes) {
    Bytes out(size_bytes, '\0');
    auto* const at = reinterpret_cast<unsigned char*>(out.data());  // NOLINT: OpenSSL's bytes
    if (PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()), raw(salt),
                          static_cast<int>(salt.size()), static_cast<int>(rounds),
                          algorithm_of(Hash::sha1), static_cast<int>(size_bytes), at) != 1) {
        throw Error(ErrorCode::internal, "make a key of a password through OpenSSL");
    }
    return out;
}

Bytes spun_hash(Digest& digest, ByteView salt, std::string_view password, std::uint32_t spins) {
    Bytes hash = digest.of({salt, utf16_password(password)});
    for (std::uint32_t round = 0; round < spins; ++round) {
        const std::array<char, 4> number = le32(round);
        digest.put({view(number), hash}, hash);
    }
    return hash;
}

}  // namespace kontor::unlock
