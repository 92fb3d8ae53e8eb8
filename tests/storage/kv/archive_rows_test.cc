#include "storage/kv/archive_rows.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/kv/key.h"
#include "storage/kv/memory_engine.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

constexpr std::array<Table, 4> some_tables{tables::documents, tables::records, tables::reasons,
                                           tables::jobs};

const Bytes some_salt(row_salt_bytes, 's');

class ArchiveRows : public testing::Test {
  protected:
    void put(ByteView logical,
             std::uint64_t sequence,
             ByteView content,
             const Table& table = tables::records) {
        engine_->write([&](WriteTransaction& txn) {
            put_row(txn, table, logical, {some_salt, true, Bytes(content), Sequence{sequence}});
        });
    }
    void put_absent(ByteView logical, std::uint64_t sequence) {
        engine_->write([&](WriteTransaction& txn) {
            put_row(txn, tables::records, logical, {some_salt, false, "", Sequence{sequence}});
        });
    }
    void put_raw(ByteView key, ByteView payload) {
        engine_->write([&](WriteTransaction& txn) { txn.put(tables::records, key, payload); });
    }
    std::unique_ptr<Transaction> txn() { return engine_->read(); }

    // "key=content" of each row visited, an absent one as "key-"; at most `most` rows.
    std::string walked(const RowWalk& walk, int most = 1000) {
        std::string rows;
        walk_rows(*txn(), tables::records, walk, [&](ByteView logical, const ArchiveRow& row) {
            rows += (rows.empty() ? "" : " ") + Bytes(logical.substr(0, logical.size() - 1));
            rows += row.present ? "=" + row.content : "-";
            return --most > 0;
        });
        return rows;
    }

    std::unique_ptr<Engine> engine_ = make_memory_engine(some_tables);
};

Bytes name(ByteView text) {
    return Key().text(text);
}

ErrorCode code_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    ADD_FAILURE() << "no Error was thrown";
    return ErrorCode::internal;
}

TEST_F(ArchiveRows, the_newest_revision_is_the_current_one) {
    EXPECT_FALSE(current_row(*txn(), tables::records, name("a")));
    put(name("a"), 3, "old");
    put(name("a"), 700, "new");
    put(name("a"), 20, "middle");
    const auto row = current_row(*txn(), tables::records, name("a"));
    ASSERT_TRUE(row);
    EXPECT_EQ(row->content, "new");
    EXPECT_EQ(row->sequence, Sequence{700});
    EXPECT_EQ(row->salt, some_salt);
    EXPECT_TRUE(row->present);
}

TEST_F(ArchiveRows, what_was_taken_away_is_a_row_and_not_nothing) {
    put(name("a"), 3, "old");
    put_absent(name("a"), 4);
    const auto row = current_row(*txn(), tables::records, name("a"));
    ASSERT_TRUE(row);
    EXPECT_FALSE(row->present);
    EXPECT_EQ(row->content, "");
}

TEST_F(ArchiveRows, the_past_can_be_read_at_any_sequence) {
    put(name("a"), 3, "three");
    put(name("a"), 5, "five");
    put(name("b"), 1, "of another key");
    const auto at = [&](std::uint64_t sequence) {
        const auto row = row_at(*txn(), tables::records, name("a"), Sequence{sequence});
        return row ? row->content : "nothing";
    };
    EXPECT_EQ(at(0), "nothing");
    EXPECT_EQ(at(2), "nothing");
    EXPECT_EQ(at(3), "three");
    EXPECT_EQ(at(4), "three");
    EXPECT_EQ(at(5), "five");
    EXPECT_EQ(at(newest_sequence.value), "five");
}

TEST_F(ArchiveRows, neighbouring_keys_are_not_taken_for_revisions) {
    put(name("a"), 3, "a");
    put(name("ab"), 3, "ab");
    put(name("b"), 3, "b");
    EXPECT_FALSE(current_row(*txn(), tables::records, name("")));
    EXPECT_FALSE(current_row(*txn(), tables::records, name("aa")));
    EXPECT_EQ(current_row(*txn(), tables::records, name("ab"))->content, "ab");
    EXPECT_FALSE(row_at(*txn(), tables::records, name("a"), Sequence{2}));
}

TEST_F(ArchiveRows, an_empty_logical_key_has_revisions_too) {
    put("", 1, "first", tables::reasons);
    put("", 9, "second", tables::reasons);
    EXPECT_EQ(current_row(*txn(), tables::reasons, "")->content, "second");
    EXPECT_EQ(row_at(*txn(), tables::reasons, "", Sequence{8})->content, "first");
}

