#include "indexer/search/cursor.h"

#include "indexer/search/limits.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"

namespace kontor {

namespace {

constexpr std::size_t seal_bytes = 32;

Error refused() {
    return {ErrorCode::invalid, "go on with a search", Reason{"search.cursor", {}, "cursor"}};
}

}  // namespace

std::string SearchCursor::sealed(const Bytes& key) const {
    Bytes bytes;
    append_u64(bytes, offset);
    append_u64(bytes, highest.value());
    return to_base64url(keyed_hash(key, bytes + question) + bytes);
}

SearchCursor SearchCursor::opened(std::string_view text, const Bytes& key, const Bytes& question) {
    const auto bytes =
        text.size() <= limits::search_cursor_max_bytes ? from_base64url(text) : std::nullopt;
    if (!bytes || bytes->size() != seal_bytes + 16) {
        throw refused();
    }
    ByteView rest = ByteView(*bytes).substr(seal_bytes);
    if (!equal_in_constant_time(keyed_hash(key, Bytes(rest) + question),
                                ByteView(*bytes).substr(0, seal_bytes))) {
        throw refused();
    }
    SearchCursor cursor;
    cursor.question = question;
    cursor.offset = take_u64(rest);
    cursor.highest = DocumentId(take_u64(rest));
    return cursor;
}

}  // namespace kontor
