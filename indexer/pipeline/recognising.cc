#include "indexer/pipeline/recognising.h"

#include "indexer/pipeline/limits.h"
#include "indexer/pipeline/part_path.h"
#include "indexer/pipeline/spooling.h"
#include "indexer/pipeline/title_line.h"
#include "storage/base/error.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace kontor {

namespace {

// Letters and digits weigh the same in every source.
std::size_t ink_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) > ' '; }));
}

std::string all_of(const std::optional<Readings::Text>& text) {
    std::string bytes(text ? text->size : 0, '\0');
    if (text && read_fully(*text->source, bytes.data(), bytes.size()) != bytes.size()) {
        throw Error(ErrorCode::corrupt, "read a text that was kept");
    }
    return bytes;
}

}  // namespace

// What a child says of one page.
struct Recognising::Page final : ResultSink {
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view name, std::string_view value) override {
        if (name.starts_with("barcode_")) {
            // "QR_CODE the text"
            const std::size_t blank = value.find(' ');
            std::string kind(value.substr(0, blank));
            std::ranges::transform(kind, kind.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            });
            marks.push_back(
                {number, std::move(kind),
                 std::string(blank == std::string_view::npos ? std::string_view{}
                                                             : value.substr(blank + 1))});
        } else if (name == "separator") {
            marks.push_back({number, "separator", std::string(value)});
        } else if (name == "language") {
            language = value;
        } else if (name == "orientation" || name == "skew") {
            facts[std::string(name)] = value;
        }
    }
    void page(std::uint32_t /*number*/, std::string_view read) override { text = read; }
    void words(std::uint32_t /*page*/, std::span<const RecognisedWord> read) override {
        for (const RecognisedWord& word : read) {
            boxes.push_back({word.text, word.x, word.y, word.width, word.height, word.confidence});
        }
    }

    bool is_recognised() const {
        return end.state == TextState::done || end.state == TextState::none;
    }
    // What stands behind the text in the derived blob.
    std::string section(const std::string& before) const {
        return Json{{"page", number},
                    {"source", "ocr"},
                    {"facts", facts},
                    {"words", boxes},
                    {"before", before.empty() ? Json() : Json(before)}}
            .dump();
    }

    std::uint32_t number = 0;  // of the paper
    ReadingEnd end;
    std::string text;
    std::string language;
    std::vector<PageMark> marks;
    std::map<std::string, std::string> facts;
    Json boxes = Json::array();
};

Recognising::Recognising(Store& store, ExtractionPool& pool, unsigned slots)
    : store_(store),
      pool_(pool),
      readings_(store),
      slots_(slots),
      loop_(store, "recognise", "kontor-ocr", slots, [this](const LeasedJob& job) {
          recognise(job);
      }) {}

void Recognising::recognise(const LeasedJob& job) {
    const auto task = readings_.task_of(job);
    std::optional<RenditionRow> row;
    if (task) {
        const Snapshot now = store_.snapshot();
        row = Readings::find(now.rows(), task->document, task->version);
    }
    if (!row || row->scans.empty()) {
        readings_.drop(job);
        return;
    }
    const std::span<const std::uint32_t> numbers(
        row->scans.data(), std::min(row->scans.size(), limits::recognise_slice_pages));
    const FileHandle paper = spool_version(store_, *task);
    const std::vector<Page> pages = recognise_pages(paper.get(), *task, *row, numbers);
    readings_.finish(job, *task, merged(*row, pages), row);
}

std::vector<Recognising::Page> Recognising::recognise_pages(
    int paper,
    const ReadingTask& task,
    const RenditionRow& row,
    std::span<const std::uint32_t> numbers) {
    std::vector<Page> pages(numbers.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        for (std::size_t i = next++; i < numbers.size(); i = next++) {
            try {
                pages[i] = recognise_page(paper, task, row, numbers[i]);
            } catch (...) {
                const std::scoped_lock lock(mutex);
                failure = std::current_exception();
                next = numbers.size();
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < std::min<std::size_t>(slots_, numbers.size()); ++i) {
            helpers.emplace_back(work);
        }
        work();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    return pages;
}

Recognising::Page Recognising::recognise_page(int paper,
                                              const ReadingTask& task,
                                              const RenditionRow& row,
                                              std::uint32_t number) {
    Page page;
    page.number = number;
    const PagePlace place = place_of(row, number);
    ReadingOrder order;
    order.part = place.part;
    order.page = place.page;
    page.end = pool_.read(paper, task.blob.size, page, ocr_limits(), order);
    return page;
}

// The text of all pages anew, with what was recognised in its place, and the sections behind it.
RenditionRow Recognising::merged(const RenditionRow& before, const std::vector<Page>& pages) {
    RenditionRow row = before;
    SpooledText text(store_);
    std::string beginning;
    std::vector<std::pair<std::uint32_t, std::string>> sections;
    std::map<std::string, std::size_t> languages;
    row.scans.erase(row.scans.begin(),
                    row.scans.begin() + static_cast<std::ptrdiff_t>(pages.size()));
    row.recognised.clear();
    for (std::uint32_t number = 1; number <= before.page_ends.size(); ++number) {
        std::string read = all_of(readings_.open_text(before, number));
        const auto page = std::ranges::find(pages, number, &Page::number);
        if (page != pages.end() && page->is_recognised()) {
            sections.emplace_back(number, page->section(read));
            row.marks.insert(row.marks.end(), page->marks.begin(), page->marks.end());
            if (ink_of(page->text) >= ink_of(read)) {
                read = page->text;
                languages[page->language] += read.size();
            }
        } else if (page != pages.end()) {
            row.state = name_of(TextState::partial);
            row.reason = "extract.page_unrecognised";
        } else if (auto kept = readings_.open_recognised(before, number)) {
            sections.emplace_back(number, all_of(kept));
        }
        if (beginning.size() < limits::title_line_search_bytes) {
            beginning.append(read).push_back('\n');
        }
        text.append(read);
        row.page_ends[number - 1] = text.size();
    }
    for (const auto& [number, section] : sections) {
        row.recognised.push_back({number, text.size(), section.size()});
        text.append(section);
    }
    if (row.state == "none" && row.text_size() > 0) {
        row.state = name_of(TextState::done);
        row.reason.clear();
    }
    if (row.title.empty()) {
        row.title = title_line(beginning);
    }
    languages.erase("");
    if (!row.language && !languages.empty()) {
        row.language = std::ranges::max_element(languages, {}, [](const auto& each) {
                           return each.second;
                       })->first;
    }
    std::ranges::stable_sort(row.marks, {}, &PageMark::page);
    row.read = store_.clock().now();
    row.text = BlobNumber();
    row.size = 0;
    if (text.size() > 0) {
        text.keep_in(store_.derived(), row);
    }
    return row;
}

}  // namespace kontor
