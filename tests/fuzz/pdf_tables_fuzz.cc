// What a font brings: character maps, programs with encodings, glyph names. The first byte chooses.
#include "indexer/extract/pdf/character_map.h"
#include "indexer/extract/pdf/font_program.h"
#include "indexer/extract/pdf/glyph_names.h"
#include "tests/fuzz/fuzz.h"

namespace {

using kontor::Bytes;
using kontor::ByteView;
using kontor::pdf::CharacterMap;

void use(const CharacterMap& map, ByteView text) {
    std::u32string built;
    while (!text.empty()) {
        const std::size_t before = text.size();
        const CharacterMap::Code code = map.take(text);
        kontor::fuzz::require(text.size() < before, "a code has bytes");
        map.cid(code);
        map.text(code.value, built);
    }
}

void character_map(ByteView input) {
    const CharacterMap map = CharacterMap::parse(input);
    const ByteView text = input.substr(0, 64);
    use(map, text);
    Bytes compiled;
    map.write(compiled);
    use(CharacterMap::read(compiled), text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView input = kontor::fuzz::view(data, size);
    switch (kontor::fuzz::take_choice(input) % 5) {
        case 0:
            character_map(input);
            break;
        case 1:
            kontor::pdf::type1_encoding(input);
            break;
        case 2:
            kontor::pdf::cff_encoding(input);
            break;
        case 3:
            kontor::pdf::truetype_characters(input);
            break;
        default:
            kontor::pdf::characters_of_glyph(input);
            kontor::pdf::code_in_glyph_name(input, /*hexadecimal=*/true);
            kontor::pdf::code_in_glyph_name(input, /*hexadecimal=*/false);
            kontor::pdf::dingbat_of_glyph(input);
    }
    return 0;
}
