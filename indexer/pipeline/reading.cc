#include "indexer/pipeline/reading.h"

#include "indexer/pipeline/limits.h"
#include "indexer/pipeline/spooling.h"
#include "indexer/pipeline/title_line.h"

namespace kontor {

namespace {

// Mail has a subject, and begins with names and addresses.
bool is_mail(const RenditionRow& row) {
    const auto subject = row.facts.find("title");
    return subject != row.facts.end() &&
           (row.media_type == "message/rfc822" || row.media_type == "application/vnd.ms-outlook" ||
            row.media_type == "application/vnd.ms-tnef");
}

// Keeps the text of the pages, and all else in a row.
class Collector : public ResultSink {
  public:
    explicit Collector(const Store& store) : text_(store) {}

    void media_type(std::string_view type) override { row_.media_type = type; }
    void fact(std::string_view name, std::string_view value) override {
        if (name == "language") {
            row_.language = value;
            return;
        }
        row_.facts[std::string(name)] = value;
    }
    void page(std::uint32_t number, std::string_view text) override {
        // A page that gave nothing still is a page.
        row_.page_ends.resize(number, row_.size);
        text_.append(text);
        if (beginning_.size() < limits::title_line_search_bytes) {
            beginning_.append(text).push_back('\n');
        }
        row_.size += text.size();
        row_.page_ends.back() = row_.size;
    }

    void scanned(std::uint32_t number) override { row_.scans.push_back(number); }
    void begin_part(std::string_view name) override {
        RenditionPart part;
        part.name = name;
        part.depth = static_cast<std::uint32_t>(open_parts_.size()) + 1;
        part.first_page = static_cast<std::uint32_t>(row_.page_ends.size()) + 1;
        open_parts_.push_back(row_.parts.size());
        row_.parts.push_back(std::move(part));
    }
    void end_part(std::string_view type, const ReadingEnd& reading) override {
        RenditionPart& part = row_.parts[open_parts_.back()];
        part.media_type = type;
        close_part(reading);
    }

    RenditionRow finish(Store& store, const ReadingEnd& end) {
        // A reader that died left open what it died on.
        while (!open_parts_.empty()) {
            close_part(end);
        }
        row_.title = title_line(is_mail(row_) ? row_.facts["title"] : beginning_);
        row_.state = name_of(end.state);
        row_.reason = end.reason;
        row_.read = store.clock().now();
        if (end.state == TextState::failed) {
            row_.page_ends.clear();  // what came before a failure is not to be kept
            row_.facts.clear();
            row_.parts.clear();
            row_.scans.clear();
            row_.title.clear();
            row_.size = 0;
        }
        if (row_.size > 0) {
            text_.keep_in(store.derived(), row_);
        }
        return row_;
    }

  private:
    void close_part(const ReadingEnd& reading) {
        RenditionPart& part = row_.parts[open_parts_.back()];
        part.state = name_of(reading.state);
        part.reason = reading.reason;
        part.pages = static_cast<std::uint32_t>(row_.page_ends.size()) + 1 - part.first_page;
        open_parts_.pop_back();
    }

    SpooledText text_;
    std::string beginning_;                // of the text, where a title is looked for
    std::vector<std::size_t> open_parts_;  // one within the other
    RenditionRow row_;
};

}  // namespace

Reading::Reading(Store& store, ExtractionPool& pool, unsigned threads)
    : store_(store),
      pool_(pool),
      readings_(store),
      loop_(store, "read", "kontor-read", threads, [this](const LeasedJob& job) { read(job); }) {}

void Reading::unlock(DocumentId id, const std::string& password) {
    {
        const MutexLock lock(mutex_);
        passwords_[id] = password;
    }
    reread(id);
}

void Reading::reread(DocumentId id) {
    store_.upkeep([&](Upkeep& upkeep) {
        upkeep.enqueue({.kind = "read", .subject = id.str(), .priority = JobPriority::waited_for});
    });
}

std::string Reading::take_password(DocumentId id) {
    const MutexLock lock(mutex_);
    const auto found = passwords_.find(id);
    if (found == passwords_.end()) {
        return {};
    }
    std::string password = std::move(found->second);
    passwords_.erase(found);
    return password;
}

bool Reading::is_read(const ReadingTask& task) const {
    const Snapshot now = store_.snapshot();
    const auto row = Readings::find(now.rows(), task.document, task.version);
    return row &&
           (row->state == name_of(TextState::done) || row->state == name_of(TextState::partial));
}

void Reading::read(const LeasedJob& job) {
    const auto task = readings_.task_of(job);
    if (!task) {
        readings_.drop(job);
        return;
    }
    ReadingOrder order;
    order.password = take_password(task->document);
    const FileHandle input = spool_version(store_, *task);
    Collector collector(store_);
    ReadingEnd end = pool_.read(input.get(), task->blob.size, collector, {}, order);
    if (end.state == TextState::encrypted && is_read(*task)) {
        readings_.drop(job);
        return;
    }
    if (end.state == TextState::encrypted && end.reason == "extract.encrypted" &&
        !order.password.empty()) {
        end.reason = "extract.wrong_password";
    }
    readings_.finish(job, *task, collector.finish(store_, end));
}

}  // namespace kontor
