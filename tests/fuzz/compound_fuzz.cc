// Old Office documents and mails: the first byte chooses whether the rest is a whole file, the main
// stream of one that is sound otherwise, or how a document says that it is encrypted.
#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/compound/compressed_rtf.h"
#include "indexer/extract/compound/encryption_info.h"
#include "tests/fuzz/checking_sink.h"
#include "tests/indexer/extract/compound/compound_builder.h"
#include "tests/indexer/extract/compound/parts_recorder.h"

namespace {

using kontor::test::CompoundBuilder;

// The first two bytes tell where the second stream begins, for kinds that have two.
std::string document(unsigned kind, kontor::ByteView input) {
    const std::size_t at = input.size() < 2 ? 0
                                            : static_cast<unsigned char>(input[0]) +
                                                  static_cast<unsigned char>(input[1]) * 256u;
    const std::string first(input.substr(std::min<std::size_t>(2, input.size()), at));
    const std::string second(input.substr(std::min(at + 2, input.size())));
    switch (kind) {
        case 1:
            return CompoundBuilder()
                .add("WordDocument", first)
                .add("0Table", second)
                .add("1Table", second)
                .bytes();
        case 2:
            return CompoundBuilder().add("Workbook", std::string(input)).bytes();
        case 3:
            return CompoundBuilder()
                .add("Current User", first)
                .add("PowerPoint Document", second)
                .bytes();
        default:
            return std::string(input);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::ByteView input = kontor::fuzz::view(data, size);
    const unsigned kind = kontor::fuzz::take_choice(input) % 7;
    kontor::fuzz::CheckingSink sink;
    kontor::test::PartsRecorder parts;
    kontor::fuzz::reads([&] {
        if (kind == 4) {
            kontor::read_tnef(input, sink, parts);
        } else if (kind == 5) {
            kontor::compound::expand_rtf(input);
        } else if (kind == 6) {
            kontor::compound::read_encryption_info(input);
        } else {
            kontor::read_compound(document(kind, input), sink, parts);
        }
    });
    return 0;
}
