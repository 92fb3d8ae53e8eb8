#include "server/api/revisions.h"

#include "server/api/service.h"
#include "storage/base/error.h"
#include "storage/kv/key.h"
#include "storage/kv/tables.h"

#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace kontor {

namespace {

std::uint64_t number_in(const std::string& header) {
    std::uint64_t number = 0;
    const bool quoted = header.size() > 2 && header.front() == '"' && header.back() == '"';
    const std::string_view inner =
        quoted ? std::string_view(header).substr(1, header.size() - 2) : std::string_view();
    const auto [end, error] = std::from_chars(inner.data(), inner.data() + inner.size(), number);
    if (inner.empty() || error != std::errc() || end != inner.data() + inner.size()) {
        throw Error(ErrorCode::invalid, "read If-Match",
                    Reason{"header.invalid", {{"name", "If-Match"}}, "If-Match"});
    }
    return number;
}

}  // namespace

Thing thing_of(DocumentId id) {
    return {tables::documents, Key().u64(id.value())};
}
Thing thing_of(FolderId id) {
    return {tables::folders, Key().u64(id.value())};
}
Thing thing_of(GroupId id) {
    return {tables::groups, Key().u64(id.value())};
}
Thing thing_of(ActorId id) {
    return {tables::actors, Key().u64(id.value())};
}
Thing record_of(DocumentId id, std::string_view type) {
    return {tables::records, Key().u64(id.value()).text(type)};
}
Thing record_type_of(std::string_view name) {
    return {tables::record_types, Key().text(name)};
}

std::uint64_t revision_number(const Transaction& rows, const Thing& thing, Sequence revision) {
    std::uint64_t count = 0;
    walk_revisions(rows, thing.table, thing.key, [&](const ArchiveRow& row) {
        count += row.sequence <= revision ? 1 : 0;
        return true;
    });
    return count;
}

std::string etag_of(const Transaction& rows, const Thing& thing, Sequence revision) {
    return fmt::format("\"{}\"", revision_number(rows, thing, revision));
}

Sequence if_match(const Call& call, const Thing& thing) {
    const auto header = call.request.headers.find("If-Match");
    if (!header) {
        throw Error(ErrorCode::precondition_required, "change without If-Match",
                    Reason{"precondition.required", {}, "If-Match"});
    }
    const std::uint64_t number = number_in(*header);
    const Snapshot now = call.service.store().snapshot();
    std::vector<Sequence> revisions;  // newest first
    walk_revisions(now.rows(), thing.table, thing.key, [&](const ArchiveRow& row) {
        revisions.push_back(row.sequence);
        return true;
    });
    return number == 0 || number > revisions.size() ? Sequence{}
                                                    : revisions[revisions.size() - number];
}

std::optional<Sequence> optional_if_match(const Call& call, const Thing& thing) {
    return call.request.headers.find("If-Match") ? std::optional(if_match(call, thing))
                                                 : std::nullopt;
}

Parameter optional_match_parameter() {
    return {In::header,
            "If-Match",
            {{"type", "string"}},
            "The ETag that was read; without it, whatever is there is changed.",
            false};
}

}  // namespace kontor
