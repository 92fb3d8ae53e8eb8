#include "server/http/self_signed.h"

#include "server/http/transport.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "tests/server/http/tls_files.h"
#include "tests/support/temp_folder.h"

#include <cstdio>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate read_certificate(const fs::path& path) {
    const Bytes text = read_file(path, 100'000);
    BIO* const memory = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    Certificate read(PEM_read_bio_X509(memory, nullptr, nullptr, nullptr), X509_free);
    BIO_free(memory);
    return read;
}

class SelfSigned : public testing::Test {
  protected:
    void make(const std::vector<std::string>& names = {"archive.example", "192.0.2.7", "::1"}) {
        make_certificate_when_absent(files, names, now);
    }
    TempFolder folder;
    const TlsOptions files{folder / "var.crt", folder / "var.crt.key"};
    const Instant now = parse_instant("2026-03-02T08:00:00.000Z");
};

TEST_F(SelfSigned, is_a_certificate_and_its_key_for_every_name) {
    make();
    EXPECT_NO_THROW(make_tls_context(files.certificate, files.key));
    const Certificate made = read_certificate(files.certificate);
    ASSERT_TRUE(made);
    EXPECT_EQ(X509_check_host(made.get(), "archive.example", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(made.get(), "192.0.2.7", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(made.get(), "::1", 0), 1);
    EXPECT_EQ(X509_check_host(made.get(), "other.example", 0, 0, nullptr), 0);
    EXPECT_EQ(X509_verify(made.get(), X509_get0_pubkey(made.get())), 1);
    EXPECT_EQ(X509_check_ca(made.get()), 0);
}

TEST_F(SelfSigned, is_valid_for_ten_years_from_now) {
    make();
    const Certificate made = read_certificate(files.certificate);
    const auto valid_at = [&](const char* time) {
        time_t seconds = std::chrono::system_clock::to_time_t(parse_instant(time));
        return X509_cmp_time(X509_get0_notBefore(made.get()), &seconds) < 0 &&
               X509_cmp_time(X509_get0_notAfter(made.get()), &seconds) > 0;
    };
    EXPECT_TRUE(valid_at("2026-03-01T20:00:00.000Z"));
    EXPECT_TRUE(valid_at("2036-02-20T08:00:00.000Z"));
    EXPECT_FALSE(valid_at("2036-03-10T08:00:00.000Z"));
}

TEST_F(SelfSigned, nobody_else_reads_the_key) {
    make();
    EXPECT_EQ(fs::status(files.key).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SelfSigned, what_clients_trust_already_is_never_replaced) {
    make();
    const Bytes certificate = read_file(files.certificate, 100'000);
    const Bytes key = read_file(files.key, 100'000);
    make({"another.example"});
    EXPECT_EQ(read_file(files.certificate, 100'000), certificate);
    EXPECT_EQ(read_file(files.key, 100'000), key);
}

TEST_F(SelfSigned, a_key_that_a_crash_left_without_its_certificate_is_made_anew) {
    make();
    fs::remove(files.certificate);
    make();
    EXPECT_NO_THROW(make_tls_context(files.certificate, files.key));
}

TEST_F(SelfSigned, two_are_never_the_same) {
    make();
    const TlsOptions others{folder / "b.crt", folder / "b.crt.key"};
    make_certificate_when_absent(others, {"archive.example"}, now);
    EXPECT_NE(certificate_fingerprint(files.certificate),
              certificate_fingerprint(others.certificate));
}

TEST_F(SelfSigned, a_fingerprint_is_of_the_first_certificate_of_a_chain) {
    make();
    const Bytes fingerprint = certificate_fingerprint(files.certificate);
    EXPECT_EQ(fingerprint.size(), 32U);
    replace_file(
        folder / "chain.pem",
        read_file(files.certificate, 100'000) + read_file(tls_files().certificate(), 100'000),
        0644);
    EXPECT_EQ(certificate_fingerprint(folder / "chain.pem"), fingerprint);
}

TEST_F(SelfSigned, a_fingerprint_of_no_certificate_is_said_so) {
    make();
    try {
        certificate_fingerprint(files.key);
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        EXPECT_EQ(error.reasons().at(0).code, "tls.certificate");
    }
}

}  // namespace
}  // namespace kontor::test
