#include "clients/verify/judge.h"

#include "clients/verify/limits.h"
#include "clients/verify/log_entries.h"
#include "clients/verify/small_files.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/json.h"
#include "storage/base/limits.h"
#include "storage/proof/bag_name.h"
#include "storage/proof/limits.h"
#include "storage/proof/package.h"
#include "storage/proof/stated_document.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t key_max_bytes = 1024;
constexpr std::array<std::string_view, 2> tag_manifests{"tagmanifest-sha256.txt",
                                                        "tagmanifest-sha512.txt"};
constexpr std::array<std::string_view, 6> other_tag_files{
    "bagit.txt",           "bag-info.txt",        package::description,
    "manifest-sha256.txt", "manifest-sha512.txt", package::seal};

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// "data/documents/12/v1/x.pdf" -> "12"; empty for what belongs to no paper.
std::string document_in(std::string_view path) {
    for (const std::string_view folder :
         {std::string_view("data/documents/"), std::string_view("data/records/"),
          package::evidence_folder}) {
        if (path.starts_with(folder)) {
            const std::string_view rest = path.substr(folder.size());
            return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
        }
    }
    return "";
}

// The number in "<folder><number><ending>".
std::optional<std::uint64_t> number_in(std::string_view path,
                                       std::string_view folder,
                                       std::string_view ending) {
    if (!path.starts_with(folder) || !path.ends_with(ending) ||
        path.size() <= folder.size() + ending.size()) {
        return std::nullopt;
    }
    return parse_tree_number(
        path.substr(folder.size(), path.size() - folder.size() - ending.size()));
}

class Judge {
  public:
    Judge(BagFiles& files, const Trust& trust) : files_(files), trust_(trust) {}

    // First what each file must be, then the files themselves, each once: one that cannot be right
    // is not read, however long it is.
    PackageVerdict run() {
        list_files();
        judge_format();
        const bool has_log = open_log();
        if (has_log) {
            take_entries();
            judge_export();
            take_documents();
        } else {
            changed("package.originals_unread", {});
        }
        judge_bag();
        if (has_log) {
            require_files();
            judge_seal();
        }
        judge_trust();
        return std::move(verdict_);
    }

  private:
    using List = std::vector<Reason>;
    struct Expected {
        Bytes sha256;
        std::uint64_t size_bytes = 0;
        std::string document;
        Bytes found_sha256;  // once it was read
    };

    // Beyond the limit only one more says so: a hostile package could make any number.
    static void add(List& list, Reason reason) {
        if (list.size() < limits::bag_findings_max) {
            list.push_back(std::move(reason));
        } else if (list.size() == limits::bag_findings_max) {
            list.push_back({"package.more", {}, ""});
        }
    }
    void changed(const char* code, std::map<std::string, std::string> params) {
        add(verdict_.changed, {code, std::move(params), ""});
    }
    void changed_file(const char* code, const std::string& name) {
        changed(code, {{"name", shown_path(name)}, {"document", document_in(name)}});
    }
    void not_in_log(Reason reason, const std::string& document = "") {
        reason.params["document"] = document;
        add(verdict_.not_in_log, std::move(reason));
    }
    bool has(std::string_view name) const { return sizes_.contains(std::string(name)); }

    // Runs `work` on what the package says; what it cannot make sense of goes to `list`.
    template <typename Work>
    bool guarded(List& list, const std::string& document, const Work& work) {
        try {
            work();
            return true;
        } catch (const Error& error) {
            const bool is_fault_of_package =
                error.code() == ErrorCode::invalid || error.code() == ErrorCode::corrupt ||
                error.code() == ErrorCode::not_found || error.code() == ErrorCode::too_large;
            if (!is_fault_of_package) {
                throw;
            }
            for (Reason reason : error.reasons()) {
                reason.params["document"] = document;
                add(list, std::move(reason));
            }
            if (error.reasons().empty()) {
                add(list, {"package.unreadable", {{"document", document}}, ""});
            }
            return false;
        }
    }

    // Of a name that stands twice the first counts; the bag's judge tells of it.
    void list_files() {
        for (const BagFile& file : files_.list()) {
            if (file.kind == BagFile::Kind::regular) {
                sizes_.emplace(file.name, file.size_bytes);
            }
        }
    }