TEST_F(ArchiveRows, sequences_of_all_sizes_keep_their_order) {
    const std::vector<std::uint64_t> sequences{
        0, 1, 255, 256, 0xffffffff, 0x100000000, newest_sequence.value};
    for (const std::uint64_t sequence : sequences) {
        put(Key().u64(7), sequence, std::to_string(sequence), tables::documents);
    }
    for (const std::uint64_t sequence : sequences) {
        EXPECT_EQ(row_at(*txn(), tables::documents, Key().u64(7), Sequence{sequence})->content,
                  std::to_string(sequence));
    }
    EXPECT_FALSE(current_row(*txn(), tables::documents, Key().u64(6)));
    EXPECT_FALSE(current_row(*txn(), tables::documents, Key().u64(8)));
}

TEST_F(ArchiveRows, a_part_of_a_key_is_refused_instead_of_finding_a_strangers_row) {
    put(Key().u64(7).text("type"), 1, "content");
    EXPECT_EQ(code_of([&] { current_row(*txn(), tables::records, Key().u64(7)); }),
              ErrorCode::internal);
}

class ArchiveWalk : public ArchiveRows {
  protected:
    ArchiveWalk() {
        put(name("a"), 1, "1");
        put(name("b"), 1, "1");
        put(name("b"), 2, "2");
        put(name("b"), 3, "3");
        put(name("ba"), 5, "5");
        put(name("bb"), 2, "2");
        put_absent(name("bb"), 4);
        put(name("c"), 6, "6");
    }
};

TEST_F(ArchiveWalk, visits_the_current_row_of_each_key_in_order) {
    EXPECT_EQ(walked({}), "a=1 b=3 ba=5 c=6");
    EXPECT_EQ(walked({.absent = RowWalk::Absent::visit}), "a=1 b=3 ba=5 bb- c=6");
}

TEST_F(ArchiveWalk, goes_backwards_as_well) {
    EXPECT_EQ(walked({.direction = RowWalk::Direction::backwards}), "c=6 ba=5 b=3 a=1");
    EXPECT_EQ(
        walked({.direction = RowWalk::Direction::backwards, .absent = RowWalk::Absent::visit}),
        "c=6 bb- ba=5 b=3 a=1");
}

TEST_F(ArchiveWalk, stays_within_the_prefix) {
    EXPECT_EQ(walked({.prefix = "b"}), "b=3 ba=5");
    EXPECT_EQ(walked({.prefix = "b", .direction = RowWalk::Direction::backwards}), "ba=5 b=3");
    EXPECT_EQ(walked({.prefix = "c", .direction = RowWalk::Direction::backwards}), "c=6");
    EXPECT_EQ(walked({.prefix = "d"}), "");
    EXPECT_EQ(walked({.prefix = "\xff\xff", .direction = RowWalk::Direction::backwards}), "");
}

TEST_F(ArchiveWalk, a_prefix_that_ends_in_the_highest_byte_has_its_end_found) {
    put(Bytes("\xff\xff\x01\0", 4), 1, "in");
    put(Bytes("\xff\x01\0", 3), 1, "out");
    EXPECT_EQ(walked({.prefix = "\xff\xff", .direction = RowWalk::Direction::backwards}),
              "\xff\xff\x01=in");
    put(Bytes("a\xff\x01\0", 4), 1, "in");
    EXPECT_EQ(walked({.prefix = "a\xff", .direction = RowWalk::Direction::backwards}),
              "a\xff\x01=in");
}

TEST_F(ArchiveWalk, shows_things_as_they_stood_at_a_sequence) {
    EXPECT_EQ(walked({.at = Sequence{0}}), "");
    EXPECT_EQ(walked({.at = Sequence{2}}), "a=1 b=2 bb=2");
    EXPECT_EQ(walked({.at = Sequence{2}, .direction = RowWalk::Direction::backwards}),
              "bb=2 b=2 a=1");
    EXPECT_EQ(walked({.at = Sequence{5}, .absent = RowWalk::Absent::visit}), "a=1 b=3 ba=5 bb-");
}

TEST_F(ArchiveWalk, begins_at_or_behind_a_key_in_both_directions) {
    EXPECT_EQ(walked({.from = name("b")}), "b=3 ba=5 c=6");
    EXPECT_EQ(walked({.from = name("aa")}), "b=3 ba=5 c=6");
    EXPECT_EQ(walked({.after = name("b")}), "ba=5 c=6");
    EXPECT_EQ(walked({.after = name("aa")}), "b=3 ba=5 c=6");
    EXPECT_EQ(walked({.after = name("c")}), "");
    const auto backwards = RowWalk::Direction::backwards;
    EXPECT_EQ(walked({.from = name("b"), .direction = backwards}), "b=3 a=1");
    EXPECT_EQ(walked({.from = name("aa"), .direction = backwards}), "a=1");
    EXPECT_EQ(walked({.after = name("b"), .direction = backwards}), "a=1");
    EXPECT_EQ(walked({.after = name("aa"), .direction = backwards}), "a=1");
    EXPECT_EQ(walked({.after = name("a"), .direction = backwards}), "");
    EXPECT_EQ(walked({.prefix = "b", .after = name("b")}), "ba=5");
}

