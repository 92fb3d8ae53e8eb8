#include "indexer/extract/compound/presentation.h"

#include "indexer/extract/compound/limits.h"
#include "indexer/extract/compound/slide_objects.h"
#include "indexer/extract/document_facts.h"

#include <set>

namespace kontor::compound {

namespace {

enum List : unsigned { slides = 0, masters = 1, notes = 2 };

// An entry of a list of slides, with what the outline shows of it.
struct Listed {
    std::uint32_t object = 0;
    std::uint32_t id = 0;
    std::vector<std::string> texts;
};

// Which shapes of a drawing count.
enum class Shapes {
    all,
    not_repeated,     // on a page of notes, without number, date, header and footer
    no_placeholders,  // of a master: its slides fill those
};

// A placeholder of a page's number, date, header or footer (2.5.17).
bool is_repeated(unsigned placeholder) {
    return placeholder >= 7 && placeholder <= 10;
}

class Presentation {
  public:
    Presentation(Reading& reading, ByteView stream, const SlideObjects& objects)
        : reading_(reading), objects_(objects), records_left_(stream.size() / 2 + 1'000) {}

    bool read() {
        const std::optional<ByteView> document =
            objects_.find(objects_.document(), SlideRecord::document);
        if (!document) {
            return false;
        }
        read_lists(*document);
        give_fact(reading_.sink, "pages", std::to_string(lists_[slides].size()));
        for (const Listed& slide : lists_[slides]) {
            if (!reading_.has_room()) {
                break;
            }
            add_slide(slide);
            reading_.flow.end_page();
        }
        return true;
    }

    // One that nothing leads to any more.
    void add_lost_slide(ByteView slide) {
        add_drawings(slide, Shapes::all, 0);
        reading_.flow.end_page();
    }

  private:
    void read_lists(ByteView document) {
        SlideParts records(document);
        SlidePart record;
        while (records.next(record)) {
            if (record.kind == SlideRecord::slide_list && record.instance < lists_.size()) {
                read_list(record.data, lists_[record.instance]);
            } else if (record.kind == SlideRecord::headers_footers) {
                read_footers(record.data);
            }
        }
        if (records.is_cut()) {
            reading_.complain("extract.damaged");
        }
    }
    void read_list(ByteView data, std::vector<Listed>& list) {
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::persist_atom) {
                if (list.size() == limits::compound_pages_max) {
                    reading_.complain("extract.too_large");
                    return;
                }
                list.push_back({u32_at(record.data, 0), u32_at(record.data, 12), {}});
            } else if (!list.empty()) {
                add_outline(record, list.back().texts);
            }
        }
    }
    // A text stands behind its header; one without text is counted too.
    void add_outline(const SlidePart& record, std::vector<std::string>& texts) {
        if (record.kind == SlideRecord::text_header) {
            texts.emplace_back();
        } else if (!texts.empty()) {
            texts.back() += text_of(record);
        }
    }
    void read_footers(ByteView data) {
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::string) {
                footers_.insert(reading_.code_pages.utf16(record.data));
            }
        }
    }

    void add_slide(const Listed& listed) {
        const std::optional<ByteView> slide = objects_.find(listed.object, SlideRecord::slide);
        listed_ = &listed;
        is_shown_.assign(listed.texts.size(), false);
        if (slide) {
            add_drawings(*slide, Shapes::all, 0);
        } else {
            reading_.complain("extract.damaged");
        }
        // In the outline, and in no shape.
        for (std::size_t i = 0; i < listed.texts.size(); ++i) {
            if (!is_shown_[i]) {
                add_text(listed.texts[i]);
            }
        }
        listed_ = nullptr;
        if (slide) {
            add_around(*slide);
        }
    }
    // What a slide refers to.
    void add_around(ByteView slide) {
        SlideParts records(slide);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::slide_atom) {
                add_notes(u32_at(record.data, 16));
                add_master(u32_at(record.data, 12));
            } else if (record.kind == SlideRecord::headers_footers) {
                read_footers(record.data);
            } else if (record.kind == SlideRecord::program_tags) {
                add_comments(record.data, 0);
            }
        }
        for (const std::string& footer : footers_) {
            if (said_footers_.insert(footer).second) {
                add_text(footer);
            }
        }
        footers_.clear();
    }
    void add_notes(std::uint32_t id) {
        for (const Listed& listed : lists_[notes]) {
            if (id != 0 && listed.id == id) {
                if (const auto page = objects_.find(listed.object, SlideRecord::notes)) {
                    add_drawings(*page, Shapes::not_repeated, 0);
                }
                return;
            }
        }
    }
    void add_master(std::uint32_t id) {
        if (!said_masters_.insert(id).second) {
            return;
        }
        for (const Listed& listed : lists_[masters]) {
            if (listed.id != id) {
                continue;
            }
            for (const SlideRecord kind : {SlideRecord::main_master, SlideRecord::slide}) {
                if (const auto master = objects_.find(listed.object, kind)) {
                    add_drawings(*master, Shapes::no_placeholders, 0);
                }
            }
            return;
        }
    }
    void add_comments(ByteView data, int depth) {
        SlideParts records(data);
        SlidePart record;
        while (depth < limits::slides_depth_max && next(records, record)) {
            if (record.kind == SlideRecord::comment) {
                add_comment(record.data);
            } else if (record.kind == SlideRecord::program_tag ||
                       record.kind == SlideRecord::tag_data) {
                add_comments(record.data, depth + 1);
            }
        }
    }
    // Its strings are author, text and initials.
    void add_comment(ByteView data) {
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::string && record.instance == 1) {
                add_text(reading_.code_pages.utf16(record.data));
            }
        }
    }

    // Shapes lie in groups, those in a container, that in a drawing.
    void add_drawings(ByteView data, Shapes shapes, int depth) {
        if (depth == limits::slides_depth_max) {
            reading_.complain("extract.too_deep");
            return;
        }
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            switch (record.kind) {
                case SlideRecord::drawing:
                case SlideRecord::drawing_container:
                case SlideRecord::group:
                    add_drawings(record.data, shapes, depth + 1);
                    break;
                case SlideRecord::shape:
                    add_shape(record.data, shapes);
                    break;
                default:
                    break;
            }
        }
    }
    void add_shape(ByteView data, Shapes shapes) {
        const unsigned placeholder = placeholder_of(data);
        if ((shapes == Shapes::not_repeated && is_repeated(placeholder)) ||
            (shapes == Shapes::no_placeholders && placeholder != 0)) {
            return;
        }
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::shape_text) {
                add_shape_text(record.data);
            }
        }
    }
    unsigned placeholder_of(ByteView shape) {
        SlideParts records(shape);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind != SlideRecord::shape_data) {
                continue;
            }
            SlideParts data(record.data);
            SlidePart inner;
            while (next(data, inner)) {
                if (inner.kind == SlideRecord::placeholder) {
                    return u8_at(inner.data, 4);
                }
            }
        }
        return 0;
    }
    void add_shape_text(ByteView data) {
        SlideParts records(data);
        SlidePart record;
        while (next(records, record)) {
            if (record.kind == SlideRecord::outline_reference) {
                add_outline_text(u32_at(record.data, 0));
            } else {
                add_text(text_of(record));
            }
        }
    }
    void add_outline_text(std::size_t index) {
        if (listed_ != nullptr && index < listed_->texts.size() && !is_shown_[index]) {
            is_shown_[index] = true;
            add_text(listed_->texts[index]);
        }
    }

    std::string text_of(const SlidePart& record) {
        if (record.kind == SlideRecord::text_chars) {
            return reading_.code_pages.utf16(record.data);
        }
        if (record.kind != SlideRecord::text_bytes) {
            return {};
        }
        std::string utf16;  // the lower bytes of it
        for (const char low : record.data) {
            utf16 += {low, '\0'};
        }
        return reading_.code_pages.utf16(utf16);
    }
    // Paragraphs end with a carriage return; lines within them with a vertical tab.
    void add_text(std::string text) {
        std::replace(text.begin(), text.end(), '\r', '\n');
        std::replace(text.begin(), text.end(), '\x0B', '\n');
        // All of it a number of a page or a date, which is put in when it is shown.
        if (text != "*") {
            reading_.flow.add_lines(text);
            reading_.flow.end_line();
        }
    }

    // Objects may lie at the same place: as many records as the stream can have are met twice.
    bool next(SlideParts& records, SlidePart& record) {
        if (records_left_ == 0) {
            reading_.complain("extract.damaged");
            return false;
        }
        --records_left_;
        if (!records.next(record)) {
            if (records.is_cut()) {
                reading_.complain("extract.damaged");
            }
            return false;
        }
        return true;
    }

    Reading& reading_;
    const SlideObjects& objects_;
    std::size_t records_left_;
    std::array<std::vector<Listed>, 3> lists_;
    const Listed* listed_ = nullptr;  // the slide that is being read
    std::vector<bool> is_shown_;      // its texts
    std::set<std::uint32_t> said_masters_;
    std::set<std::string> footers_;
    std::set<std::string> said_footers_;
};

// The slides that lie open in the stream, in the order in which they were written.
void add_lost_slides(Reading& reading, ByteView stream, Presentation& presentation) {
    SlideParts records(stream);
    SlidePart record;
    while (records.next(record) && reading.has_room()) {
        if (record.kind == SlideRecord::slide) {
            presentation.add_lost_slide(record.data);
        }
    }
}

}  // namespace

void read_presentation(Reading& reading, CompoundFile& file, CompoundFile::Place main) {
    constexpr std::uint32_t mark_encrypted = 0xF3D1C4DF;
    const std::string user = file.read(CompoundFile::root, "current user").value_or("");
    const std::string stream = file.read(main);
    const SlideObjects objects(stream, u32_at(user, 16));
    if (u32_at(user, 12) == mark_encrypted || objects.is_encrypted()) {
        reading.complain("extract.encrypted");
        return;
    }
    if (objects.is_damaged()) {
        reading.complain("extract.damaged");
    }
    Presentation presentation(reading, stream, objects);
    if (!presentation.read()) {
        reading.complain("extract.damaged");
        add_lost_slides(reading, stream, presentation);
    }
}

}  // namespace kontor::compound