    void judge_bag() {
        const BagRules rules{[this](const BagFile& file) {
                                 const auto most = most_bytes(file.name);
                                 return most && file.size_bytes <= *most &&
                                        !has_another_size(file.name, file.size_bytes);
                             },
                             [this](const BagFile& file, const Bytes& sha256) {
                                 const auto expected = expected_.find(file.name);
                                 if (expected != expected_.end()) {
                                     expected->second.found_sha256 = sha256;
                                 }
                             }};
        for (Reason reason : verify_bag(files_, rules).problems) {
            if (const auto name = reason.params.find("name"); name != reason.params.end()) {
                reason.params.emplace("document", document_in(name->second));
            }
            add(verdict_.changed, std::move(reason));
        }
    }

    // A whole small file; Error invalid when it is not there or too large.
    Bytes text_of(std::string_view name, std::size_t max_bytes) {
        const auto bytes =
            has(name) ? read_small(files_, std::string(name), max_bytes) : std::nullopt;
        if (!bytes) {
            throw_missing(name);
        }
        return *bytes;
    }
    [[noreturn]] static void throw_missing(std::string_view name) {
        throw Error(ErrorCode::invalid, "read a file of a package",
                    Reason{"package.file_missing", {{"name", std::string(name)}}, ""});
    }

    void judge_format() {
        guarded(verdict_.changed, "", [&] {
            const Json json =
                parse_json(text_of(package::description, limits::package_description_max_bytes));
            if (!json.is_object() || json.value("format", Json()) != package::format) {
                changed("package.format", {{"format", std::string(package::format)}});
            }
        });
    }

    // Key and checkpoint, on which all else rests.
    bool open_log() {
        return guarded(verdict_.not_in_log, "", [&] {
            note_ = text_of(package::checkpoint, limits::note_max_bytes);
            std::string vkey = text_of(package::log_key, key_max_bytes);
            if (vkey.empty() || vkey.back() != '\n') {
                throw Error(ErrorCode::invalid, "read the key of a package",
                            Reason{"package.key", {}, ""});
            }
            vkey.pop_back();
            key_ = VerifierKey::parse(vkey);
            verdict_.head = open_checkpoint(note_, key_->name(), {*key_});
            entries_.emplace(files_, note_, *key_);
        });
    }

    void take_entries() {
        for (const auto& [name, size_bytes] : sizes_) {
            const auto sequence = number_in(name, package::entries_folder, package::entry_ending);
            if (!sequence) {
                continue;
            }
            guarded(verdict_.not_in_log, "", [&] {
                if (!has(package::proof_path(Sequence{*sequence}))) {
                    changed_file("package.file_missing", package::proof_path(Sequence{*sequence}));
                    return;
                }
                if (auto wrong = entries_->take(Sequence{*sequence})) {
                    wrong_entries_.insert(Sequence{*sequence});
                    not_in_log(*std::move(wrong));
                }
            });
        }
    }

    void judge_export() {
        guarded(verdict_.not_in_log, "", [&] {
            const Evidence evidence =
                parse_evidence(text_of(package::export_evidence, limits::package_json_max_bytes));
            judge_rows(evidence.rows, "");
            export_ = state_export(evidence.rows);
            expect(std::string(package::export_row), export_->row, "");
            const EntryFacts* const entry = entries_->find(export_->sequence);
            if (entry == nullptr || entry->event != "export.made" ||
                entry->object != evidence.subject) {
                not_in_log({"package.rows", {}, ""});
            }
            // Whoever knows the root from elsewhere knows the key by it.
            if (export_->key != key_->text()) {
                not_in_log({"package.other_key", {}, ""});
            }
            // The export's entry is the last one of the tree it was signed with.
            if (verdict_.head->size != export_->sequence.value + 1) {
                not_in_log({"package.checkpoint_old", {}, ""});
            }
        });
    }

    // Each opened row must be one that its entry answers for.
    void judge_rows(const std::vector<RowOpening>& rows, const std::string& document) {
        for (const RowOpening& row : rows) {
            const std::string entry_number = std::to_string(row.sequence.value);
            EntryFacts* const entry = entries_->find(row.sequence);
            if (entry == nullptr) {
                not_in_log({"package.entry_missing", {{"entry", entry_number}}, ""}, document);
                continue;
            }
            entry->is_used = true;
            if (wrong_entries_.contains(row.sequence)) {
                not_in_log({"package.entry", {{"entry", entry_number}}, ""}, document);
            }
            if (!row.is_under(entry->rows, entry->rows_root)) {
                not_in_log({"package.row", {{"entry", entry_number}}, ""}, document);
            }
        }
    }

