// What LMDB alone can do: bytes on disk, opening, full disks and maps, and processes that die.
#include "storage/kv/lmdb_engine.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "tests/support/temp_folder.h"

#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <lmdb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

constexpr Table left_table{1, "left", TableKind::upkeep};
constexpr Table right_table{2, "right", TableKind::upkeep};
constexpr std::array both_tables{left_table, right_table};
constexpr std::array left_only{left_table};

struct Failure {
    ErrorCode code = ErrorCode::internal;
    std::string message;
};

Failure failure_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
    ADD_FAILURE() << "no Error was thrown";
    return {};
}

ErrorCode code_of(const std::function<void()>& action) {
    return failure_of(action).code;
}

// LMDB without our layer, for a test that damages what is stored; the engine must be closed.
void with_raw_lmdb(const fs::path& folder, const std::function<void(MDB_txn*)>& work) {
    MDB_env* env = nullptr;
    ASSERT_EQ(mdb_env_create(&env), 0);
    ASSERT_EQ(mdb_env_set_maxdbs(env, 2), 0);
    ASSERT_EQ(mdb_env_open(env, folder.c_str(), 0, 0600), 0);
    MDB_txn* txn = nullptr;
    ASSERT_EQ(mdb_txn_begin(env, nullptr, 0, &txn), 0);
    work(txn);
    ASSERT_EQ(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

MDB_val raw(const Bytes& bytes) {
    return {bytes.size(), const_cast<char*>(bytes.data())};
}

Bytes raw_get(MDB_txn* txn, const char* table, const Bytes& key) {
    MDB_dbi handle = 0;
    MDB_val raw_key = raw(key);
    MDB_val value{};
    EXPECT_EQ(mdb_dbi_open(txn, table, 0, &handle), 0);
    EXPECT_EQ(mdb_get(txn, handle, &raw_key, &value), 0);
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

void raw_put(MDB_txn* txn, const char* table, const Bytes& key, const Bytes& value) {
    MDB_dbi handle = 0;
    MDB_val raw_key = raw(key);
    MDB_val raw_value = raw(value);
    EXPECT_EQ(mdb_dbi_open(txn, table, 0, &handle), 0);
    EXPECT_EQ(mdb_put(txn, handle, &raw_key, &raw_value, 0), 0);
}

class LmdbEngineTest : public testing::Test {
  protected:
    LmdbEngineTest() { open(); }

    void open(LmdbOptions options = {.tables = both_tables}) {
        engine_.reset();
        engine_ = open_lmdb_engine(path(), options);
    }
    void close() { engine_.reset(); }
    Engine& engine() { return *engine_; }
    fs::path path() const { return folder_ / "engine"; }
    const TempFolder& folder() const { return folder_; }

    void put(const Table& table, const Bytes& key, const Bytes& value) {
        engine().write([&](WriteTransaction& txn) { txn.put(table, key, value); });
    }
    std::optional<Bytes> value(const Table& table, const Bytes& key) {
        const auto txn = engine().read();
        const auto found = txn->get(table, key);
        return found ? std::optional<Bytes>(*found) : std::nullopt;
    }
    void damage(const std::function<void(MDB_txn*)>& work) {
        close();
        with_raw_lmdb(path(), work);
        open();
    }

  private:
    TempFolder folder_;
    std::unique_ptr<Engine> engine_;
};

// Damage.

TEST_F(LmdbEngineTest, a_flipped_byte_anywhere_in_a_stored_value_is_corrupt_and_never_handed_out) {
    const Bytes payload = "payload";
    for (std::size_t i = 0; i < payload.size() + 9; ++i) {
        put(left_table, "key", payload);
        damage([&](MDB_txn* txn) {
            Bytes stored = raw_get(txn, "left", "key");
            stored.at(i) = static_cast<char>(stored.at(i) ^ 0x10);
            raw_put(txn, "left", "key", stored);
        });
        const Failure failure = failure_of([&] { value(left_table, "key"); });
        EXPECT_EQ(failure.code, ErrorCode::corrupt);
        EXPECT_NE(failure.message.find("table left, key 6b6579"), std::string::npos)
            << failure.message;
        const auto txn = engine().read();
        const auto cursor = txn->cursor(left_table);
        ASSERT_TRUE(cursor->seek("key"));
        EXPECT_EQ(code_of([&] { cursor->value(); }), ErrorCode::corrupt);
    }
}

TEST_F(LmdbEngineTest, a_row_copied_to_another_key_or_table_is_corrupt) {
    put(left_table, "key", "payload");
    damage([](MDB_txn* txn) {
        const Bytes stored = raw_get(txn, "left", "key");
        raw_put(txn, "left", "kez", stored);
        raw_put(txn, "right", "key", stored);
    });
    EXPECT_EQ(value(left_table, "key"), "payload");
    EXPECT_EQ(code_of([&] { value(left_table, "kez"); }), ErrorCode::corrupt);
    EXPECT_EQ(code_of([&] { value(right_table, "key"); }), ErrorCode::corrupt);
}

TEST_F(LmdbEngineTest, a_damaged_row_met_in_a_write_fails_that_work_and_not_the_engine) {
    put(left_table, "key", "payload");
    damage([](MDB_txn* txn) { raw_put(txn, "left", "key", "damaged"); });
    engine().write([](WriteTransaction& txn) {
        EXPECT_EQ(code_of([&] { txn.get(left_table, "key"); }), ErrorCode::corrupt);
        EXPECT_FALSE(txn.failed());
        txn.put(left_table, "key", "mended");
    });
    EXPECT_EQ(value(left_table, "key"), "mended");
}

TEST_F(LmdbEngineTest, a_file_that_is_no_engine_is_corrupt) {
    const fs::path file = folder() / "no-engine";
    std::ofstream(file) << std::string(20000, 'x');
    EXPECT_EQ(
        code_of([&] { open_lmdb_engine(file, {.tables = both_tables, .single_file = true}); }),
        ErrorCode::corrupt);
}

// LMDB itself would end the process by SIGBUS at the first missing page.
TEST_F(LmdbEngineTest, a_file_cut_short_anywhere_is_corrupt_at_the_opening_and_stays_as_it_is) {
    engine().write([](WriteTransaction& txn) {
        for (int i = 0; i < 20; ++i) {
            txn.put(left_table, fmt::format("{:04}", i), Bytes(3000, 'x'));
        }
    });
    close();
    const std::uintmax_t whole = fs::file_size(path() / "data.mdb");
    const fs::path cut = folder() / "cut.mdb";
    for (std::uintmax_t size = 2 * 4096; size < whole; size += 1365) {
        for (const bool read_only : {false, true}) {
            fs::copy_file(path() / "data.mdb", cut, fs::copy_options::overwrite_existing);
            fs::resize_file(cut, size);
            const LmdbOptions options{.tables = both_tables,
                                      .single_file = true,
                                      .read_only = read_only,
                                      .create = false};
            EXPECT_EQ(code_of([&] { open_lmdb_engine(cut, options); }), ErrorCode::corrupt) << size;
            EXPECT_EQ(fs::file_size(cut), size);
        }
    }
}

// LMDB does not write what a transaction took and gave back.
TEST_F(LmdbEngineTest, a_file_may_lack_pages_that_are_free) {
    for (int i = 0; i < 50; ++i) {
        put(left_table, fmt::format("{:04}", i), Bytes(3000, 'x'));
    }
    for (int i = 1; i < 50; ++i) {
        engine().write(
            [&](WriteTransaction& txn) { txn.erase(left_table, fmt::format("{:04}", i)); });
    }
    close();
    const fs::path file = path() / "data.mdb";
    const std::uintmax_t whole = fs::file_size(file);
    fs::resize_file(file, whole - 4096);
    open({.tables = both_tables, .read_only = true});
    EXPECT_EQ(fs::file_size(file), whole);
    EXPECT_EQ(value(left_table, "0000"), Bytes(3000, 'x'));
    open();
    put(left_table, "0001", Bytes(3000, 'y'));
    EXPECT_EQ(value(left_table, "0001"), Bytes(3000, 'y'));
}

// Opening.

TEST_F(LmdbEngineTest, what_is_absent_is_only_made_when_asked_to) {
    const LmdbOptions options{.tables = both_tables, .create = false};
    EXPECT_EQ(code_of([&] { open_lmdb_engine(folder() / "absent", options); }),
              ErrorCode::not_found);
    EXPECT_FALSE(fs::exists(folder() / "absent"));
    fs::create_directory(folder() / "empty");
    EXPECT_EQ(code_of([&] { open_lmdb_engine(folder() / "empty", options); }),
              ErrorCode::not_found);
    EXPECT_TRUE(fs::is_empty(folder() / "empty"));
    open(options);
}

TEST_F(LmdbEngineTest, an_emptied_file_is_not_taken_for_a_new_engine) {
    put(left_table, "key", "payload");
    close();
    fs::resize_file(path() / "data.mdb", 0);
    EXPECT_EQ(code_of([&] { open({.tables = both_tables, .create = false}); }),
              ErrorCode::not_found);
    EXPECT_EQ(code_of([&] { open({.tables = both_tables, .read_only = true}); }),
              ErrorCode::not_found);
}

TEST_F(LmdbEngineTest, a_folder_whose_parent_is_absent_is_not_made) {
    EXPECT_EQ(
        code_of([&] { open_lmdb_engine(folder() / "no" / "engine", {.tables = both_tables}); }),
        ErrorCode::not_found);
}

TEST_F(LmdbEngineTest, one_path_is_open_once_in_a_process_however_it_is_written) {
    const LmdbOptions options{.tables = both_tables};
    EXPECT_EQ(code_of([&] { open_lmdb_engine(path(), options); }), ErrorCode::internal);
    EXPECT_EQ(code_of([&] { open_lmdb_engine(path() / ".." / "engine" / ".", options); }),
              ErrorCode::internal);
    fs::create_symlink(path(), folder() / "link");
    EXPECT_EQ(code_of([&] { open_lmdb_engine(folder() / "link", options); }), ErrorCode::internal);
    EXPECT_EQ(code_of([&] {
                  open_lmdb_engine(path() / "data.mdb",
                                   {.tables = both_tables, .single_file = true});
              }),
              ErrorCode::internal);
    put(left_table, "key", "payload");  // the first one was not disturbed
    EXPECT_EQ(value(left_table, "key"), "payload");
    close();
    EXPECT_NO_THROW(open_lmdb_engine(folder() / "link", options));
}

TEST_F(LmdbEngineTest, a_failed_opening_does_not_keep_the_path) {
    const fs::path file = folder() / "volume.mdb";
    EXPECT_EQ(code_of([&] {
                  open_lmdb_engine(file,
                                   {.tables = both_tables, .single_file = true, .create = false});
              }),
              ErrorCode::not_found);
    EXPECT_NO_THROW(open_lmdb_engine(file, {.tables = both_tables, .single_file = true}));
}

TEST_F(LmdbEngineTest, a_single_file_has_its_lock_beside_it_and_nothing_is_for_others_to_read) {
    const fs::path file = folder() / "volume.mdb";
    const auto volume = open_lmdb_engine(file, {.tables = both_tables, .single_file = true});
    EXPECT_TRUE(fs::is_regular_file(file));
    EXPECT_TRUE(fs::is_regular_file(folder() / "volume.mdb-lock"));
    for (const fs::path& ours :
         {file, folder() / "volume.mdb-lock", path() / "data.mdb", path() / "lock.mdb"}) {
        EXPECT_EQ(fs::status(ours).permissions() & fs::perms::all,
                  fs::perms::owner_read | fs::perms::owner_write)
            << ours;
    }
    EXPECT_EQ(fs::status(path()).permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(LmdbEngineTest, opened_for_reading_only_it_reads_and_does_not_write) {
    put(left_table, "key", "payload");
    open({.tables = both_tables, .read_only = true});
    EXPECT_EQ(value(left_table, "key"), "payload");
    EXPECT_FALSE(engine().writable());
    EXPECT_EQ(code_of([&] { put(left_table, "key", "new"); }), ErrorCode::read_only);
}

TEST_F(LmdbEngineTest, a_sealed_file_that_lacks_a_table_is_corrupt_and_an_open_one_gets_it) {
    const fs::path file = folder() / "volume.mdb";
    open_lmdb_engine(file, {.tables = left_only, .single_file = true});
    EXPECT_EQ(code_of([&] {
                  open_lmdb_engine(file,
                                   {.tables = both_tables, .single_file = true, .read_only = true});
              }),
              ErrorCode::corrupt);
    open_lmdb_engine(file, {.tables = both_tables, .single_file = true});
    const auto sealed =
        open_lmdb_engine(file, {.tables = both_tables, .single_file = true, .read_only = true});
    EXPECT_EQ(sealed->read()->count(right_table), 0U);
}

TEST_F(LmdbEngineTest, the_map_is_address_space_and_not_disk) {
    put(left_table, "key", "payload");
    EXPECT_LT(fs::file_size(path() / "data.mdb"), 200'000U);
}

TEST_F(LmdbEngineTest, too_many_readers_at_once_are_busy_and_the_next_one_after_them_is_not) {
    std::vector<std::unique_ptr<Transaction>> readers;
    ErrorCode code = ErrorCode::internal;
    for (int i = 0; i < 2000 && code == ErrorCode::internal; ++i) {
        try {
            readers.push_back(engine().read());
        } catch (const Error& error) {
            code = error.code();
        }
    }
    EXPECT_EQ(code, ErrorCode::busy);
    EXPECT_GE(readers.size(), 1000U);
    readers.clear();
    EXPECT_EQ(engine().read()->count(left_table), 0U);
}

TEST_F(LmdbEngineTest, an_ended_reader_holds_no_pages) {
    put(left_table, "key", Bytes(100'000, 'x'));
    for (int i = 0; i < 50; ++i) {
        value(left_table, "key");  // ended, and kept for the next reader
        put(left_table, "key", Bytes(100'000, static_cast<char>(i)));
    }
    EXPECT_LT(fs::file_size(path() / "data.mdb"), 1'000'000U);
}

// No space.

TEST_F(LmdbEngineTest, a_full_map_is_no_space_even_when_the_work_swallows_it_and_ends_no_writing) {
    open({.tables = both_tables, .map_bytes = 512 * 1024});
    bool went_on = false;
    EXPECT_EQ(code_of([&] {
                  engine().write([&](WriteTransaction& txn) {
                      txn.put(left_table, "small", "");
                      EXPECT_FALSE(txn.failed());
                      EXPECT_EQ(code_of([&] { txn.put(left_table, "big", Bytes(1'000'000, 'x')); }),
                                ErrorCode::no_space);
                      EXPECT_TRUE(txn.failed());
                      EXPECT_EQ(code_of([&] { txn.put(left_table, "another", ""); }),
                                ErrorCode::no_space);
                      went_on = true;
                  });
              }),
              ErrorCode::no_space);
    EXPECT_TRUE(went_on);
    EXPECT_TRUE(engine().writable());
    put(left_table, "later", "");
    EXPECT_EQ(engine().read()->count(left_table), 1U);
}

TEST_F(LmdbEngineTest, a_full_map_inside_an_attempt_ends_the_whole_write) {
    open({.tables = both_tables, .map_bytes = 512 * 1024});
    EXPECT_EQ(code_of([&] {
                  engine().write([&](WriteTransaction& txn) {
                      txn.put(left_table, "before", "");
                      EXPECT_EQ(code_of([&] {
                                    txn.attempt([&] {
                                        EXPECT_EQ(code_of([&] {
                                                      txn.put(left_table, "big",
                                                              Bytes(1'000'000, 'x'));
                                                  }),
                                                  ErrorCode::no_space);
                                    });
                                }),
                                ErrorCode::no_space);
                      EXPECT_TRUE(txn.failed());
                  });
              }),
              ErrorCode::no_space);
    EXPECT_EQ(engine().read()->count(left_table), 0U);
}

// Lets files of this process grow to `bytes` only, and makes going beyond an error instead of a
// signal.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        former_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &former_);
        rlimit limit = former_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &former_);
        std::signal(SIGXFSZ, former_handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit former_{};
    void (*former_handler_)(int) = nullptr;
};

TEST_F(LmdbEngineTest, a_commit_that_the_system_refuses_loses_nothing_and_ends_nothing) {
    put(left_table, "old", "payload");
    put(left_table, "ballast", Bytes(4'000'000, 'b'));
    const auto size = fs::file_size(path() / "data.mdb");
    Failure failure;
    {
        const FileSizeLimit limit(size);
        failure = failure_of([&] { put(left_table, "new", Bytes(6'000'000, 'n')); });
    }
    EXPECT_EQ(failure.code, ErrorCode::io) << failure.message;
    EXPECT_FALSE(engine().writable());
    EXPECT_EQ(value(left_table, "old"), "payload");
    EXPECT_EQ(value(left_table, "new"), std::nullopt);
    EXPECT_LE(fs::file_size(path() / "data.mdb"), size);
    put(left_table, "small", "");
    EXPECT_TRUE(engine().writable());
    open();
    EXPECT_EQ(value(left_table, "old"), "payload");
    EXPECT_EQ(value(left_table, "new"), std::nullopt);
    EXPECT_EQ(value(left_table, "small"), "");
}

// A process that dies.

TEST_F(LmdbEngineTest, what_a_killed_process_was_told_is_there_and_what_it_was_not_told_is_not) {
    close();
    for (int fatal_commit = 1; fatal_commit <= 4; ++fatal_commit) {
        const fs::path place = folder() / ("killed-" + std::to_string(fatal_commit));
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            int left = fatal_commit;
            set_fault_hook([&](std::string_view name) {
                if (name == "engine.commit" && --left == 0) {
                    std::raise(SIGKILL);
                }
            });
            const auto engine = open_lmdb_engine(place, {.tables = both_tables});
            for (int i = 1; i < 100; ++i) {
                engine->write([&](WriteTransaction& txn) {
                    txn.put(left_table, std::to_string(i), Bytes(5000, 'x'));
                });
            }
            _exit(0);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        const auto engine = open_lmdb_engine(place, {.tables = both_tables, .create = false});
        const auto txn = engine->read();
        EXPECT_EQ(txn->count(left_table), static_cast<std::uint64_t>(fatal_commit - 1));
        for (int i = 1; i < fatal_commit; ++i) {
            EXPECT_EQ(txn->get(left_table, std::to_string(i)), Bytes(5000, 'x'));
        }
    }
}

}  // namespace
}  // namespace kontor::test
