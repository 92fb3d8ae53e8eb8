// Answers and tokens of a time stamping authority, and certificates: judged, whatever they are.
#include "storage/base/files.h"
#include "storage/proof/timestamp.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace kontor;

Bytes kept(const std::string& name) {
    return read_file(std::string(KONTOR_SOURCE) + "/tests/storage/proof/data/stamps/" + name,
                     1024 * 1024);
}

void judged(const StampVerdict& verdict) {
    fuzz::require(verdict.ruling.allowed() == verdict.stamp.has_value(), "accepted has a stamp");
    fuzz::require(verdict.ruling.allowed() != verdict.token.empty(), "accepted has a token");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Bytes request = kept("query.tsq");
    static const Bytes anchors = kept("ca.pem");
    static const Bytes stamped = kept("data.txt");
    static const Instant now = parse_instant(kept("now.txt"));
    const ByteView input = fuzz::view(data, size);
    // These two refuse and never throw.
    fuzz::require(fuzz::reads([&] { judged(judge_stamp_reply(input, request, anchors, now)); }),
                  "a reply is judged");
    fuzz::require(fuzz::reads([&] { judged(judge_stamp_token(input, stamped, anchors, now)); }),
                  "a token is judged");
    fuzz::reads([&] { certificate_pem(input); });
    fuzz::reads([&] { require_anchors(input); });
    return 0;
}
