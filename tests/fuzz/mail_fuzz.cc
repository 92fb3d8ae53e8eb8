// Mails and boxes of them. gmime is not instrumented.
#include "indexer/extract/mail/mail_reader.h"
#include "tests/fuzz/checking_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    [[maybe_unused]] static const bool is_ready = (kontor::prepare_mail(), true);
    const kontor::ByteView input = kontor::fuzz::view(data, size);
    kontor::fuzz::CheckingSink sink;
    kontor::NoParts parts;
    kontor::fuzz::reads([&] {
        kontor::looks_like_mail(input);
        if (kontor::looks_like_mailbox(input)) {
            kontor::read_mailbox(input, parts);
        } else {
            sink.media_type("message/rfc822");
            kontor::read_mail(input, sink, parts);
        }
    });
    return 0;
}
