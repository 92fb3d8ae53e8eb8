#include "indexer/extract/html/html_text.h"

#include "indexer/extract/document_facts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace kontor::html {

namespace {

constexpr std::array blocks{
    GUMBO_TAG_ADDRESS,    GUMBO_TAG_ARTICLE,  GUMBO_TAG_ASIDE,    GUMBO_TAG_BLOCKQUOTE,
    GUMBO_TAG_BODY,       GUMBO_TAG_BR,       GUMBO_TAG_CAPTION,  GUMBO_TAG_CENTER,
    GUMBO_TAG_DD,         GUMBO_TAG_DETAILS,  GUMBO_TAG_DIR,      GUMBO_TAG_DIV,
    GUMBO_TAG_DL,         GUMBO_TAG_DT,       GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION,
    GUMBO_TAG_FIGURE,     GUMBO_TAG_FOOTER,   GUMBO_TAG_FORM,     GUMBO_TAG_H1,
    GUMBO_TAG_H2,         GUMBO_TAG_H3,       GUMBO_TAG_H4,       GUMBO_TAG_H5,
    GUMBO_TAG_H6,         GUMBO_TAG_HEADER,   GUMBO_TAG_HGROUP,   GUMBO_TAG_HR,
    GUMBO_TAG_LEGEND,     GUMBO_TAG_LI,       GUMBO_TAG_LISTING,  GUMBO_TAG_MAIN,
    GUMBO_TAG_MENU,       GUMBO_TAG_NAV,      GUMBO_TAG_OL,       GUMBO_TAG_OPTION,
    GUMBO_TAG_P,          GUMBO_TAG_PRE,      GUMBO_TAG_SECTION,  GUMBO_TAG_SUMMARY,
    GUMBO_TAG_TABLE,      GUMBO_TAG_TR,       GUMBO_TAG_TEXTAREA, GUMBO_TAG_UL,
    GUMBO_TAG_XMP,        GUMBO_TAG_NOFRAMES, GUMBO_TAG_OBJECT,   GUMBO_TAG_OPTGROUP,
    GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PLAINTEXT};
// Not shown, or not by themselves: noscript is what browsers with scripts leave out.
constexpr std::array unseen{GUMBO_TAG_HEAD,     GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,
                            GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_IFRAME,
                            GUMBO_TAG_DATALIST, GUMBO_TAG_TITLE};
constexpr std::array as_written{GUMBO_TAG_PRE, GUMBO_TAG_TEXTAREA, GUMBO_TAG_LISTING, GUMBO_TAG_XMP,
                                GUMBO_TAG_PLAINTEXT};

template <std::size_t n>
bool is_one_of(const std::array<GumboTag, n>& tags, GumboTag tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

const GumboElement* element_of(const GumboNode* node) {
    return node->type == GUMBO_NODE_ELEMENT ? &node->v.element : nullptr;
}

std::span<void* const> children_of(const GumboNode* node) {
    if (node->type != GUMBO_NODE_ELEMENT) {
        return {};
    }
    const GumboVector& children = node->v.element.children;
    return {children.data, children.length};
}

const GumboNode* child_at(const GumboNode* node, std::size_t index) {
    return static_cast<const GumboNode*>(children_of(node)[index]);
}

std::string_view attribute(const GumboElement& element, const char* name) {
    const GumboAttribute* const found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr ? std::string_view{} : found->value;
}

bool has(const GumboElement& element, const char* name) {
    return gumbo_get_attribute(&element.attributes, name) != nullptr;
}

std::string lower_without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c > ' ' || (c & 0x80) != 0) {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
    }
    return out;
}

bool is_unseen(const GumboElement& element) {
    if (is_one_of(unseen, element.tag) || has(element, "hidden")) {
        return true;
    }
    if (element.tag == GUMBO_TAG_UNKNOWN && element.original_tag.length > 7 &&
        lower_without_blanks({element.original_tag.data, 7}) == "<dialog") {
        return !has(element, "open");
    }
    const std::string style = lower_without_blanks(attribute(element, "style"));
    return style.find("display:none") != style.npos ||
           style.find("visibility:hidden") != style.npos;
}

