#include "storage/base/hash.h"

#include "storage/base/error.h"

#include <openssl/evp.h>

namespace kontor {

struct Hasher::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const EVP_MD* algorithm;

    explicit State(const EVP_MD* md) : algorithm(md) { begin(); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void begin() const {
        if (context == nullptr || EVP_DigestInit_ex(context, algorithm, nullptr) != 1) {
            throw Error(ErrorCode::internal, "begin a hash");
        }
    }
};

Hasher::Hasher(HashKind kind)
    : state_(std::make_unique<State>(kind == HashKind::sha256 ? EVP_sha256() : EVP_sha512())) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Hasher& Hasher::update(ByteView bytes) {
    if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) {
        throw Error(ErrorCode::internal, "continue a hash");
    }
    return *this;
}

Bytes Hasher::finish() {
    Bytes digest(static_cast<std::size_t>(EVP_MD_get_size(state_->algorithm)), '\0');
    if (EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(digest.data()),
                           nullptr) != 1) {
        throw Error(ErrorCode::internal, "finish a hash");
    }
    state_->begin();
    return digest;
}

Bytes sha256(ByteView bytes) {
    return Hasher(HashKind::sha256).update(bytes).finish();
}
Bytes sha512(ByteView bytes) {
    return Hasher(HashKind::sha512).update(bytes).finish();
}

}  // namespace kontor
