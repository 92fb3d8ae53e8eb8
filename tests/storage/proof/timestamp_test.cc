// RFC 3161 stamps that tests/support/tsa.py made with the openssl tool: good ones, and all the ways
// to be bad.
#include "storage/proof/timestamp.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

Bytes file(const std::string& name) {
    return read_file(std::string(KONTOR_SOURCE) + "/tests/storage/proof/data/stamps/" + name,
                     1024 * 1024);
}

Instant made() {
    return parse_instant(file("now.txt"));
}

StampVerdict judged(const Bytes& reply) {
    return judge_stamp_reply(reply, file("query.tsq"), file("ca.pem"), made());
}

std::string refusal(const StampVerdict& verdict) {
    EXPECT_EQ(verdict.ruling.allowed(), verdict.stamp.has_value());
    EXPECT_EQ(verdict.token.empty(), !verdict.stamp.has_value());
    return verdict.ruling.allowed() ? "accepted" : verdict.ruling.reasons.front().code;
}

TEST(Timestamp, a_good_reply_is_accepted_and_says_when_and_by_whom) {
    const StampVerdict verdict = judged(file("good.tsr"));
    ASSERT_EQ(refusal(verdict), "accepted");
    const Stamp& stamp = *verdict.stamp;
    EXPECT_LE(std::chrono::abs(stamp.time - made()), std::chrono::minutes(1));
    EXPECT_EQ(stamp.policy, "1.2.3.4.1");
    EXPECT_EQ(stamp.chain.size(), 2U);
    EXPECT_EQ(stamp.valid_until, parse_instant("2049-12-31T23:59:59Z"));
    EXPECT_FALSE(stamp.serial.empty());
    EXPECT_EQ(refusal(judged(file("again.tsr"))), "accepted");
}

TEST(Timestamp, a_kept_token_is_judged_by_the_chain_that_was_kept_with_it) {
    const StampVerdict first = judged(file("good.tsr"));
    const std::string root = certificate_pem(first.stamp->chain.back());
    const Instant years_later = made() + std::chrono::hours(24 * 365 * 50);
    const StampVerdict later = judge_stamp_token(first.token, file("data.txt"), root, years_later);
    EXPECT_EQ(refusal(later), "accepted");
    EXPECT_EQ(later.stamp, first.stamp);
    EXPECT_EQ(later.token, first.token);
    EXPECT_EQ(refusal(judge_stamp_token(first.token, "other data", root, years_later)),
              "proof.stamp_imprint");
    EXPECT_EQ(refusal(judge_stamp_token(first.token, file("data.txt"), file("other-ca.pem"),
                                        years_later)),
              "proof.stamp_certificate");
    EXPECT_EQ(refusal(judge_stamp_token(first.token, file("data.txt"), root,
                                        made() - std::chrono::hours(1))),
              "proof.stamp_time");
    EXPECT_EQ(refusal(judge_stamp_token(first.token + "x", file("data.txt"), root, years_later)),
              "proof.stamp_malformed");
}

TEST(Timestamp, what_a_rule_forbids_is_refused_and_the_rule_named) {
    const std::pair<const char*, const char*> cases[] = {
        {"expired.tsr", "proof.stamp_certificate"},
        {"not_critical.tsr", "proof.stamp_certificate"},
        {"two_uses.tsr", "proof.stamp_certificate"},
        {"no_use.tsr", "proof.stamp_certificate"},
        {"other-authority.tsr", "proof.stamp_certificate"},
        {"sha1-certificate-id.tsr", "proof.stamp_certificate_id"},
        {"other-query.tsr", "proof.stamp_nonce"},
        {"other-data.tsr", "proof.stamp_imprint"},
        {"other-digest.tsr", "proof.stamp_imprint"},
        {"rejected.tsr", "proof.stamp_refused"},
    };
    for (const auto& [name, code] : cases) {
        EXPECT_EQ(refusal(judged(file(name))), code) << name;
    }
}

TEST(Timestamp, a_reply_whose_clock_is_not_ours_is_refused) {
    const auto at = [](Instant now) {
        return refusal(judge_stamp_reply(file("good.tsr"), file("query.tsq"), file("ca.pem"), now));
    };
    EXPECT_EQ(at(made() - std::chrono::minutes(9)), "accepted");
    EXPECT_EQ(at(made() - std::chrono::minutes(12)), "proof.stamp_time");
    EXPECT_EQ(at(made() + std::chrono::minutes(9)), "accepted");
    EXPECT_EQ(at(made() + std::chrono::minutes(12)), "proof.stamp_time");
}

TEST(Timestamp, no_byte_of_a_reply_can_be_changed_unseen) {
    const Bytes good = file("good.tsr");
    const StampVerdict before = judged(good);
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes changed = good;
        changed[i] = static_cast<char>(changed[i] ^ 0x10);
        const StampVerdict verdict = judged(changed);
        if (verdict.ruling.allowed()) {
            // Versions and the names of algorithms around the signature are not signed; what is
            // proven stays the same.
            ++accepted;
            EXPECT_EQ(verdict.stamp->time, before.stamp->time) << i;
            EXPECT_EQ(verdict.stamp->serial, before.stamp->serial) << i;
            EXPECT_EQ(verdict.stamp->chain, before.stamp->chain) << i;
        }
    }
    EXPECT_LT(accepted, 20U);
}

TEST(Timestamp, garbage_and_every_beginning_of_a_reply_is_malformed) {
    const Bytes good = file("good.tsr");
    for (std::size_t i = 0; i < good.size(); ++i) {
        EXPECT_EQ(refusal(judged(good.substr(0, i))), "proof.stamp_malformed") << i;
    }
    EXPECT_EQ(refusal(judged(good + '\0')), "proof.stamp_malformed");
    EXPECT_EQ(refusal(judged("<html>not found</html>")), "proof.stamp_malformed");
    EXPECT_EQ(refusal(judged(Bytes(stamp_reply_max_bytes + 1, '0'))), "proof.stamp_malformed");
}

TEST(Timestamp, a_request_of_ours_is_one_that_openssl_would_make) {
    // The same data; the nonce alone differs, so a reply to the one is none to the other.
    const Bytes request = make_stamp_request(file("data.txt"), Bytes(stamp_nonce_bytes, 'n'));
    EXPECT_EQ(refusal(judge_stamp_reply(file("good.tsr"), request, file("ca.pem"), made())),
              "proof.stamp_nonce");
    EXPECT_EQ(
        refusal(judge_stamp_reply(file("good.tsr"), make_stamp_request("other", Bytes(16, 'n')),
                                  file("ca.pem"), made())),
        "proof.stamp_imprint");
}

TEST(Timestamp, anchors_are_certificates_and_nothing_else) {
    require_anchors(file("ca.pem") + file("other-ca.pem"));
    for (const Bytes& bad :
         {Bytes(), Bytes("nonsense"), file("ca.pem").substr(0, file("ca.pem").size() / 2)}) {
        EXPECT_THROW(require_anchors(bad), Error);
    }
}

}  // namespace
}  // namespace kontor
