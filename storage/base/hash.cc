#include "storage/base/hash.h"

#include "storage/base/error.h"

#include <openssl/evp.h>
#include <sodium.h>

namespace kontor {

namespace {

// Fetched once for the life of the process: OpenSSL 3 otherwise looks the algorithm up in every
// hash, which costs more than hashing a Merkle node (560 against 150 ns for 64 bytes).
const EVP_MD* algorithm_of(HashKind kind) {
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD* const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    const EVP_MD* const algorithm = kind == HashKind::sha256 ? sha256 : sha512;
    if (algorithm == nullptr) {
        throw Error(ErrorCode::internal, "find a hash algorithm in OpenSSL");
    }
    return algorithm;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Hasher::State {
    const EVP_MD* algorithm;
    std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
    bool begun = false;

    void begin() {
        if (!begun) {
            if (context == nullptr || EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1) {
                throw Error(ErrorCode::internal, "begin a hash");
            }
            begun = true;
        }
    }
};

Hasher::Hasher(HashKind kind) : state_(std::make_unique<State>(State{algorithm_of(kind)})) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Hasher& Hasher::update(ByteView bytes) {
    state_->begin();
    if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1) {
        throw Error(ErrorCode::internal, "continue a hash");
    }
    return *this;
}

Bytes Hasher::finish() {
    state_->begin();
    Bytes digest(static_cast<std::size_t>(EVP_MD_get_size(state_->algorithm)), '\0');
    if (EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           nullptr) != 1) {
        throw Error(ErrorCode::internal, "finish a hash");
    }
    state_->begun = false;
    return digest;
}

Bytes sha256(ByteView bytes) {
    return Hasher(HashKind::sha256).update(bytes).finish();
}
Bytes sha512(ByteView bytes) {
    return Hasher(HashKind::sha512).update(bytes).finish();
}

Bytes keyed_hash(ByteView key, ByteView bytes) {
    if (key.size() != crypto_auth_KEYBYTES) {
        throw Error(ErrorCode::internal, "make a keyed hash with a key of another length");
    }
    Bytes hash(crypto_auth_BYTES, '\0');
    crypto_auth(reinterpret_cast<unsigned char*>(hash.data()),
                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                reinterpret_cast<const unsigned char*>(key.data()));
    return hash;
}

}  // namespace kontor
