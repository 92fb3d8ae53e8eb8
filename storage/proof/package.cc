#include "storage/proof/package.h"

#include "storage/base/limits.h"

#include <algorithm>
#include <array>

namespace kontor::package {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> spelt_out{{
    {"ä", "ae"},
    {"ö", "oe"},
    {"ü", "ue"},
    {"Ä", "Ae"},
    {"Ö", "Oe"},
    {"Ü", "Ue"},
    {"ß", "ss"},
}};
constexpr std::size_t ending_max_bytes = 12;  // ".tar.gz" and longer ones of programs

bool is_kept(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

std::string spelt(ByteView raw) {
    std::string name;
    while (!raw.empty()) {
        const auto* const letter =
            std::find_if(spelt_out.begin(), spelt_out.end(),
                         [&](const auto& pair) { return raw.starts_with(pair.first); });
        if (letter != spelt_out.end()) {
            name += letter->second;
            raw.remove_prefix(letter->first.size());
            continue;
        }
        if (is_kept(raw.front())) {
            name += raw.front();
        } else if (name.empty() || name.back() != '_') {
            name += '_';
        }
        raw.remove_prefix(1);
    }
    return name;
}

std::string cut(const std::string& name) {
    if (name.size() <= limits::package_name_max_bytes) {
        return name;
    }
    const std::size_t dot = name.rfind('.');
    const bool has_ending = dot != std::string::npos && name.size() - dot <= ending_max_bytes;
    const std::string ending = has_ending ? name.substr(dot) : "";
    return name.substr(0, limits::package_name_max_bytes - ending.size()) + ending;
}

}  // namespace

std::string safe_file_name(ByteView raw) {
    std::string name = spelt(raw);
    name.erase(0, name.find_first_not_of('.'));
    name = cut(name);
    return name.empty() ? "original" : name;
}

std::string document_path(DocumentId id) {
    return "data/documents/" + id.str() + "/document.json";
}

std::string original_path(DocumentId id, std::uint32_t version, ByteView raw_file_name) {
    return "data/documents/" + id.str() + "/v" + std::to_string(version) + "/" +
           safe_file_name(raw_file_name);
}

std::string record_path(DocumentId id, std::string_view type) {
    return "data/records/" + id.str() + "." + safe_file_name(type) + ".json";
}

std::string evidence_path(DocumentId id) {
    return std::string(evidence_folder) + id.str() + ".json";
}

std::string entry_path(Sequence sequence) {
    return std::string(entries_folder) + std::to_string(sequence.value) + std::string(entry_ending);
}

std::string proof_path(Sequence sequence) {
    return std::string(entries_folder) + std::to_string(sequence.value) + std::string(proof_ending);
}

std::string seal_text(std::vector<BagEntry> tag_files) {
    std::sort(tag_files.begin(), tag_files.end(),
              [](const BagEntry& a, const BagEntry& b) { return a.path < b.path; });
    std::string text = std::string(format) + "\n";
    for (const BagEntry& file : tag_files) {
        if (file.path != seal && !file.path.starts_with("tagmanifest-")) {
            text += manifest_line(file.sha256, file.path);
        }
    }
    return text;
}

}  // namespace kontor::package
