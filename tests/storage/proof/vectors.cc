#include "tests/storage/proof/vectors.h"

#include "storage/base/files.h"

namespace kontor::test {

namespace fs = std::filesystem;

fs::path own_data() {
    return fs::path(KONTOR_SOURCE) / "tests/storage/proof/data";
}

fs::path shared_data() {
    return fs::path(KONTOR_SOURCE) / "../shared/testdata/compliance";
}

bool has_shared_data() {
    return fs::is_directory(shared_data());
}

Bytes file_bytes(const fs::path& path) {
    return read_file(path, 64 * 1024 * 1024);
}

Json file_json(const fs::path& path) {
    return parse_json(file_bytes(path));
}

Digest digest(const Json& hex) {
    return Digest::from_hex(hex.get<std::string>()).value();
}

std::vector<Digest> digests(const Json& array) {
    std::vector<Digest> all;
    for (const Json& hex : array) {
        all.push_back(digest(hex));
    }
    return all;
}

}  // namespace kontor::test
