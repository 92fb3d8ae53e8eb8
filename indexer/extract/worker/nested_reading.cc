#include "indexer/extract/worker/nested_reading.h"

#include "indexer/extract/limits.h"
#include "indexer/extract/protocol.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

// One line, whatever a container says.
std::string label_of(std::string_view name) {
    std::string label = is_utf8(name) ? std::string(name) : to_valid_utf8(name);
    std::replace_if(
        label.begin(), label.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return truncate_utf8(label, limits::part_name_max_bytes);
}

}  // namespace

// One document on its way: it gives its pages here, and its parts.
class NestedReading::Level final : public ResultSink, public Parts {
  public:
    Level(NestedReading& whole, std::uint32_t depth)
        : whole_(whole), depth_(depth), text_before_(whole.text_bytes_) {}

    ReadingEnd read(ByteView document) { return judged(guarded(document)); }
    const std::string& type() const { return type_; }

    void media_type(std::string_view type) override {
        type_ = type;
        if (depth_ == 0) {
            whole_.sink_.media_type(type);
        }
    }
    void fact(std::string_view name, std::string_view value) override {
        if (depth_ == 0) {
            whole_.sink_.fact(name, value);
        }
    }
    void page(std::uint32_t number, std::string_view text) override {
        whole_.last_page_ += number - own_page_;
        own_page_ = number;
        whole_.text_bytes_ += text.size();
        whole_.sink_.page(whole_.last_page_, text);
    }

    void scanned(std::uint32_t /*page*/) override { whole_.sink_.scanned(whole_.last_page_); }

    bool add(std::string_view name, ByteView bytes) override {
        return part(name, [&](Level& level) {
            if (bytes.size() > room_bytes()) {
                return ReadingEnd{TextState::failed, "extract.too_large"};
            }
            whole_.total_bytes_ += bytes.size();
            whole_.open_bytes_ += bytes.size();
            const ReadingEnd end = level.read(bytes);
            whole_.open_bytes_ -= bytes.size();
            return end;
        });
    }
    bool add_unread(std::string_view name, const ReadingEnd& why) override {
        return part(name, [&](Level& /*level*/) { return why; });
    }
    void spend(std::size_t bytes) override {
        whole_.total_bytes_ += std::min<std::uint64_t>(bytes, whole_.total_room_bytes());
    }
    std::size_t room_bytes() const override {
        return std::min<std::uint64_t>({limits::part_max_bytes,
                                        limits::parts_open_max_bytes - whole_.open_bytes_,
                                        whole_.total_room_bytes()});
    }

  private:
    template <typename Read>
    bool part(std::string_view name, const Read& read) {
        if (whole_.parts_ == limits::parts_max) {
            return false;
        }
        if (depth_ == limits::parts_depth_max) {
            note({TextState::failed, "extract.too_deep"});
            return true;
        }
        ++whole_.parts_;
        whole_.sink_.begin_part(label_of(name));
        Level level(whole_, depth_ + 1);
        try {
            const ReadingEnd end = read(level);
            note(end);
            whole_.sink_.end_part(level.type(), end);
        } catch (const ResultIsFull&) {
            whole_.sink_.end_part(level.type(),
                                  {TextState::partial, std::string(reason_too_much_text)});
            throw;
        }
        return true;
    }

    ReadingEnd guarded(ByteView document) {
        try {
            return whole_.read_one_(document, *this, *this);
        } catch (const Error& error) {
            return {has_text() ? TextState::partial : TextState::failed,
                    error.reasons().empty() ? "extract.damaged" : error.reasons().front().code};
        }
    }

    // What the document says of itself, together with what its parts gave.
    ReadingEnd judged(ReadingEnd end) const {
        const bool has_trouble_only =
            end.state == TextState::partial && !has_text() && unread_.state != TextState::done;
        if (end.state != TextState::done && end.state != TextState::none && !has_trouble_only) {
            return end;
        }
        if (unread_.state == TextState::done) {
            return has_text() ? ReadingEnd{} : end;
        }
        return has_text() ? ReadingEnd{TextState::partial, "extract.part_unread"} : unread_;
    }

    // The first part that could not be read whole tells why.
    void note(const ReadingEnd& end) {
        const bool is_read = end.state == TextState::done || end.state == TextState::none;
        if (!is_read && unread_.state == TextState::done) {
            unread_ = end;
        }
    }

    bool has_text() const { return whole_.text_bytes_ > text_before_; }

    NestedReading& whole_;
    std::uint32_t depth_;
    std::uint64_t text_before_;
    std::uint32_t own_page_ = 0;
    std::string type_;
    ReadingEnd unread_;
};

NestedReading::NestedReading(ReadOne read_one, ResultSink& sink)
    : read_one_(std::move(read_one)), sink_(sink) {}

ReadingEnd NestedReading::read(ByteView paper) {
    paper_bytes_ = paper.size();
    return Level(*this, 0).read(paper);
}

std::uint64_t NestedReading::total_room_bytes() const {
    const std::uint64_t by_ratio =
        std::max(limits::parts_ratio_free_bytes, paper_bytes_ * limits::parts_ratio_max);
    return std::min(by_ratio, limits::parts_total_max_bytes) - total_bytes_;
}

}  // namespace kontor
