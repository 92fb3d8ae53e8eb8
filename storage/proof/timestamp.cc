#include "storage/proof/timestamp.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace kontor {

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
void free_certificates(STACK_OF(X509) * all) {
    sk_X509_pop_free(all, X509_free);
}

using Request = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>>;
using Facts = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
using Check = std::unique_ptr<TS_VERIFY_CTX, Freed<TS_VERIFY_CTX_free>>;
using Token = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), Freed<free_certificates>>;
using TrustStore = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using ChainCheck = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

// What only fails when memory does.
void require(bool done, const char* what) {
    if (!done) {
        ERR_clear_error();
        throw Error(ErrorCode::internal, what);
    }
}

const unsigned char* data_of(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: OpenSSL's bytes
}

template <typename T, typename Writer>
Bytes der_of(T* object, const Writer& write) {
    unsigned char* bytes = nullptr;
    const int size = write(object, &bytes);
    require(size > 0, "write DER");
    const Bytes der(reinterpret_cast<char*>(bytes),  // NOLINT: OpenSSL's bytes
                    static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

// Nothing when there is anything behind it, too.
template <typename Owner, typename Reader>
Owner read_der(ByteView der, const Reader& read) {
    const unsigned char* at = data_of(der);
    Owner object(read(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return object && at == data_of(der) + der.size() ? std::move(object) : nullptr;
}

Instant instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) {
        ERR_clear_error();
        throw Error(ErrorCode::invalid, "read a time of a stamp",
                    Reason{"proof.stamp_malformed", {}, ""});
    }
    return Instant(std::chrono::seconds(::timegm(&parts)));
}

std::vector<Certificate> read_anchors(ByteView pem) {
    std::vector<Certificate> anchors;
    const Memory bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    require(bytes != nullptr, "read certificates");
    while (X509* one = PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr)) {
        anchors.emplace_back(one);
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (anchors.empty() || !at_end) {
        throw Error(ErrorCode::invalid, "read certificates that stamps are judged by",
                    Reason{"proof.stamp_anchors", {}, ""});
    }
    return anchors;
}

// A store whose chains are judged as of `time`.
TrustStore store_of(ByteView anchors, Instant time) {
    TrustStore store(X509_STORE_new());
    require(store != nullptr, "make a store of certificates");
    for (const Certificate& one : read_anchors(anchors)) {
        require(X509_STORE_add_cert(store.get(), one.get()) == 1, "take a certificate");
    }
    X509_VERIFY_PARAM_set_time(
        X509_STORE_get0_param(store.get()),
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
    return store;
}

Instant time_of(TS_TST_INFO& facts) {
    return instant_of(TS_TST_INFO_get_time(&facts));
}

Milliseconds accuracy_of(TS_TST_INFO& facts) {
    TS_ACCURACY* accuracy = TS_TST_INFO_get_accuracy(&facts);
    if (accuracy == nullptr) {
        return Milliseconds(0);
    }
    const auto value = [](const ASN1_INTEGER* number) {
        return number == nullptr ? 0L : std::clamp(ASN1_INTEGER_get(number), 0L, 1000L);
    };
    // More than a minute says nothing.
    return std::min(Milliseconds(60'000),
                    Milliseconds(1000 * value(TS_ACCURACY_get_seconds(accuracy)) +
                                 value(TS_ACCURACY_get_millis(accuracy))));
}

// Why OpenSSL refused; its queue is emptied.
const char* refusal() {
    const char* code = "proof.stamp_signature";
    while (const unsigned long error = ERR_get_error()) {
        if (ERR_GET_LIB(error) != ERR_LIB_TS) {
            continue;
        }
        switch (ERR_GET_REASON(error)) {
            case TS_R_NONCE_MISMATCH:
            case TS_R_NONCE_NOT_RETURNED:
                code = "proof.stamp_nonce";
                break;
            case TS_R_MESSAGE_IMPRINT_MISMATCH:
                code = "proof.stamp_imprint";
                break;
            case TS_R_CERTIFICATE_VERIFY_ERROR:
                code = "proof.stamp_certificate";
                break;
            case TS_R_ESS_SIGNING_CERTIFICATE_ERROR:
            case TS_R_ESS_ADD_SIGNING_CERT_ERROR:
            case TS_R_ESS_ADD_SIGNING_CERT_V2_ERROR:
                code = "proof.stamp_certificate_id";
                break;
            default:
                break;
        }
    }
    return code;
}

StampVerdict refuse(const char* code, std::map<std::string, std::string> params = {}) {
    ERR_clear_error();
    return {Ruling::refuse({code, std::move(params), ""}), std::nullopt, {}};
}

// RFC 5816: the certificate is named by a digest better than SHA-1, in a signed attribute.
bool names_its_certificate(PKCS7& token) {
    STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(&token);
    return signers != nullptr && sk_PKCS7_SIGNER_INFO_num(signers) == 1 &&
           PKCS7_get_signed_attribute(sk_PKCS7_SIGNER_INFO_value(signers, 0),
                                      NID_id_smime_aa_signingCertificateV2) != nullptr;
}

// The chain of the token's signer, as of `time`; empty when there is none.
std::vector<Bytes> chain_of(PKCS7& token, ByteView anchors, Instant time, Instant& valid_until) {
    const TrustStore store = store_of(anchors, time);
    // Borrowed: a stack of pointers into the token.
    const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> signers(
        PKCS7_get0_signers(&token, nullptr, 0), [](STACK_OF(X509) * all) { sk_X509_free(all); });
    const ChainCheck check(X509_STORE_CTX_new());
    if (!signers || sk_X509_num(signers.get()) != 1 || !check ||
        X509_STORE_CTX_init(check.get(), store.get(), sk_X509_value(signers.get(), 0),
                            token.d.sign->cert) != 1 ||
        X509_STORE_CTX_set_purpose(check.get(), X509_PURPOSE_TIMESTAMP_SIGN) != 1 ||
        X509_verify_cert(check.get()) != 1) {
        return {};
    }
    const Certificates chain(X509_STORE_CTX_get1_chain(check.get()));
    std::vector<Bytes> all;
    valid_until = Instant::max();
    for (int i = 0; i < sk_X509_num(chain.get()); ++i) {
        X509* one = sk_X509_value(chain.get(), i);
        all.push_back(der_of(one, i2d_X509));
        valid_until = std::min(valid_until, instant_of(X509_get0_notAfter(one)));
    }
    return all;
}

std::string serial_of(TS_TST_INFO& facts) {
    const BigNumber number(ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(&facts), nullptr));
    require(number != nullptr, "read a serial");
    char* text = BN_bn2hex(number.get());
    require(text != nullptr, "write a serial");
    std::string serial(text);
    OPENSSL_free(text);
    return serial;
}

std::string policy_of(TS_TST_INFO& facts) {
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), TS_TST_INFO_get_policy_id(&facts), 1);
    return text.data();
}

// What reply and kept token have in common, once OpenSSL has verified the rest.
StampVerdict accept(PKCS7& token, TS_TST_INFO& facts, ByteView anchors) {
    if (!names_its_certificate(token)) {
        return refuse("proof.stamp_certificate_id");
    }
    StampVerdict verdict;
    Stamp stamp;
    stamp.time = time_of(facts);
    stamp.chain = chain_of(token, anchors, stamp.time, stamp.valid_until);
    if (stamp.chain.empty()) {
        return refuse("proof.stamp_certificate");
    }
    stamp.serial = serial_of(facts);
    stamp.policy = policy_of(facts);
    verdict.token = der_of(&token, i2d_PKCS7);
    verdict.stamp = std::move(stamp);
    return verdict;
}

// A fault of foreign bytes that a helper throws is a refusal.
template <typename Work>
StampVerdict judged(const Work& work) {
    try {
        StampVerdict verdict = work();
        ERR_clear_error();
        return verdict;
    } catch (const Error& error) {
        ERR_clear_error();
        if (error.reasons().empty() || error.reasons().front().code != "proof.stamp_malformed") {
            throw;
        }
        return {Ruling{error.reasons()}, std::nullopt, {}};
    }
}

Bytes imprint_of(ByteView data) {
    return sha512(data);
}

Imprint make_imprint(ByteView data) {
    const Algorithm algorithm(X509_ALGOR_new());
    require(algorithm && X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha512), V_ASN1_NULL,
                                         nullptr) == 1,
            "name a digest");
    Imprint imprint(TS_MSG_IMPRINT_new());
    Bytes digest = imprint_of(data);
    require(imprint && TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
                TS_MSG_IMPRINT_set_msg(imprint.get(),
                                       const_cast<unsigned char*>(data_of(digest)),  // NOLINT
                                       static_cast<int>(digest.size())) == 1,
            "make an imprint");
    return imprint;
}

}  // namespace

