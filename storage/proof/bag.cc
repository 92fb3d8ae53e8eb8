#include "storage/proof/bag.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/proof/bag_manifest.h"
#include "storage/proof/bag_name.h"

#include <algorithm>
#include <functional>

namespace kontor {

namespace {

using bag_internal::Findings;
using bag_internal::Manifest;
using bag_internal::ManifestName;
using bag_internal::ManifestReader;

constexpr std::string_view payload_folder = "data/";
constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr std::uint64_t short_tag_file_max_bytes = 1024 * 1024;  // bagit.txt, bag-info.txt

bool is_payload(std::string_view name) {
    return name.starts_with(payload_folder);
}

// Faults of the package or of what it lies on; the other files can still be judged. The rest is
// ours.
bool is_fault_of_package(ErrorCode code) {
    return code == ErrorCode::corrupt || code == ErrorCode::io || code == ErrorCode::too_large ||
           code == ErrorCode::unsupported;
}

// "M.N", digits only.
bool is_version(std::string_view text) {
    const auto is_number = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const std::size_t dot = text.find('.');
    return dot != std::string_view::npos && is_number(text.substr(0, dot)) &&
           is_number(text.substr(dot + 1));
}

class Verification {
  public:
    Verification(BagFiles& files, const BagRules& rules)
        : files_(files), rules_(rules), findings_(verdict_) {}

    BagVerdict run() {
        take_listing();
        read_declaration();
        read_manifests();
        read_fetch();
        read_info();
        judge_payload_manifests();
        judge_tag_manifests();
        check_digests();
        return std::move(verdict_);
    }

  private:
    using TakeLine = std::function<void(const std::string& line, std::uint64_t number)>;

    void take_listing();
    void read_declaration();
    void judge_declaration(const std::vector<std::string>& lines);
    void read_manifests();
    void read_fetch();
    void take_fetch_line(const std::string& line, std::uint64_t number);
    void read_info();
    void judge_oxum();
    void judge_payload_manifests();
    void judge_tag_manifests();
    void report_missing(const Manifest& manifest);
    void check_digests();
    void check_digests_of(const BagFile& file, const std::vector<const Manifest*>& manifests);

    const BagFile* find(const std::string& name) const;
    // Runs `read`; a fault of the package in it becomes a finding about `name`.
    void guarded(const std::string& name, const std::function<void()>& read);
    // Every line of a tag file that is there; whether they all ended in LF.
    bool each_line(const std::string& name, std::uint64_t max_bytes, const TakeLine& take);
    bool is_wanted(const BagFile& file) const {
        return !rules_.is_wanted || rules_.is_wanted(file);
    }
    // Ends the reading of a list of so many paths when it is longer than the list of files by more
    // than is told of missing ones: it could be any length.
    void require_useful(std::size_t paths) const {
        if (paths > by_name_.size() + limits::bag_findings_max) {
            throw Error(ErrorCode::too_large, "read a list of files",
                        Reason{"bag.list_too_long", {}, ""});
        }
    }

