#include "storage/archive/readings.h"

#include "storage/archive/blob_refs.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

Bytes key_of(DocumentId id, std::uint32_t version) {
    return Key().u64(id.value()).u32(version);
}

}  // namespace

std::optional<ReadingTask> Readings::task_of(const LeasedJob& job) const {
    const Snapshot now = store_.snapshot();
    const auto id = DocumentId::parse(job.subject);
    const auto document = id ? catalog::find_document(now.rows(), *id) : std::nullopt;
    if (!document || document->lifecycle == Lifecycle::destroyed) {
        return std::nullopt;
    }
    const auto version = catalog::find_version(now.rows(), *id, document->version);
    const auto blob = version ? catalog::find_blob(now.rows(), version->digest) : std::nullopt;
    if (!blob) {
        throw Error(ErrorCode::corrupt, "find the bytes of document " + id->str());
    }
    return ReadingTask{*id, document->version, *version, *blob};
}

void Readings::finish(const LeasedJob& job,
                      const ReadingTask& task,
                      const RenditionRow& row,
                      const std::optional<RenditionRow>& made_from) {
    const BlobPin pin(store_.derived(), row.text);
    std::optional<RenditionRow> before;
    bool is_wanted = true;
    store_.upkeep([&](Upkeep& upkeep) {
        before = find(upkeep.rows(), task.document, task.version);
        is_wanted =
            catalog::get_document(upkeep.rows(), task.document).lifecycle != Lifecycle::destroyed &&
            (!made_from || (before && before->text == made_from->text));
        if (is_wanted && !row.scans.empty()) {
            // Before the end of this job: asked for anew, it goes on with the next pages.
            upkeep.enqueue(
                {.kind = "recognise", .subject = task.document.str(), .priority = job.priority});
        }
        upkeep.finish(job);
        if (is_wanted) {
            upkeep.put(tables::renditions, key_of(task.document, task.version),
                       row.to_json().dump());
            upkeep.enqueue(
                {.kind = "index", .subject = task.document.str(), .priority = job.priority});
        }
    });
    if (!is_wanted && row.text.valid()) {
        store_.derived().remove(text_of(row));
    }
    if (is_wanted && before && before->text.valid()) {
        store_.derived().remove(text_of(*before));
    }
}

void Readings::drop(const LeasedJob& job) {
    store_.upkeep([&](Upkeep& upkeep) { upkeep.finish(job); });
}

void Readings::fail(const LeasedJob& job, const JobFailure& failure) {
    store_.upkeep([&](Upkeep& upkeep) { upkeep.fail(job, failure); });
}

std::uint64_t Readings::order_missing() const {
    std::vector<std::pair<DocumentId, std::uint32_t>> missing;
    {
        const Snapshot now = store_.snapshot();
        const auto cursor = now.rows().cursor(tables::renditions);
        for (bool found = cursor->seek(""); found; found = cursor->next()) {
            ByteView key = cursor->key();
            const DocumentId id(take_u64(key));
            const std::uint32_t version = take_u32(key);
            try {
                const auto row = read_row<RenditionRow>(cursor->value(), "a rendition");
                if (row.text.valid()) {
                    store_.derived().open(text_of(row), {0, row.size});
                }
            } catch (const Error&) {
                missing.emplace_back(id, version);
            }
        }
    }
    for (const auto& [id, version] : missing) {
        store_.upkeep([&](Upkeep& upkeep) {
            upkeep.erase(tables::renditions, key_of(id, version));
            upkeep.enqueue({.kind = "read", .subject = id.str()});
        });
    }
    return missing.size();
}

std::optional<RenditionRow> Readings::find(const Transaction& rows,
                                           DocumentId id,
                                           std::uint32_t version) {
    const auto row = rows.get(tables::renditions, key_of(id, version));
    return row ? std::optional(read_row<RenditionRow>(*row, "rendition of document " + id.str()))
               : std::nullopt;
}

std::string Readings::title_of(const DocumentRow& document,
                               const std::optional<RenditionRow>& rendition) {
    const bool is_given = document.title_source == TitleSource::person ||
                          document.title_source == TitleSource::record;
    return is_given || !rendition || rendition->title.empty() ? document.title : rendition->title;
}

std::optional<std::string> Readings::language_of(const DocumentRow& document,
                                                 const std::optional<RenditionRow>& rendition) {
    return document.language || !rendition ? document.language : rendition->language;
}

std::vector<BlobNumber> Readings::texts(const Transaction& rows) {
    std::vector<BlobNumber> all;
    const auto cursor = rows.cursor(tables::renditions);
    for (bool found = cursor->seek(""); found; found = cursor->next()) {
        const auto row = read_row<RenditionRow>(cursor->value(), "a rendition");
        if (row.text.valid()) {
            all.push_back(row.text);
        }
    }
    std::ranges::sort(all);
    return all;
}

std::optional<Readings::Text> Readings::open_text(const RenditionRow& row,
                                                  std::uint32_t page) const {
    if (!row.text.valid() || page > row.page_ends.size()) {
        return std::nullopt;
    }
    const std::uint64_t first = page <= 1 ? 0 : row.page_ends[page - 2];
    const std::uint64_t end = page == 0 ? row.text_size() : row.page_ends[page - 1];
    return Text{store_.derived().open(text_of(row), {first, end - first}), end - first};
}

std::optional<Readings::Text> Readings::open_recognised(const RenditionRow& row,
                                                        std::uint32_t page) const {
    const auto found = std::ranges::find(row.recognised, page, &PageRecognition::page);
    if (!row.text.valid() || found == row.recognised.end()) {
        return std::nullopt;
    }
    return Text{store_.derived().open(text_of(row), {found->begin, found->size}), found->size};
}

}  // namespace kontor
