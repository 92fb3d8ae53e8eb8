// Spreadsheets of Office Open XML: a sheet after the other, each beginning a page with its name.
#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/markup.h"
#include "indexer/extract/office/number_format.h"
#include "indexer/extract/office/package.h"
#include "indexer/extract/office/relations.h"
#include "indexer/extract/office/sheet_header.h"

#include <charconv>
#include <unordered_map>

namespace kontor::office {

namespace {

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

std::optional<std::size_t> count_of(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

// As most numbers are written: it is shown as it stands.
bool is_short_decimal(std::string_view text) {
    constexpr std::size_t exact_digits = 15;
    return text.size() <= exact_digits &&
           text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

// Runs of text, but for how they are pronounced.
std::string rich_text(const Node& node) {
    std::string text;
    for (const Node& inner : node.children()) {
        const std::string_view name = local_name(inner);
        if (name == "t") {
            text += text_of(inner);
        } else if (name == "r") {
            text += text_of(child(inner, "t"));
        }
    }
    return text;
}

// Strings that cells share; in one piece, because a workbook has millions of short ones.
class SharedStrings {
  public:
    void read(const Reading& reading, const std::string& part) {
        const std::unique_ptr<Xml> xml = reading.part(part);
        if (xml == nullptr) {
            return;
        }
        for (const Node& item : xml->root().children()) {
            if (ends_.size() == limits::office_strings_max) {
                reading.container.complain("extract.too_large");
                return;
            }
            if (is(item, "si")) {
                all_ += rich_text(item);
                ends_.push_back(all_.size());
            }
        }
    }
    std::string_view at(std::size_t index) const {
        if (index >= ends_.size()) {
            return {};
        }
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(all_).substr(begin, ends_[index] - begin);
    }

  private:
    std::string all_;
    std::vector<std::size_t> ends_;
};

// How numbers are shown, by the style of a cell.
class Styles {
  public:
    void read(const Reading& reading, const std::string& part) {
        const std::unique_ptr<Xml> xml = reading.part(part);
        if (xml == nullptr) {
            return;
        }
        std::unordered_map<std::string_view, std::string_view> codes;
        for (const Node& format : child(xml->root(), "numFmts").children()) {
            codes.emplace(attribute(format, "numFmtId"), attribute(format, "formatCode"));
        }
        std::unordered_map<std::string_view, std::size_t> known;
        for (const Node& style : child(xml->root(), "cellXfs").children()) {
            const std::string_view id = attribute(style, "numFmtId");
            const auto [format, is_new] = known.try_emplace(id, formats_.size());
            if (styles_.size() == limits::office_styles_max ||
                formats_.size() == limits::office_number_formats_max) {
                reading.container.complain("extract.too_large");
                return;
            }
            if (is_new) {
                const auto own = codes.find(id);
                formats_.push_back(
                    own != codes.end()
                        ? NumberFormat(own->second)
                        : NumberFormat::built_in(static_cast<unsigned>(count_of(id).value_or(0))));
            }
            styles_.push_back(format->second);
        }
    }
    const NumberFormat& at(std::size_t index) const {
        static const NumberFormat general;
        return index < styles_.size() ? formats_[styles_[index]] : general;
    }

  private:
    std::vector<NumberFormat> formats_;
    std::vector<std::size_t> styles_;  // of a cell, to its format
};

struct Workbook {
    SharedStrings strings;
    Styles styles;
    DateSystem dates = DateSystem::from_1900;
};

std::string cell_text(const Workbook& book, const Node& cell) {
    const std::string_view type = attribute(cell, "t");
    if (type == "inlineStr") {
        return rich_text(child(cell, "is"));
    }
    const std::string value = text_of(child(cell, "v"));
    if (type == "s") {
        const std::optional<std::size_t> index = count_of(value);
        return index ? std::string(book.strings.at(*index)) : "";
    }
    if (type == "b") {
        return value == "1" ? "TRUE" : value == "0" ? "FALSE" : value;
    }
    if (type.empty() || type == "n") {
        const std::size_t style = count_of(attribute(cell, "s")).value_or(0);
        const NumberFormat& format = book.styles.at(style);
        if (format.is_general() && is_short_decimal(value)) {
            return value;
        }
        const std::optional<double> number = number_of(value);
        return number ? format.show(*number, book.dates) : value;
    }
    return value;  // what a formula gave as text, an error, a date in ISO 8601
}

void add_cells(const Reading& reading, const Workbook& book, const Node& root) {
    for (const Node& row : child(root, "sheetData").children()) {
        for (const Node& cell : row.children()) {
            if (is(cell, "c")) {
                const CellScope scope(reading.flow);
                reading.flow.add(cell_text(book, cell));
            }
        }
        reading.flow.end_line();
    }
}

void add_headers(const Reading& reading, const Node& root) {
    std::string before;
    for (const Node& header : child(root, "headerFooter").children()) {
        const std::string text = sheet_header_text(text_of(header));
        if (text != before) {
            reading.flow.add(text);
            reading.flow.end_line();
        }
        before = text;
    }
}

// A thread of comments leaves a note for older programs, which repeats it.
void add_comments(const Reading& reading, const Relations& relations) {
    const std::vector<std::string> threads = relations.of_kind("threadedComment");
    for (const std::string& part : threads.empty() ? relations.of_kind("comments") : threads) {
        const std::unique_ptr<Xml> xml = reading.part(part);
        if (xml == nullptr) {
            continue;
        }
        const Node list = child(xml->root(), "commentList");
        for (const Node& comment : (list ? list : xml->root()).children()) {
            const Node text = child(comment, "text");
            reading.flow.add(list ? rich_text(text) : text_of(text));
            reading.flow.end_line();
        }
    }
}

void add_drawings(const Reading& reading, const Relations& relations) {
    for (const std::string& part : relations.of_kind("drawing")) {
        if (const std::unique_ptr<Xml> drawing = reading.part(part)) {
            Markup(reading).add(drawing->root());
            add_charts(reading, part);
        }
    }
}

void read_sheet(const Reading& reading, const Workbook& book, const std::string& part) {
    {
        const std::unique_ptr<Xml> sheet = reading.part(part);
        if (sheet == nullptr) {
            reading.container.complain("extract.damaged");
            return;
        }
        add_cells(reading, book, sheet->root());
        add_headers(reading, sheet->root());
    }
    const Relations relations(reading, part);
    add_comments(reading, relations);
    add_drawings(reading, relations);
}

}  // namespace

void read_workbook(const Reading& reading, const std::string& part, const Node& root) {
    const Relations relations(reading, part);
    Workbook book;
    const std::string_view from_1904 = attribute(child(root, "workbookPr"), "date1904");
    if (from_1904 == "1" || from_1904 == "true") {
        book.dates = DateSystem::from_1904;
    }
    book.strings.read(reading, relations.first("sharedStrings"));
    book.styles.read(reading, relations.first("styles"));
    std::size_t sheets = 0;
    for (const Node& sheet : child(root, "sheets").children()) {
        if (sheets++ == limits::office_pages_max) {
            reading.container.complain("extract.too_large");
            break;
        }
        reading.flow.add(attribute(sheet, "name"));
        reading.flow.end_line();
        read_sheet(reading, book, relations.by_id(relation_of(sheet)));
        reading.flow.end_page();
    }
    give_fact(reading.sink, "sheets", std::to_string(sheets));
}

}  // namespace kontor::office