    BagFiles& files_;
    const BagRules& rules_;
    BagVerdict verdict_;
    Findings findings_;
    std::map<std::string, const BagFile*> by_name_;
    std::vector<Manifest> manifests_;
    std::set<std::string> to_fetch_;
    std::set<std::string> missing_;  // reported already
    std::set<std::string> doubled_;  // likewise
    std::vector<char> buffer_ = std::vector<char>(buffer_bytes);
};

const BagFile* Verification::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

void Verification::guarded(const std::string& name, const std::function<void()>& read) {
    try {
        read();
    } catch (const Error& error) {
        if (!is_fault_of_package(error.code())) {
            throw;
        }
        findings_.problem("bag.file_unreadable", {{"name", shown_path(name)},
                                                  {"why", std::string(traits(error.code()).name)}});
        for (Reason reason : error.reasons()) {
            reason.params.emplace("name", shown_path(name));
            findings_.problem(std::move(reason));
        }
    }
}

bool Verification::each_line(const std::string& name,
                             std::uint64_t max_bytes,
                             const TakeLine& take) {
    bool only_line_feeds = true;
    guarded(name, [&] {
        const auto source = files_.open(name);
        TagLines lines(*source);
        std::uint64_t total_bytes = 0;
        while (const auto line = lines.next()) {
            total_bytes += line->size() + 1;
            if (total_bytes > max_bytes) {
                throw Error(
                    ErrorCode::too_large, "read a tag file",
                    Reason{"bag.tag_too_large", {{"limit", std::to_string(max_bytes)}}, ""});
            }
            take(*line, lines.number());
        }
        only_line_feeds = lines.only_line_feeds();
    });
    return only_line_feeds;
}

void Verification::take_listing() {
    std::map<std::string, std::string> folded;
    for (const BagFile& file : files_.list()) {
        if (file.kind != BagFile::Kind::regular) {
            findings_.problem("bag.file_not_regular", {{"name", shown_path(file.name)}});
            continue;
        }
        if (is_payload(file.name)) {
            ++verdict_.payload.files;
            verdict_.payload.octets += file.size_bytes;
        }
        if (auto unsafe = unsafe_name(file.name)) {
            findings_.problem(std::move(*unsafe));
            continue;
        }
        if (!by_name_.emplace(file.name, &file).second) {
            if (doubled_.insert(file.name).second) {
                findings_.problem("bag.file_twice", {{"name", shown_path(file.name)}});
            }
            continue;
        }
        // RFC 8493 section 6: on many systems one of the two would overwrite the other.
        const auto [other, is_new] = folded.emplace(fold_for_comparison(file.name), file.name);
        if (!is_new) {
            findings_.warn("bag.file_alike",
                           {{"name", shown_path(file.name)}, {"other", shown_path(other->second)}});
        }
    }
}

void Verification::read_declaration() {
    const std::string name = "bagit.txt";
    if (find(name) == nullptr) {
        findings_.problem("bag.declaration_missing", {});
        return;
    }
    std::vector<std::string> lines;
    const bool only_line_feeds =
        each_line(name, short_tag_file_max_bytes, [&](const std::string& line, std::uint64_t) {
            if (lines.size() < 3) {
                lines.push_back(line);
            }
        });
    if (!only_line_feeds) {
        findings_.warn("bag.declaration_line_ends", {});
    }
    judge_declaration(lines);
}

// RFC 8493 section 2.1.1: exactly two lines, one blank behind the colon, none before it.
void Verification::judge_declaration(const std::vector<std::string>& lines) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    constexpr std::string_view version_label = "BagIt-Version: ";
    constexpr std::string_view encoding_label = "Tag-File-Character-Encoding: ";
    const auto malformed = [this](int number) {
        findings_.problem("bag.declaration_line", {{"number", std::to_string(number)}});
    };
    std::string_view first = lines.empty() ? std::string_view() : lines[0];
    if (first.starts_with(mark)) {
        findings_.problem("bag.declaration_mark", {});
        first.remove_prefix(mark.size());
    }
    const std::string_view version = first.substr(std::min(first.size(), version_label.size()));
    if (!first.starts_with(version_label) || !is_version(version)) {
        malformed(1);
    } else if (version != "1.0") {
        findings_.problem("bag.version_unsupported", {{"version", shown_value(version)}});
    }
    const std::string_view second = lines.size() < 2 ? std::string_view() : lines[1];
    const std::string_view encoding = second.substr(std::min(second.size(), encoding_label.size()));
    if (!second.starts_with(encoding_label) || encoding.find_first_of(" \t") != std::string::npos) {
        malformed(2);
    } else if (!equals_ignoring_ascii_case(encoding, "UTF-8")) {
        findings_.problem("bag.encoding_unsupported", {{"encoding", shown_value(encoding)}});
    }
    if (lines.size() > 2) {
        malformed(3);
    }
}

void Verification::read_manifests() {
    bool any_payload = false;
    bool any_known = false;
    for (const auto& [file_name, file] : by_name_) {
        const auto name = ManifestName::parse(file_name);
        if (!name || !is_wanted(*file)) {
            continue;
        }
        if (!name->hash_kind()) {
            findings_.warn("bag.manifest_unknown_algorithm", {{"file", shown_path(file_name)}});
        }
        Manifest& manifest = manifests_.emplace_back(Manifest{file_name, *name, {}});
        ManifestReader reader(manifest, findings_);
        each_line(file_name, limits::bag_tag_file_max_bytes,
                  [&](const std::string& line, std::uint64_t number) {
                      reader.take(line, number);
                      require_useful(manifest.digests.size());
                  });
        any_payload = any_payload || manifest.is_payload();
        any_known = any_known || (manifest.is_payload() && name->hash_kind());
    }
    if (!any_payload) {
        findings_.problem("bag.manifest_missing", {});
    } else if (!any_known) {
        findings_.problem("bag.manifest_none_known", {});
    }
}

void Verification::read_fetch() {
    const std::string name = "fetch.txt";
    if (find(name) == nullptr || !is_wanted(*find(name))) {
        return;
    }
    each_line(name, limits::bag_tag_file_max_bytes,
              [this](const std::string& line, std::uint64_t number) {
                  take_fetch_line(line, number);
                  require_useful(to_fetch_.size());
              });
}

void Verification::take_fetch_line(const std::string& line, std::uint64_t number) {
    const auto path = parse_fetch_line(line);
    if (!path) {
        findings_.problem("bag.fetch_line", {{"number", std::to_string(number)}});
        return;
    }
    if (auto unsafe = unsafe_name(*path)) {
        unsafe->params.emplace("file", "fetch.txt");
        findings_.problem(std::move(*unsafe));
        return;
    }
    if (!is_payload(*path)) {
        findings_.problem("bag.fetch_not_payload", {{"name", shown_path(*path)}});
        return;
    }
    to_fetch_.insert(*path);
    // RFC 8493 section 2.2.3: every payload manifest lists it, fetched or not.
    for (const Manifest& manifest : manifests_) {
        if (manifest.is_payload() && !manifest.digests.contains(*path)) {
            findings_.problem("bag.fetch_not_listed",
                              {{"name", shown_path(*path)}, {"file", manifest.file_name}});
        }
    }
}

void Verification::read_info() {
    const std::string name = "bag-info.txt";
    if (find(name) == nullptr) {
        return;
    }
    BagInfoReader reader;
    each_line(name, short_tag_file_max_bytes, [&](const std::string& line, std::uint64_t number) {
        if (!is_utf8(line) || !reader.take(line)) {
            findings_.problem("bag.info_line", {{"number", std::to_string(number)}});
        }
    });
    verdict_.info = reader.fields();
    judge_oxum();
}

void Verification::judge_oxum() {
    const auto values = bag_info_values(verdict_.info, "Payload-Oxum");
    if (values.empty()) {
        return;
    }
    const auto oxum = parse_oxum(values.front());
    if (!oxum || values.size() > 1) {
        findings_.problem("bag.info_oxum_malformed", {});
    } else if (*oxum != verdict_.payload) {
        findings_.problem("bag.info_oxum", {{"expected", format_oxum(*oxum)},
                                            {"found", format_oxum(verdict_.payload)}});
    }
}

void Verification::report_missing(const Manifest& manifest) {
    for (const auto& [path, digest] : manifest.digests) {
        if (find(path) == nullptr && missing_.insert(path).second) {
            findings_.problem(to_fetch_.contains(path) ? "bag.fetch_missing" : "bag.file_missing",
                              {{"name", shown_path(path)}, {"file", manifest.file_name}});
        }
    }
}

void Verification::judge_payload_manifests() {
    for (const Manifest& manifest : manifests_) {
        if (!manifest.is_payload()) {
            continue;
        }
        for (const auto& [name, file] : by_name_) {
            if (is_payload(name) && !manifest.digests.contains(name)) {
                findings_.problem("bag.manifest_not_listed",
                                  {{"name", shown_path(name)}, {"file", manifest.file_name}});
            }
        }
        report_missing(manifest);
    }
}

void Verification::judge_tag_manifests() {
    for (const Manifest& manifest : manifests_) {
        if (manifest.is_payload()) {
            continue;
        }
        for (const Manifest& other : manifests_) {
            if (other.is_payload() && !manifest.digests.contains(other.file_name)) {
                findings_.problem("bag.tagmanifest_omits",
                                  {{"name", other.file_name}, {"file", manifest.file_name}});
            }
        }
        report_missing(manifest);
    }
}

void Verification::check_digests() {
    for (const BagFile& file : files_.list()) {
        if (find(file.name) != &file) {
            continue;  // reported already: unsafe, not regular, or there twice
        }
        if (!is_wanted(file)) {
            continue;
        }
        std::vector<const Manifest*> listing;
        for (const Manifest& manifest : manifests_) {
            const auto entry = manifest.digests.find(file.name);
            if (entry != manifest.digests.end() && !entry->second.empty()) {
                listing.push_back(&manifest);
            }
        }
        if (!listing.empty()) {
            guarded(file.name, [&] { check_digests_of(file, listing); });
        }
    }
}

void Verification::check_digests_of(const BagFile& file,
                                    const std::vector<const Manifest*>& manifests) {
    std::map<HashKind, Hasher> hashers;
    for (const Manifest* manifest : manifests) {
        hashers.try_emplace(*manifest->name.hash_kind(), *manifest->name.hash_kind());
    }
    const auto source = files_.open(file.name);
    std::uint64_t total_bytes = 0;
    while (const std::size_t count = source->read(buffer_.data(), buffer_.size())) {
        for (auto& [kind, hasher] : hashers) {
            hasher.update({buffer_.data(), count});
        }
        total_bytes += count;
        if (total_bytes > file.size_bytes) {
            break;  // grown since, and perhaps for ever
        }
    }
    if (total_bytes != file.size_bytes) {
        findings_.problem("bag.file_size", {{"name", shown_path(file.name)},
                                            {"expected", std::to_string(file.size_bytes)},
                                            {"found", std::to_string(total_bytes)}});
    }
    std::map<HashKind, Bytes> digests;
    for (auto& [kind, hasher] : hashers) {
        digests.emplace(kind, hasher.finish());
    }
    const auto sha256 = digests.find(HashKind::sha256);
    if (rules_.on_sha256 && sha256 != digests.end() && total_bytes == file.size_bytes) {
        rules_.on_sha256(file, sha256->second);
    }
    for (const Manifest* manifest : manifests) {
        if (digests.at(*manifest->name.hash_kind()) != manifest->digests.at(file.name)) {
            findings_.problem("bag.file_changed",
                              {{"name", shown_path(file.name)}, {"file", manifest->file_name}});
        }
    }
}

}  // namespace

BagVerdict verify_bag(BagFiles& files, const BagRules& rules) {
    return Verification(files, rules).run();
}

}  // namespace kontor
