#include "tests/indexer/extract/unlock/locked_builder.h"

#include "storage/base/bytes.h"
#include "tests/indexer/extract/compound/compound_builder.h"

#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

namespace kontor::test {

namespace {

const std::string package_key = "Schluessel von 32 Zeichen, immer";

unsigned char* raw(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string hashed(const std::string& name, const std::string& bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), raw(out), &size, EVP_get_digestbyname(name.c_str()),
                   nullptr) != 1) {
        throw std::runtime_error("hash by " + name);
    }
    out.resize(size);
    return out;
}

// Whole blocks, filled up with zeros.
std::string encrypted(std::string text,
                      const std::string& key,
                      const char* mode,
                      const std::string& vector = "") {
    text.resize((text.size() + 15) / 16 * 16);
    const std::string name = fmt::format("AES-{}-{}", key.size() * 8, mode);
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                            &EVP_CIPHER_CTX_free);
    EVP_EncryptInit_ex(context.get(), EVP_get_cipherbyname(name.c_str()), nullptr, raw(key),
                       vector.empty() ? nullptr : raw(vector));
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    std::string out(text.size(), '\0');
    int size = 0;
    if (EVP_EncryptUpdate(context.get(), raw(out), &size, raw(text),
                          static_cast<int>(text.size())) != 1 ||
        static_cast<std::size_t>(size) != text.size()) {
        throw std::runtime_error("encrypt by " + name);
    }
    return out;
}

std::string fitted(std::string bytes, std::size_t size) {
    bytes.resize(size, '6');
    return bytes;
}

std::string spun(const std::string& hash,
                 const std::string& salt,
                 const std::string& utf16_password,
                 unsigned spins) {
    std::string out = hashed(hash, salt + utf16_password);
    for (unsigned i = 0; i < spins; ++i) {
        out = hashed(hash, le32(i) + out);
    }
    return out;
}

std::string standard_key(const Standard& how, const std::string& salt) {
    const std::string hash =
        hashed("SHA1", spun("SHA1", salt, how.utf16_password, 50'000) + le32(0));
    std::string key;
    for (const char filling : {'\x36', '\x5C'}) {
        std::string block(64, filling);
        for (std::size_t i = 0; i < hash.size(); ++i) {
            block[i] = static_cast<char>(block[i] ^ hash[i]);
        }
        key += hashed("SHA1", block);
    }
    return key.substr(0, how.key_bits / 8);
}

const std::string standard_salt = "Pfeffer von 16 Z";

}  // namespace

std::string agile_info(const Agile& how) {
    const std::string hash = spun(how.hash, how.salt, how.utf16_password, how.spins);
    const auto sealed = [&](const char* purpose, const std::string& value) {
        const std::string key = hashed(how.hash, hash + *from_hex(purpose));
        return to_base64(
            encrypted(value, fitted(key, how.key_bits / 8), "CBC", fitted(how.salt, 16)));
    };
    const std::string verifier = fitted("Pruefwert fuer alle Faelle, lang", how.salt.size());
    const std::string cipher = fmt::format(
        R"(saltSize="{}" blockSize="16" keyBits="{}" hashSize="{}" cipherAlgorithm="AES" )"
        R"(cipherChaining="ChainingModeCBC" hashAlgorithm="{}" saltValue="{}")",
        how.salt.size(), how.key_bits, hash.size(), how.hash, to_base64(how.salt));
    return le16(4) + le16(4) + le32(0x40) +
           fmt::format(
               R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption )"
               R"(xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p=)"
               R"("http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData {}/>)"
               R"(<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/)"
               R"(keyEncryptor/password"><p:encryptedKey spinCount="{}" {} )"
               R"(encryptedVerifierHashInput="{}" encryptedVerifierHashValue="{}" )"
               R"(encryptedKeyValue="{}"/></keyEncryptor></keyEncryptors></encryption>)",
               cipher, how.spins, cipher, sealed("fea7d2763b4b9e79", verifier),
               sealed("d7aa0f6d3061344e", hashed(how.hash, verifier)),
               sealed("146e0be7abacd0d6", package_key.substr(0, how.key_bits / 8)));
}

