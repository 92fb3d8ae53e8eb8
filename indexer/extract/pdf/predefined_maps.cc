#include "indexer/extract/pdf/predefined_maps.h"

#include <map>
#include <string>

// The table that compile_maps made: for each map u32 length of the name, name, u32 length of the
// map, map.
asm(R"(
    .section .rodata
    .balign 16
    .global kontor_pdf_maps_begin
    .global kontor_pdf_maps_end
kontor_pdf_maps_begin:
    .incbin ")" KONTOR_PDF_MAPS R"("
kontor_pdf_maps_end:
    .byte 0
    .previous
)");

extern "C" {
extern const char kontor_pdf_maps_begin[];
extern const char kontor_pdf_maps_end[];
}

namespace kontor::pdf {

namespace {

using Table = std::map<std::string_view, ByteView>;

Table make_table() {
    Table table;
    ByteView in(kontor_pdf_maps_begin,
                static_cast<std::size_t>(kontor_pdf_maps_end - kontor_pdf_maps_begin));
    while (!in.empty()) {
        const std::string_view name = take_bytes(in, take_u32(in));
        table.emplace(name, take_bytes(in, take_u32(in)));
    }
    return table;
}

}  // namespace

std::shared_ptr<const CharacterMap> predefined_map(std::string_view name) {
    if (name == "Identity-H" || name == "Identity-V") {
        return std::make_shared<CharacterMap>(CharacterMap::identity(name.back() == 'V'));
    }
    static const Table table = make_table();
    const auto found = table.find(name);
    if (found == table.end()) {
        return nullptr;
    }
    CharacterMap map = CharacterMap::read(found->second);
    if (!map.base_name().empty() && map.base_name() != name) {
        map.set_base(predefined_map(map.base_name()));
    }
    return std::make_shared<CharacterMap>(std::move(map));
}

std::shared_ptr<const CharacterMap> collection_texts(std::string_view ordering) {
    if (ordering != "Japan1" && ordering != "GB1" && ordering != "CNS1" && ordering != "Korea1") {
        return nullptr;
    }
    return predefined_map("Adobe-" + std::string(ordering) + "-UCS2");
}

}  // namespace kontor::pdf
