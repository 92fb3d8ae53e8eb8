// kontor-verify: checks an audit package or a stand-alone proof; exit code 0 when every claim
// holds, 1 when one does not, 2 for wrong use. This file reads the command line, says the verdict
// and is the last that catches.
#include "clients/verify/judge.h"
#include "clients/verify/judge_proof.h"
#include "clients/verify/limits.h"
#include "clients/verify/package_files.h"
#include "clients/verify/regular_file.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/language.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <array>
#include <filesystem>
#include <optional>

#include <CLI/CLI.hpp>

namespace kontor {
namespace {

struct Given {
    std::string package;
    std::optional<std::string> key_file;
    std::optional<std::string> root;
    bool require_origin = false;
};

class Speaker {
  public:
    explicit Speaker(Language language) : language_(language) {}

    void line(const Reason& reason) const {
        fmt::print("{}\n", printable(message(reason, language_)));
    }
    // A failure; behind the number of the paper it is about.
    void failure(const Reason& reason) const {
        const auto document = reason.params.find("document");
        const bool has_document = document != reason.params.end() && !document->second.empty();
        const std::string about =
            has_document
                ? message({"package.document", {{"id", document->second}}, ""}, language_) + " "
                : "";
        fmt::print("  {}{}\n", about, printable(message(reason, language_)));
    }
    void error(const Error& error) const {
        for (const std::string& line : messages(error, language_)) {
            fmt::print(stderr, "{}\n", printable(line));
        }
    }

  private:
    // Foreign names must not steer a terminal.
    static std::string printable(const std::string& text) {
        return has_control_characters(text) ? shown_value(text) : text;
    }

    Language language_;
};

std::vector<VerifierKey> read_keys(const std::string& path) {
    std::vector<VerifierKey> keys;
    const FileHandle file = open_regular_file(path);
    Bytes text(limits::key_file_max_bytes + 1, '\0');
    FileSource source(file.get(), path);
    text.resize(read_fully(source, text.data(), text.size()));
    if (text.size() > limits::key_file_max_bytes) {
        throw Error(ErrorCode::invalid, "read keys of " + path, Reason{"package.key", {}, ""});
    }
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = std::min(text.find('\n', from), text.size());
        if (const std::string line = text.substr(from, to - from); !line.empty()) {
            keys.push_back(VerifierKey::parse(line));
        }
        from = to + 1;
    }
    if (keys.empty()) {
        throw Error(ErrorCode::invalid, "read keys of " + path, Reason{"package.key", {}, ""});
    }
    return keys;
}

Trust trust_of(const Given& given) {
    Trust trust;
    if (given.key_file) {
        trust.keys = read_keys(*given.key_file);
    }
    if (given.root) {
        trust.root = Digest::from_hex(*given.root);
        if (!trust.root) {
            throw Error(ErrorCode::invalid, "read --root", Reason{"package.root_form", {}, ""});
        }
    }
    return trust;
}

void say_claim(const Speaker& speaker,
               const char* holds,
               const char* fails,
               const std::string& root,
               const std::vector<Reason>& failures) {
    speaker.line({failures.empty() ? holds : fails, {{"root", root}}, ""});
    for (const Reason& failure : failures) {
        speaker.failure(failure);
    }
}

// Whether R is known from outside, when it was asked.
bool say_origin(const Speaker& speaker,
                const Given& given,
                const Trust& trust,
                const std::string& root,
                const std::vector<Reason>& not_trusted) {
    if (trust.is_given()) {
        say_claim(speaker, "package.known", "package.not_known", root, not_trusted);
    } else {
        speaker.line({"package.origin_not_checked", {}, ""});
    }
    return trust.is_given() || !given.require_origin;
}

// The text of a file that begins like a proof; else it is taken for a package.
std::optional<Bytes> proof_in(const std::string& path) {
    if (!std::filesystem::is_regular_file(path)) {
        return std::nullopt;
    }
    const FileHandle file = open_regular_file(path);
    FileSource source(file.get(), path);
    Bytes text;
    std::array<char, 4096> piece;
    while (const std::size_t count = source.read(piece.data(), piece.size())) {
        text.append(piece.data(), count);
        if (!is_tlog_proof(text)) {
            return std::nullopt;
        }
        if (text.size() > limits::tlog_proof_max_bytes) {
            break;  // the judge refuses what is longer
        }
    }
    return is_tlog_proof(text) ? std::optional(text) : std::nullopt;
}

int verify_proof(const Given& given,
                 const Trust& trust,
                 const Bytes& text,
                 const Speaker& speaker) {
    const ProofVerdict verdict = judge_proof(text, trust);
    const std::string root = verdict.head ? verdict.head->root.to_hex() : "?";
    if (verdict.entry) {
        speaker.line(*verdict.entry);
    }
    say_claim(speaker, "package.contained", "package.not_contained", root, verdict.not_in_log);
    const bool is_enough = say_origin(speaker, given, trust, root, verdict.not_trusted);
    return verdict.good() && is_enough ? 0 : 1;
}

int verify(const Given& given, const Trust& trust, const Speaker& speaker) {
    if (const auto proof = proof_in(given.package)) {
        return verify_proof(given, trust, *proof, speaker);
    }
    const auto files = open_package(given.package);
    const PackageVerdict verdict = judge_package(*files, trust);
    const std::string root = verdict.head ? verdict.head->root.to_hex() : "?";
    speaker.line({"package.holds", {{"count", std::to_string(verdict.documents)}}, ""});
    say_claim(speaker, "package.unchanged", "package.not_unchanged", root, verdict.changed);
    say_claim(speaker, "package.contained", "package.not_contained", root, verdict.not_in_log);
    const bool is_enough = say_origin(speaker, given, trust, root, verdict.not_trusted);
    return verdict.good() && is_enough ? 0 : 1;
}

int run(int argc, char** argv, const Speaker& speaker) {
    CLI::App app{
        "Checks an audit package of Kontor, or the proof of a paper's entry (.tlog-proof)"};
    app.set_version_flag("--version", KONTOR_VERSION);
    Given given;
    app.add_option("PACKAGE", given.package,
                   "a zip, the folder it was unpacked to, or a .tlog-proof")
        ->required();
    std::string key_file;
    auto* const key = app.add_option("--key", key_file,
                                     "file with the archive's log key (vkey), from another hand");
    std::string root;
    auto* const root_option =
        app.add_option("--root", root, "root of the log, known from another hand, in hex")
            ->excludes(key);
    app.add_flag("--require-origin", given.require_origin,
                 "fail when neither key nor root is given");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    // Given and empty is not the same as not given: a script's variable may be empty by mistake.
    if (key->count() > 0) {
        given.key_file = key_file;
    }
    if (root_option->count() > 0) {
        given.root = root;
    }
    std::optional<Trust> trust;
    try {
        trust = trust_of(given);
    } catch (const Error& error) {  // what cannot be compared with was not given rightly
        speaker.error(error);
        return 2;
    }
    return verify(given, *trust, speaker);
}

}  // namespace
}  // namespace kontor

int main(int argc, char** argv) {
    const kontor::Speaker speaker(kontor::language_of_environment());
    try {
        return kontor::run(argc, argv, speaker);
    } catch (const kontor::Error& error) {
        speaker.error(error);
        return kontor::traits(error.code()).exit_code;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
    }
    return 1;
}
