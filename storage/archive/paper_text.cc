#include "storage/archive/paper_text.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/log_walk.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

// A stretch of text: of what was read, or the whole of a corrected page.
struct Stretch {
    std::uint32_t corrected_page = 0;  // 0: of what was read
    ByteRange range;
};

class StretchSource final : public ByteSource {
  public:
    StretchSource(Store& store,
                  DocumentId id,
                  std::uint32_t version,
                  Sequence at,
                  const std::optional<RenditionRow>& rendition,
                  std::vector<Stretch> stretches)
        : store_(store),
          id_(id),
          version_(version),
          at_(at),
          blob_(rendition ? text_of(*rendition) : BlobRef{}),
          stretches_(std::move(stretches)) {
        open_next();
    }

    std::size_t read(char* out, std::size_t size) override {
        while (source_ != nullptr) {
            if (const std::size_t count = source_->read(out, size); count > 0) {
                return count;
            }
            open_next();
        }
        return 0;
    }

  private:
    void open_next() {
        source_.reset();
        if (next_ == stretches_.size()) {
            return;
        }
        const Stretch& stretch = stretches_[next_++];
        if (stretch.corrected_page == 0) {
            source_ = store_.derived().open(blob_, stretch.range);
            return;
        }
        const Snapshot now = store_.snapshot();
        auto row = catalog::find_correction(now.rows(), id_, version_, stretch.corrected_page, at_);
        if (!row || row->text.size() != stretch.range.length) {
            throw Error(ErrorCode::not_found, "read on in a text that was erased meanwhile");
        }
        corrected_ = std::move(row->text);
        source_ = std::make_unique<MemorySource>(corrected_);
    }

    Store& store_;
    DocumentId id_;
    std::uint32_t version_;
    Sequence at_;
    BlobRef blob_;
    std::vector<Stretch> stretches_;
    std::size_t next_ = 0;
    std::string corrected_;
    std::unique_ptr<ByteSource> source_;
};

}  // namespace

PaperText::PaperText(const Transaction& rows, DocumentId id, std::uint32_t version, Sequence at)
    : id_(id),
      version_(version),
      at_(std::min(at, last_entry(rows))),
      rendition_(Readings::find(rows, id, version)),
      corrections_(catalog::corrected_pages(rows, id, version, at_)) {
    std::size_t pages = rendition_ ? rendition_->page_ends.size() : 0;
    if (!corrections_.empty()) {
        pages = std::max<std::size_t>(pages, corrections_.back().page);
    }
    auto corrected = corrections_.begin();
    std::uint64_t end = 0;
    for (std::uint32_t page = 1; page <= pages; ++page) {
        if (corrected != corrections_.end() && corrected->page == page) {
            end += corrected->size;
            ++corrected;
        } else {
            end += read_range(page).length;
        }
        page_ends_.push_back(end);
    }
}

ByteRange PaperText::read_range(std::uint32_t page) const {
    if (!rendition_ || page > rendition_->page_ends.size()) {
        return {};
    }
    const std::uint64_t begin = page == 1 ? 0 : rendition_->page_ends[page - 2];
    return {begin, rendition_->page_ends[page - 1] - begin};
}

std::uint32_t PaperText::own_pages() const {
    const bool has_files = rendition_ && rendition_->media_type == "application/pdf" &&
                           !rendition_->parts.empty() && rendition_->parts.front().first_page > 0;
    return has_files ? std::min(pages(), rendition_->parts.front().first_page - 1) : pages();
}

std::optional<PaperText::Opened> PaperText::open(Store& store,
                                                 std::uint32_t first,
                                                 std::uint32_t last) const {
    const bool is_kept = rendition_ && rendition_->text.valid();
    if (last > pages() || first > last || (!is_kept && corrections_.empty())) {
        return std::nullopt;
    }
    std::vector<Stretch> stretches;
    auto corrected =
        std::ranges::lower_bound(corrections_, first, {}, &catalog::CorrectedPage::page);
    for (std::uint32_t page = first; page <= last; ++page) {
        if (corrected != corrections_.end() && corrected->page == page) {
            stretches.push_back({page, {0, corrected->size}});
            ++corrected;
            continue;
        }
        const ByteRange range = read_range(page);
        const bool goes_on = !stretches.empty() && stretches.back().corrected_page == 0;
        if (range.length == 0) {
            continue;
        }
        if (goes_on) {
            stretches.back().range.length += range.length;
        } else {
            stretches.push_back({0, range});
        }
    }
    const std::uint64_t size = page_ends_[last - 1] - (first == 1 ? 0 : page_ends_[first - 2]);
    return Opened{std::make_unique<StretchSource>(store, id_, version_, at_, rendition_,
                                                  std::move(stretches)),
                  size};
}

}  // namespace kontor
