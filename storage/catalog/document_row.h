// DocumentRow, VersionRow: what the catalog keeps of a document and of each of its versions.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

enum class Lifecycle { active, trashed, restricted, destroyed };
enum class Filing { new_, filed };
// Who the title comes from; a title nobody typed may be composed again from better facts.
enum class TitleSource { person, record, text, file_name };

std::string_view name_of(Lifecycle value);
std::string_view name_of(Filing value);
std::string_view name_of(TitleSource value);

// The pages of another document's version that this one was made from (split, merge).
struct DerivedFrom {
    DocumentId document;
    std::uint32_t version = 0;
    std::string pages;  // "1-3"; empty: all
    bool operator==(const DerivedFrom&) const = default;
};

struct DocumentRow {
    FolderId folder;
    std::string title;  // UTF-8, at most limits::title_max_bytes
    TitleSource title_source = TitleSource::file_name;
    std::optional<std::string> document_date;  // civil date, YYYY-MM-DD
    Instant received{};                        // when it arrived here
    Instant archived{};                        // the Change that took it in
    std::string source;                        // "upload", "watch:<path>", …
    ActorId added_by;
    std::optional<std::string> language;  // BCP 47
    std::vector<std::string> tags;        // sorted, unique
    Lifecycle lifecycle = Lifecycle::active;
    Filing filing = Filing::new_;
    std::optional<Instant> filed;
    std::optional<Instant> trashed;
    std::optional<DerivedFrom> derived_from;
    std::optional<DocumentId> same_as;
    std::uint32_t version = 1;  // the newest; older ones are 1 … version-1

    Json to_json() const;
    static DocumentRow from_json(const Json& json);
    bool operator==(const DocumentRow&) const = default;
};

struct VersionRow {
    Bytes digest;  // SHA-256, 32 raw bytes: key of the blob's row
    std::uint64_t size = 0;
    std::string media_type_declared;  // by the sender; empty: not said
    std::string media_type;           // by the name or, once read, by the content
    Bytes file_name;                  // raw bytes as offered; may be empty
    Instant added{};
    ActorId added_by;
    std::string
        reason;  // why there is a version: "first", "appended by source", or a person's words

    Json to_json() const;
    static VersionRow from_json(const Json& json);
    bool operator==(const VersionRow&) const = default;
};

}  // namespace kontor
