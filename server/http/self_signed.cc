#include "server/http/self_signed.h"

#include "server/http/openssl_objects.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/base/random.h"

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace kontor {

namespace {

constexpr std::chrono::days validity{3650};
// A client whose clock is behind ours takes it at once.
constexpr std::chrono::days leeway{1};
// RFC 5280 section 4.1.2.2: at most 20 octets, positive.
constexpr std::size_t serial_bytes = 19;

using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;

void expect(bool is_done) {
    if (!is_done) {
        throw Error(ErrorCode::internal, "make a certificate: " + openssl_words());
    }
}

const unsigned char* octets(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

void set_serial(X509& certificate) {
    const Bytes random = random_bytes(serial_bytes);
    const std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>> number(
        BN_bin2bn(octets(random), static_cast<int>(random.size()), nullptr));
    expect(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)));
}

void set_validity(X509& certificate, Instant now) {
    const auto seconds = [&](std::chrono::days shift) {
        return std::chrono::system_clock::to_time_t(now + shift);
    };
    expect(ASN1_TIME_set(X509_getm_notBefore(&certificate), seconds(-leeway)) != nullptr);
    expect(ASN1_TIME_set(X509_getm_notAfter(&certificate), seconds(validity)) != nullptr);
}

// Issued by itself. RFC 5280 allows a common name 64 characters; the names that count stand among
// the alternatives.
void set_subject(X509& certificate, const std::string& name) {
    constexpr std::size_t common_name_max = 64;
    const std::string common = name.substr(0, common_name_max);
    X509_NAME* const subject = X509_get_subject_name(&certificate);
    expect(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, octets(common),
                                      static_cast<int>(common.size()), -1, 0) == 1);
    expect(X509_set_issuer_name(&certificate, subject) == 1);
}

GENERAL_NAME* general_name(const std::string& name) {
    GENERAL_NAME* const made = GENERAL_NAME_new();
    expect(made != nullptr);
    if (ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name.c_str())) {
        GENERAL_NAME_set0_value(made, GEN_IPADD, address);
        return made;
    }
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    GENERAL_NAME_set0_value(made, GEN_DNS, text);
    expect(text != nullptr &&
           ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
    return made;
}

void set_alternatives(X509& certificate, const std::vector<std::string>& names) {
    const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES, GENERAL_NAMES_free>> all(
        GENERAL_NAMES_new());
    expect(all != nullptr);
    for (const std::string& name : names) {
        expect(sk_GENERAL_NAME_push(all.get(), general_name(name)) > 0);
    }
    expect(X509_add1_ext_i2d(&certificate, NID_subject_alt_name, all.get(), 0, 0) == 1);
}

// A server's, and nothing else's: it cannot vouch for another.
void set_purpose(X509& certificate) {
    for (const auto& [kind, value] : {std::pair(NID_basic_constraints, "critical,CA:FALSE"),
                                      std::pair(NID_key_usage, "critical,digitalSignature"),
                                      std::pair(NID_ext_key_usage, "serverAuth")}) {
        const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, X509_EXTENSION_free>> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
        expect(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
    }
}

Certificate make_certificate(EVP_PKEY& key, const std::vector<std::string>& names, Instant now) {
    Certificate made(X509_new());
    expect(made && X509_set_version(made.get(), X509_VERSION_3) == 1);
    set_serial(*made);
    set_validity(*made, now);
    set_subject(*made, names.front());
    set_alternatives(*made, names);
    set_purpose(*made);
    expect(X509_set_pubkey(made.get(), &key) == 1);
    expect(X509_sign(made.get(), &key, EVP_sha256()) > 0);
    return made;
}

ByteView written(BIO& memory) {
    char* start = nullptr;
    const long size = BIO_get_mem_data(&memory, &start);
    return {start, static_cast<std::size_t>(size)};
}

}  // namespace

void make_certificate_when_absent(const TlsOptions& files,
                                  const std::vector<std::string>& names,
                                  Instant now) {
    if (std::filesystem::exists(files.certificate)) {
        return;
    }
    const PrivateKey key(EVP_EC_gen("P-256"));
    expect(key != nullptr);
    const Certificate certificate = make_certificate(*key, names, now);
    const Memory key_text(BIO_new(BIO_s_secmem()));  // wiped when it is freed
    const Memory certificate_text(BIO_new(BIO_s_mem()));
    expect(key_text && PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0,
                                                nullptr, nullptr) == 1);
    expect(certificate_text && PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
    replace_file(files.key, written(*key_text), 0600);
    replace_file(files.certificate, written(*certificate_text), 0644);
}

Bytes certificate_fingerprint(const std::filesystem::path& certificate) {
    constexpr std::size_t chain_max_bytes = 1 << 20;
    const Bytes text = read_file(certificate, chain_max_bytes);
    const Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const Certificate first(memory ? PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)
                                   : nullptr);
    unsigned char* der = nullptr;
    const int size = first ? i2d_X509(first.get(), &der) : -1;
    if (size < 0) {
        throw Error(ErrorCode::invalid, "read " + certificate.string() + ": " + openssl_words(),
                    Reason{"tls.certificate", {{"path", certificate.string()}}, ""});
    }
    const std::unique_ptr<unsigned char, decltype([](unsigned char* p) { OPENSSL_free(p); })> owner(
        der);
    return sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
}

}  // namespace kontor
