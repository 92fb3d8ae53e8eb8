// Word processing: one flow. Its headers stand above it and its footers at its end, as on paper;
// notes and comments follow what they belong to.
#include "indexer/extract/office/captured.h"
#include "indexer/extract/office/markup.h"
#include "indexer/extract/office/package.h"
#include "indexer/extract/office/relations.h"

#include <set>

namespace kontor::office {

namespace {

// Each section has its own headers, and mostly they say the same.
void add_each_once(const Reading& reading, const std::vector<std::string>& parts) {
    std::set<std::string> said;
    for (const std::string& part : parts) {
        if (const std::unique_ptr<Xml> xml = reading.part(part)) {
            const auto [text, is_new] = said.insert(captured<Markup>(reading, xml->root()));
            if (is_new) {
                reading.flow.add_lines(*text);
                reading.flow.end_line();
            }
        }
    }
}

void add_all(const Reading& reading, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
        if (const std::unique_ptr<Xml> xml = reading.part(part)) {
            Markup(reading).add(xml->root());
        }
    }
}

}  // namespace

void read_word(const Reading& reading, const std::string& part, const Node& root) {
    const Relations relations(reading, part);
    add_each_once(reading, relations.of_kind("header"));
    Markup(reading).add(root);
    add_charts(reading, part);
    for (const std::string_view kind : {"footnotes", "endnotes", "comments"}) {
        add_all(reading, relations.of_kind(kind));
    }
    add_each_once(reading, relations.of_kind("footer"));
}

}  // namespace kontor::office