std::string agile_package(const Agile& how, std::string_view content) {
    std::string out = le64(how.size_told == 0 ? content.size() : how.size_told);
    for (unsigned i = 0; i * 4096u < content.size(); ++i) {
        out += encrypted(std::string(content.substr(i * 4096u, 4096)),
                         package_key.substr(0, how.key_bits / 8), "CBC",
                         fitted(hashed(how.hash, how.salt + le32(i)), 16));
    }
    return out;
}

std::string standard_info(const Standard& how) {
    const std::string name = utf16("Ein Anbieter") + std::string(2, '\0');
    const std::string header = le32(0x24) + le32(0) + le32(0x660E + (how.key_bits - 128) / 64) +
                               le32(0x8004) + le32(how.key_bits) + le32(0x18) + le32(0) + le32(0) +
                               name;
    const std::string key = standard_key(how, standard_salt);
    const std::string verifier = "Pruefwert fuer S";
    return le16(3) + le16(2) + le32(0x24) + le32(static_cast<std::uint32_t>(header.size())) +
           header + le32(16) + standard_salt + encrypted(verifier, key, "ECB") + le32(20) +
           encrypted(hashed("SHA1", verifier), key, "ECB");
}

std::string standard_package(const Standard& how, std::string_view content) {
    return le64(content.size()) +
           encrypted(std::string(content), standard_key(how, standard_salt), "ECB");
}

std::string locked_file(const std::string& info, const std::string& package) {
    return CompoundBuilder().add("EncryptionInfo", info).add("EncryptedPackage", package).bytes();
}

std::string locked_file(const Agile& how, std::string_view content) {
    return locked_file(agile_info(how), agile_package(how, content));
}

std::string locked_file(const Standard& how, std::string_view content) {
    return locked_file(standard_info(how), standard_package(how, content));
}

namespace {

const std::string part_salt = "Zucker von 16 Ze";
const std::string part_vector = "Anfang von 16 Ze";

std::string deflated(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = raw(out);
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string locked_part(const LockedPart& how) {
    const std::string start = hashed(how.hash, how.password);
    std::string key(how.key_bits / 8, '\0');
    PKCS5_PBKDF2_HMAC_SHA1(start.data(), static_cast<int>(start.size()), raw(part_salt),
                           static_cast<int>(part_salt.size()), static_cast<int>(how.rounds),
                           static_cast<int>(key.size()), raw(key));
    std::string text = deflated(how.content);
    const std::size_t filling = 16 - text.size() % 16;
    text += std::string(filling - 1, 'x') + static_cast<char>(filling);
    return encrypted(text, key, "CBC", part_vector);
}

std::string manifest_entry(const LockedPart& how, std::string_view name) {
    const bool is_sha1 = how.hash == "SHA1";
    return fmt::format(
        R"(<manifest:file-entry manifest:full-path="{}"><manifest:encryption-data )"
        R"(manifest:checksum-type="{}" manifest:checksum="{}"><manifest:algorithm )"
        R"(manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes{}-cbc" )"
        R"(manifest:initialisation-vector="{}"/><manifest:start-key-generation )"
        R"(manifest:start-key-generation-name="{}"/><manifest:key-derivation )"
        R"(manifest:key-derivation-name="PBKDF2" manifest:iteration-count="{}" )"
        R"(manifest:salt="{}" manifest:key-size="{}"/></manifest:encryption-data>)"
        R"(</manifest:file-entry>)",
        name, is_sha1 ? "SHA1/1K" : "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k",
        to_base64(hashed(how.hash, deflated(how.content).substr(0, 1024))), how.key_bits,
        to_base64(part_vector), is_sha1 ? "SHA1" : "http://www.w3.org/2000/09/xmldsig#sha256",
        how.rounds, to_base64(part_salt), how.key_bits / 8);
}

}  // namespace kontor::test
