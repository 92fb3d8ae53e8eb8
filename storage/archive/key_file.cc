#include "storage/archive/key_file.h"

#include "storage/base/aead.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/json.h"
#include "storage/base/random.h"

#include <sys/stat.h>

namespace kontor {

namespace {

constexpr std::size_t secret_bytes = 32;
constexpr int plain_format = 1;
constexpr int encrypted_format = 2;
constexpr std::size_t key_file_max_bytes = 65536;

Bytes secret_of(const Json& json, const char* name, std::size_t size) {
    auto bytes = from_base64(json.at(name).get<std::string>());
    if (!bytes || bytes->size() != size) {
        throw Error(ErrorCode::corrupt, "read a key file");
    }
    return *std::move(bytes);
}

Bytes place_of(const std::string& origin) {
    return "kontor master key" + Bytes(1, '\0') + origin;
}

// The key that wraps the master keys; none where they lie in the file as they are.
std::optional<Bytes> wrapping_key(const KeyFile& keys,
                                  const std::filesystem::path& path,
                                  const std::optional<std::string>& passphrase) {
    if (!keys.wrapped_by) {
        return std::nullopt;
    }
    if (!passphrase) {
        throw Error(ErrorCode::forbidden, "open key file " + path.string() + ": no passphrase",
                    Reason{"key.passphrase_needed", {{"path", path.string()}}, ""});
    }
    return derive_key(*passphrase, keys.wrapped_by->salt, keys.wrapped_by->cost);
}

std::string write_master(const KeyFile& keys, const Bytes& key, const std::optional<Bytes>& under) {
    if (!under) {
        return to_base64(key);
    }
    const Bytes nonce = random_bytes(aead_nonce_bytes);
    return to_base64(nonce + aead_seal(*under, nonce, place_of(keys.origin), key));
}

Bytes open_master(const Json& json,
                  const char* name,
                  const KeyFile& keys,
                  const std::filesystem::path& path,
                  const std::optional<Bytes>& under) {
    if (!under) {
        return secret_of(json, name, secret_bytes);
    }
    const Bytes wrapped = secret_of(json, name, aead_nonce_bytes + secret_bytes + aead_tag_bytes);
    auto key = aead_open(*under, ByteView(wrapped).substr(0, aead_nonce_bytes),
                         place_of(keys.origin), ByteView(wrapped).substr(aead_nonce_bytes));
    if (!key) {
        throw Error(ErrorCode::forbidden, "open key file " + path.string() + ": wrong passphrase",
                    Reason{"key.passphrase", {{"path", path.string()}}, ""});
    }
    return *std::move(key);
}

std::string text_of(const KeyFile& keys,
                    const std::filesystem::path& path,
                    const std::optional<std::string>& passphrase) {
    Json json{{"format", keys.masters ? encrypted_format : plain_format},
              {"origin", keys.origin},
              {"log_seed", to_base64(keys.log_seed)}};
    if (keys.masters) {
        const auto under = wrapping_key(keys, path, passphrase);
        json["master_key"] = write_master(keys, keys.masters->current, under);
        if (keys.masters->next) {
            json["next_master_key"] = write_master(keys, *keys.masters->next, under);
        }
    }
    if (keys.wrapped_by) {
        json["argon2id"] = {{"salt", to_base64(keys.wrapped_by->salt)},
                            {"passes", keys.wrapped_by->cost.passes},
                            {"memory_bytes", keys.wrapped_by->cost.memory_bytes}};
    }
    return json.dump() + "\n";
}

Json load(const std::filesystem::path& path) {
    const Bytes text = read_file(path, key_file_max_bytes);
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) {
        throw Error(ErrorCode::forbidden,
                    "read key file " + path.string() + ": others may read it, chmod it to 0600",
                    Reason{"archive.key_mode", {{"path", path.string()}}, ""});
    }
    return parse_json(text);
}

// Without its content in the message: it is secret.
template <typename Action>
auto with_corrupt(const std::filesystem::path& path, const Action& action) {
    try {
        return action();
    } catch (const Json::exception&) {
        throw Error(ErrorCode::corrupt, "read key file " + path.string());
    }
}

KeyFile facts_of(const Json& json) {
    const int format = json.at("format").get<int>();
    if (format != plain_format && format != encrypted_format) {
        throw Error(ErrorCode::unsupported, "read a key file of a later version");
    }
    KeyFile keys{json.at("origin").get<std::string>(), secret_of(json, "log_seed", secret_bytes)};
    if (json.contains("argon2id")) {
        const Json& by = json.at("argon2id");
        keys.wrapped_by = Passphrase{
            secret_of(by, "salt", key_salt_bytes),
            {by.at("passes").get<std::uint64_t>(), by.at("memory_bytes").get<std::uint64_t>()}};
    }
    return keys;
}

}  // namespace

KeyFile new_key_file(Encryption encryption) {
    KeyFile keys{"kontor-" + random_name(), random_bytes(secret_bytes)};
    if (encryption != Encryption::none) {
        keys.masters = MasterKeys{random_bytes(secret_bytes), std::nullopt};
    }
    if (encryption == Encryption::passphrase) {
        keys.wrapped_by = Passphrase{random_bytes(key_salt_bytes), {}};
    }
    return keys;
}

void make_key_file(const std::filesystem::path& path,
                   const KeyFile& keys,
                   const std::optional<std::string>& passphrase) {
    if (std::filesystem::exists(path)) {
        throw Error(ErrorCode::conflict, "make key file " + path.string() + ": it exists",
                    Reason{"archive.key_exists", {{"path", path.string()}}, ""});
    }
    replace_key_file(path, keys, passphrase);
}

void replace_key_file(const std::filesystem::path& path,
                      const KeyFile& keys,
                      const std::optional<std::string>& passphrase) {
    replace_file(path, text_of(keys, path, passphrase), 0600);
}

KeyFile read_key_file(const std::filesystem::path& path) {
    return with_corrupt(path, [&] { return facts_of(load(path)); });
}

KeyFile open_key_file(const std::filesystem::path& path,
                      const std::optional<std::string>& passphrase) {
    return with_corrupt(path, [&] {
        const Json json = load(path);
        KeyFile keys = facts_of(json);
        if (json.contains("master_key")) {
            const auto under = wrapping_key(keys, path, passphrase);
            keys.masters = MasterKeys{open_master(json, "master_key", keys, path, under), {}};
            if (json.contains("next_master_key")) {
                keys.masters->next = open_master(json, "next_master_key", keys, path, under);
            }
        }
        return keys;
    });
}

}  // namespace kontor
