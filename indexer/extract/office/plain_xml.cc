#include "indexer/extract/office/plain_xml.h"

#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/markup.h"
#include "indexer/extract/office/open_document.h"

#include <algorithm>

namespace kontor::office {

namespace {

// An element among words is one of them; among other elements it is a line.
bool has_words_of_its_own(const Node& node) {
    const auto is_ink = [](const char* text) {
        return std::string_view(text).find_first_not_of(" \t\r\n") != std::string_view::npos;
    };
    if (is_ink(node.value())) {
        return true;
    }
    return std::any_of(node.begin(), node.end(), [&](const Node& inner) {
        return inner.type() != pugi::node_element && is_ink(inner.value());
    });
}

void add_elements(const Reading& reading, const Node& node, int depth, bool is_inline) {
    if (depth == limits::office_depth_max) {
        reading.container.complain("extract.too_deep");
        return;
    }
    if (is(node, "script") || is(node, "style")) {
        return;
    }
    const bool is_mixed = is_inline || has_words_of_its_own(node);
    reading.flow.add(node.value());
    for (const Node& inner : node.children()) {
        if (inner.type() == pugi::node_element) {
            add_elements(reading, inner, depth + 1, is_mixed);
        } else {
            reading.flow.add(inner.value());
        }
    }
    if (!is_inline) {
        reading.flow.end_line();
    }
}

// Word 2003: the same markup, and its facts beside it.
void read_word_2003(const Reading& reading, const Node& root) {
    const Node facts = child(root, "DocumentProperties");
    give_fact(reading.sink, "title", text_of(child(facts, "Title")));
    give_fact(reading.sink, "subject", text_of(child(facts, "Subject")));
    give_fact(reading.sink, "author", text_of(child(facts, "Author")));
    give_fact(reading.sink, "keywords", text_of(child(facts, "Keywords")));
    give_date_fact(reading.sink, "created", text_of(child(facts, "Created")));
    give_date_fact(reading.sink, "modified", text_of(child(facts, "LastSaved")));
    Markup(reading).add(child(root, "body"));
}

// A package in one file: its parts as elements.
void read_flat_package(const Reading& reading, const Node& root) {
    for (const std::string_view kind : {".header+xml", ".main+xml", ".footnotes+xml",
                                        ".endnotes+xml", ".comments+xml", ".footer+xml"}) {
        for (const Node& part : root.children()) {
            if (attribute(part, "contentType").ends_with(kind)) {
                Markup(reading).add(child(part, "xmlData"));
            }
        }
    }
}

}  // namespace

bool read_plain_xml(const Reading& reading, std::string utf8, std::string_view type) {
    // What it was in is past: it is UTF-8 now, whatever its declaration says.
    const Xml xml(std::move(utf8), Blanks::between_markup, pugi::encoding_utf8);
    const Node root = xml.root();
    const bool is_known = is_flat_document(root) || is(root, "wordDocument") ||
                          std::string_view(root.name()) == "pkg:package";
    if (!root || (!is_known && xml.complaint() == "extract.damaged")) {
        return false;
    }
    if (!xml.complaint().empty()) {
        reading.container.complain(xml.complaint());
    }
    const std::string_view mime = is_flat_document(root) ? attribute(root, "mimetype") : "";
    reading.sink.media_type(
        mime.starts_with("application/vnd.oasis.opendocument") && mime.size() < 100 ? mime : type);
    if (is_flat_document(root)) {
        read_flat_document(reading, root);
    } else if (is(root, "wordDocument")) {
        read_word_2003(reading, root);
    } else if (std::string_view(root.name()) == "pkg:package") {
        read_flat_package(reading, root);
    } else {
        add_elements(reading, root, 0, false);
    }
    return true;
}

}  // namespace kontor::office
