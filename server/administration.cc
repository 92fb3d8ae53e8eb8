#include "server/administration.h"

#include "indexer/pipeline/archive_fields.h"
#include "indexer/pipeline/index_comparison.h"
#include "server/check/archive_check.h"
#include "server/recovery_sheet.h"
#include "storage/archive/check_part.h"
#include "storage/archive/disposal.h"
#include "storage/archive/master_key.h"
#include "storage/archive/people.h"
#include "storage/archive/purge.h"
#include "storage/archive/scrub_record.h"
#include "storage/archive/sealed_volumes.h"
#include "storage/backup/backup.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/messages.h"
#include "storage/catalog/catalog.h"

#include <algorithm>
#include <thread>

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

// Children that check at the same time: more only make the disk seek.
constexpr unsigned at_once_max = 4;

Language language_of(const Json& arguments) {
    return arguments.value("language", "") == "de" ? Language::de : Language::en;
}

const char* message_code(IndexDifference::Kind kind) {
    switch (kind) {
        case IndexDifference::Kind::missing:
            return "check.index_missing";
        case IndexDifference::Kind::outdated:
            return "check.index_outdated";
        case IndexDifference::Kind::surplus:
            break;
    }
    return "check.index_surplus";
}

std::vector<IndexDifference> differences(const ArchiveFolder& folder,
                                         const std::function<Snapshot()>& read) {
    const FieldTable fields(archive_fields(read().rows()));
    try {
        return compare_index(read, IndexReader(folder.index(), fields));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::busy) {  // none yet, or it is changing all the time
            return {};
        }
        throw;
    }
}

// The index beside an archive that is sound; how many findings there are.
std::size_t check_index(const CheckGiven& given, const Store* store, const AdminSay& say) {
    std::unique_ptr<Engine> catalog;
    if (store == nullptr) {
        catalog = open_checked_catalog(given.folder);
    }
    try {
        const auto found = differences(given.folder, [&] {
            return store != nullptr ? store->snapshot() : Snapshot(catalog->read());
        });
        for (const IndexDifference& each : found) {
            say(message(Reason{message_code(each.kind), {{"id", each.id.str()}}, ""},
                        given.language));
        }
        return found.size();
    } catch (const Error& error) {  // the archive has been read: it is the index
        say(message(Reason{"check.index_unreadable", {{"why", error.what()}}, ""}, given.language));
        return 1;
    }
}

// By children, also beside no server: a damaged file may end its reader. Nothing is changed.
// `store`: of the server that has the archive open, which remembers the result.
AdminResult check(CheckGiven given, Store* store, const Json& arguments, const AdminSay& say) {
    given.outside = kept_outside(arguments);
    given.earlier_keys = earlier_keys(arguments);
    given.language = language_of(arguments);
    // Beside a server its people come first.
    given.at_once =
        store == nullptr ? std::clamp(std::thread::hardware_concurrency(), 1U, at_once_max) : 1;
    CheckCounts counts = check_in_children(given, say);
    // A file that is no checkpoint of this archive says nothing against the archive.
    const bool tells_of_archive = given.outside.empty() || counts.findings == 0;
    if (store != nullptr && store->writable() && tells_of_archive) {
        note_whole_check(*store, counts.findings);
    }
    if (counts.findings == 0) {
        counts.findings += check_index(given, store, say);
    }
    const std::string proven =
        given.outside.empty() || counts.findings > 0
            ? ""
            : fmt::format("; the log continues {} checkpoints from outside", given.outside.size());
    return {
        counts.findings == 0 ? 0 : 1,
        fmt::format("{} rows, {} entries, {} documents, {} blobs ({} bytes), {} keys, {} pages: "
                    "{}{}",
                    counts.rows, counts.entries, counts.documents, counts.blobs, counts.blob_bytes,
                    counts.keys, counts.pages,
                    counts.findings == 0 ? "clean" : std::to_string(counts.findings) + " findings",
                    proven)};
}

AdminResult passwd(Store& store, const Json& arguments) {
    const std::string name = arguments.value("name", "");
    const auto actor = People::find(store.snapshot().rows(), system_actor, name);
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
    return {
        0, fmt::format("Papers destroyed: {}. Words of theirs lie in the free space of files until "
                       "the purge, at the latest in a day; kontord purge does it now.",
                       documents.size())};
}

AdminResult purge(Store& store, const IndexOrders& index) {
    Purge(store, index.renew).run();
    return {0, "What was destroyed is in no file of the archive any more."};
}

std::string size_text(std::uint64_t bytes) {
    constexpr double mebi = 1U << 20;
    return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / mebi);
}

