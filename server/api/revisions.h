// ETags of what changes: how often the thing has changed, counted from 1.
//
// Not the log's sequence of its last change: from two of those who reads his own papers would learn
// how much others do elsewhere. Calls of the archive want that sequence; if_match() finds it.
//
// Threads   Any.
// Source    RFC 9110, sections 8.8.3 and 13.1.1.
#pragma once

#include "server/api/route.h"
#include "storage/kv/archive_rows.h"

#include <optional>
#include <string>

namespace kontor {

// Whose rows in which table the revisions are.
struct Thing {
    const ArchiveTable& table;
    Bytes key;  // logical
};
Thing thing_of(DocumentId id);
Thing thing_of(FolderId id);
Thing thing_of(GroupId id);
Thing thing_of(ActorId id);
Thing record_of(DocumentId id, std::string_view type);
Thing record_type_of(std::string_view name);

// How many of the thing's revisions are not newer than `revision`.
std::uint64_t revision_number(const Transaction& rows, const Thing& thing, Sequence revision);
std::string etag_of(const Transaction& rows, const Thing& thing, Sequence revision);

// The revision in If-Match, one that no thing ever had when the number is beyond the thing's; Error
// precondition_required when the header is missing.
Sequence if_match(const Call& call, const Thing& thing);
// The same for calls that also go without: then whatever is there is changed.
std::optional<Sequence> optional_if_match(const Call& call, const Thing& thing);
Parameter optional_match_parameter();

}  // namespace kontor