TEST_F(ArchiveWalk, ends_when_the_visitor_has_seen_enough) {
    EXPECT_EQ(walked({}, 2), "a=1 b=3");
    EXPECT_EQ(walked({.direction = RowWalk::Direction::backwards}, 1), "c=6");
}

TEST_F(ArchiveWalk, the_visitor_may_write_new_revisions_of_what_it_sees) {
    for (const auto direction : {RowWalk::Direction::forwards, RowWalk::Direction::backwards}) {
        int visited = 0;
        engine_->write([&](WriteTransaction& change) {
            walk_rows(change, tables::records, {.direction = direction},
                      [&](ByteView logical, const ArchiveRow& row) {
                          ++visited;
                          put_row(change, tables::records, logical,
                                  {some_salt, true, row.content + "!",
                                   Sequence{row.sequence.value + 10}});
                          return true;
                      });
        });
        EXPECT_EQ(visited, 4);
    }
    EXPECT_EQ(walked({}), "a=1!! b=3!! ba=5!! c=6!!");
}

TEST_F(ArchiveWalk, all_revisions_of_one_key_come_newest_first) {
    std::string revisions;
    const auto collect = [&](const ArchiveRow& row) {
        revisions += row.content + " ";
        return row.content != "2";
    };
    walk_revisions(*txn(), tables::records, name("b"), collect);
    EXPECT_EQ(revisions, "3 2 ");
    revisions.clear();
    walk_revisions(*txn(), tables::records, name("a"), collect);
    EXPECT_EQ(revisions, "1 ");
    walk_revisions(*txn(), tables::records, name("zz"), collect);
    EXPECT_EQ(revisions, "1 ");
}

TEST_F(ArchiveRows, tables_without_revisions_are_refused) {
    EXPECT_EQ(code_of([&] { current_row(*txn(), tables::jobs, "a"); }), ErrorCode::internal);
    EXPECT_EQ(code_of([&] { put("a", 1, "", tables::jobs); }), ErrorCode::internal);
}

TEST_F(ArchiveRows, an_impossible_row_is_not_written) {
    const auto write = [&](const ArchiveRow& row) {
        return code_of([&] {
            engine_->write([&](WriteTransaction& change) {
                put_row(change, tables::records, name("a"), row);
            });
        });
    };
    EXPECT_EQ(write({"short", true, "", Sequence{1}}), ErrorCode::internal);
    EXPECT_EQ(write({some_salt, false, "content", Sequence{1}}), ErrorCode::internal);
}

TEST_F(ArchiveRows, a_stored_row_of_another_shape_is_corrupt) {
    const Bytes key = row_key(name("a"), Sequence{1});
    for (const Bytes& payload :
         {Bytes(), some_salt, some_salt + "\x02", some_salt + "\xff" + "content",
          some_salt + Bytes(1, '\0') + "content of what is absent"}) {
        put_raw(key, payload);
        EXPECT_EQ(code_of([&] { current_row(*txn(), tables::records, name("a")); }),
                  ErrorCode::corrupt)
            << to_hex(payload);
        EXPECT_EQ(code_of([&] { walked({}); }), ErrorCode::corrupt);
    }
}

TEST_F(ArchiveRows, a_stored_key_too_short_for_a_sequence_is_corrupt) {
    put_raw("short", some_salt + "\x01");
    EXPECT_EQ(code_of([&] { walked({}); }), ErrorCode::corrupt);
    EXPECT_EQ(code_of([&] { walked({.direction = RowWalk::Direction::backwards}); }),
              ErrorCode::corrupt);
}

// Once written, leaves are for ever: the bytes are spelled out here, apart from the code.
TEST_F(ArchiveRows, the_leaf_of_a_row_is_the_hash_that_the_design_names) {
    const ArchiveRow row{*from_hex("000102030405060708090a0b0c0d0e0f"), true, "{\"a\":1}",
                         Sequence{258}};
    const Bytes hashed = *from_hex(
        "000102030405060708090a0b0c0d0e0f"
        "06"
        "00000009"
        "000000000000000774"
        "0000000000000102"
        "01"
        "7b2261223a317d");
    EXPECT_EQ(row_leaf(tables::records, Key().u64(7).raw("t"), row), sha256(hashed));
    ArchiveRow absent = row;
    absent.present = false;
    EXPECT_NE(row_leaf(tables::records, Key().u64(7).raw("t"), absent), sha256(hashed));
}

TEST_F(ArchiveRows, the_bytes_of_a_row_are_those_of_the_format_page) {
    put(name("a"), 1, "content");
    const auto payload = txn()->get(tables::records, *from_hex("6100fffffffffffffffe"));
    ASSERT_TRUE(payload);
    EXPECT_EQ(to_hex(*payload), to_hex(some_salt) + "01" + to_hex("content"));
}

}  // namespace
}  // namespace kontor
