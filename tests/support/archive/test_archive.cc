#include "tests/support/archive/test_archive.h"

#include "storage/archive/check.h"
#include "storage/archive/readings.h"
#include "storage/catalog/catalog.h"

namespace kontor::test {

bool read_next(Store& store, const std::string& text) {
    const std::vector<std::string> kinds{"read"};
    const auto job = store.jobs().take(kinds, store.clock().now());
    if (!job) {
        return false;
    }
    Readings readings(store);
    const auto task = readings.task_of(*job);
    if (!task) {  // its paper was destroyed meanwhile
        readings.drop(*job);
        return true;
    }
    MemorySource source(text);
    const StoredBlob blob = store.derived().put(source);
    RenditionRow row;
    row.state = "done";
    row.media_type = "text/plain";
    row.text = blob.number;
    row.volume = blob.volume;
    row.key = blob.key;
    row.size = text.size();
    row.page_ends = {text.size()};
    readings.finish(*job, *task, row);
    return true;
}

TestArchive::TestArchive(Encryption encryption) : clock_(parse_instant("2026-03-02T08:00:00Z")) {
    words_ = init_archive(
        {.data = data(), .admin_password = "correct horse", .encryption = encryption}, clock_);
    reopen();
}

void TestArchive::reopen() {
    store_.reset();
    store_ = Store::open(data(), clock_, options_);
}

void TestArchive::reopen_with_small_volumes() {
    options_.seal_bytes = 1;
    reopen();
}

IntakeResult TestArchive::take_in(ByteView bytes, const std::string& file_name) {
    MemorySource source(bytes);
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = file_name;
    return Intake(*store_).take_in(source, request);
}

std::vector<std::string> TestArchive::check() {
    std::vector<std::string> findings;
    check_archive(*store_, [&](const std::string& line) { findings.push_back(line); });
    return findings;
}

ActorId TestArchive::person(const std::string& name, FolderId folder, const std::string& role) {
    ActorId id;
    store().change({admin, "test.person", "", ""}, [&](Change& change) {
        id = ActorId(catalog::last_actor(change.rows()).value() + 1);
        catalog::put_actor(change.write(), id, {.name = name, .created = change.now()});
        catalog::put_grant(change.write(), folder, id, {.role = role});
        change.access_changed();
    });
    return id;
}

void TestArchive::grant(ActorId actor, FolderId folder, const std::string& role) {
    store().change({admin, "test.grant", "", ""}, [&](Change& change) {
        catalog::put_grant(change.write(), folder, actor, {.role = role});
        change.access_changed();
    });
}

}  // namespace kontor::test