AdminResult list_volumes(const SealedVolumes& volumes, const AdminSay& say) {
    const auto all = volumes.list();
    for (const auto& [place, sha256] : all) {
        say(fmt::format("{:6}  {:7}  {:>14}  {}  {}", place.number,
                        !place.present ? "absent"
                        : place.sealed ? "sealed"
                                       : "open",
                        size_text(place.bytes), sha256.empty() ? "-" : sha256,
                        place.file.string()));
    }
    return {0, fmt::format("{} volumes", all.size())};
}

// All that are entered in the log, when none is named.
AdminResult verify_volumes(const SealedVolumes& volumes,
                           std::vector<std::uint32_t> numbers,
                           Language language,
                           const AdminSay& say) {
    if (numbers.empty()) {
        for (const auto& [place, sha256] : volumes.list()) {
            if (!sha256.empty()) {
                numbers.push_back(place.number);
            }
        }
    }
    std::size_t findings = 0;
    for (const std::uint32_t number : numbers) {
        try {
            volumes.verify(number);
        } catch (const Error& error) {
            ++findings;
            for (const std::string& line : messages(error, language)) {
                say(line);
            }
        }
    }
    return {findings == 0 ? 0 : 1,
            fmt::format("{} volumes: {}", numbers.size(),
                        findings == 0 ? "each is the file that the log names"
                                      : fmt::format("{} findings", findings))};
}

AdminResult volumes(Store& store, const Json& arguments, const AdminSay& say) {
    const Caller caller{system_actor, "kontord volumes"};
    SealedVolumes volumes(store);
    const std::string wanted = arguments.value("do", "list");
    const auto numbers = arguments.value("numbers", std::vector<std::uint32_t>());
    volumes.settle();
    if (wanted == "list") {
        return list_volumes(volumes, say);
    }
    if (wanted == "verify") {
        return verify_volumes(volumes, numbers, language_of(arguments), say);
    }
    for (const std::uint32_t number : numbers) {
        if (wanted == "move") {
            volumes.move(caller, number, arguments.at("to").get<std::string>());
        } else {
            volumes.rewrite(caller, number);
        }
    }
    return {0, fmt::format("Volumes {}: {}.", wanted == "move" ? "moved" : "written anew",
                           numbers.size())};
}

AdminResult rebuild_index(Store& store,
                          const IndexOrders& index,
                          const Json& arguments,
                          const AdminSay& say) {
    if (arguments.value("differing", false)) {
        const auto found = differences(store.folder(), [&] { return store.snapshot(); });
        store.upkeep([&](Upkeep& upkeep) {
            for (const IndexDifference& each : found) {
                upkeep.enqueue({.kind = "index", .subject = each.id.str()});
            }
        });
        return {
            0, fmt::format("Papers that the server brings anew into the index: {}.", found.size())};
    }
    index.rebuild([&](const Indexing::Progress& progress) {
        say(fmt::format("{} of {} entries", progress.entries, progress.all));
    });
    return {0, "The index is made anew."};
}

CheckGiven given_of(const ArchiveGiven& archive) {
    const ArchiveFolder folder{archive.data};
    StoreOptions options = store_options(archive.key_file, archive.passphrase_file);
    return {.folder = folder,
            .key_file = options.key_file.empty() ? folder.key_file() : options.key_file,
            .passphrase = std::move(options.passphrase)};
}

// Without a server: the index has no other writer. It follows the archive from the first order on.
class IndexAlone {
  public:
    explicit IndexAlone(Store& store)
        : fields_(archive_fields(store.snapshot().rows())), indexing_(store, fields_) {}

    IndexOrders orders() {
        return {[this](const auto& progress) { started().rebuild(progress); },
                [this] { started().renew(); }};
    }

  private:
    Indexing& started() {
        if (!is_started_) {
            indexing_.start();
            is_started_ = true;
        }
        return indexing_;
    }

    const FieldTable fields_;
    Indexing indexing_;
    bool is_started_ = false;
};

}  // namespace

std::map<std::string, AdminCommand> administration(Store& store, const IndexOrders& index) {
    return {
        {"check",
         [&store](const Json& arguments, const AdminSay& say) {
             return check(given_of(store), &store, arguments, say);
         }},
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
         [&store, index](const Json& arguments, const AdminSay& say) {
             return rebuild_index(store, index, arguments, say);
         }},
        {"volumes", [&store](const Json& arguments,
                             const AdminSay& say) { return volumes(store, arguments, say); }},
        {"purge", [&store, index](const Json&, const AdminSay&) { return purge(store, index); }},
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
    if (!result && command == "check") {
        result = check(given_of(archive), nullptr, arguments, say);
    } else if (!result) {
        SystemClock clock;
        const auto store = Store::open(archive.data, clock,
                                       store_options(archive.key_file, archive.passphrase_file));
        IndexAlone index(*store);
        result = administration(*store, index.orders()).at(command)(arguments, say);
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
