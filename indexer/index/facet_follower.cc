#include "indexer/index/facet_follower.h"

#include "indexer/index/index_folder.h"
#include "indexer/index/limits.h"
#include "indexer/index/terms.h"
#include "storage/base/error.h"

#include <map>
#include <optional>

namespace kontor {

namespace {

using Papers = std::map<std::uint32_t, FacetValues>;

std::uint64_t commits_of(const Xapian::Database& database) {
    const std::string text = database.get_metadata(index_metadata::commits);
    return text.empty() ? 0 : std::stoull(text);
}

FacetValues values_of(const Xapian::Database& database, Xapian::docid docid) {
    try {
        return unpacked_facets(database.get_document(docid).get_value(facets_slot));
    } catch (const Xapian::DocNotFoundError&) {
        return {};
    }
}

std::uint32_t u32_at(ByteView bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
        value = value << 8U | static_cast<std::uint8_t>(bytes[at + i]);
    }
    return value;
}

// The papers that commit `number` changed, as they are now; nothing when it is not told any more.
bool add_changes(const Xapian::Database& database, std::uint64_t number, Papers& papers) {
    const std::string text = database.get_metadata(
        index_metadata::changed_prefix + std::to_string(number % limits::facet_commits_kept));
    const std::string told = std::to_string(number) + ' ';
    if (!text.starts_with(told)) {
        return false;
    }
    const ByteView docids = ByteView(text).substr(told.size());
    if (docids == "*") {
        return false;
    }
    if (docids.size() % sizeof(std::uint32_t) != 0) {
        throw Error(ErrorCode::corrupt, "read which papers a commit of the index changed");
    }
    for (std::size_t at = 0; at < docids.size(); at += sizeof(std::uint32_t)) {
        const std::uint32_t docid = u32_at(docids, at);
        papers.try_emplace(docid, values_of(database, docid));
    }
    return true;
}

std::optional<Papers> changes(const Xapian::Database& database,
                              std::uint64_t after,
                              std::uint64_t until) {
    if (until - after >= limits::facet_commits_kept) {
        return std::nullopt;
    }
    Papers papers;
    for (std::uint64_t number = after + 1; number <= until; ++number) {
        if (!add_changes(database, number, papers)) {
            return std::nullopt;
        }
    }
    return papers;
}

// In portions: the values of a million papers are not held side by side.
FacetColumns of_all_papers(const Xapian::Database& database) {
    FacetColumns columns;
    Papers papers;
    const Xapian::ValueIterator end = database.valuestream_end(facets_slot);
    for (auto value = database.valuestream_begin(facets_slot); value != end; ++value) {
        papers.emplace_hint(papers.end(), value.get_docid(), unpacked_facets(*value));
        if (papers.size() == limits::facet_portion_papers) {
            columns = columns.changed(papers);
            papers.clear();
        }
    }
    return columns.changed(papers);
}

}  // namespace

FacetColumns FacetFollower::at(const Xapian::Database& database, unsigned number) {
    const std::uint64_t commits = commits_of(database);
    const MutexLock lock(mutex_);
    const bool is_same = number == number_;
    if (is_same && commits <= commits_) {
        return columns_;
    }
    const auto papers = is_same ? changes(database, commits_, commits) : std::nullopt;
    columns_ = papers ? columns_.changed(*papers) : of_all_papers(database);
    number_ = number;
    commits_ = commits;
    return columns_;
}

}  // namespace kontor
