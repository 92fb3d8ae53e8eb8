#include "storage/backup/manifest.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

namespace kontor {

namespace {

constexpr std::size_t manifest_max_bytes = 256U << 20U;  // a million parts

Bytes hex(const Json& json, const char* name) {
    auto bytes = from_hex(json.at(name).get<std::string>());
    if (!bytes) {
        throw Error(ErrorCode::corrupt, std::string("read a manifest: ") + name + " is not hex");
    }
    return *std::move(bytes);
}

Bytes base64(const Json& json, const char* name) {
    auto bytes = from_base64(json.at(name).get<std::string>());
    if (!bytes) {
        throw Error(ErrorCode::corrupt, std::string("read a manifest: ") + name + " is not base64");
    }
    return *std::move(bytes);
}

Json json_of(const BackupFile& file) {
    return {{"name", file.name}, {"bytes", file.bytes}, {"sha256", to_hex(file.sha256)}};
}

// Names are put together with the folder's: one that leads out of it is no name.
BackupFile file_of(const Json& json) {
    BackupFile file{json.at("name"), json.at("bytes"), hex(json, "sha256")};
    const std::filesystem::path path(file.name);
    for (const auto& part : path) {
        if (path.is_absolute() || part.empty() || part == "." || part == "..") {
            throw Error(ErrorCode::corrupt, "read a manifest: a file's name leads out of it");
        }
    }
    return file;
}

Json json_of(const std::vector<BackupVolume>& volumes) {
    Json all = Json::array();
    for (const BackupVolume& volume : volumes) {
        Json parts = Json::array();
        for (const BackupPart& part : volume.parts) {
            parts.push_back({{"file", json_of(part.file)},
                             {"after", part.after},
                             {"last", part.last},
                             {"numbers", to_hex(part.numbers)}});
        }
        all.push_back({{"number", volume.number},
                       {"state", to_base64(volume.state)},
                       {"parts", std::move(parts)}});
    }
    return all;
}

std::vector<BackupVolume> volumes_of(const Json& json) {
    std::vector<BackupVolume> volumes;
    for (const Json& one : json) {
        BackupVolume volume{one.at("number"), base64(one, "state"), {}};
        for (const Json& part : one.at("parts")) {
            volume.parts.push_back({file_of(part.at("file")), part.at("after"), part.at("last"),
                                    hex(part, "numbers")});
        }
        volumes.push_back(std::move(volume));
    }
    return volumes;
}

bool is_name_of_keys(const std::string& name) {
    const std::filesystem::path path(name);
    return !path.has_parent_path() &&
           (name == "state" || name == "seed" || (path.extension() == ".seg" && path.has_stem()));
}

Manifest manifest_of(const Json& json) {
    Manifest manifest;
    manifest.archive = json.at("archive");
    manifest.origin = json.at("origin");
    manifest.made = parse_instant(json.at("made").get<std::string>());
    manifest.archive_format = json.at("archive_format");
    if (json.contains("key_mark")) {
        manifest.key_mark = hex(json, "key_mark");
    }
    manifest.checkpoint = json.at("checkpoint");
    manifest.catalog = file_of(json.at("catalog"));
    manifest.blobs = volumes_of(json.at("blobs"));
    manifest.derived = volumes_of(json.at("derived"));
    for (const Json& key : json.at("keys")) {
        manifest.keys.push_back({key.at("name"), file_of(key.at("file"))});
        if (!is_name_of_keys(manifest.keys.back().name)) {
            throw Error(ErrorCode::corrupt, "read a manifest: a key's name is none");
        }
    }
    return manifest;
}

}  // namespace

Json Manifest::to_json() const {
    Json json{{"kontor_backup", backup_format},
              {"archive", archive},
              {"origin", origin},
              {"made", to_rfc3339(made)},
              {"archive_format", archive_format},
              {"checkpoint", checkpoint},
              {"catalog", json_of(catalog)},
              {"blobs", json_of(blobs)},
              {"derived", json_of(derived)},
              {"keys", Json::array()}};
    if (key_mark) {
        json["key_mark"] = to_hex(*key_mark);
    }
    for (const BackupKey& key : keys) {
        json["keys"].push_back({{"name", key.name}, {"file", json_of(key.file)}});
    }
    return json;
}

Manifest Manifest::from_json(const Json& json) {
    try {
        if (json.at("kontor_backup").get<int>() > backup_format) {
            throw Error(ErrorCode::unsupported, "read a manifest of a newer Kontor",
                        Reason{"backup.newer", {}, ""});
        }
        return manifest_of(json);
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::corrupt, std::string("read a manifest: ") + error.what());
    }
}

std::vector<std::string> Manifest::file_names() const {
    std::vector<std::string> names{catalog.name};
    for (const auto* volumes : {&blobs, &derived}) {
        for (const BackupVolume& volume : *volumes) {
            for (const BackupPart& part : volume.parts) {
                names.push_back(part.file.name);
            }
        }
    }
    for (const BackupKey& key : keys) {
        names.push_back(key.file.name);
    }
    return names;
}

std::optional<Manifest> read_manifest(const std::filesystem::path& file) {
    Bytes text;
    try {
        text = read_file(file, manifest_max_bytes);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found) {
            return std::nullopt;
        }
        throw;
    }
    try {
        return Manifest::from_json(parse_json(text, manifest_max_bytes));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::invalid) {
            throw Error(ErrorCode::corrupt, "read " + file.string() + ": " + error.what());
        }
        throw;
    }
}

}  // namespace kontor
