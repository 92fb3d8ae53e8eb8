#include "storage/archive/erasure.h"

#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <fmt/format.h>

namespace kontor {

std::set<Sequence> Erasure::erase(const ArchiveTable& table, const Bytes& logical) {
    std::set<Sequence> sequences;
    walk_revisions(rows_.transaction(), table, logical, [&](const ArchiveRow& row) {
        if (row.sequence != rows_.sequence()) {
            sequences.insert(row.sequence);
        }
        return true;
    });
    for (const Sequence sequence : sequences) {
        erase(table, logical, sequence);
    }
    return sequences;
}

void Erasure::erase(const ArchiveTable& table, const Bytes& logical, Sequence sequence) {
    WriteTransaction& rows = rows_.transaction();
    rows.erase(table, row_key(logical, sequence));
    const auto left = audit::mark_erased(rows, sequence, table, logical, rows_.sequence());
    if (!left) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("erase row {} of table {}: entry {} does not answer for it",
                                to_hex(logical), table.name, sequence.value));
    }
    list_.push_back({{"sequence", number_text(sequence.value)},
                     {"table", table.id},
                     {"key", to_hex(left->key)},
                     {"commitment", to_hex(left->commitment)}});
}

void Erasure::finish(DocumentId id) {
    rows_.put(tables::erasures, Key().u64(id.value()), {{"rows", list_}});
}

void walk_erasures(const Transaction& rows,
                   const std::function<void(Sequence by, const ErasedRow& row)>& visit) {
    const auto cursor = rows.cursor(tables::erasures);
    for (bool more = cursor->seek(""); more; more = cursor->next()) {
        const ArchiveRow row = parse_row(tables::erasures, cursor->key(), cursor->value());
        const Json json = parse_content(row.content, "a list of erased rows");
        try {
            for (const Json& line : json.at("rows")) {
                visit(row.sequence,
                      {Sequence{number_of(line, "sequence")}, line.at("table").get<std::uint8_t>(),
                       from_hex(line.at("key").get<std::string>()).value(),
                       from_hex(line.at("commitment").get<std::string>()).value()});
            }
        } catch (const Json::exception& error) {
            throw_corrupt_row("a list of erased rows", error.what());
        } catch (const std::bad_optional_access&) {
            throw_corrupt_row("a list of erased rows", "not hex");
        }
    }
}

}  // namespace kontor
