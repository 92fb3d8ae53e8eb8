#include "storage/base/aead.h"

#include "storage/base/error.h"

#include <limits>
#include <memory>

#include <openssl/evp.h>

namespace kontor {

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Fetched once, as in hash.cc: looking the algorithm up costs more than a small text.
const EVP_CIPHER* cipher() {
    static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return fetched;
}

void expect(bool worked) {
    if (!worked) {
        throw Error(ErrorCode::internal, "encrypt or decrypt through OpenSSL");
    }
}

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(Bytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

enum class Way : int { open = 0, seal = 1 };

Context begin(ByteView key, ByteView nonce, ByteView place, ByteView text, Way way) {
    constexpr std::size_t most = std::numeric_limits<int>::max();  // OpenSSL's lengths
    if (key.size() != aead_key_bytes || nonce.size() != aead_nonce_bytes || text.size() > most ||
        place.size() > most) {
        throw Error(ErrorCode::invalid, "encrypt or decrypt: a length is wrong");
    }
    Context context(EVP_CIPHER_CTX_new());
    expect(context && EVP_CipherInit_ex2(context.get(), cipher(), raw(key), raw(nonce),
                                         static_cast<int>(way), nullptr) == 1);
    int length = 0;
    expect(EVP_CipherUpdate(context.get(), nullptr, &length, raw(place),
                            static_cast<int>(place.size())) == 1);
    return context;
}

}  // namespace

Bytes aead_seal(ByteView key, ByteView nonce, ByteView place, ByteView plain) {
    const Context context = begin(key, nonce, place, plain, Way::seal);
    Bytes out(plain.size() + aead_tag_bytes, '\0');
    int length = 0;
    expect(EVP_CipherUpdate(context.get(), raw(out), &length, raw(plain),
                            static_cast<int>(plain.size())) == 1);
    int rest = 0;
    expect(EVP_CipherFinal_ex(context.get(), raw(out) + length, &rest) == 1);
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, aead_tag_bytes,
                               raw(out) + plain.size()) == 1);
    return out;
}

Bytes aead_check(ByteView key, ByteView nonce, std::initializer_list<ByteView> pieces) {
    const Context context = begin(key, nonce, "", "", Way::seal);
    int length = 0;
    for (const ByteView piece : pieces) {
        expect(EVP_CipherUpdate(context.get(), nullptr, &length, raw(piece),
                                static_cast<int>(piece.size())) == 1);
    }
    Bytes tag(aead_tag_bytes, '\0');
    expect(EVP_CipherFinal_ex(context.get(), raw(tag), &length) == 1);
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, aead_tag_bytes, raw(tag)) ==
           1);
    return tag;
}

std::optional<Bytes> aead_open(ByteView key, ByteView nonce, ByteView place, ByteView sealed) {
    if (sealed.size() < aead_tag_bytes) {
        return std::nullopt;
    }
    const ByteView text = sealed.substr(0, sealed.size() - aead_tag_bytes);
    Bytes tag(sealed.substr(text.size()));
    const Context context = begin(key, nonce, place, text, Way::open);
    Bytes out(text.size(), '\0');
    int length = 0;
    expect(EVP_CipherUpdate(context.get(), raw(out), &length, raw(text),
                            static_cast<int>(text.size())) == 1);
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, aead_tag_bytes, tag.data()) ==
           1);
    int rest = 0;
    if (EVP_CipherFinal_ex(context.get(), raw(out) + length, &rest) != 1) {
        return std::nullopt;
    }
    return out;
}

}  // namespace kontor
