// The text files of a package: declaration, manifests, bag-info, fetch.
#include "storage/proof/bag_manifest.h"
#include "storage/proof/bag_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    const ByteView input = fuzz::view(data, size);
    fuzz::reads([&] {
        BagVerdict verdict;
        bag_internal::Findings findings(verdict);
        bag_internal::Manifest manifest{
            "manifest-sha256.txt", *bag_internal::ManifestName::parse("manifest-sha256.txt"), {}};
        bag_internal::ManifestReader reader(manifest, findings);
        BagInfoReader info;
        MemorySource source(input);
        TagLines lines(source);
        while (const std::optional<std::string> line = lines.next()) {
            reader.take(*line, lines.number());
            info.take(*line);
            parse_fetch_line(*line);
            parse_oxum(*line);
            bag_internal::ManifestName::parse(*line);
        }
        format_bag_info(info.fields());
    });
    fuzz::require(decode_bag_path(encode_bag_path(input)) == input, "a path comes back");
    return 0;
}
