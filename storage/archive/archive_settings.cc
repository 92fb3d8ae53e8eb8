#include "storage/archive/archive_settings.h"

#include "storage/archive/key_file.h"
#include "storage/archive/log_origin.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

Bytes check_key_of(const Json& setting) {
    const auto key = from_base64(setting.value("check_key", ""));
    if (!key || key->size() != 32) {
        throw Error(ErrorCode::corrupt, "read the check key of the blobs");
    }
    return *key;
}

bool is_encrypted(const Json& setting) {
    const std::string cipher = setting.value("encryption", "");
    if (cipher == no_encryption) {
        return false;
    }
    if (cipher != blob_encryption) {
        throw Error(ErrorCode::unsupported, "open an archive encrypted by " + cipher);
    }
    return true;
}

}  // namespace

ArchiveSettings read_settings(const Transaction& rows) {
    const auto archive = catalog::find_setting(rows, "archive");
    if (!archive) {
        throw Error(ErrorCode::corrupt, "read the settings of the archive");
    }
    const Json blobs = catalog::find_setting(rows, "blobs").value_or(Json::object());
    const LogOrigin log = log_origin(rows);
    return {archive->at("zone").get<std::string>(), log.archive, log.origin, check_key_of(blobs),
            is_encrypted(blobs)};
}

std::unique_ptr<KeyStore> open_archive_keys(const ArchiveFolder& folder,
                                            const std::filesystem::path& key_file,
                                            const std::optional<std::string>& passphrase,
                                            const ArchiveSettings& settings) {
    std::optional<KeyFile> file;
    try {
        file = open_key_file(key_file, passphrase);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) {
            throw;
        }
        throw Error(ErrorCode::forbidden,
                    "open archive " + folder.data.string() + ": no key file " + key_file.string(),
                    Reason{"key.missing", {{"path", key_file.string()}}, ""});
    }
    if (!file->masters || file->origin != settings.origin) {
        throw Error(ErrorCode::forbidden,
                    "open archive " + folder.data.string() + ": the key file is another's",
                    Reason{"key.wrong", {{"path", key_file.string()}}, ""});
    }
    return open_key_store(folder.keys(), settings.archive, *file->masters);
}

}  // namespace kontor