    void take_documents() {
        auto wanted = export_ ? export_->documents : std::map<DocumentId, std::uint64_t>();
        for (const auto& [name, size_bytes] : sizes_) {
            const auto number = number_in(name, package::evidence_folder, ".json");
            if (!number) {
                continue;
            }
            const DocumentId id(*number);
            if (export_ && wanted.erase(id) == 0) {
                changed_file("package.document_unasked", name);
                continue;
            }
            guarded(verdict_.not_in_log, id.str(), [&] { take_document(id); });
        }
        for (const auto& [id, own_rows] : wanted) {
            changed("package.document_missing", {{"document", id.str()}});
        }
    }

    void take_document(DocumentId id) {
        const Evidence evidence =
            parse_evidence(text_of(package::evidence_path(id), limits::package_json_max_bytes));
        ++verdict_.documents;
        judge_rows(evidence.rows, id.str());
        if (evidence.subject != "document:" + id.str()) {
            not_in_log({"package.rows", {}, ""}, id.str());
        }
        const StatedDocument stated = state_document(id, evidence.rows);
        if (export_) {
            const auto asked = export_->documents.find(id);
            if (asked != export_->documents.end() && asked->second != stated.own_rows) {
                not_in_log({"package.history", {}, ""}, id.str());
            }
        }
        for (const auto& [path, bytes] : stated.generated()) {
            expect(path, bytes, id.str());
        }
        for (const StatedVersion& version : stated.versions) {
            expect(version.path, {version.digest, version.size_bytes, id.str(), ""});
        }
    }

    void expect(const std::string& path, ByteView bytes, const std::string& document) {
        expect(path, {sha256(bytes), bytes.size(), document, ""});
    }
    // Once more are missing than are told, no more are kept.
    void expect(const std::string& path, Expected expected) {
        if (expected_.size() <= sizes_.size() + limits::bag_findings_max) {
            expected_[path] = std::move(expected);
        }
    }

    // How large a file of this name can be at most; nothing for one that does not belong here.
    std::optional<std::uint64_t> most_bytes(const std::string& name) const {
        if (const auto found = expected_.find(name); found != expected_.end()) {
            return found->second.size_bytes;
        }
        if (number_in(name, package::entries_folder, package::entry_ending)) {
            return limits::audit_entry_max_bytes;
        }
        if (number_in(name, package::entries_folder, package::proof_ending)) {
            return limits::tlog_proof_max_bytes;
        }
        if (number_in(name, package::evidence_folder, ".json") ||
            name == package::export_evidence) {
            return limits::package_json_max_bytes;
        }
        if (name == package::report) {
            return limits::package_report_max_bytes;
        }
        if (name.starts_with("manifest-") && is_one_of(other_tag_files, name)) {
            return limits::bag_tag_file_max_bytes;
        }
        if (name == package::checkpoint || name == package::log_key ||
            is_one_of(tag_manifests, name) || is_one_of(other_tag_files, name)) {
            return limits::note_max_bytes;
        }
        return std::nullopt;
    }
    bool has_another_size(const std::string& name, std::uint64_t size_bytes) const {
        const auto found = expected_.find(name);
        return found != expected_.end() && found->second.size_bytes != size_bytes;
    }

    // Every file is one that the opened rows ask for, or one of the few that stand in any package.
    void require_files() {
        for (const auto& [name, size_bytes] : sizes_) {
            const auto most = most_bytes(name);
            const auto expected = expected_.find(name);
            if (!most || !may_stand(name)) {
                changed_file("package.file_unexpected", name);
            } else if (size_bytes > *most || has_another_size(name, size_bytes)) {
                changed_file("package.file_changed", name);
            } else if (expected != expected_.end()) {
                require_bytes(name, expected->second);
            }
        }
        for (const auto& [path, expected] : expected_) {
            if (!has(path)) {
                changed("package.file_missing",
                        {{"name", shown_path(path)}, {"document", expected.document}});
            }
        }
        for (const Sequence sequence : entries_->unused()) {
            changed_file("package.file_unexpected", package::entry_path(sequence));
        }
    }

