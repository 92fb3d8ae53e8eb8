// Random transactions against every Engine and a std::map side by side, compared after each step
// and each reopening. KONTOR_TEST_SEED runs one seed only, such as the one that a failure printed.
#include "tests/contracts/engine_contract.h"

#include <cstdlib>
#include <map>
#include <random>

namespace kontor::test {
namespace {

constexpr int transactions_per_seed = 120;

using Rows = std::map<Bytes, Bytes>;
using Model = std::map<std::uint8_t, Rows>;

struct GivenUp {};

class EngineModel : public testing::TestWithParam<EngineKind> {
  protected:
    void run(unsigned seed) {
        SCOPED_TRACE("KONTOR_TEST_SEED=" + std::to_string(seed));
        random_.seed(seed);
        home_ = GetParam().make(engine_tables);
        committed_ = Model{{left_table.id, {}}, {right_table.id, {}}};
        held_.reset();
        for (int i = 0; i < transactions_per_seed && !HasFailure(); ++i) {
            write();
            compare(*home_->engine().read(), committed_);
            hold_or_check_a_snapshot();
            if (chance(10)) {
                held_.reset();
                home_->reopen();
                compare(*home_->engine().read(), committed_);
            }
        }
        held_.reset();
        home_.reset();
    }

  private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }

    Bytes key() {
        Bytes key = std::to_string(random_() % 300);
        if (chance(10)) {
            key.append(random_() % (limits::key_max_bytes - key.size()),
                       static_cast<char>(random_() % 256));
        }
        return key;
    }
    Bytes value() {
        const std::size_t longest = chance(5) ? 50000 : chance(20) ? 2000 : 60;
        return Bytes(random_() % longest, static_cast<char>(random_() % 256));
    }
    const Table& table() { return chance(50) ? left_table : right_table; }

    void write() {
        Model model = committed_;
        const bool gives_up = chance(15);
        try {
            home_->engine().write([&](WriteTransaction& txn) {
                for (auto steps = random_() % 12; steps > 0; --steps) {
                    chance(30) ? attempt(txn, model) : step(txn, model);
                }
                compare(txn, model);
                if (gives_up) {
                    throw GivenUp();
                }
            });
            committed_ = model;
        } catch (const GivenUp&) {
        }
    }

    void attempt(WriteTransaction& txn, Model& model) {
        Model inside = model;
        const bool gives_up = chance(40);
        try {
            txn.attempt([&] {
                for (auto steps = random_() % 10; steps > 0; --steps) {
                    step(txn, inside);
                }
                compare(txn, inside);
                if (gives_up) {
                    throw GivenUp();
                }
            });
            model = inside;
        } catch (const GivenUp&) {
        }
    }

    void step(WriteTransaction& txn, Model& model) {
        const Table& where = table();
        Rows& rows = model[where.id];
        if (chance(8)) {
            walk_and_write(txn, where, rows);
        } else if (chance(35)) {
            const Bytes erased = key();
            EXPECT_EQ(txn.erase(where, erased), rows.erase(erased) == 1);
        } else {
            const Bytes put = key();
            const Bytes content = value();
            txn.put(where, put, content);
            rows[put] = content;
        }
    }

    // A walk that erases some of the rows it passes and replaces others.
    void walk_and_write(WriteTransaction& txn, const Table& where, Rows& rows) {
        const bool forwards = chance(50);
        const auto cursor = txn.cursor(where);
        const Bytes from = key();
        auto left = random_() % 40;
        for (bool more = forwards ? cursor->seek(from) : cursor->seek_before(from);
             more && left > 0; --left) {
            const Bytes here(cursor->key());
            ASSERT_EQ(cursor->value(), rows.at(here));
            if (chance(40)) {
                txn.erase(where, here);
                rows.erase(here);
            } else if (chance(40)) {
                const Bytes content = value();
                txn.put(where, here, content);
                rows[here] = content;
            }
            more = forwards ? cursor->next() : cursor->previous();
            const auto expected = forwards ? rows.upper_bound(here) : rows.lower_bound(here);
            ASSERT_EQ(more, forwards ? expected != rows.end() : expected != rows.begin());
            if (more) {
                ASSERT_EQ(cursor->key(), forwards ? expected->first : std::prev(expected)->first);
            }
        }
    }

    void hold_or_check_a_snapshot() {
        if (!held_) {
            held_ = home_->engine().read();
            held_model_ = committed_;
        } else if (chance(20)) {
            compare(*held_, held_model_);
            held_.reset();
        }
    }

    void compare(const Transaction& txn, const Model& model) {
        for (const Table& where : engine_tables) {
            const Rows& rows = model.at(where.id);
            ASSERT_EQ(txn.count(where), rows.size());
            const auto cursor = txn.cursor(where);
            bool more = cursor->seek("");
            for (const auto& [expected_key, expected_value] : rows) {
                ASSERT_TRUE(more);
                ASSERT_EQ(cursor->key(), expected_key);
                ASSERT_EQ(cursor->value(), expected_value);
                more = cursor->next();
            }
            ASSERT_FALSE(more);
            compare_one_place(txn, where, rows);
        }
    }

    void compare_one_place(const Transaction& txn, const Table& where, const Rows& rows) {
        const Bytes sought = key();
        const auto found = rows.find(sought);
        const auto got = txn.get(where, sought);
        ASSERT_EQ(got.has_value(), found != rows.end());
        if (got) {
            ASSERT_EQ(*got, found->second);
        }
        const auto cursor = txn.cursor(where);
        const auto before = rows.lower_bound(sought);
        ASSERT_EQ(cursor->seek_before(sought), before != rows.begin());
        if (before != rows.begin()) {
            ASSERT_EQ(cursor->key(), std::prev(before)->first);
        }
        ASSERT_EQ(cursor->seek_last(), !rows.empty());
        if (!rows.empty()) {
            ASSERT_EQ(cursor->key(), rows.rbegin()->first);
        }
    }

    std::mt19937 random_;
    std::unique_ptr<EngineHome> home_;
    Model committed_;
    std::unique_ptr<Transaction> held_;
    Model held_model_;
};

TEST_P(EngineModel, random_transactions_leave_what_a_map_holds) {
    if (const char* seed = std::getenv("KONTOR_TEST_SEED")) {
        run(static_cast<unsigned>(std::stoul(seed)));
        return;
    }
    for (unsigned seed = 1; seed <= 4 && !HasFailure(); ++seed) {
        run(seed);
    }
}

INSTANTIATE_TEST_SUITE_P(, EngineModel, testing::ValuesIn(engine_kinds()), engine_kind_name);

}  // namespace
}  // namespace kontor::test
