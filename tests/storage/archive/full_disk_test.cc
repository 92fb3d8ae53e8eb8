// A disk that refuses what the archive writes: told with its reason, reading goes on, recovery by
// itself; what failed leaves nothing.
#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/archive/write_gate.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/random.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <functional>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// Makes the disk refuse at a fault point, for the life of the object.
class Refusing {
  public:
    Refusing(const std::string& point, ErrorCode code) {
        set_fault_hook([point, code](std::string_view name) {
            if (name == point) {
                throw Error(code, "write, in a test");
            }
        });
    }
    ~Refusing() { set_fault_hook({}); }
    Refusing(const Refusing&) = delete;
    Refusing& operator=(const Refusing&) = delete;
};

class FullDisk : public testing::Test {
  protected:
    void change() {
        archive_.store().change({admin, "test.done", "", ""}, [](Change& change) {
            catalog::put_setting(change.write(), "x", 1);
        });
    }
    std::uint64_t entries() { return audit::size(archive_.store().snapshot().rows()); }
    std::string trouble() {
        const auto trouble = archive_.store().trouble();
        return trouble ? trouble->code : "";
    }
    std::vector<std::uint64_t> blobs() {
        std::vector<std::uint64_t> numbers;
        archive_.store().blobs().for_each(
            [&](BlobNumber number, std::uint32_t) { numbers.push_back(number.value()); });
        return numbers;
    }

    TestArchive archive_;
};

TEST_F(FullDisk, a_full_disk_is_asked_at_every_write) {
    const std::uint64_t before = entries();
    {
        const Refusing disk("engine.commit", ErrorCode::no_space);
        EXPECT_EQ(refusal_of([&] { change(); }), ErrorCode::no_space);
        EXPECT_EQ(trouble(), "disk.full");
        EXPECT_EQ(entries(), before);
    }
    change();
    EXPECT_EQ(trouble(), "");
    EXPECT_EQ(entries(), before + 1);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(FullDisk, a_failing_disk_is_left_alone_for_a_pause_that_doubles) {
    const Refusing disk("engine.commit", ErrorCode::io);
    EXPECT_EQ(refusal_of([&] { change(); }), ErrorCode::io);
    Milliseconds pause = limits::recovery_pause_first;
    for (int i = 0; i < 8; ++i) {
        archive_.clock().advance(pause - Milliseconds(1));
        EXPECT_EQ(refusal_of([&] { change(); }), ErrorCode::read_only) << i;  // not asked
        archive_.clock().advance(Milliseconds(1));
        EXPECT_EQ(refusal_of([&] { change(); }), ErrorCode::io) << i;
        pause = std::min<Milliseconds>(2 * pause, limits::recovery_pause_max);
    }
    EXPECT_EQ(trouble(), "disk.failing");
}

TEST_F(FullDisk, recover_ends_the_trouble_when_the_disk_is_back) {
    const DocumentId id = archive_.take_in("paper").document;
    {
        const Refusing disk("engine.commit", ErrorCode::read_only);
        EXPECT_EQ(refusal_of([&] { change(); }), ErrorCode::read_only);
        archive_.clock().advance(limits::recovery_pause_first);
        EXPECT_EQ(refusal_of([&] { archive_.store().recover(); }), ErrorCode::read_only);
        EXPECT_EQ(trouble(), "disk.read_only");
        const Snapshot now = archive_.store().snapshot();
        EXPECT_EQ(Documents::get(now.rows(), admin, id, Role::read).id, id);
    }
    archive_.clock().advance(limits::recovery_pause_max);
    archive_.store().recover();
    EXPECT_EQ(trouble(), "");
    change();
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(FullDisk, an_upload_that_a_volume_refuses_leaves_nothing) {
    const auto before = blobs();
    {
        const Refusing disk("blob.before_head", ErrorCode::no_space);
        EXPECT_EQ(refusal_of([&] { archive_.take_in(random_bytes(9'000'000)); }),
                  ErrorCode::no_space);
    }
    EXPECT_EQ(blobs(), before);
    archive_.take_in("paper");
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

// Whether the commit is on the disk nobody knows until another came about: the bytes must wait.
TEST_F(FullDisk, bytes_whose_commit_failed_stay_until_the_archive_has_recovered) {
    const auto before = blobs();
    {
        bool is_catalog = false;  // and no volume
        set_fault_hook([&is_catalog](std::string_view name) {
            is_catalog = is_catalog || name == "catalog.before_commit";
            if (is_catalog && name == "engine.commit") {
                throw Error(ErrorCode::io, "write, in a test");
            }
        });
        EXPECT_EQ(refusal_of([&] { archive_.take_in("paper"); }), ErrorCode::io);
        set_fault_hook({});
    }
    EXPECT_EQ(blobs().size(), before.size() + 1);
    archive_.clock().advance(limits::recovery_pause_first);
    archive_.store().recover();
    EXPECT_EQ(blobs(), before);
    EXPECT_FALSE(archive_.take_in("paper").duplicate);
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

TEST_F(FullDisk, a_paper_that_would_touch_the_reserve_is_refused_before_and_while_it_is_read) {
    archive_.close();
    const DiskSpace space = disk_space(archive_.data());
    const auto store = Store::open(archive_.data(), archive_.clock(), {.reserve_bytes = 0});
    EXPECT_TRUE(store->has_room());
    EXPECT_FALSE(store->has_room(space.total_bytes));
    MemorySource source("x");
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.size_announced = space.total_bytes;
    EXPECT_EQ(refusal_of([&] { Intake(*store).take_in(source, request); }), ErrorCode::no_space);
    EXPECT_FALSE(store->trouble());  // nothing was refused by the disk itself
}

TEST(WriteGate, knows_the_reason_of_the_last_refusal_and_forgets_it_with_the_next_write) {
    ManualClock clock(parse_instant("2026-03-02T08:00:00Z"));
    WriteGate gate(clock);
    gate.refused(Error(ErrorCode::conflict, "not the disk's"));
    EXPECT_FALSE(gate.trouble());
    gate.refused(Error(ErrorCode::no_space, "full"));
    EXPECT_EQ(gate.trouble()->code, "disk.full");
    gate.require_open();
    gate.refused(Error(ErrorCode::read_only, "read-only"));
    EXPECT_EQ(gate.trouble()->code, "disk.read_only");
    EXPECT_EQ(refusal_of([&] { gate.require_open(); }), ErrorCode::read_only);
    gate.taken();
    EXPECT_FALSE(gate.trouble());
    gate.require_open();
}

}  // namespace
}  // namespace kontor::test