Bytes make_stamp_request(ByteView data, ByteView nonce) {
    const Request request(TS_REQ_new());
    const Imprint imprint = make_imprint(data);
    const BigNumber value(BN_bin2bn(data_of(nonce), static_cast<int>(nonce.size()), nullptr));
    const Number number(value ? BN_to_ASN1_INTEGER(value.get(), nullptr) : nullptr);
    require(request && number && TS_REQ_set_version(request.get(), 1) == 1 &&
                TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 &&
                TS_REQ_set_nonce(request.get(), number.get()) == 1 &&
                TS_REQ_set_cert_req(request.get(), 1) == 1,
            "make a request for a stamp");
    return der_of(request.get(), i2d_TS_REQ);
}

StampVerdict judge_stamp_reply(ByteView reply, ByteView request, ByteView anchors, Instant now) {
    return judged([&] {
        if (reply.size() > stamp_reply_max_bytes) {
            return refuse("proof.stamp_malformed");
        }
        const Request asked = read_der<Request>(request, d2i_TS_REQ);
        require(asked != nullptr, "read our own request for a stamp");
        const Response response = read_der<Response>(reply, d2i_TS_RESP);
        if (!response) {
            return refuse("proof.stamp_malformed");
        }
        const long status =
            ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
        if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) {
            return refuse("proof.stamp_refused", {{"status", std::to_string(status)}});
        }
        PKCS7* token = TS_RESP_get_token(response.get());
        TS_TST_INFO* facts = TS_RESP_get_tst_info(response.get());
        if (token == nullptr || facts == nullptr) {
            return refuse("proof.stamp_malformed");
        }
        const Instant time = time_of(*facts);
        const Milliseconds tolerance = stamp_clock_tolerance + accuracy_of(*facts);
        const Check check(TS_REQ_to_TS_VERIFY_CTX(asked.get(), nullptr));
        require(check != nullptr, "judge a stamp");
        TS_VERIFY_CTX_add_flags(check.get(), TS_VFY_SIGNATURE);
        TS_VERIFY_CTX_set_store(check.get(), store_of(anchors, time).release());
        if (TS_RESP_verify_response(check.get(), response.get()) != 1) {
            return refuse(refusal());
        }
        if (time > now + tolerance || time < now - tolerance) {
            return refuse("proof.stamp_time", {{"time", to_rfc3339(time)}});
        }
        return accept(*token, *facts, anchors);
    });
}

