// compile_maps OUTPUT MAP…: character maps as Adobe publishes them, in the form that
// predefined_maps.cc reads.
//
// Part of the build; reads trusted files only.
#include "indexer/extract/pdf/character_map.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char** argv) {
    kontor::Bytes out;
    for (int i = 2; i < argc; ++i) {
        const std::filesystem::path path(argv[i]);
        std::ifstream file(path, std::ios::binary);
        const std::string source{std::istreambuf_iterator<char>(file),
                                 std::istreambuf_iterator<char>()};
        if (source.empty()) {
            std::cerr << "compile_maps: cannot read " << path << "\n";
            return 1;
        }
        kontor::Bytes map;
        kontor::pdf::CharacterMap::parse(source).write(map);
        const std::string name = path.filename();
        kontor::append_u32(out, static_cast<std::uint32_t>(name.size()));
        out += name;
        kontor::append_u32(out, static_cast<std::uint32_t>(map.size()));
        out += map;
    }
    std::ofstream(argv[1], std::ios::binary) << out;
    return 0;
}
