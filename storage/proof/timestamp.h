// Timestamp: RFC 3161 stamps: what to ask a time stamping authority (TSA), and whether to believe
// what it answers.
//
//   request   = TimeStampReq over the SHA-512 of the data, with a nonce, asking for certificates
//   token     = the DER of the reply's timeStampToken (a CMS): what is kept
//
// Promises  A stamp is accepted only when all of this holds: status granted or grantedWithMods; the
//           data's imprint, by the algorithm that was asked for; the nonce that was asked with; a
//           signature by a certificate whose extended key usage is timeStamping alone and critical,
//           and which the token names by ESSCertIDv2 (RFC 5816); a chain from it to an anchor,
//           valid at the stamp's time; that time not ahead of `now`, and in a reply, which the
//           nonce makes fresh, not behind it either.
// Threads   Functions; any.
// Errors    invalid (proof.stamp_anchors) for anchors that cannot be read. All that is wrong with a
//           reply or a token is a refusal: proof.stamp_malformed, _refused, _imprint, _nonce,
//           _signature, _certificate, _certificate_id, _time.
// Why       Stamps are judged where packages are: without disk, clock or network. Trust comes with
//           the anchors that the caller passes in; what a token brings along only fills the chain.
//           Revocation is not asked for: the chain is kept, so that it can be judged later.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/reason.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

constexpr std::size_t stamp_nonce_bytes = 16;
constexpr std::size_t stamp_reply_max_bytes = 64 * 1024;  // a token with a long chain has ten
// Between our clock and a TSA's, beyond the accuracy it claims.
constexpr Milliseconds stamp_clock_tolerance{std::chrono::minutes{10}};

// A stamp that was accepted.
struct Stamp {
    Instant time{};
    std::string serial;        // hex; the TSA's number for it
    std::string policy;        // dotted
    Instant valid_until{};     // when the first certificate of the chain ends
    std::vector<Bytes> chain;  // DER; the signer's first, the anchor last

    bool operator==(const Stamp&) const = default;
};

struct StampVerdict {
    Ruling ruling;
    std::optional<Stamp> stamp;  // present exactly when it is accepted
    Bytes token;                 // likewise
};

// `nonce`: stamp_nonce_bytes fresh random bytes.
Bytes make_stamp_request(ByteView data, ByteView nonce);
// The reply to that request. `anchors`: certificates in PEM.
StampVerdict judge_stamp_reply(ByteView reply, ByteView request, ByteView anchors, Instant now);
// A token that was kept, over `data`.
StampVerdict judge_stamp_token(ByteView token, ByteView data, ByteView anchors, Instant now);

// One certificate of a kept chain as PEM, to judge a token by it.
std::string certificate_pem(ByteView der);
// Throws unless there is at least one certificate in it, and nothing that is none.
void require_anchors(ByteView anchors);

}  // namespace kontor
