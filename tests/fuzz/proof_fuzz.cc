// Notes, checkpoints, proofs and keys of others: what is read comes out as it went in.
#include "storage/proof/tlog_proof.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    const ByteView input = fuzz::view(data, size);
    static const SigningKey key("kontor.example/log", Bytes(SigningKey::seed_bytes, 'k'));
    static const std::vector<VerifierKey> known{key.verifier()};
    fuzz::reads([&] {
        fuzz::require(format_checkpoint(parse_checkpoint(input))
                          .starts_with(input.substr(0, input.find('\n') + 1)),
                      "a checkpoint keeps its origin");
    });
    fuzz::reads([&] {
        fuzz::require(format_tlog_proof(parse_tlog_proof(input)) == input, "a proof is one text");
    });
    fuzz::reads([&] { fuzz::require(VerifierKey::parse(input).text() == input, "a key too"); });
    fuzz::reads([&] { open_note(input, known); });
    fuzz::reads([&] { open_checkpoint(input, "kontor.example/log", known); });
    fuzz::reads([&] { verify_tlog_proof(input, "entry", "kontor.example/log", known); });
    return 0;
}