// What stands in a field of a form is seen, but for a password.
std::string_view value_seen(const GumboElement& input) {
    const std::string type = lower_without_blanks(attribute(input, "type"));
    static constexpr std::array<std::string_view, 7> silent{
        "hidden", "password", "checkbox", "radio", "file", "image", "color"};
    return std::find(silent.begin(), silent.end(), type) == silent.end() ? attribute(input, "value")
                                                                         : std::string_view{};
}

// A walk without recursion: the depth of a tree is its author's.
class Walk {
  public:
    Walk(const GumboNode* root, TextFlow& flow) : flow_(flow) {
        find_arranging_cells(root);
        enter(root);
        while (!path_.empty()) {
            Step& step = path_.back();
            if (step.next < children_of(step.node).size()) {
                enter(child_at(step.node, step.next++));
            } else {
                leave(*step.node);
                path_.pop_back();
            }
        }
        flow_.end_line();
    }

  private:
    struct Step {
        const GumboNode* node;
        std::size_t next;
    };

    static bool is_cell(const GumboNode& node) {
        const GumboElement* const element = element_of(&node);
        return element != nullptr && (element->tag == GUMBO_TAG_TD || element->tag == GUMBO_TAG_TH);
    }

    // Cells around another table are no cells of a row of text: their lines stay lines.
    void find_arranging_cells(const GumboNode* root) {
        std::vector<const GumboNode*> open{root};
        while (!open.empty()) {
            const GumboNode* const node = open.back();
            open.pop_back();
            const GumboElement* const element = element_of(node);
            if (element != nullptr && element->tag == GUMBO_TAG_TABLE) {
                for (const GumboNode* above = node->parent; above != nullptr;
                     above = above->parent) {
                    if (is_cell(*above) && !arranging_.insert(above).second) {
                        break;
                    }
                }
            }
            for (void* const child : children_of(node)) {
                open.push_back(static_cast<const GumboNode*>(child));
            }
        }
    }

    void enter(const GumboNode* node) {
        const GumboElement* const element = element_of(node);
        if (element == nullptr) {
            add_text(*node);
            return;
        }
        if (is_unseen(*element)) {
            return;
        }
        if (is_one_of(blocks, element->tag)) {
            flow_.end_line();
        } else if (is_cell(*node)) {
            arranging_.count(node) != 0 ? flow_.end_line() : flow_.enter_cell();
        } else if (element->tag == GUMBO_TAG_INPUT || element->tag == GUMBO_TAG_BUTTON ||
                   element->tag == GUMBO_TAG_RT || element->tag == GUMBO_TAG_IMG) {
            flow_.blank();
            flow_.add(element->tag == GUMBO_TAG_INPUT ? value_seen(*element) : "");
        }
        as_written_ += is_one_of(as_written, element->tag) ? 1 : 0;
        path_.push_back({node, 0});
    }

    void leave(const GumboNode& node) {
        const GumboElement& element = *element_of(&node);
        as_written_ -= is_one_of(as_written, element.tag) ? 1 : 0;
        if (is_one_of(blocks, element.tag)) {
            flow_.end_line();
        } else if (is_cell(node)) {
            arranging_.count(&node) != 0 ? flow_.end_line() : flow_.leave_cell();
        } else if (element.tag == GUMBO_TAG_BUTTON || element.tag == GUMBO_TAG_RT ||
                   element.tag == GUMBO_TAG_INPUT) {
            flow_.blank();
        }
    }

    // A cell outside of a table is no element to the standard, and yet its author meant to divide.
    bool stray_cell_before(const GumboNode& node) {
        constexpr std::ptrdiff_t looked_at_max = 1024;
        const GumboStringPiece source = node.v.text.original_text;
        const char* const end = std::exchange(last_end_, source.data + source.length);
        if (end == nullptr || source.data <= end || source.data - end > looked_at_max) {
            return false;
        }
        const std::string between = lower_without_blanks({end, source.data});
        return between.find("<td") != between.npos || between.find("<th") != between.npos ||
               between.find("<tr") != between.npos;
    }

