// A log held against checkpoints that its keeper cannot reach.
#include "storage/archive/check_against.h"

#include "storage/archive/check.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/key_file.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> against(TestArchive& archive,
                                 const std::vector<KeptOutside>& kept,
                                 const std::vector<VerifierKey>& earlier = {}) {
    std::vector<std::string> findings;
    const auto finding = [&](const std::string& line) { findings.push_back(line); };
    const auto outside =
        open_outside(known_log_keys(archive.store().key_file(), archive.store().snapshot().rows()),
                     kept, earlier, finding);
    check_archive(archive.store(), finding, outside);
    return findings;
}

// Another history under the same name and the same key: what somebody makes who has both.
void rewrite(TestArchive& forged, TestArchive& original) {
    const auto key = original.store().folder().key_file();
    const std::string origin = read_key_file(key).origin;
    forged.store().change({system_actor, "forged", "", ""}, [&](Change& change) {
        auto setting = *catalog::find_setting(change.rows(), "archive");
        setting["origin"] = origin;
        setting["key"] = Checkpoints(original.store()).key().text();
        catalog::put_setting(change.write(), "archive", setting);
    });
    std::filesystem::copy_file(key, forged.store().folder().key_file(),
                               std::filesystem::copy_options::overwrite_existing);
}

TEST(CheckAgainst, a_log_that_grew_continues_all_that_was_kept) {
    TestArchive archive;
    std::vector<KeptOutside> kept;
    for (int i = 0; i < 5; ++i) {
        kept.push_back({"file " + std::to_string(i), Checkpoints(archive.store()).newest()});
        archive.take_in("paper " + std::to_string(i));
    }
    EXPECT_THAT(against(archive, kept), IsEmpty());
}

TEST(CheckAgainst, a_log_rewritten_from_scratch_with_the_same_key_is_caught) {
    TestArchive archive;
    archive.take_in("the true paper");
    const KeptOutside kept{"outside", Checkpoints(archive.store()).newest()};
    TestArchive forged;
    for (int i = 0; i < 3; ++i) {
        forged.take_in("a forged paper " + std::to_string(i));
    }
    rewrite(forged, archive);
    // In itself it is sound, down to its signed head.
    Checkpoints(forged.store()).newest();
    EXPECT_THAT(forged.check(), IsEmpty());
    EXPECT_THAT(against(forged, {{"other", Checkpoints(forged.store()).newest()}, kept}),
                ElementsAre(HasSubstr("outside: contradicts the log: its first")));
}

TEST(CheckAgainst, a_log_that_lost_its_end_is_caught) {
    TestArchive archive;
    TestArchive forged;
    for (int i = 0; i < 10; ++i) {
        archive.take_in("paper " + std::to_string(i));
    }
    rewrite(forged, archive);
    const KeptOutside kept{"outside", Checkpoints(archive.store()).newest()};
    EXPECT_THAT(against(forged, {kept}),
                ElementsAre(HasSubstr("outside: contradicts the log: it saw")));
}

TEST(CheckAgainst, what_no_known_key_of_this_log_has_signed_does_not_count) {
    TestArchive archive;
    TestArchive other;
    const std::string note = Checkpoints(archive.store()).newest();
    std::string flipped = note;
    flipped[flipped.size() - 5] = flipped[flipped.size() - 5] == 'A' ? 'B' : 'A';
    const std::pair<const char*, std::string> bad[] = {
        {"of another archive", Checkpoints(other.store()).newest()},
        {"flipped", flipped},
        {"empty", ""},
        {"garbage", std::string("\xff\xfe\0", 3)},
        {"unsigned", note.substr(0, note.find("\n\n") + 1)},
    };
    for (const auto& [name, text] : bad) {
        EXPECT_THAT(
            against(archive, {{name, text}}),
            ElementsAre(HasSubstr(std::string(name) + ": is no checkpoint of this archive")))
            << name;
    }
}

TEST(CheckAgainst, an_earlier_key_counts_when_the_caller_vouches_for_it) {
    TestArchive archive;
    const auto path = archive.store().folder().key_file();
    const KeyFile file = read_key_file(path);
    const SigningKey earlier(file.origin, Bytes(SigningKey::seed_bytes, 'e'));
    const Snapshot now = archive.store().snapshot();
    const std::uint64_t size = audit::size(now.rows());
    const std::string note =
        sign_checkpoint({file.origin, size, audit::root(now.rows(), size)}, {&earlier});
    EXPECT_EQ(against(archive, {{"old", note}}).size(), 1U);
    EXPECT_THAT(against(archive, {{"old", note}}, {earlier.verifier()}), IsEmpty());
    // Without the key file it is enough alone.
    std::filesystem::remove(path);
    EXPECT_THAT(against(archive, {{"old", note}}, {earlier.verifier()}), IsEmpty());
}

TEST(CheckAgainst, check_itself_finds_kept_heads_that_are_no_root_or_not_signed) {
    TestArchive archive;
    archive.take_in("eins");
    const KeyFile file = read_key_file(archive.store().folder().key_file());
    const SigningKey key(file.origin, file.log_seed);
    const SigningKey other(file.origin, Bytes(SigningKey::seed_bytes, 'o'));
    const Digest second = audit::root(archive.store().snapshot().rows(), 2);
    archive.store().upkeep([&](Upkeep& upkeep) {
        upkeep.keep({1, sign_checkpoint({file.origin, 1, leaf_hash("another history")}, {&key})});
        upkeep.keep({2, sign_checkpoint({file.origin, 2, second}, {&other})});
    });
    EXPECT_THAT(archive.check(), ElementsAre(HasSubstr("checkpoint 1: is not the root"),
                                             HasSubstr("checkpoint 2: ")));
}

}  // namespace
}  // namespace kontor::test
