// What a child that was taken over may say.
#include "indexer/extract/protocol.h"
#include "tests/fuzz/checking_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    ByteView input = fuzz::view(data, size);
    const unsigned piece = fuzz::take_choice(input);
    fuzz::CheckingSink sink;
    ResultDecoder decoder(sink);
    bool is_broken = false;
    fuzz::in_pieces(input, piece, [&](ByteView bytes) {
        const bool breaks = decoder.feed(bytes).has_value();
        fuzz::require(breaks || !is_broken, "what broke the protocol stays broken");
        is_broken = breaks;
    });
    return 0;
}
