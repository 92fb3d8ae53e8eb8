#include "indexer/extract/office/open_markup.h"

#include "indexer/extract/office/limits.h"

#include <charconv>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace kontor::office {

enum class OpenMarkup::Word {
    container,  // whatever is not listed: its text and its children count
    left_out,
    paragraph,
    row,
    cell,
    blank,
    line_end,
    below,  // comments and notes
};

OpenMarkup::Word OpenMarkup::word_of(const Node& node) {
    static const std::unordered_map<std::string_view, Word> words{
        {"p", Word::paragraph},
        {"h", Word::paragraph},
        {"table-row", Word::row},
        {"table-cell", Word::cell},
        {"s", Word::blank},
        {"tab", Word::blank},
        {"tab-stop", Word::blank},
        {"line-break", Word::line_end},
        {"note", Word::below},
        {"footnote", Word::below},
        {"endnote", Word::below},
        {"annotation", Word::below},
        {"note-citation", Word::left_out},
        {"footnote-citation", Word::left_out},
        {"endnote-citation", Word::left_out},
        {"tracked-changes", Word::left_out},
        {"covered-table-cell", Word::left_out},
        {"sequence-decls", Word::left_out},
        {"variable-decls", Word::left_out},
        {"user-field-decls", Word::left_out},
        {"dde-connection-decls", Word::left_out},
        {"automatic-styles", Word::left_out},
        {"styles", Word::left_out},
        {"font-face-decls", Word::left_out},
        {"scripts", Word::left_out},
        {"script", Word::left_out},
        {"settings", Word::left_out},
        {"forms", Word::left_out},
        {"content-validations", Word::left_out},
        {"calculation-settings", Word::left_out},
        {"binary-data", Word::left_out},
        {"event-listeners", Word::left_out},
        {"ruby-text", Word::left_out},
        {"creator-initials", Word::left_out},
        {"sender-initials", Word::left_out},
        // What an index is made of.
        {"table-of-content-source", Word::left_out},
        {"alphabetical-index-source", Word::left_out},
        {"illustration-index-source", Word::left_out},
        {"table-index-source", Word::left_out},
        {"object-index-source", Word::left_out},
        {"user-index-source", Word::left_out},
        {"bibliography-source", Word::left_out},
        {"page-thumbnail", Word::left_out},
    };
    // Alternatives for those who do not see a picture, and who made a comment when. Without their
    // prefix these are fields of a text.
    static const std::unordered_set<std::string_view> not_shown{
        "svg:title", "svg:desc", "table:title", "table:desc", "dc:creator", "dc:date"};
    const std::string_view whole = node.name();
    if (not_shown.contains(whole)) {
        return Word::left_out;
    }
    const auto found = words.find(local_name(node));
    if (found != words.end()) {
        return found->second;
    }
    // Frames, shapes, boxes; a link around words is of that kind too.
    return whole.starts_with("draw:") && whole != "draw:a" ? Word::below : Word::container;
}

void OpenMarkup::add(const Node& node) {
    repeats_left_ = limits::office_repeats_total_max;
    walk_children(node, 0);
    flow_.end_line();
}

void OpenMarkup::walk(const Node& node, int depth) {
    if (depth == limits::office_depth_max) {
        reading_.container.complain("extract.too_deep");
        return;
    }
    switch (word_of(node)) {
        case Word::container:
            if (in_paragraph_) {
                flow_.add(node.value());
            }
            walk_children(node, depth);
            break;
        case Word::left_out:
            break;
        case Word::paragraph:
            walk_paragraph(node, depth);
            break;
        case Word::row:
            walk_row(node, depth);
            break;
        case Word::cell:
            walk_cell(node, depth);
            break;
        case Word::blank:
            flow_.blank();
            break;
        case Word::line_end:
            flow_.end_line();
            break;
        case Word::below:
            if (in_paragraph_) {
                below_.push_back(node);
            } else {
                walk_children(node, depth);
            }
            break;
    }
}

// Text stands in paragraphs only; between other elements there are blanks that mean nothing.
void OpenMarkup::walk_children(const Node& node, int depth) {
    for (const Node& inner : node.children()) {
        if (inner.type() == pugi::node_element) {
            walk(inner, depth + 1);
        } else if (in_paragraph_) {
            flow_.add(inner.value());
        }
    }
}

void OpenMarkup::walk_paragraph(const Node& node, int depth) {
    const bool was_in_paragraph = std::exchange(in_paragraph_, true);
    const std::vector<Node> outer = std::exchange(below_, {});
    flow_.end_line();
    flow_.add(node.value());
    walk_children(node, depth);
    flow_.end_line();
    in_paragraph_ = false;
    for (const Node& note : std::exchange(below_, {})) {
        walk_children(note, depth + 1);
    }
    below_ = outer;
    in_paragraph_ = was_in_paragraph;
}

// A row or cell that is written once and stands there several times.
std::uint32_t OpenMarkup::repeats(const Node& node, std::string_view name) {
    const std::string_view said = attribute(node, name);
    std::uint32_t count = 1;
    std::from_chars(said.data(), said.data() + said.size(), count);
    return std::min(count, limits::office_repeats_max);
}

void OpenMarkup::walk_row(const Node& node, int depth) {
    std::uint32_t count = repeats(node, "number-rows-repeated");
    do {
        const std::uint64_t before = flow_.ink_bytes();
        flow_.end_line();
        walk_children(node, depth);
        flow_.end_line();
        if (flow_.ink_bytes() == before) {
            return;  // empty ones fill a sheet to its end
        }
    } while (--count > 0 && repeats_left_ > 0 && --repeats_left_ > 0);
}

void OpenMarkup::walk_cell(const Node& node, int depth) {
    std::uint32_t count = repeats(node, "number-columns-repeated");
    do {
        const std::uint64_t before = flow_.ink_bytes();
        const CellScope cell(flow_);
        walk_children(node, depth);
        if (flow_.ink_bytes() == before) {
            return;
        }
    } while (--count > 0 && repeats_left_ > 0 && --repeats_left_ > 0);
}

}  // namespace kontor::office
