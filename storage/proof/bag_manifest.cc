#include "storage/proof/bag_manifest.h"

#include "storage/base/limits.h"
#include "storage/proof/bag_name.h"

#include <algorithm>

namespace kontor::bag_internal {

void Findings::add(std::vector<Reason>& list, Reason reason) {
    if (list.size() < limits::bag_findings_max) {
        list.push_back(std::move(reason));
    } else if (list.size() == limits::bag_findings_max) {
        list.push_back(
            {"bag.too_many_findings", {{"limit", std::to_string(limits::bag_findings_max)}}, ""});
    }
}

std::optional<ManifestName> ManifestName::parse(std::string_view file_name) {
    constexpr std::string_view end = ".txt";
    for (const auto& [start, kind] :
         {std::pair("manifest-", Kind::payload), {"tagmanifest-", Kind::tag}}) {
        const std::string_view prefix = start;
        if (file_name.size() <= prefix.size() + end.size() ||
            !equals_ignoring_ascii_case(file_name.substr(0, prefix.size()), prefix) ||
            !equals_ignoring_ascii_case(file_name.substr(file_name.size() - end.size()), end)) {
            continue;
        }
        std::string algorithm(
            file_name.substr(prefix.size(), file_name.size() - prefix.size() - end.size()));
        if (algorithm.find('/') != std::string::npos) {
            continue;
        }
        std::transform(algorithm.begin(), algorithm.end(), algorithm.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return ManifestName{kind, algorithm};
    }
    return std::nullopt;
}

std::optional<HashKind> ManifestName::hash_kind() const {
    if (algorithm == "sha256") {
        return HashKind::sha256;
    }
    if (algorithm == "sha512") {
        return HashKind::sha512;
    }
    return std::nullopt;
}

void ManifestReader::take(std::string_view line, std::uint64_t number) {
    if (line.empty()) {
        warn_once("bag.manifest_blank_line", number);
        return;
    }
    const auto parsed = parse_manifest_line(line);
    if (!parsed) {
        findings_.problem("bag.manifest_line",
                          {{"file", manifest_.file_name}, {"number", std::to_string(number)}});
        return;
    }
    if (parsed->star) {
        warn_once("bag.manifest_star", number);
    }
    if (parsed->dot_slash) {
        warn_once("bag.manifest_dot_slash", number);
    }
    if (parsed->bare_percent) {
        warn_once("bag.manifest_bare_percent", number);
    }
    if (!is_in_scope(parsed->path)) {
        return;
    }
    if (!manifest_.digests.emplace(parsed->path, digest(parsed->digest, number)).second) {
        findings_.problem("bag.manifest_listed_twice",
                          {{"file", manifest_.file_name}, {"name", shown_path(parsed->path)}});
    }
}

void ManifestReader::warn_once(const char* code, std::uint64_t number) {
    if (warned_.insert(code).second) {
        findings_.warn(code, {{"file", manifest_.file_name}, {"number", std::to_string(number)}});
    }
}

bool ManifestReader::is_in_scope(const std::string& path) {
    if (auto unsafe = unsafe_name(path)) {
        unsafe->params.emplace("file", manifest_.file_name);
        findings_.problem(std::move(*unsafe));
        return false;
    }
    const bool in_payload = path.starts_with("data/");
    const char* code = nullptr;
    if (in_payload != manifest_.is_payload()) {
        code = in_payload ? "bag.tagmanifest_names_payload" : "bag.manifest_not_payload";
    } else if (!in_payload) {
        const auto named = ManifestName::parse(path);
        if (named && named->kind == ManifestName::Kind::tag) {
            code = "bag.tagmanifest_names_tagmanifest";
        }
    }
    if (code != nullptr) {
        findings_.problem(code, {{"file", manifest_.file_name}, {"name", shown_path(path)}});
    }
    return code == nullptr;
}

Bytes ManifestReader::digest(const std::string& text, std::uint64_t number) {
    const auto kind = manifest_.name.hash_kind();
    if (!kind) {
        return {};
    }
    const auto raw = from_hex(text);
    if (!raw || raw->size() != (*kind == HashKind::sha256 ? 32U : 64U)) {
        findings_.problem("bag.manifest_digest",
                          {{"file", manifest_.file_name}, {"number", std::to_string(number)}});
        return {};
    }
    return *raw;
}

}  // namespace kontor::bag_internal
