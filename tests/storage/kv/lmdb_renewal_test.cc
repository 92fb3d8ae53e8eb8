// A file that is written anew: nothing is lost, nothing erased is left, and what comes between is
// made good.
#include "storage/base/error.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/refusal.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Table rows_table{1, "rows", TableKind::upkeep};
constexpr std::array engine_tables{rows_table};

class LmdbRenewal : public ::testing::Test {
  protected:
    LmdbRenewal() : engine_(open_lmdb_engine(first_, options())) {
        put("kept", "a row that stays");
        put("gone", std::string(9000, 'z') + "Zwetschge");
        engine_->write([](WriteTransaction& rows) { rows.erase(rows_table, "gone"); });
    }
    static LmdbOptions options() { return {.tables = engine_tables, .map_bytes = 64 << 20}; }
    void put(const std::string& key, const std::string& value) {
        engine_->write([&](WriteTransaction& rows) { rows.put(rows_table, key, value); });
    }
    std::string get(const std::string& key) const {
        return std::string(engine_->read()->get(rows_table, key).value_or("none"));
    }
    LmdbRenewal& renew(const std::function<void()>& put_in_place = [] {}) {
        engine_->renew({.copy = second_,
                        .put_in_place = put_in_place,
                        .place = second_,
                        .left = {first_ / "data.mdb", first_ / "lock.mdb"}});
        return *this;
    }
    static std::string bytes_of(const std::filesystem::path& folder) {
        std::ifstream in(folder / "data.mdb", std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    TempFolder folder_;
    const std::filesystem::path first_ = folder_.path() / "1";
    const std::filesystem::path second_ = folder_.path() / "2";
    std::unique_ptr<LmdbFile> engine_;
};

TEST_F(LmdbRenewal, what_was_erased_is_in_the_copy_no_more_and_the_rest_is) {
    std::filesystem::create_directory(second_);
    ASSERT_THAT(bytes_of(first_), HasSubstr("Zwetschge"));
    renew();
    EXPECT_THAT(bytes_of(second_), Not(HasSubstr("Zwetschge")));
    EXPECT_EQ(get("kept"), "a row that stays");
    put("later", "in the copy");
    engine_.reset();
    engine_ = open_lmdb_engine(second_, options());
    EXPECT_EQ(get("later"), "in the copy");
}

TEST_F(LmdbRenewal, who_reads_goes_on_and_the_old_file_waits_for_that) {
    std::filesystem::create_directory(second_);
    auto before = engine_->read();
    renew();
    put("kept", "another");
    EXPECT_FALSE(engine_->clear_left());
    EXPECT_EQ(before->get(rows_table, "kept"), "a row that stays");
    before.reset();
    EXPECT_TRUE(engine_->clear_left());
    EXPECT_FALSE(std::filesystem::exists(first_ / "data.mdb"));
    EXPECT_EQ(get("kept"), "another");
}

TEST_F(LmdbRenewal, nothing_is_written_before_the_copy_is_in_its_place) {
    std::filesystem::create_directory(second_);
    int calls = 0;
    bool refuses = true;
    EXPECT_EQ(refusal_of([&] {
                  renew([&] {
                      ++calls;
                      if (refuses) {
                          throw Error(ErrorCode::io, "in a test");
                      }
                  });
              }),
              ErrorCode::io);
    EXPECT_FALSE(engine_->writable());
    // The first may be the one that is found.
    EXPECT_EQ(refusal_of([&] { engine_->clear_left(); }), ErrorCode::io);
    EXPECT_TRUE(std::filesystem::exists(first_ / "data.mdb"));
    EXPECT_EQ(get("kept"), "a row that stays");
    EXPECT_EQ(refusal_of([&] { put("later", "x"); }), ErrorCode::io);
    refuses = false;
    put("later", "in the copy");
    EXPECT_EQ(calls, 4);
    EXPECT_TRUE(engine_->writable());
    EXPECT_TRUE(engine_->clear_left());
    engine_.reset();
    engine_ = open_lmdb_engine(second_, options());
    EXPECT_EQ(get("later"), "in the copy");
}

TEST_F(LmdbRenewal, a_copy_that_cannot_be_made_changes_nothing) {
    EXPECT_EQ(refusal_of([&] {
                  engine_->renew({.copy = folder_.path() / "none" / "2",
                                  .put_in_place = [] {},
                                  .place = folder_.path() / "none" / "2",
                                  .left = {}});
              }),
              ErrorCode::not_found);
    EXPECT_TRUE(engine_->writable());
    put("later", "in the first");
    engine_.reset();
    engine_ = open_lmdb_engine(first_, options());
    EXPECT_EQ(get("later"), "in the first");
}

// A value that fills most of one page is alone on it, and LMDB cleans no page that it uses again.
TEST_F(LmdbRenewal, nothing_lies_behind_a_value_that_has_a_page_of_its_own) {
    for (int n = 0; n < 40; ++n) {
        put("gone", std::string(3900, 'p') + "Pflaume");
        engine_->write([](WriteTransaction& rows) { rows.erase(rows_table, "gone"); });
        put("large" + std::to_string(n), std::string(2500, 'x'));
    }
    ASSERT_THAT(bytes_of(first_), HasSubstr("Pflaume"));
    renew();
    EXPECT_THAT(bytes_of(second_), Not(HasSubstr("Pflaume")));
    EXPECT_EQ(get("large39"), std::string(2500, 'x'));
}

TEST_F(LmdbRenewal, a_file_for_reading_only_is_renewed_too) {
    const auto bytes = std::filesystem::file_size(first_ / "data.mdb");
    engine_.reset();
    LmdbOptions sealed = options();
    sealed.read_only = true;
    sealed.map_bytes = bytes;
    engine_ = open_lmdb_engine(first_, sealed);
    renew();
    EXPECT_EQ(get("kept"), "a row that stays");
    EXPECT_EQ(refusal_of([&] { put("kept", "x"); }), ErrorCode::read_only);
}

TEST_F(LmdbRenewal, a_file_is_renewed_again_and_again) {
    for (int n = 2; n < 6; ++n) {
        const auto copy = folder_.path() / std::to_string(n);
        std::filesystem::create_directory(copy);
        engine_->renew({.copy = copy, .put_in_place = [] {}, .place = copy, .left = {}});
        put("round", std::to_string(n));
    }
    EXPECT_EQ(get("round"), "5");
    EXPECT_EQ(get("kept"), "a row that stays");
}

}  // namespace
}  // namespace kontor::test
