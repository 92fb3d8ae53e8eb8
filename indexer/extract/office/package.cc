#include "indexer/extract/office/package.h"

#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/relations.h"

#include <array>

namespace kontor::office {

namespace {

constexpr std::string_view content_types = "[Content_Types].xml";
// Where everybody puts the main part, for packages that have lost what says so.
constexpr std::array<std::string_view, 3> usual_parts{"word/document.xml", "xl/workbook.xml",
                                                      "ppt/presentation.xml"};

std::string main_part(const Reading& reading) {
    std::string part = Relations(reading, "").first("officeDocument");
    if (part.empty() || !reading.container.has(part)) {
        for (const std::string_view usual : usual_parts) {
            if (reading.container.has(usual)) {
                return std::string(usual);
            }
        }
    }
    return part;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

// What [Content_Types].xml calls `part`: by its name, else by its extension.
std::string content_type(const Reading& reading, const std::string& part) {
    const std::unique_ptr<Xml> types = reading.part(content_types);
    if (types == nullptr) {
        return {};
    }
    const std::string name = "/" + lower(part);
    const std::string extension = name.substr(std::min(name.rfind('.') + 1, name.size()));
    std::string by_extension;
    for (const Node& entry : types->root().children()) {
        if (is(entry, "Override") && lower(attribute(entry, "PartName")) == name) {
            return lower(attribute(entry, "ContentType"));
        }
        if (is(entry, "Default") && lower(attribute(entry, "Extension")) == extension) {
            by_extension = lower(attribute(entry, "ContentType"));
        }
    }
    return by_extension;
}

// "application/….document.main+xml" is the type of the part, without its end that of the document.
std::string media_type(std::string type, std::string_view root) {
    for (const std::string_view end : {".main+xml", "+xml", ".main"}) {
        if (type.ends_with(end)) {
            type.resize(type.size() - end.size());
            break;
        }
    }
    if (type.starts_with("application/") && type != "application/xml") {
        return type;
    }
    const std::string ours = "application/vnd.openxmlformats-officedocument.";
    return root == "document"       ? ours + "wordprocessingml.document"
           : root == "workbook"     ? ours + "spreadsheetml.sheet"
           : root == "presentation" ? ours + "presentationml.presentation"
                                    : "application/zip";
}

void give_facts(const Reading& reading) {
    const Relations relations(reading, "");
    std::string core = relations.first("core-properties");
    if (core.empty()) {
        core = "docProps/core.xml";
    }
    if (const std::unique_ptr<Xml> xml = reading.part(core)) {
        const Node root = xml->root();
        const auto give = [&](std::string_view local, std::string_view name) {
            give_fact(reading.sink, name, text_of(child(root, local)));
        };
        give("title", "title");
        give("subject", "subject");
        give("creator", "author");
        give("keywords", "keywords");
        give("description", "description");
        give("language", "language");
        give_date_fact(reading.sink, "created", text_of(child(root, "created")));
        give_date_fact(reading.sink, "modified", text_of(child(root, "modified")));
    }
    if (const std::unique_ptr<Xml> xml = reading.part("docProps/app.xml")) {
        give_fact(reading.sink, "producer", text_of(child(xml->root(), "Application")));
    }
}

}  // namespace

bool read_package(const Reading& reading) {
    const std::string part = main_part(reading);
    if (part.empty() && !reading.container.has(content_types)) {
        return false;
    }
    const std::string type = content_type(reading, part);
    const std::unique_ptr<Xml> xml = reading.part(part);
    const std::string root(xml == nullptr ? "" : local_name(xml->root()));
    reading.sink.media_type(media_type(type, root));
    give_facts(reading);
    if (root == "document") {
        read_word(reading, part, xml->root());
    } else if (root == "workbook") {
        read_workbook(reading, part, xml->root());
    } else if (root == "presentation") {
        read_slides(reading, part, xml->root());
    } else {
        reading.container.complain(xml == nullptr && !type.empty() && !part.empty()
                                       ? "extract.damaged"
                                       : "extract.unsupported");
    }
    return true;
}

}  // namespace kontor::office
