#include "indexer/pipeline/searchable_pdfs.h"

#include "indexer/pipeline/limits.h"
#include "indexer/pipeline/part_path.h"
#include "indexer/pipeline/spooling.h"
#include "storage/base/error.h"
#include "storage/base/json.h"

#include <algorithm>

#include <unistd.h>

namespace kontor {

namespace {

Error no_searchable(const ReadingTask& task, const std::string& reason) {
    return {
        ErrorCode::not_found, "make a searchable PDF of document " + task.document.str(),
        Reason{"document.no_searchable", {{"id", task.document.str()}, {"reason", reason}}, ""}};
}

std::string all_of(const Readings::Text& text) {
    std::string bytes(text.size, '\0');
    if (read_fully(*text.source, bytes.data(), bytes.size()) != bytes.size()) {
        throw Error(ErrorCode::corrupt, "read what was recognised on a page");
    }
    return bytes;
}

bool is_of_paper_itself(const RenditionRow& row, std::uint32_t page) {
    return place_of(row, page).part.empty();
}

// The line of a page for the child (searchable/recognised_words.h); empty when the page has no
// words, or kept the text that it had before: then that is the text to be found.
std::string line_of(const Readings& readings, const RenditionRow& row, std::uint32_t page) {
    const auto kept = readings.open_recognised(row, page);
    if (!kept) {
        return {};
    }
    Json section = parse_json(all_of(*kept), limits::recognised_page_max_bytes);
    const Json before = section.value("before", Json());
    const auto text = readings.open_text(row, page);
    if (section.at("words").empty() || (before.is_string() && text && before == all_of(*text))) {
        return {};
    }
    section.erase("before");
    return section.dump() + '\n';
}

// Appends the lines of all pages to the paper; answers how many bytes they are.
std::uint64_t append_words(int paper, const Readings& readings, const RenditionRow& row) {
    if (::lseek(paper, 0, SEEK_END) < 0) {
        throw system_error(errno, "find the end of a spooled paper");
    }
    std::uint64_t size = 0;
    for (const PageRecognition& recognised : row.recognised) {
        if (is_of_paper_itself(row, recognised.page)) {
            const std::string line = line_of(readings, row, recognised.page);
            write_all(paper, line, "the spool");
            size += line.size();
        }
    }
    return size;
}

// One of those who wait, for as long as it lives.
class Place {
  public:
    explicit Place(std::atomic<unsigned>& taken) : taken_(taken) {
        if (++taken_ > limits::searchable_waiting_max) {
            --taken_;
            throw Error(ErrorCode::busy, "make a searchable PDF",
                        Reason{"searchable.busy", {}, ""});
        }
    }
    ~Place() { --taken_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

  private:
    std::atomic<unsigned>& taken_;
};

}  // namespace

bool has_recognised_pages(const RenditionRow& row) {
    return std::ranges::any_of(row.recognised, [&](const PageRecognition& recognised) {
        return is_of_paper_itself(row, recognised.page);
    });
}

SpooledFile::File SearchablePdfs::make(const ReadingTask& task, const RenditionRow& row) {
    if (!has_recognised_pages(row)) {
        throw no_searchable(task, "");
    }
    const Place place(waiting_);
    const FileHandle paper = spool_version(store_, task);
    ReadingOrder order;
    order.words_bytes = append_words(paper.get(), Readings(store_), row);
    if (order.words_bytes == 0) {
        throw no_searchable(task, "");
    }
    SpooledFile made(store_);
    const ReadingEnd end = pool_.read(paper.get(), task.blob.size + order.words_bytes, made,
                                      searchable_limits(), order);
    if (end.state != TextState::done) {
        throw no_searchable(task, end.reason);
    }
    if (!made.begins_with("%PDF-")) {  // by a child that was taken over
        throw no_searchable(task, "extract.protocol");
    }
    return made.take();
}

}  // namespace kontor
