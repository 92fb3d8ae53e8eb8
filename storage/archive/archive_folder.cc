#include "storage/archive/archive_folder.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/json.h"
#include "storage/kv/tables.h"

namespace kontor {

std::filesystem::path ArchiveFolder::key_file() const {
    std::filesystem::path beside = full_path(data);
    beside += ".key";
    return beside;
}

void make_folders(const ArchiveFolder& folder) {
    for (const auto& path :
         {folder.data, folder.catalog(), folder.catalog() / first_generation, folder.blobs(),
          folder.derived(), folder.keys(), folder.index(), folder.spool()}) {
        std::filesystem::create_directories(path);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
}

void write_format(const ArchiveFolder& folder, const FormatVersions& versions) {
    const Json json{{"catalog", versions.catalog}, {"blobs", versions.blobs}};
    replace_file(folder.format(), json.dump() + "\n", 0600);
}

FormatVersions read_format(const ArchiveFolder& folder) {
    if (!std::filesystem::exists(folder.format())) {
        throw Error(ErrorCode::not_found,
                    "open archive " + folder.data.string() + ": there is none",
                    Reason{"archive.none", {{"path", folder.data.string()}}, ""});
    }
    const Json json = parse_json(read_file(folder.format(), 65536));
    const FormatVersions found{json.value("catalog", 0), json.value("blobs", 0)};
    if (found.catalog > catalog_format || found.blobs > blobs_format) {
        throw Error(ErrorCode::unsupported,
                    "open archive " + folder.data.string() + ": made by a newer Kontor",
                    Reason{"archive.newer", {{"path", folder.data.string()}}, ""});
    }
    if (found.catalog < 1 || found.blobs < 1) {
        throw Error(ErrorCode::corrupt, "read " + folder.format().string());
    }
    return found;
}

}  // namespace kontor
