#include "indexer/extract/office/markup.h"

#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/relations.h"

#include <cstdlib>
#include <unordered_map>
#include <utility>

namespace kontor::office {

namespace {

enum class Word {
    container,  // whatever is not listed: its children count
    left_out,
    text,
    paragraph,
    row,
    cell,
    blank,
    line_end,
    hard_hyphen,
    soft_hyphen,
    symbol,
    alternatives,
    box,
};

Word word_of(std::string_view name) {
    static const std::unordered_map<std::string_view, Word> words{
        {"t", Word::text},
        {"p", Word::paragraph},
        {"tr", Word::row},
        {"tc", Word::cell},
        {"tab", Word::blank},
        {"ptab", Word::blank},
        {"br", Word::line_end},
        {"cr", Word::line_end},
        {"noBreakHyphen", Word::hard_hyphen},
        {"softHyphen", Word::soft_hyphen},
        {"sym", Word::symbol},
        {"AlternateContent", Word::alternatives},
        {"txbxContent", Word::box},
        {"del", Word::left_out},
        {"moveFrom", Word::left_out},
        {"delText", Word::left_out},
        {"instrText", Word::left_out},
        {"delInstrText", Word::left_out},
        {"fldData", Word::left_out},
        {"binData", Word::left_out},
        {"pPr", Word::left_out},
        {"rPr", Word::left_out},
        {"tblPr", Word::left_out},
        {"tblGrid", Word::left_out},
        {"trPr", Word::left_out},
        {"tcPr", Word::left_out},
        {"sectPr", Word::left_out},
        {"sdtPr", Word::left_out},
        {"bodyPr", Word::left_out},
        {"lstStyle", Word::left_out},
        {"rubyPr", Word::left_out},
        // DrawingML puts these into a shape only to say what a reader may do without.
        {"extLst", Word::left_out},
    };
    const auto found = words.find(name);
    return found == words.end() ? Word::container : found->second;
}

}  // namespace

void Markup::add(const Node& node) {
    walk(node, 0);
    flow_.end_line();
}

void Markup::walk(const Node& node, int depth) {
    if (depth == limits::office_depth_max) {
        reading_.container.complain("extract.too_deep");
        return;
    }
    switch (word_of(local_name(node))) {
        case Word::container:
            walk_children(node, depth);
            break;
        case Word::left_out:
            break;
        case Word::text:
            // A diagram's text is a body of paragraphs of the same name.
            if (node.find_child([](const Node& c) { return c.type() == pugi::node_element; })) {
                walk_children(node, depth);
            } else {
                flow_.add(text_of(node));
            }
            break;
        case Word::paragraph:
            walk_paragraph(node, depth);
            break;
        case Word::row:
            flow_.end_line();
            walk_children(node, depth);
            flow_.end_line();
            break;
        case Word::cell: {
            const CellScope cell(flow_);
            walk_children(node, depth);
            break;
        }
        case Word::blank:
            flow_.blank();
            break;
        case Word::line_end:
            flow_.end_line();
            break;
        case Word::hard_hyphen:
            flow_.add("\u2011");
            break;
        case Word::soft_hyphen:
            flow_.add("\u00AD");
            break;
        case Word::symbol:
            add_symbol(node);
            break;
        case Word::alternatives:
            walk_alternatives(node, depth);
            break;
        case Word::box:
            if (in_paragraph_) {
                boxes_.push_back(node);
            } else {
                walk_children(node, depth);
            }
            break;
    }
}

void Markup::walk_children(const Node& node, int depth) {
    for (const Node& inner : node.children()) {
        if (inner.type() == pugi::node_element) {
            walk(inner, depth + 1);
        }
    }
}

// Paragraphs lie within paragraphs only by way of a box, or in files that are wrong.
void Markup::walk_paragraph(const Node& node, int depth) {
    const bool was_in_paragraph = std::exchange(in_paragraph_, true);
    const std::vector<Node> outer = std::exchange(boxes_, {});
    flow_.end_line();
    walk_children(node, depth);
    flow_.end_line();
    in_paragraph_ = false;
    for (const Node& box : std::exchange(boxes_, {})) {
        walk_children(box, depth + 1);
    }
    boxes_ = outer;
    in_paragraph_ = was_in_paragraph;
}

// The first choice is what newer programs show, the fallback the same for older ones. A choice
// without any text may be a picture whose words only the fallback has.
void Markup::walk_alternatives(const Node& node, int depth) {
    const std::uint64_t before = flow_.ink_bytes();
    const std::size_t boxes = boxes_.size();
    if (const Node choice = child(node, "Choice")) {
        walk_children(choice, depth + 1);
    }
    if (flow_.ink_bytes() == before && boxes_.size() == boxes) {
        walk_children(child(node, "Fallback"), depth + 1);
    }
}

// Code points of the private use area mean something in one font only: signs, bullets, boxes.
void Markup::add_symbol(const Node& node) {
    const std::string code(attribute(node, "char"));
    const unsigned long c = std::strtoul(code.c_str(), nullptr, 16);
    if (c >= 0x20 && c < 0xD800) {
        std::string utf8;
        if (c < 0x80) {
            utf8 = static_cast<char>(c);
        } else if (c < 0x800) {
            utf8 = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
        } else {
            utf8 = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                    static_cast<char>(0x80 | (c & 0x3F))};
        }
        flow_.add(utf8);
    }
}

namespace {

// Names of series and categories are kept in a chart as it was last drawn; its numbers are said by
// their sheet.
void add_names(const Reading& reading, const Node& node, int depth) {
    if (depth == limits::office_depth_max) {
        reading.container.complain("extract.too_deep");
        return;
    }
    for (const Node& inner : node.children()) {
        const std::string_view name = local_name(inner);
        if (name == "strCache" || name == "strLit") {
            for (const Node& point : inner.children()) {
                if (is(point, "pt")) {
                    reading.flow.add(text_of(child(point, "v")));
                    reading.flow.end_line();
                }
            }
        } else if (name == "rich") {
            Markup(reading).add(inner);
        } else {
            add_names(reading, inner, depth + 1);
        }
    }
}

}  // namespace

void add_charts(const Reading& reading, std::string_view part) {
    const Relations relations(reading, part);
    for (const std::string& name : relations.of_kind("chart")) {
        if (const std::unique_ptr<Xml> chart = reading.part(name)) {
            add_names(reading, chart->root(), 0);
        }
    }
    for (const std::string& name : relations.of_kind("diagramData")) {
        if (const std::unique_ptr<Xml> diagram = reading.part(name)) {
            Markup(reading).add(diagram->root());
        }
    }
}

}  // namespace kontor::office
