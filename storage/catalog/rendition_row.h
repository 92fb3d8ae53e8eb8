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

// A document that lies in the paper: an attachment, an entry of an archive.
struct RenditionPart {
    std::string name;
    std::string media_type;
    std::string state;
    std::string reason;
    std::uint32_t depth = 1;       // of a part of a part it is 2; its holder is the last one above
    std::uint32_t first_page = 0;  // of the paper, from 1
    std::uint32_t pages = 0;       // with those of its own parts; 0: first_page says nothing

    bool operator==(const RenditionPart&) const = default;
};

// A page whose picture was recognised: where in the derived blob, behind the text, what was found
// stands: JSON with its words and their boxes, and the text that the page had before.
struct PageRecognition {
    std::uint32_t page = 0;  // from 1
    std::uint64_t begin = 0;
    std::uint64_t size = 0;

    bool operator==(const PageRecognition&) const = default;
};

// A barcode or another sign for machines on a page.
struct PageMark {
    std::uint32_t page = 0;  // from 1
    std::string kind;        // "qrcode", "code128", …, "separator"
    std::string text;

    bool operator==(const PageMark&) const = default;
};

struct RenditionRow {
    std::string state = "pending";  // pending done partial none encrypted failed
    std::string reason;             // code "extract.…"; empty: none
    std::string media_type;         // found by content; empty: not known
    std::optional<std::string> language;
    std::string title;  // the first line that says what the paper is; empty: none
    // The text in blobs/derived: all pages, one after another; `page_ends` are byte offsets behind
    // each page. Behind the last one stands what `recognised` names.
    BlobNumber text;  // invalid: there is none
    std::uint32_t volume = 0;
    std::uint64_t size = 0;  // of the whole blob
    KeySlot key;             // of its key; not valid where nothing is encrypted
    std::vector<std::uint64_t> page_ends;
    std::map<std::string, std::string> facts;  // of the file itself: title, author, …
    std::vector<RenditionPart> parts;          // in the order in which they lie there
    std::vector<std::uint32_t> scans;          // pages that are still to be recognised, ascending
    std::vector<PageRecognition> recognised;   // by page
    std::vector<PageMark> marks;               // by page
    Instant read{};

    std::uint64_t text_size() const { return page_ends.empty() ? 0 : page_ends.back(); }

    Json to_json() const;
    static RenditionRow from_json(const Json& json);
    bool operator==(const RenditionRow&) const = default;
};

}  // namespace kontor
