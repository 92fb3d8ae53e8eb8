#include "storage/catalog/correction_row.h"

#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

namespace kontor {

namespace {

std::string name_of(DocumentId id, std::uint32_t page) {
    return "the corrected text of page " + std::to_string(page) + " of document " + id.str();
}

}  // namespace

Json CorrectionRow::to_json() const {
    return {{"text", text},
            {"changed", to_rfc3339(changed)},
            {"changed_by", number_text(changed_by.value())}};
}

CorrectionRow CorrectionRow::from_json(const Json& json) {
    CorrectionRow row;
    row.text = json.at("text").get<std::string>();
    row.changed = instant_of(json, "changed");
    row.changed_by = ActorId(number_of(json, "changed_by"));
    return row;
}

namespace catalog {

std::optional<CorrectionRow> find_correction(const Transaction& transaction,
                                             DocumentId id,
                                             std::uint32_t version,
                                             std::uint32_t page,
                                             Sequence at) {
    const auto row =
        row_at(transaction, tables::corrections, Key().u64(id.value()).u32(version).u32(page), at);
    return row && row->present
               ? std::optional(read_row<CorrectionRow>(row->content, name_of(id, page)))
               : std::nullopt;
}

std::vector<CorrectedPage> corrected_pages(const Transaction& transaction,
                                           DocumentId id,
                                           std::uint32_t version,
                                           Sequence at) {
    std::vector<CorrectedPage> pages;
    walk_rows(transaction, tables::corrections,
              {.prefix = Key().u64(id.value()).u32(version), .at = at},
              [&](ByteView logical, const ArchiveRow& row) {
                  take_u64(logical);
                  take_u32(logical);
                  const std::uint32_t page = take_u32(logical);
                  const auto found = read_row<CorrectionRow>(row.content, name_of(id, page));
                  pages.push_back({page, found.text.size(), found.changed, found.changed_by});
                  return true;
              });
    return pages;
}

void put_correction(RowWriter& rows,
                    DocumentId id,
                    std::uint32_t version,
                    std::uint32_t page,
                    const CorrectionRow& row) {
    rows.put(tables::corrections, Key().u64(id.value()).u32(version).u32(page), row.to_json());
}

void remove_correction(RowWriter& rows, DocumentId id, std::uint32_t version, std::uint32_t page) {
    rows.remove(tables::corrections, Key().u64(id.value()).u32(version).u32(page));
}

}  // namespace catalog
}  // namespace kontor
