#include "storage/archive/checkpoints.h"

#include "storage/archive/key_file.h"
#include "storage/base/error.h"
#include "storage/proof/checkpoint.h"
#include "tests/support/archive/test_archive.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class CheckpointsTest : public ::testing::Test {
  protected:
    Checkpoint opened(const std::string& note) {
        const VerifierKey key = Checkpoints(archive_.store()).key();
        return open_checkpoint(note, key.name(), {key});
    }
    ErrorCode code_of_newest() {
        try {
            checkpoints_.newest();
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::internal;
    }

    TestArchive archive_;
    Checkpoints checkpoints_{archive_.store()};
};

TEST_F(CheckpointsTest, a_checkpoint_is_the_root_of_all_entries_signed_by_the_archive) {
    archive_.take_in("eins");
    const Checkpoint head = opened(checkpoints_.newest());
    const Snapshot now = archive_.store().snapshot();
    EXPECT_EQ(head.size, audit::size(now.rows()));
    EXPECT_EQ(head.root, audit::root(now.rows(), head.size));
}

TEST_F(CheckpointsTest, one_that_was_signed_is_kept_and_given_again) {
    const std::string note = checkpoints_.newest();
    archive_.reopen();
    Checkpoints again(archive_.store());
    EXPECT_EQ(again.newest(), note);
    EXPECT_EQ(audit::find_checkpoint(archive_.store().snapshot().rows(), opened(note).size), note);
    EXPECT_TRUE(archive_.check().empty());
}

TEST_F(CheckpointsTest, an_older_state_can_be_signed_after_a_newer_one) {
    archive_.take_in("eins");
    const Checkpoint newest = opened(checkpoints_.newest());
    const Checkpoint older = opened(checkpoints_.at(newest.size - 1));
    EXPECT_EQ(older.size, newest.size - 1);
    EXPECT_NE(older.root, newest.root);
}

TEST_F(CheckpointsTest, nothing_is_signed_that_does_not_continue_what_was_signed) {
    // As if another history had been signed with this key, such as before a restore.
    const KeyFile file = read_key_file(archive_.store().folder().key_file());
    const SigningKey key(file.origin, file.log_seed);
    archive_.store().upkeep([&](Upkeep& upkeep) {
        upkeep.keep({1, sign_checkpoint({file.origin, 1, leaf_hash("another history")}, {&key})});
    });
    archive_.take_in("eins");
    EXPECT_EQ(code_of_newest(), ErrorCode::corrupt);
}

TEST_F(CheckpointsTest, there_is_never_a_second_head_of_one_size) {
    const std::string note = checkpoints_.newest();
    const std::uint64_t size = opened(note).size;
    EXPECT_THROW(archive_.store().upkeep([&](Upkeep& upkeep) {
        upkeep.keep({size, note + "x"});
    }),
                 Error);
    EXPECT_EQ(checkpoints_.at(size), note);
}

TEST_F(CheckpointsTest, without_the_key_file_of_this_archive_nothing_is_signed) {
    const auto path = archive_.store().folder().key_file();
    std::filesystem::remove(path);
    EXPECT_EQ(code_of_newest(), ErrorCode::conflict);
    make_key_file(path, new_key_file(Encryption::key_file), std::nullopt);
    EXPECT_EQ(code_of_newest(), ErrorCode::conflict);
}

}  // namespace
}  // namespace kontor::test