StampVerdict judge_stamp_token(ByteView der, ByteView data, ByteView anchors, Instant now) {
    return judged([&] {
        const Token token = read_der<Token>(der, d2i_PKCS7);
        const Facts facts(token && PKCS7_type_is_signed(token.get())
                              ? PKCS7_to_TS_TST_INFO(token.get())
                              : nullptr);
        if (!facts) {
            return refuse("proof.stamp_malformed");
        }
        const Instant time = time_of(*facts);
        // A request for the same data has the imprint that must be there; of the nonce nothing is
        // known any more.
        const Request asked(TS_REQ_new());
        const Imprint imprint = make_imprint(data);
        require(asked && TS_REQ_set_msg_imprint(asked.get(), imprint.get()) == 1,
                "judge the imprint of a stamp");
        const Check check(TS_REQ_to_TS_VERIFY_CTX(asked.get(), nullptr));
        require(check != nullptr, "judge a stamp");
        TS_VERIFY_CTX_set_flags(check.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
        TS_VERIFY_CTX_set_store(check.get(), store_of(anchors, time).release());
        if (TS_RESP_verify_token(check.get(), token.get()) != 1) {
            return refuse(refusal());
        }
        if (time > now + stamp_clock_tolerance + accuracy_of(*facts)) {
            return refuse("proof.stamp_time", {{"time", to_rfc3339(time)}});
        }
        return accept(*token, *facts, anchors);
    });
}

std::string certificate_pem(ByteView der) {
    constexpr std::size_t line_bytes = 64;  // RFC 7468 section 2
    const std::string text = to_base64(der);
    std::string pem = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t from = 0; from < text.size(); from += line_bytes) {
        pem += text.substr(from, line_bytes) + "\n";
    }
    return pem + "-----END CERTIFICATE-----\n";
}

void require_anchors(ByteView anchors) {
    static_cast<void>(read_anchors(anchors));
}

}  // namespace kontor
