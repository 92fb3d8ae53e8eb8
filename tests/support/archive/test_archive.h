// TestArchive: an archive in a folder of the test's own, with a clock that the test moves.
#pragma once

#include "storage/archive/init.h"
#include "storage/archive/intake.h"
#include "storage/archive/store.h"
#include "storage/base/clock.h"
#include "tests/support/temp_folder.h"

#include <memory>
#include <string>

namespace kontor::test {

inline constexpr ActorId admin{2};
inline const Caller admin_caller{admin, "test-request"};

// Does what reading does with the paper that waits longest: gives it this text. False when none
// waits.
bool read_next(Store& store, const std::string& text);

class TestArchive {
  public:
    // Encrypted, as an archive is when nobody says otherwise.
    explicit TestArchive(Encryption encryption = Encryption::key_file);
    std::filesystem::path data() const { return folder_ / "archive"; }
    Store& store() { return *store_; }
    ManualClock& clock() { return clock_; }
    // Closes and opens again, as after a restart.
    void reopen();
    // As reopen(); each volume is full with its first paper, and sealed when the next has come and
    // the archive is opened again or settled.
    void reopen_with_small_volumes();
    void close() { store_.reset(); }
    // The words of the master key; none without encryption.
    const std::optional<std::string>& words() const { return words_; }
    // Takes in `bytes` as an upload of the administrator.
    IntakeResult take_in(ByteView bytes, const std::string& file_name = "paper.txt");
    // A person who has `role` in `folder`; and another role, later.
    ActorId person(const std::string& name, FolderId folder, const std::string& role);
    void grant(ActorId actor, FolderId folder, const std::string& role);
    // The findings of check, which must be none in a sound archive.
    std::vector<std::string> check();

  private:
    TempFolder folder_;
    ManualClock clock_;
    std::optional<std::string> words_;
    StoreOptions options_{.reserve_bytes = 0};
    std::unique_ptr<Store> store_;
};

}  // namespace kontor::test
