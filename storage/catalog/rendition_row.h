// RenditionRow: what reading one version of a document gave. Operational: it can be made again from
// the version's bytes.
#pragma once

#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct RenditionRow {
    std::string state = "pending";  // pending done partial none encrypted failed
    std::string reason;             // code "extract.…"; empty: none
    std::string media_type;         // found by content; empty: not known
    std::optional<std::string> language;
    std::string title;  // the first line that says what the paper is; empty: none
    // The text in blobs/derived: all pages, one after another; `page_ends` are byte offsets behind
    // each page.
    BlobNumber text;  // invalid: there is none
    std::uint32_t volume = 0;
    std::uint64_t size = 0;
    KeySlot key;  // of its key; not valid where nothing is encrypted
    std::vector<std::uint64_t> page_ends;
    std::map<std::string, std::string> facts;  // of the file itself: title, author, …
    Instant read{};

    Json to_json() const;
    static RenditionRow from_json(const Json& json);
    bool operator==(const RenditionRow&) const = default;
};

}  // namespace kontor