    void require_bytes(const std::string& name, const Expected& expected) {
        guarded(verdict_.changed, expected.document, [&] {
            Bytes found = expected.found_sha256;
            if (found.empty()) {  // the bag's judge had nothing to compare it with, or could not
                const auto digests = hash_file(files_, name, expected.size_bytes);
                found = digests ? digests->sha256 : Bytes();
            }
            if (found != expected.sha256) {
                changed_file("package.file_changed", name);
            }
        });
    }

    // Of an entry's file and of its proof there must be both.
    bool may_stand(const std::string& name) const {
        for (const std::string_view ending : {package::entry_ending, package::proof_ending}) {
            if (const auto sequence = number_in(name, package::entries_folder, ending)) {
                return entries_->has(Sequence{*sequence});
            }
        }
        return true;
    }

    // The tag files are those that the archive sealed, and the tag manifests follow from them.
    void judge_seal() {
        guarded(verdict_.changed, "", [&] {
            std::vector<BagEntry> tags;
            for (const std::string_view name : other_tag_files) {
                FileDigests digests = hash_tag(name);
                tags.push_back(
                    {std::string(name), 0, std::move(digests.sha256), std::move(digests.sha512)});
            }
            std::sort(tags.begin(), tags.end(),
                      [](const BagEntry& a, const BagEntry& b) { return a.path < b.path; });
            require_tag_manifest(tag_manifests[0], tags, &BagEntry::sha256);
            require_tag_manifest(tag_manifests[1], tags, &BagEntry::sha512);
            const std::string seal = text_of(package::seal, limits::note_max_bytes);
            seal_text_ = package::seal_text(tags);
            if (!is_sealed_by(seal, {*key_})) {
                changed("package.seal", {});
            }
            seal_ = seal;
        });
    }

    FileDigests hash_tag(std::string_view name) {
        auto digests = has(name)
                           ? hash_file(files_, std::string(name), *most_bytes(std::string(name)))
                           : std::nullopt;
        if (!digests) {
            throw_missing(name);
        }
        return *std::move(digests);
    }

    void require_tag_manifest(std::string_view name,
                              const std::vector<BagEntry>& tags,
                              Bytes BagEntry::*digest) {
        std::string expected;
        for (const BagEntry& entry : tags) {
            expected += manifest_line(entry.*digest, entry.path);
        }
        if (text_of(name, limits::note_max_bytes) != expected) {
            changed_file("package.file_changed", std::string(name));
        }
    }

    bool is_sealed_by(const std::string& seal, const std::vector<VerifierKey>& keys) const {
        try {
            return open_note(seal, keys).text == seal_text_;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::invalid) {
                throw;
            }
            return false;
        }
    }

    void judge_trust() {
        if (trust_.root && (!verdict_.head || verdict_.head->root != *trust_.root)) {
            add(verdict_.not_trusted, {"package.origin_root", {}, ""});
        }
        if (!trust_.keys.empty() && !is_signed_by_trusted()) {
            add(verdict_.not_trusted, {"package.origin_key", {}, ""});
        }
    }

    bool is_signed_by_trusted() const {
        return std::any_of(trust_.keys.begin(), trust_.keys.end(), [&](const VerifierKey& key) {
            try {
                return verdict_.head &&
                       open_checkpoint(note_, key.name(), {key}) == *verdict_.head &&
                       is_sealed_by(seal_, {key});
            } catch (const Error& error) {
                if (error.code() != ErrorCode::invalid) {
                    throw;
                }
                return false;
            }
        });
    }

    BagFiles& files_;
    const Trust& trust_;
    PackageVerdict verdict_;
    std::map<std::string, std::uint64_t> sizes_;  // of regular files, by name
    std::string note_;                            // the checkpoint
    std::optional<VerifierKey> key_;
    std::optional<LogEntries> entries_;
    std::set<Sequence> wrong_entries_;
    std::optional<StatedExport> export_;
    std::map<std::string, Expected> expected_;  // files that follow from the rows, by path
    std::string seal_;
    std::string seal_text_;
};

}  // namespace

PackageVerdict judge_package(BagFiles& files, const Trust& trust) {
    return Judge(files, trust).run();
}

}  // namespace kontor