    void add_text(const GumboNode& node) {
        if (node.type != GUMBO_NODE_TEXT && node.type != GUMBO_NODE_CDATA &&
            node.type != GUMBO_NODE_WHITESPACE) {
            return;
        }
        if (stray_cell_before(node)) {
            flow_.blank();
        }
        if (as_written_ != 0) {
            flow_.add_lines(node.v.text.text);
        } else {
            flow_.add(node.v.text.text);
        }
    }

    TextFlow& flow_;
    std::vector<Step> path_;
    std::unordered_set<const GumboNode*> arranging_;
    const char* last_end_ = nullptr;  // in the source, of the text before
    int as_written_ = 0;              // elements around this place whose line ends count
};

struct MetaFact {
    std::string_view name;
    std::string_view fact;
};
constexpr std::array<MetaFact, 14> meta_facts{{{"author", "author"},
                                               {"dc.creator", "author"},
                                               {"dcterms.creator", "author"},
                                               {"description", "description"},
                                               {"dc.description", "description"},
                                               {"keywords", "keywords"},
                                               {"dc.subject", "keywords"},
                                               {"generator", "producer"},
                                               {"date", "created"},
                                               {"dc.date", "created"},
                                               {"dcterms.created", "created"},
                                               {"article:published_time", "created"},
                                               {"dcterms.modified", "modified"},
                                               {"article:modified_time", "modified"}}};

void give_meta(const GumboElement& meta, ResultSink& sink) {
    const std::string_view said =
        has(meta, "name") ? attribute(meta, "name") : attribute(meta, "property");
    const std::string name = lower_without_blanks(said);
    const auto* const known = std::find_if(meta_facts.begin(), meta_facts.end(),
                                           [&](const MetaFact& f) { return f.name == name; });
    if (known == meta_facts.end()) {
        return;
    }
    if (known->fact == "created" || known->fact == "modified") {
        give_date_fact(sink, known->fact, attribute(meta, "content"));
    } else {
        give_fact(sink, known->fact, attribute(meta, "content"));
    }
}

std::vector<const GumboNode*> head_of(const GumboNode* root) {
    std::vector<const GumboNode*> inner;
    for (void* const child : children_of(root)) {
        const auto* const head = static_cast<const GumboNode*>(child);
        if (element_of(head) != nullptr && element_of(head)->tag == GUMBO_TAG_HEAD) {
            for (void* const node : children_of(head)) {
                inner.push_back(static_cast<const GumboNode*>(node));
            }
        }
    }
    return inner;
}

std::string_view title_of(const GumboNode* root) {
    for (const GumboNode* const node : head_of(root)) {
        const GumboElement* const element = element_of(node);
        if (element != nullptr && element->tag == GUMBO_TAG_TITLE && !children_of(node).empty() &&
            child_at(node, 0)->type == GUMBO_NODE_TEXT) {
            return child_at(node, 0)->v.text.text;
        }
    }
    return {};
}

}  // namespace

void give_facts(const GumboNode* root, ResultSink& sink) {
    if (const GumboElement* const html = element_of(root); html != nullptr) {
        give_fact(sink, "language", attribute(*html, "lang"));
    }
    give_fact(sink, "title", title_of(root));
    for (const GumboNode* const node : head_of(root)) {
        if (const GumboElement* const meta = element_of(node);
            meta != nullptr && meta->tag == GUMBO_TAG_META) {
            give_meta(*meta, sink);
        }
    }
}

// A browser shows the title above the page.
void give_text(const GumboNode* root, TextFlow& flow) {
    flow.add(title_of(root));
    flow.end_line();
    const Walk walk(root, flow);
}

}  // namespace kontor::html
