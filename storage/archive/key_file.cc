#include "storage/archive/key_file.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/json.h"
#include "storage/base/random.h"

#include <sys/stat.h>

namespace kontor {

KeyFile make_key_file(const std::filesystem::path& path) {
    if (std::filesystem::exists(path)) {
        throw Error(ErrorCode::conflict, "make key file " + path.string() + ": it exists",
                    Reason{"archive.key_exists", {{"path", path.string()}}, ""});
    }
    KeyFile keys{"kontor-" + random_name(), random_bytes(32)};
    const Json json{{"format", 1}, {"origin", keys.origin}, {"log_seed", to_base64(keys.log_seed)}};
    replace_file(path, json.dump() + "\n", 0600);
    return keys;
}

KeyFile read_key_file(const std::filesystem::path& path) {
    const Bytes text = read_file(path, 65536);
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) {
        throw Error(ErrorCode::forbidden,
                    "read key file " + path.string() + ": others may read it, chmod it to 0600",
                    Reason{"archive.key_mode", {{"path", path.string()}}, ""});
    }
    try {
        const Json json = parse_json(text);
        const auto seed = from_base64(json.at("log_seed").get<std::string>());
        if (json.at("format").get<int>() == 1 && seed && seed->size() == 32) {
            return {json.at("origin").get<std::string>(), *seed};
        }
    } catch (const Json::exception&) {
        // Said below, without its content.
    }
    throw Error(ErrorCode::corrupt, "read key file " + path.string());
}

}  // namespace kontor
