#include "tests/server/http/tls_files.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace kontor::test {

namespace {

struct FileCloser {
    void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, FileCloser>;

void expect(bool is_good) {
    if (!is_good) {
        throw std::runtime_error("make a test certificate");
    }
}

}  // namespace

TlsFiles::TlsFiles() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> made(EVP_EC_gen("P-256"),
                                                                   EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> x509(X509_new(), X509_free);
    expect(made != nullptr && x509 != nullptr);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    X509_set_pubkey(x509.get(), made.get());
    X509_NAME* const name = X509_get_subject_name(x509.get());
    const std::string common_name = "localhost";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(x509.get(), name);
    expect(X509_sign(x509.get(), made.get(), EVP_sha256()) != 0);
    const File certificate_file(std::fopen(certificate().c_str(), "w"));
    const File key_file(std::fopen(key().c_str(), "w"));
    expect(certificate_file && PEM_write_X509(certificate_file.get(), x509.get()) == 1);
    expect(key_file && PEM_write_PrivateKey(key_file.get(), made.get(), nullptr, nullptr, 0,
                                            nullptr, nullptr) == 1);
}

const TlsFiles& tls_files() {
    static const TlsFiles one;
    return one;
}

}  // namespace kontor::test
