#include "server/administration.h"

#include "indexer/pipeline/archive_fields.h"
#include "server/recovery_sheet.h"
#include "storage/archive/check.h"
#include "storage/archive/check_against.h"
#include "storage/archive/disposal.h"
#include "storage/archive/master_key.h"
#include "storage/archive/people.h"
#include "storage/backup/backup.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

// Files of checkpoints that the command has read: {"name", "note"}, the note in base64, for it may
// be any bytes.
std::vector<KeptOutside> kept_outside(const Json& arguments) {
    std::vector<KeptOutside> kept;
    for (const Json& file : arguments.value("against", Json::array())) {
        kept.push_back({file.value("name", ""), from_base64(file.value("note", "")).value_or("")});
    }
    return kept;
}

std::vector<VerifierKey> earlier_keys(const Json& arguments) {
    std::vector<VerifierKey> keys;
    for (const Json& text : arguments.value("keys", Json::array())) {
        keys.push_back(VerifierKey::parse(text.get<std::string>()));
    }
    return keys;
}

AdminResult check(Store& store, const Json& arguments, const AdminSay& say) {
    const std::vector<KeptOutside> kept = kept_outside(arguments);
    std::uint64_t unopened = 0;
    const auto outside =
        open_outside(store, kept, earlier_keys(arguments), [&](const std::string& line) {
            ++unopened;
            say(line);
        });
    const CheckCounts counts = check_archive(store, say, outside);
    const std::uint64_t findings = counts.findings + unopened;
    const std::string proven =
        kept.empty() || findings > 0
            ? ""
            : fmt::format("; the log continues {} checkpoints from outside", kept.size());
    return {findings == 0 ? 0 : 1,
            fmt::format("{} rows, {} entries, {} documents, {} blobs ({} bytes), {} keys: {}{}",
                        counts.rows, counts.entries, counts.documents, counts.blobs,
                        counts.blob_bytes, counts.keys,
                        findings == 0 ? "clean" : std::to_string(findings) + " findings", proven)};
}

AdminResult passwd(Store& store, const Json& arguments) {
    const std::string name = arguments.value("name", "");
    const auto actor = catalog::find_actor_by_name(store.snapshot().rows(), name);
    if (!actor) {
        throw Error(ErrorCode::not_found, "set the password of a person who is not there",
                    Reason{"person.not_found", {}, ""});
    }
    People(store).set_password({system_actor, "kontord passwd"}, *actor,
                               arguments.value("password", ""));
    return {0, "The password is set; all sessions of that person have ended."};
}

const Caller administrator{system_actor, "kontord key"};

AdminResult confirm_key(Store& store, const Json& arguments) {
    MasterKey(store).confirm(administrator, arguments.value("words", ""));
    return {0, "The recovery sheet is confirmed."};
}

AdminResult rotate_key(Store& store, const AdminSay& say) {
    MasterKey(store).rotate(administrator, [&](const std::string& words) {
        for (const std::string& line : recovery_sheet(words)) {
            say(line);
        }
    });
    return {0,
            "All keys are wrapped under the new master key; the old recovery sheet is of no use "
            "any more."};
}

AdminResult backup(Store& store, const Json& arguments, const AdminSay& say) {
    const BackupResult done = back_up(store, arguments.value("to", ""), {say, say});
    return {done.findings == 0 ? 0 : 1,
            fmt::format("The backup has {} files of {} bytes; {} bytes are new. {}", done.files,
                        done.bytes, done.written,
                        done.findings == 0
                            ? "It is whole and was read back."
                            : "The archive is damaged: " + std::to_string(done.findings) +
                                  " findings. Please check it.")};
}

AdminResult destroy(Store& store, const Json& arguments) {
    std::vector<DocumentId> documents;
    for (const Json& id : arguments.at("documents")) {
        const auto parsed = DocumentId::parse(id.get<std::string>());
        if (!parsed) {
            throw Error(ErrorCode::not_found, "destroy what is no number of a document",
                        Reason{"document.not_found", {{"id", id.get<std::string>()}}, ""});
        }
        documents.push_back(*parsed);
    }
    Disposal(store).destroy({system_actor, "kontord destroy"}, documents,
                            arguments.value("reason", ""));
    return {0,
            fmt::format("Papers destroyed: {}. Words of theirs may still lie in the free space of "
                        "catalog and index.",
                        documents.size())};
}

AdminResult rebuild_index(const RebuildIndex& rebuild, const AdminSay& say) {
    rebuild([&](const Indexing::Progress& progress) {
        say(fmt::format("{} of {} entries", progress.entries, progress.all));
    });
    return {0, "The index is made anew."};
}

// Without a server: the index has no other writer, and follows the archive until it is made.
void rebuild_alone(Store& store, const std::function<void(const Indexing::Progress&)>& progress) {
    const FieldTable fields(archive_fields(store.snapshot().rows()));
    Indexing indexing(store, fields);
    indexing.start();
    indexing.rebuild(progress);
}

}  // namespace

std::map<std::string, AdminCommand> administration(Store& store, RebuildIndex rebuild) {
    return {
        {"check", [&store](const Json& arguments,
                           const AdminSay& say) { return check(store, arguments, say); }},
        {"backup", [&store](const Json& arguments,
                            const AdminSay& say) { return backup(store, arguments, say); }},
        {"destroy",
         [&store](const Json& arguments, const AdminSay&) { return destroy(store, arguments); }},
        {"passwd",
         [&store](const Json& arguments, const AdminSay&) { return passwd(store, arguments); }},
        {"key-confirm", [&store](const Json& arguments,
                                 const AdminSay&) { return confirm_key(store, arguments); }},
        {"key-rotate",
         [&store](const Json&, const AdminSay& say) { return rotate_key(store, say); }},
        {"rebuild-index",
         [rebuild = std::move(rebuild)](const Json&, const AdminSay& say) {
             return rebuild_index(rebuild, say);
         }},
    };
}

StoreOptions store_options(const std::filesystem::path& key_file,
                           const std::filesystem::path& passphrase_file) {
    StoreOptions options;
    options.key_file = key_file;
    if (!passphrase_file.empty()) {
        options.passphrase = read_password(passphrase_file);
    }
    return options;
}

int administer(const ArchiveGiven& archive, const std::string& command, const Json& arguments) {
    const AdminSay say = [](const std::string& line) { fmt::print("{}\n", line); };
    const ArchiveFolder folder{archive.data};
    std::optional<AdminResult> result =
        ask_running_server(folder.admin_socket(), command, arguments, say);
    if (!result) {
        SystemClock clock;
        const auto store = Store::open(archive.data, clock,
                                       store_options(archive.key_file, archive.passphrase_file));
        const RebuildIndex rebuild = [&](const auto& progress) { rebuild_alone(*store, progress); };
        result = administration(*store, rebuild).at(command)(arguments, say);
    }
    fmt::print(stderr, "{}\n", result->summary);
    return result->exit_code;
}

std::string read_password(const std::string& path) {
    std::string password = read_file(path, limits::password_max_bytes + 2);
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
        password.pop_back();
    }
    return password;
}

}  // namespace kontor
