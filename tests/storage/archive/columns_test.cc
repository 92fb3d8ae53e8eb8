#include "storage/archive/columns.h"

#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/memory_engine.h"

#include <thread>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class ColumnsTest : public ::testing::Test {
  protected:
    ColumnsTest() : engine_(make_memory_engine(tables::catalog)) {}

    void put(std::uint64_t first, std::uint64_t last, FolderId folder) {
        engine_->write([&](WriteTransaction& rows) {
            run_change(rows, {system_actor, "test.done", "", ""}, Instant{}, Bytes(32, 's'),
                       [&](Change& change) {
                           for (std::uint64_t id = first; id <= last; ++id) {
                               DocumentRow row;
                               row.folder = folder;
                               catalog::put_document(change.write(), DocumentId(id), row);
                           }
                       });
        });
    }
    Columns::Read read() {
        return [this] { return engine_->read(); };
    }
    static CommittedChange moved(std::uint64_t id, FolderId folder) {
        return {.sequence = {}, .documents = {{DocumentId(id), folder}}, .folders = {}};
    }

    std::unique_ptr<Engine> engine_;
    Columns columns_;
};

TEST_F(ColumnsTest, all_documents_are_loaded_however_many_there_are) {
    put(1, 2500, FolderId(3));
    columns_.load(read());
    EXPECT_EQ(columns_.last(), DocumentId(2500));
    std::uint64_t visited = 0;
    columns_.visit([&](DocumentId, const DocumentColumns& columns) {
        EXPECT_EQ(columns.folder, 3U);
        ++visited;
    });
    EXPECT_EQ(visited, 2500U);
}

TEST_F(ColumnsTest, an_empty_archive_has_no_last_document) {
    columns_.load(read());
    EXPECT_FALSE(columns_.last().valid());
}

TEST_F(ColumnsTest, what_is_committed_while_rows_are_read_is_not_undone_by_them) {
    put(1, 1500, FolderId(3));
    columns_.load([&] {
        auto before = engine_->read();
        columns_.apply(moved(1, FolderId(9)));
        columns_.apply(moved(1500, FolderId(9)));
        columns_.apply(moved(1501, FolderId(9)));
        return before;
    });
    for (const std::uint64_t id : {1, 1500, 1501}) {
        EXPECT_EQ(columns_.find(DocumentId(id)).folder, 9U) << id;
    }
    EXPECT_EQ(columns_.find(DocumentId(2)).folder, 3U);
    EXPECT_EQ(columns_.last(), DocumentId(1501));
}

TEST_F(ColumnsTest, who_asks_before_all_are_loaded_waits_for_them) {
    put(1, 1500, FolderId(3));
    DocumentId last;
    std::thread asker([&] { last = columns_.last(); });
    columns_.load(read());
    asker.join();
    EXPECT_EQ(last, DocumentId(1500));
}

TEST_F(ColumnsTest, what_loading_met_is_told_to_everybody_who_asks) {
    const Columns::Read broken = []() -> std::unique_ptr<Transaction> {
        throw Error(ErrorCode::corrupt, "read a row");
    };
    EXPECT_THROW(columns_.load(broken), Error);
    try {
        columns_.version();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::corrupt);
    }
}

TEST_F(ColumnsTest, an_end_before_all_are_loaded_is_told_to_who_waits) {
    ErrorCode told = ErrorCode::internal;
    std::thread asker([&] {
        try {
            columns_.last();
        } catch (const Error& error) {
            told = error.code();
        }
    });
    columns_.end();
    asker.join();
    EXPECT_EQ(told, ErrorCode::busy);
    put(1, 1, FolderId(3));
    columns_.load(read());
    EXPECT_THROW(columns_.last(), Error);
}

}  // namespace
}  // namespace kontor::test
