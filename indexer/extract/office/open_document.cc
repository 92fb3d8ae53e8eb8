#include "indexer/extract/office/open_document.h"

#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/captured.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/open_markup.h"

#include <set>

namespace kontor::office {

namespace {

constexpr std::string_view our_types = "application/vnd.oasis.opendocument";
constexpr std::string_view older_types = "application/vnd.sun.xml";  // OpenOffice.org 1

// In a container the entry "mimetype" comes first and says nothing else.
std::string type_of(const Reading& reading) {
    if (!reading.container.has("mimetype")) {
        return {};
    }
    std::string type = reading.container.read("mimetype").value_or("").substr(0, 100);
    type.resize(std::min(type.find_first_of(" \t\r\n\0"), type.size()));
    return type.starts_with(our_types) || type.starts_with(older_types) ? type : "";
}

// Those that are under a password.
LockedParts locked_parts(const Reading& reading, const std::string& password) {
    const std::unique_ptr<Xml> manifest = reading.part("META-INF/manifest.xml");
    return {manifest == nullptr ? Node{} : manifest->root(), password};
}

// Meta data of either edition, which differ in one more level.
void give_facts(const Reading& reading, const Node& root) {
    const Node meta = child(root, "meta");
    std::string keywords;
    std::string author;
    for (const Node& fact : meta.children()) {
        const std::string_view name = local_name(fact);
        if (name == "title" || name == "subject" || name == "description" || name == "language") {
            give_fact(reading.sink, name, text_of(fact));
        } else if (name == "keyword" || name == "keywords") {
            keywords += (keywords.empty() ? "" : ", ") + text_of(fact);
        } else if (name == "initial-creator" || (name == "creator" && author.empty())) {
            author = text_of(fact);
        } else if (name == "creation-date") {
            give_date_fact(reading.sink, "created", text_of(fact));
        } else if (name == "date") {
            give_date_fact(reading.sink, "modified", text_of(fact));
        } else if (name == "generator") {
            give_fact(reading.sink, "producer", text_of(fact));
        }
    }
    give_fact(reading.sink, "author", author);
    give_fact(reading.sink, "keywords", keywords);
}

// Page styles come in many copies; each text once.
void add_page_frames(const Reading& reading, const Node& styles, std::string_view which) {
    std::set<std::string> said;
    for (const Node& page : child(styles, "master-styles").children()) {
        for (const Node& frame : page.children()) {
            if (local_name(frame).starts_with(which)) {
                const auto [text, is_new] = said.insert(captured<OpenMarkup>(reading, frame));
                if (is_new) {
                    reading.flow.add_lines(*text);
                    reading.flow.end_line();
                }
            }
        }
    }
}

// What stands behind slides on their master page, once; places that slides fill themselves are
// marked there with what they are for.
void add_master_page(const Reading& reading,
                     const Node& styles,
                     std::string_view name,
                     std::set<std::string_view>& said) {
    if (name.empty() || !said.insert(name).second) {
        return;
    }
    for (const Node& master : child(styles, "master-styles").children()) {
        if (attribute(master, "name") != name) {
            continue;
        }
        for (const Node& shape : master.children()) {
            const std::string_view use = attribute(shape, "class");
            if (use.empty() || use == "footer" || use == "header") {
                if (std::string_view(shape.name()).starts_with("draw:")) {
                    OpenMarkup(reading).add(shape);
                }
            }
        }
    }
}

// Pages of their own, each with its name where its author gave one.
void add_pages(const Reading& reading,
               const Node& body,
               const Node& styles,
               std::string_view kind) {
    std::size_t pages = 0;
    std::set<std::string_view> said;
    for (const Node& page : body.children()) {
        if (!is(page, kind)) {
            continue;
        }
        if (pages++ == limits::office_pages_max) {
            reading.container.complain("extract.too_large");
            break;
        }
        if (kind == "table") {
            reading.flow.add(attribute(page, "name"));
            reading.flow.end_line();
        }
        OpenMarkup(reading).add(page);
        add_master_page(reading, styles, attribute(page, "master-page-name"), said);
        reading.flow.end_page();
    }
    give_fact(reading.sink, kind == "table" ? "sheets" : "pages", std::to_string(pages));
}

void add_body(const Reading& reading, const Node& content, const Node& styles) {
    const Node body = child(content, "body");
    if (const Node sheets = child(body, "spreadsheet")) {
        add_pages(reading, sheets, styles, "table");
        return;
    }
    for (const std::string_view kind : {"presentation", "drawing"}) {
        if (const Node pages = child(body, kind)) {
            add_pages(reading, pages, styles, "page");
            return;
        }
    }
    add_page_frames(reading, styles, "header");
    OpenMarkup(reading).add(body);
    add_page_frames(reading, styles, "footer");
}

}  // namespace

bool read_open_document(const Reading& reading, const std::string& password) {
    std::string type = type_of(reading);
    if (type.empty()) {
        if (!reading.container.has("content.xml") ||
            !reading.container.has("META-INF/manifest.xml")) {
            return false;
        }
        type = "application/vnd.oasis.opendocument.text";
    }
    reading.sink.media_type(type);
    reading.container.unlock(locked_parts(reading, password));
    if (const std::unique_ptr<Xml> meta = reading.part("meta.xml")) {
        give_facts(reading, meta->root());
    }
    const std::unique_ptr<Xml> content = reading.part("content.xml", Blanks::between_markup);
    if (content == nullptr) {
        reading.container.complain("extract.damaged");
        return true;
    }
    const std::unique_ptr<Xml> styles = reading.part("styles.xml", Blanks::between_markup);
    add_body(reading, content->root(), styles == nullptr ? Node{} : styles->root());
    return true;
}

bool is_flat_document(const Node& root) {
    return std::string_view(root.name()) == "office:document";
}

void read_flat_document(const Reading& reading, const Node& root) {
    give_facts(reading, root);
    add_body(reading, root, root);
}

}  // namespace kontor::office
