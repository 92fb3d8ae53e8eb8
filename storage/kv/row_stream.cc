#include "storage/kv/row_stream.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace kontor {

namespace {

// Of one transaction: few enough pages that LMDB keeps them in memory without spilling.
constexpr std::size_t batch_bytes = 16U << 20U;
constexpr std::size_t batch_rows = 50'000;

struct Row {
    Table table;
    Bytes key;
    Bytes payload;
};

class RowReader {
  public:
    RowReader(ByteSource& in, std::span<const Table> tables) : in_(in), tables_(tables) {}

    // Nothing at the end of the stream.
    std::optional<Row> next() {
        char id = 0;
        if (in_.read(&id, 1) == 0) {
            return std::nullopt;
        }
        const auto table = std::ranges::find(tables_, static_cast<std::uint8_t>(id), &Table::id);
        if (table == tables_.end()) {
            throw broken("it names a table that does not belong here");
        }
        Bytes key = part(limits::key_max_bytes);
        return Row{*table, std::move(key), part(limits::row_payload_max_bytes)};
    }

  private:
    static Error broken(const std::string& why) {
        return {ErrorCode::corrupt, "read a stream of rows: " + why};
    }
    Bytes part(std::size_t max_bytes) {
        Bytes length = exactly(4);
        ByteView rest(length);
        const std::uint32_t bytes = take_u32(rest);
        if (bytes > max_bytes) {
            throw broken("a row is longer than any may be");
        }
        return exactly(bytes);
    }
    Bytes exactly(std::size_t count) {
        Bytes bytes(count, '\0');
        if (read_fully(in_, bytes.data(), count) != count) {
            throw broken("it ends in the middle of a row");
        }
        return bytes;
    }

    ByteSource& in_;
    std::span<const Table> tables_;
};

}  // namespace

void write_row(ByteSink& out, const Table& table, ByteView key, ByteView payload) {
    Bytes head(1, static_cast<char>(table.id));
    append_u32(head, static_cast<std::uint32_t>(key.size()));
    head.append(key);
    append_u32(head, static_cast<std::uint32_t>(payload.size()));
    out.write(head);
    out.write(payload);
}

void write_rows(ByteSink& out,
                const Transaction& rows,
                std::span<const Table> tables,
                const std::function<void(const std::string&)>& damaged) {
    for (const Table& table : tables) {
        const auto cursor = rows.cursor(table);
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            std::optional<ByteView> payload;
            try {
                payload = cursor->value();
            } catch (const Error& error) {
                if (error.code() != ErrorCode::corrupt) {
                    throw;
                }
                damaged(error.what());
            }
            if (payload) {
                write_row(out, table, cursor->key(), *payload);
            }
        }
    }
}

void read_rows(ByteSource& in, std::span<const Table> tables, Engine& engine) {
    RowReader reader(in, tables);
    std::vector<Row> batch;
    std::size_t bytes = 0;
    const auto put = [&] {
        engine.write([&](WriteTransaction& rows) {
            for (const Row& row : batch) {
                rows.put(row.table, row.key, row.payload);
            }
        });
        batch.clear();
        bytes = 0;
    };
    while (auto row = reader.next()) {
        bytes += row->key.size() + row->payload.size();
        batch.push_back(*std::move(row));
        if (bytes >= batch_bytes || batch.size() >= batch_rows) {
            put();
        }
    }
    if (!batch.empty()) {
        put();
    }
}

}  // namespace kontor
