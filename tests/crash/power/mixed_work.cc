#include "tests/crash/power/mixed_work.h"

#include "storage/archive/check.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/disposal.h"
#include "storage/archive/documents.h"
#include "storage/archive/init.h"
#include "storage/archive/intake.h"
#include "storage/archive/purge.h"
#include "storage/archive/sealed_volumes.h"
#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/proof/checkpoint.h"
#include "tests/support/archive/test_archive.h"

#include <algorithm>
#include <functional>
#include <random>
#include <thread>

namespace kontor::test {

namespace {

const std::string archive_key = "archive";

// A value begins to be written, and is acknowledged.
void begin(const std::string& key, const std::string& value) {
    DiskRecording::note("begin\n" + key + "\n" + value);
}
void done(const std::string& key, const std::string& value) {
    DiskRecording::note("done\n" + key + "\n" + value);
}

std::string key_of(const char* what, DocumentId id) {
    return std::string(what) + "/" + id.str();
}

// Runs one deed; a failure of the disk ends it and no other.
void try_to(const std::function<void()>& deed) {
    try {
        deed();
    } catch (const Error&) {
    }
}

void change_value(const std::string& key,
                  const std::string& value,
                  const std::function<void()>& deed) {
    try_to([&] {
        begin(key, value);
        deed();
        done(key, value);
    });
}

// Of what was destroyed nothing comes back, its key least of all.
void destroy_paper(Store& store, DocumentId id) {
    const KeySlot slot = [&] {
        const Snapshot now = store.snapshot();
        const auto version = catalog::find_version(now.rows(), id, 1).value();
        return catalog::find_blob(now.rows(), version.digest).value().key;
    }();
    const std::vector<std::pair<std::string, std::string>> ends{
        {key_of("lifecycle", id), "destroyed"},
        {key_of("digest", id), "gone"},
        {key_of("title", id), ""},
        {"key/" + slot.str(), "destroyed"}};
    for (const auto& [key, value] : ends) {
        begin(key, value);
    }
    Disposal(store).destroy(admin_caller, {id}, "mixed work");
    for (const auto& [key, value] : ends) {
        done(key, value);
    }
}

DocumentId take_paper(Store& store, const std::string& bytes) {
    MemorySource source(bytes);
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = "paper.bin";
    const IntakeResult result = Intake(store).take_in(source, request);
    done(key_of("digest", result.document), to_hex(result.sha256));
    done(key_of("lifecycle", result.document), "active");
    return result.document;
}

// What does not get smaller.
std::string made_up(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(size, '\0');
    std::ranges::generate(bytes, [&] { return static_cast<char>(random()); });
    return bytes;
}

void work(Store& store, unsigned worker) {
    const auto revision = [&](DocumentId id) {
        return Documents::get(store.snapshot().rows(), admin, id, Role::read).revision;
    };
    for (std::size_t n = 0; n < 4; ++n) {
        // Of one chunk, of none but a few bytes, and of several.
        const std::size_t size = std::array<std::size_t, 4>{300, 20'000, 100, 300'000}.at(n);
        const std::string bytes = made_up(size, worker * 4 + static_cast<unsigned>(n));
        std::optional<DocumentId> id;
        try_to([&] { id = take_paper(store, bytes); });
        if (!id) {
            continue;
        }
        Documents documents(store);
        change_value(key_of("title", *id), "Titel", [&] {
            documents.patch(admin_caller, *id, revision(*id), {.title = "Titel"});
        });
        if (n % 2 == 0) {
            change_value(key_of("lifecycle", *id), "trashed",
                         [&] { documents.trash(admin_caller, *id, "mixed work"); });
        }
        if (n == 2) {
            change_value(key_of("lifecycle", *id), "active",
                         [&] { documents.restore(admin_caller, *id); });
        }
        try_to([&] { read_next(store, "Text of " + id->str()); });
        if (n == 1) {
            try_to([&] { destroy_paper(store, *id); });
        }
        try_to([&] {
            const std::string note = Checkpoints(store).newest();
            done("checkpoint/" + std::to_string(n) + "/" + std::to_string(worker), note);
        });
    }
}

// Three papers, each a volume behind the first, which is empty; the last is open.
std::unique_ptr<Store> open_with_sealed_volumes(const std::filesystem::path& data, Clock& clock) {
    auto store = Store::open(data, clock, {.reserve_bytes = 0, .seal_bytes = 1});
    for (const unsigned n : {0U, 1U, 2U}) {
        try_to([&] { take_paper(*store, made_up(5'000, n)); });
    }
    try_to([&] { SealedVolumes(*store).settle(); });
    return store;
}

std::optional<std::string> value_now(Store& store, const std::string& key) {
    const Snapshot now = store.snapshot();
    const std::string what = key.substr(0, key.find('/'));
    const std::string which = key.substr(key.find('/') + 1);
    if (what == "key") {
        const KeyState state = store.require_keys().find(KeySlot(std::stoull(which))).state;
        return std::string(state == KeyState::destroyed ? "destroyed" : "live");
    }
    const auto row = catalog::find_document(now.rows(), DocumentId(std::stoull(which)));
    if (!row) {
        return std::nullopt;
    }
    if (what == "title") {
        return row->title;
    }
    if (what == "lifecycle") {
        return std::string(name_of(row->lifecycle));
    }
    const auto version = catalog::find_version(now.rows(), DocumentId(std::stoull(which)), 1);
    return version ? to_hex(version->digest) : "gone";
}

bool is_signed(Store& store, const std::string& note) {
    const VerifierKey key = Checkpoints(store).key();
    const Checkpoint head = open_checkpoint(note, key.name(), {key});
    const Snapshot now = store.snapshot();
    return audit::find_checkpoint(now.rows(), head.size) == note &&
           audit::root(now.rows(), head.size) == head.root;
}

}  // namespace

void make_archive(const std::filesystem::path& data,
                  const std::filesystem::path& key_file,
                  Clock& clock) {
    begin(archive_key, "made");
    init_archive({.data = data, .admin_password = "correct horse", .key_file = key_file}, clock);
    done(archive_key, "made");
}

void do_mixed_work(const std::filesystem::path& data, Clock& clock, unsigned threads) {
    try_to([&] {
        const auto store = Store::open(data, clock, {.reserve_bytes = 0});
        std::vector<std::thread> workers;
        for (unsigned i = 1; i < threads; ++i) {
            workers.emplace_back([&, i] { work(*store, i); });
        }
        work(*store, 0);
        for (std::thread& worker : workers) {
            worker.join();
        }
    });
}

void do_purges(const std::filesystem::path& data, Clock& clock) {
    try_to([&] {
        const auto store = Store::open(data, clock, {.reserve_bytes = 0});
        for (unsigned day = 0; day < 2; ++day) {
            work(*store, day);
            try_to([&] { Purge(*store, [] {}).run(); });
        }
        try_to([&] { take_paper(*store, "after the purges"); });
    });
}

void do_moves(const std::filesystem::path& data, Clock& clock) {
    try_to([&] {
        const auto store = open_with_sealed_volumes(data, clock);
        SealedVolumes volumes(*store);
        for (const char* folder : {"one", "two"}) {
            const std::filesystem::path medium = data.parent_path() / folder;
            std::error_code refused;  // then there is no medium to move to
            std::filesystem::create_directory(medium, refused);
            try_to([&] {
                sync_folder(medium.parent_path());
                volumes.move(admin_caller, 2, medium);
            });
        }
        try_to([&] { volumes.move(admin_caller, 2, store->folder().blobs()); });
        try_to([&] { take_paper(*store, "after the moves"); });
    });
}

void do_rewrites(const std::filesystem::path& data, Clock& clock) {
    try_to([&] {
        const auto store = open_with_sealed_volumes(data, clock);
        if (catalog::find_document(store->snapshot().rows(), DocumentId(1))) {
            try_to([&] { destroy_paper(*store, DocumentId(1)); });
        }
        for (const std::uint32_t volume : {2U, 3U}) {
            try_to([&] { SealedVolumes(*store).rewrite(admin_caller, volume); });
        }
        try_to([&] { take_paper(*store, "after them"); });
    });
}

void Acknowledged::hear(const DiskCall& call) {
    if (call.kind != DiskCall::Kind::note) {
        return;
    }
    const std::size_t first = call.bytes.find('\n');
    const std::size_t second = call.bytes.find('\n', first + 1);
    Value& value = values_[call.bytes.substr(first + 1, second - first - 1)];
    if (call.bytes.starts_with("begin")) {
        value.begun.push_back(call.bytes.substr(second + 1));
    } else {
        value = {call.bytes.substr(second + 1), {}};
    }
}

std::vector<std::string> Acknowledged::missing(const std::filesystem::path& data,
                                               Clock& clock) const {
    std::vector<std::string> all;
    const auto made = values_.find(archive_key);
    if (made != values_.end() && made->second.done.empty() &&
        !std::filesystem::exists(ArchiveFolder{data}.format())) {
        return {};  // not acknowledged, and not there
    }
    try {
        const auto store = Store::open(data, clock, {.reserve_bytes = 0});
        check_archive(*store, [&](const std::string& finding) { all.push_back(finding); });
        const SealedVolumes volumes(*store);
        for (const auto& [place, sha256] : volumes.list()) {
            if (!sha256.empty()) {
                volumes.verify(place.number);
            }
        }
        for (const auto& [key, value] : values_) {
            if (value.done.empty() || key == archive_key) {
                continue;
            }
            if (key.starts_with("checkpoint/")) {
                if (!is_signed(*store, value.done)) {
                    all.push_back(key + " is gone");
                }
                continue;
            }
            const auto now = value_now(*store, key);
            if (!now ||
                (*now != value.done && std::ranges::find(value.begun, *now) == value.begun.end())) {
                all.push_back(fmt::format("{} is {}, acknowledged was {}", key,
                                          now.value_or("gone"), value.done));
            }
        }
    } catch (const Error& error) {
        all.push_back(std::string("does not open: ") + error.what());
    }
    return all;
}

}  // namespace kontor::test
