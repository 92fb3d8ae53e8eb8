// The contract of every Engine: rows, keys and cursors.

#include "tests/contracts/engine_contract.h"

namespace kontor::test {
namespace {

class EngineRows : public EngineContract {};
INSTANTIATE_TEST_SUITE_P(, EngineRows, testing::ValuesIn(engine_kinds()), engine_kind_name);

// What is written can be read.

TEST_P(EngineRows, what_was_put_is_read_and_what_was_not_is_nothing) {
    put(left_table, "key", "value");
    EXPECT_EQ(value(left_table, "key"), "value");
    EXPECT_EQ(value(left_table, "kex"), std::nullopt);
    EXPECT_EQ(value(left_table, "key1"), std::nullopt);
}

TEST_P(EngineRows, put_replaces_by_longer_and_by_shorter_values) {
    for (const std::size_t size : {5U, 3000U, 40U, 20000U, 0U}) {
        put(left_table, "key", Bytes(size, 'x'));
        EXPECT_EQ(value(left_table, "key"), Bytes(size, 'x'));
    }
    EXPECT_EQ(engine().read()->count(left_table), 1U);
}

TEST_P(EngineRows, tables_are_apart) {
    put(left_table, "key", "left");
    put(right_table, "key", "right");
    EXPECT_EQ(value(left_table, "key"), "left");
    EXPECT_EQ(value(right_table, "key"), "right");
    engine().write([](WriteTransaction& txn) { EXPECT_TRUE(txn.erase(left_table, "key")); });
    EXPECT_EQ(value(right_table, "key"), "right");
}

TEST_P(EngineRows, erase_tells_whether_there_was_a_row) {
    fill({"a"});
    engine().write([](WriteTransaction& txn) {
        EXPECT_TRUE(txn.erase(left_table, "a"));
        EXPECT_FALSE(txn.erase(left_table, "a"));
        EXPECT_FALSE(txn.get(left_table, "a"));
    });
    EXPECT_EQ(value(left_table, "a"), std::nullopt);
    EXPECT_EQ(engine().read()->count(left_table), 0U);
}

TEST_P(EngineRows, an_empty_value_is_a_value) {
    put(left_table, "key", "");
    EXPECT_EQ(value(left_table, "key"), "");
}

TEST_P(EngineRows, a_value_of_a_megabyte_and_of_all_bytes_comes_back_as_it_went) {
    Bytes big(1024 * 1024 + 17, '\0');
    for (std::size_t i = 0; i < big.size(); ++i) {
        big[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
    }
    put(left_table, Bytes("\0\xff\0", 3), big);
    EXPECT_EQ(value(left_table, Bytes("\0\xff\0", 3)), big);
}

TEST_P(EngineRows, a_transaction_reads_what_it_wrote_itself) {
    engine().write([](WriteTransaction& txn) {
        txn.put(left_table, "a", "1");
        EXPECT_EQ(txn.get(left_table, "a"), "1");
        EXPECT_EQ(txn.count(left_table), 1U);
        EXPECT_EQ(all_keys(txn), "a");
    });
}

TEST_P(EngineRows, keys_and_values_may_be_views_that_the_transaction_handed_out) {
    fill({"a", "b", "c"});
    engine().write([](WriteTransaction& txn) {
        txn.put(left_table, "c", "value of c");  // from now on the page is the transaction's own
        const auto cursor = txn.cursor(left_table);
        ASSERT_TRUE(cursor->seek("b"));
        txn.put(left_table, cursor->key(), Bytes(900, 'x'));  // moves the rows of its page
        ASSERT_TRUE(cursor->seek("b"));
        txn.put(left_table, "b2", cursor->value());
        ASSERT_TRUE(cursor->seek("a"));
        txn.erase(left_table, cursor->key());
    });
    EXPECT_EQ(all_keys(), "b b2 c");
    EXPECT_EQ(value(left_table, "b2"), Bytes(900, 'x'));
}

// Keys.

TEST_P(EngineRows, an_empty_or_too_long_key_is_invalid) {
    const Bytes longest(limits::key_max_bytes, 'k');
    put(left_table, longest, "value");
    EXPECT_EQ(value(left_table, longest), "value");
    for (const Bytes& key : {Bytes(), longest + "k"}) {
        EXPECT_EQ(code_of([&] { engine().read()->get(left_table, key); }), ErrorCode::invalid);
        EXPECT_EQ(code_of([&] { put(left_table, key, "value"); }), ErrorCode::invalid);
        EXPECT_EQ(code_of([&] {
                      engine().write([&](WriteTransaction& txn) { txn.erase(left_table, key); });
                  }),
                  ErrorCode::invalid);
    }
    EXPECT_EQ(engine().read()->count(left_table), 1U);
}

TEST_P(EngineRows, a_caller_may_go_on_after_an_invalid_key) {
    engine().write([](WriteTransaction& txn) {
        EXPECT_EQ(code_of([&] { txn.put(left_table, "", "value"); }), ErrorCode::invalid);
        EXPECT_FALSE(txn.failed());
        txn.put(left_table, "a", "value");
    });
    EXPECT_EQ(all_keys(), "a");
}

TEST_P(EngineRows, a_table_that_was_not_opened_is_a_fault_of_ours) {
    EXPECT_EQ(code_of([&] { engine().read()->get(unknown_table, "a"); }), ErrorCode::internal);
    EXPECT_EQ(code_of([&] { engine().read()->cursor(unknown_table); }), ErrorCode::internal);
    EXPECT_EQ(code_of([&] { put(unknown_table, "a", ""); }), ErrorCode::internal);
}

// Order and cursors.

TEST_P(EngineRows, keys_are_in_the_order_of_unsigned_bytes_and_a_shorter_one_first) {
    const std::vector<Bytes> ordered{Bytes("\0", 1), Bytes("\0\0", 2), "A",   "a", "aa", "ab", "b",
                                     "\x7f",         "\x80",           "\xff"};
    engine().write([&](WriteTransaction& txn) {
        for (auto key = ordered.rbegin(); key != ordered.rend(); ++key) {
            txn.put(left_table, *key, *key);
        }
    });
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    std::vector<Bytes> forwards;
    for (bool more = cursor->seek(""); more; more = cursor->next()) {
        EXPECT_EQ(cursor->value(), cursor->key());
        forwards.emplace_back(cursor->key());
    }
    EXPECT_EQ(forwards, ordered);
    std::vector<Bytes> backwards;
    for (bool more = cursor->seek_last(); more; more = cursor->previous()) {
        backwards.emplace_back(cursor->key());
    }
    EXPECT_EQ(backwards, std::vector<Bytes>(ordered.rbegin(), ordered.rend()));
}

TEST_P(EngineRows, seek_finds_the_first_row_at_or_after_a_key) {
    fill({"b", "d"});
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    for (const auto& [sought, found] :
         std::map<Bytes, Bytes>{{"", "b"}, {"a", "b"}, {"b", "b"}, {"ba", "d"}, {"d", "d"}}) {
        ASSERT_TRUE(cursor->seek(sought)) << sought;
        EXPECT_EQ(cursor->key(), found) << sought;
        EXPECT_EQ(cursor->value(), "value of " + found);
    }
    EXPECT_FALSE(cursor->seek("da"));
    EXPECT_FALSE(cursor->seek(Bytes(2000, '\xff')));
}

TEST_P(EngineRows, seek_before_finds_the_last_row_before_a_key) {
    fill({"b", "d"});
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    for (const auto& [sought, found] :
         std::map<Bytes, Bytes>{{"c", "b"}, {"ba", "b"}, {"d", "b"}, {"e", "d"}}) {
        ASSERT_TRUE(cursor->seek_before(sought)) << sought;
        EXPECT_EQ(cursor->key(), found) << sought;
    }
    EXPECT_FALSE(cursor->seek_before(""));
    EXPECT_FALSE(cursor->seek_before("a"));
    EXPECT_FALSE(cursor->seek_before("b"));
    ASSERT_TRUE(cursor->seek_before(Bytes(2000, '\xff')));
    EXPECT_EQ(cursor->key(), "d");
}

TEST_P(EngineRows, a_cursor_turns_round_in_the_middle) {
    fill({"a", "b", "c"});
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    ASSERT_TRUE(cursor->seek("b"));
    ASSERT_TRUE(cursor->next());
    EXPECT_EQ(cursor->key(), "c");
    ASSERT_TRUE(cursor->previous());
    ASSERT_TRUE(cursor->previous());
    EXPECT_EQ(cursor->key(), "a");
    ASSERT_TRUE(cursor->next());
    EXPECT_EQ(cursor->key(), "b");
}

TEST_P(EngineRows, an_empty_table_has_no_first_and_no_last_row) {
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    EXPECT_FALSE(cursor->seek(""));
    EXPECT_FALSE(cursor->seek_last());
    EXPECT_FALSE(cursor->seek_before("x"));
    EXPECT_EQ(txn->count(left_table), 0U);
}

TEST_P(EngineRows, a_cursor_that_is_not_placed_refuses_to_move_and_to_be_read) {
    fill({"a"});
    const auto txn = engine().read();
    const auto cursor = txn->cursor(left_table);
    const auto refuses_all = [&] {
        EXPECT_EQ(code_of([&] { cursor->key(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { cursor->value(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { cursor->next(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { cursor->previous(); }), ErrorCode::internal);
    };
    refuses_all();
    ASSERT_TRUE(cursor->seek("a"));
    EXPECT_FALSE(cursor->next());
    refuses_all();
    ASSERT_TRUE(cursor->seek("a"));
    EXPECT_FALSE(cursor->previous());
    refuses_all();
    EXPECT_FALSE(cursor->seek("b"));
    refuses_all();
}

TEST_P(EngineRows, rows_can_be_erased_while_walking_in_both_directions) {
    for (const bool forwards : {true, false}) {
        fill({"a", "b", "c", "d", "e", "f"});
        engine().write([&](WriteTransaction& txn) {
            const auto cursor = txn.cursor(left_table);
            int seen = 0;
            for (bool more = forwards ? cursor->seek("") : cursor->seek_last(); more;
                 more = forwards ? cursor->next() : cursor->previous()) {
                if (seen++ % 2 == 0) {
                    txn.erase(left_table, cursor->key());
                }
            }
            EXPECT_EQ(seen, 6);
        });
        EXPECT_EQ(all_keys(), forwards ? "b d f" : "a c e");
        engine().write([](WriteTransaction& txn) {
            for (const char* key : {"a", "b", "c", "d", "e", "f"}) {
                txn.erase(left_table, key);
            }
        });
    }
}

TEST_P(EngineRows, a_thousand_rows_can_be_replaced_by_others_while_walking) {
    engine().write([](WriteTransaction& txn) {
        for (int i = 0; i < 1000; ++i) {
            txn.put(left_table, std::to_string(10000 + i), "old");
        }
        const auto cursor = txn.cursor(left_table);
        int seen = 0;
        for (bool more = cursor->seek(""); more; more = cursor->next(), ++seen) {
            const Bytes key(cursor->key());
            txn.put(left_table, key, Bytes(300, 'n'));  // splits pages
            txn.put(left_table, "0" + key, "a row that lies before");
        }
        EXPECT_EQ(seen, 1000);
        EXPECT_EQ(txn.count(left_table), 2000U);
    });
    EXPECT_EQ(value(left_table, "10999"), Bytes(300, 'n'));
}

TEST_P(EngineRows, after_a_write_a_cursor_waits_for_its_next_move) {
    fill({"a", "c"});
    engine().write([](WriteTransaction& txn) {
        const auto cursor = txn.cursor(left_table);
        ASSERT_TRUE(cursor->seek("a"));
        txn.put(left_table, "b", "new");
        EXPECT_EQ(code_of([&] { cursor->key(); }), ErrorCode::internal);
        EXPECT_EQ(code_of([&] { cursor->value(); }), ErrorCode::internal);
        ASSERT_TRUE(cursor->next());
        EXPECT_EQ(cursor->value(), "new");
    });
}

TEST_P(EngineRows, several_cursors_walk_one_transaction_side_by_side) {
    fill({"a", "b"});
    put(right_table, "z", "");
    const auto txn = engine().read();
    const auto one = txn->cursor(left_table);
    const auto two = txn->cursor(left_table);
    const auto other = txn->cursor(right_table);
    ASSERT_TRUE(one->seek("a"));
    ASSERT_TRUE(two->seek("b"));
    ASSERT_TRUE(other->seek(""));
    EXPECT_EQ(one->key(), "a");
    EXPECT_EQ(two->key(), "b");
    EXPECT_EQ(other->key(), "z");
}

}  // namespace
}  // namespace kontor::test
