// Presentations: a slide a page, in the order in which they are shown, with what its speaker notes
// and its readers' comments say.
#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/markup.h"
#include "indexer/extract/office/package.h"
#include "indexer/extract/office/relations.h"

#include <set>

namespace kontor::office {

namespace {

// The place of a placeholder says what it holds: numbers, dates and pictures of a notes page repeat
// the slide.
bool repeats_the_slide(const Node& shape) {
    const Node place = child(child(child(shape, "nvSpPr"), "nvPr"), "ph");
    const std::string_view type = attribute(place, "type");
    return type == "sldNum" || type == "sldImg" || type == "dt" || type == "hdr" || type == "ftr";
}

void add_notes(const Reading& reading, const std::string& part) {
    const std::unique_ptr<Xml> notes = reading.part(part);
    if (notes == nullptr) {
        return;
    }
    for (const Node& shape : child(child(notes->root(), "cSld"), "spTree").children()) {
        if (!repeats_the_slide(shape)) {
            Markup(reading).add(shape);
        }
    }
}

// Old comments have their words in <text>, new ones in a text body.
void add_comments(const Reading& reading, const std::string& part) {
    const std::unique_ptr<Xml> comments = reading.part(part);
    if (comments == nullptr) {
        return;
    }
    for (const Node& comment : comments->root().children()) {
        if (const Node text = child(comment, "text")) {
            reading.flow.add(text_of(text));
            reading.flow.end_line();
        } else {
            Markup(reading).add(comment);
        }
    }
}

// A layout or master is seen behind its slides, but for the places that they fill themselves. What
// it says is said once, with the first slide that shows it.
void add_background(const Reading& reading, const std::string& part, std::set<std::string>& said) {
    if (part.empty() || !said.insert(part).second) {
        return;
    }
    if (const std::unique_ptr<Xml> background = reading.part(part)) {
        for (const Node& shape : child(child(background->root(), "cSld"), "spTree").children()) {
            if (!child(child(child(shape, "nvSpPr"), "nvPr"), "ph")) {
                Markup(reading).add(shape);
            }
        }
    }
    add_background(reading, Relations(reading, part).first("slideMaster"), said);
}

void read_slide(const Reading& reading, const std::string& part, std::set<std::string>& said) {
    const std::unique_ptr<Xml> slide = reading.part(part);
    if (slide == nullptr) {
        reading.container.complain("extract.damaged");
        return;
    }
    Markup(reading).add(slide->root());
    add_charts(reading, part);
    const Relations relations(reading, part);
    for (const std::string& notes : relations.of_kind("notesSlide")) {
        add_notes(reading, notes);
    }
    for (const std::string& comments : relations.of_kind("comments")) {
        add_comments(reading, comments);
    }
    add_background(reading, relations.first("slideLayout"), said);
}

}  // namespace

void read_slides(const Reading& reading, const std::string& part, const Node& root) {
    const Relations relations(reading, part);
    std::size_t pages = 0;
    std::set<std::string> said;
    for (const Node& entry : child(root, "sldIdLst").children()) {
        if (pages++ == limits::office_pages_max) {
            reading.container.complain("extract.too_large");
            return;
        }
        read_slide(reading, relations.by_id(relation_of(entry)), said);
        reading.flow.end_page();
    }
    give_fact(reading.sink, "pages", std::to_string(pages));
}

}  // namespace kontor::office
