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

TEST_F(CheckpointsTest, a_head_that_is_not_the_root_of_its_size_is_not_given_out_again) {
    const KeyFile file = read_key_file(archive_.store().folder().key_file());
    const SigningKey key(file.origin, file.log_seed);
    const std::uint64_t size = audit::size(archive_.store().snapshot().rows());
    archive_.store().upkeep([&](Upkeep& upkeep) {
        upkeep.keep({size, sign_checkpoint({file.origin, size, leaf_hash("another")}, {&key})});
    });
    EXPECT_EQ(code_of_newest(), ErrorCode::corrupt);
}

TEST_F(CheckpointsTest, after_a_head_that_this_key_has_not_signed_nothing_is_signed) {
    const std::string origin = read_key_file(archive_.store().folder().key_file()).origin;
    const SigningKey other(origin, Bytes(SigningKey::seed_bytes, 'o'));
    const Snapshot now = archive_.store().snapshot();
    archive_.store().upkeep([&](Upkeep& upkeep) {
        upkeep.keep({1, sign_checkpoint({origin, 1, audit::root(now.rows(), 1)}, {&other})});
    });
    archive_.take_in("eins");
    EXPECT_EQ(code_of_newest(), ErrorCode::corrupt);
}

TEST_F(CheckpointsTest, entries_that_are_not_there_are_not_signed) {
    const std::uint64_t size = audit::size(archive_.store().snapshot().rows());
    EXPECT_THROW(checkpoints_.at(size + 1), Error);
    EXPECT_FALSE(audit::last_checkpoint(archive_.store().snapshot().rows()).has_value());
}

TEST_F(CheckpointsTest, no_other_text_is_signed_that_could_be_read_as_a_head) {
    const std::string origin = checkpoints_.key().name();
    const std::string forged = format_checkpoint({origin, 7, leaf_hash("another history")});
    EXPECT_THROW(static_cast<void>(checkpoints_.sign(forged)), Error);
    EXPECT_FALSE(checkpoints_.sign("kontor seal\n" + forged).empty());
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
