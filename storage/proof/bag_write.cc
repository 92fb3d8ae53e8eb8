#include "storage/proof/bag_write.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/proof/bag_name.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::string_view payload_folder = "data/";
constexpr std::string_view oxum_label = "Payload-Oxum";

void require_good_names(const std::vector<BagEntry>& payload,
                        const std::vector<BagTagFile>& tag_files) {
    std::vector<std::string> paths;
    std::vector<Reason> problems;
    for (const BagEntry& entry : payload) {
        if (!entry.path.starts_with(payload_folder)) {
            problems.push_back({"bag.name_not_payload", {{"name", shown_path(entry.path)}}, ""});
        }
        paths.push_back(entry.path);
    }
    for (const BagTagFile& file : tag_files) {
        paths.push_back(file.path);
    }
    for (Reason& reason : package_name_problems(paths)) {
        problems.push_back(std::move(reason));
    }
    if (!problems.empty()) {
        throw Error(ErrorCode::invalid, "name the files of a package", std::move(problems));
    }
}

using DigestOf = Bytes BagEntry::*;

std::string manifest(const std::vector<BagEntry>& entries, DigestOf digest) {
    std::vector<const BagEntry*> ordered;
    for (const BagEntry& entry : entries) {
        ordered.push_back(&entry);
    }
    std::sort(ordered.begin(), ordered.end(),
              [](const BagEntry* left, const BagEntry* right) { return left->path < right->path; });
    std::string text;
    for (const BagEntry* entry : ordered) {
        text += manifest_line(entry->*digest, entry->path);
    }
    return text;
}

std::string info_text(std::vector<BagInfoField> info, const std::vector<BagEntry>& payload) {
    if (!bag_info_values(info, oxum_label).empty()) {
        throw Error(ErrorCode::invalid, "write bag-info.txt",
                    Reason{"bag.info_field", {{"label", std::string(oxum_label)}}, ""});
    }
    PayloadOxum oxum;
    oxum.files = payload.size();
    for (const BagEntry& entry : payload) {
        oxum.octets += entry.size_bytes;
    }
    info.push_back({std::string(oxum_label), format_oxum(oxum)});
    return format_bag_info(info);
}

}  // namespace

std::vector<BagEntry> bag_entries(const std::vector<BagTagFile>& files) {
    std::vector<BagEntry> entries;
    for (const BagTagFile& file : files) {
        entries.push_back({file.path, file.bytes.size(), sha256(file.bytes), sha512(file.bytes)});
    }
    return entries;
}

std::vector<BagTagFile> bag_tag_files(const std::vector<BagEntry>& payload,
                                      std::vector<BagInfoField> info,
                                      const std::vector<BagTagFile>& others) {
    std::vector<BagTagFile> files{{"bagit.txt", bag_declaration()},
                                  {"bag-info.txt", info_text(std::move(info), payload)}};
    files.insert(files.end(), others.begin(), others.end());
    files.push_back({"manifest-sha256.txt", manifest(payload, &BagEntry::sha256)});
    files.push_back({"manifest-sha512.txt", manifest(payload, &BagEntry::sha512)});
    const std::vector<BagEntry> tags = bag_entries(files);
    files.push_back({"tagmanifest-sha256.txt", manifest(tags, &BagEntry::sha256)});
    files.push_back({"tagmanifest-sha512.txt", manifest(tags, &BagEntry::sha512)});
    require_good_names(payload, files);
    return files;
}

}  // namespace kontor
