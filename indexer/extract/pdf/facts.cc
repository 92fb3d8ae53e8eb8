#include "indexer/extract/pdf/facts.h"

#include "indexer/extract/limits.h"
#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/page_labels.h"
#include "indexer/extract/pdf/unicode.h"
#include "storage/base/text.h"

#include <array>
#include <chrono>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace kontor::pdf {

namespace {

// Removes `digits` digits from the start; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

std::string zone_of(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) {
        return "Z";  // unknown counts as UTC: RFC 3339 asks for a zone
    }
    const char sign = text[0];
    text.remove_prefix(1);
    const int hours = take_number(text, 2);
    if (text.starts_with('\'') || text.starts_with(':')) {
        text.remove_prefix(1);
    }
    const int minutes = std::max(0, take_number(text, 2));
    return hours < 0 || hours > 23 || minutes > 59
               ? "Z"
               : fmt::format("{}{:02}:{:02}", sign, hours, minutes);
}

// A text string as one line.
std::string line_of(const PdfFile& file, const Object* dictionary, const char* key) {
    std::string value;
    for (const char32_t c : from_text_string(file.string(file.get(dictionary, key)))) {
        append_utf8(value, c < 0x20 || (c >= 0x7F && c < 0xA0) ? U' ' : c);
    }
    while (value.ends_with(' ')) {
        value.pop_back();
    }
    return truncate_utf8(value, limits::pdf_fact_max_bytes);
}

void give(const PdfFile& file,
          const Object* info,
          const char* key,
          std::string_view name,
          ResultSink& sink) {
    if (const std::string value = line_of(file, info, key); !value.empty()) {
        sink.fact(name, value);
    }
}

class Outline {
  public:
    explicit Outline(const PdfFile& file) : file_(file) {}

    std::string read() {
        walk(file_.raw(file_.get(file_.root(), "Outlines"), "First"), 0);
        return std::move(text_);
    }

  private:
    void walk(const Object* raw_item, std::size_t depth) {
        const Object* item = file_.resolve(raw_item);
        while (file_.is_dictionary(item) && depth < limits::pdf_page_tree_depth_max &&
               seen_.size() < limits::pdf_outline_items_max && seen_.insert(item).second) {
            const std::string line =
                std::string(depth, '\t') + line_of(file_, item, "Title") + '\n';
            if (text_.size() + line.size() > limits::result_fact_value_max_bytes) {
                return;
            }
            text_ += line;
            walk(file_.raw(item, "First"), depth + 1);
            item = file_.get(item, "Next");
        }
    }

    const PdfFile& file_;
    std::string text_;
    std::set<const Object*> seen_;
};

class Signatures {
  public:
    explicit Signatures(const PdfFile& file) : file_(file) {}

    std::size_t count() {
        walk(file_.get(file_.get(file_.root(), "AcroForm"), "Fields"), 0);
        return count_;
    }

  private:
    void walk(const Object* fields, int depth) {
        const std::size_t children = file_.array_size(fields);
        for (std::size_t i = 0; i < children; ++i) {
            const Object* field = file_.item(fields, i);
            if (depth > limits::pdf_page_tree_depth_max ||
                seen_.size() > limits::pdf_annotations_max || !file_.is_dictionary(field) ||
                !seen_.insert(field).second) {
                continue;
            }
            if (file_.get_name(field, "FT") == "Sig" &&
                file_.is_dictionary(file_.get(field, "V"))) {
                ++count_;
            }
            walk(file_.get(field, "Kids"), depth + 1);
        }
    }

    const PdfFile& file_;
    std::size_t count_ = 0;
    std::set<const Object*> seen_;
};

// What stands for `name` in XMP, as an attribute or an element: at most `most` letters and digits.
std::string xmp_value(std::string_view xmp, std::string_view name, std::size_t most) {
    const std::size_t place = xmp.find(name);
    std::string value;
    if (place == std::string_view::npos) {
        return value;
    }
    for (std::size_t i = xmp.find_first_not_of("=\"'> \t\r\n", place + name.size());
         i < xmp.size() && value.size() < most; ++i) {
        const char c = xmp[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (c < '0' || c > '9')) {
            break;
        }
        value += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return value;
}

std::string pdfa_claim(PdfFile& file) {
    constexpr std::size_t xmp_max_bytes = 1U << 20;
    const Bytes xmp = file.stream(file.get(file.root(), "Metadata"), xmp_max_bytes);
    const std::string part = xmp_value(xmp, "pdfaid:part", 1);
    return part.empty() ? part : part + xmp_value(xmp, "pdfaid:conformance", 1);
}

}  // namespace

std::string date_of(std::string_view text) {
    if (text.starts_with("D:")) {
        text.remove_prefix(2);
    }
    const int year = take_number(text, 4);
    const int month = year < 0 ? -1 : take_number(text, 2);
    const int day = month < 0 ? -1 : take_number(text, 2);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (year < 1 || month < 1 || day < 1 || !date.ok()) {
        return {};
    }
    const std::string civil = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    const int hour = take_number(text, 2);
    const int minute = hour < 0 ? -1 : take_number(text, 2);
    if (minute < 0 || hour > 23 || minute > 59) {
        return civil;
    }
    const int second = std::max(0, take_number(text, 2));
    return fmt::format("{}T{:02}:{:02}:{:02}{}", civil, hour, minute, std::min(second, 59),
                       zone_of(text));
}

void give_facts(PdfFile& file, std::size_t pages, ResultSink& sink) {
    const Object* info = file.get(file.trailer(), "Info");
    give(file, info, "Title", "title", sink);
    give(file, info, "Author", "author", sink);
    give(file, info, "Subject", "subject", sink);
    give(file, info, "Keywords", "keywords", sink);
    give(file, info, "Producer", "producer", sink);
    const Bytes created = file.string(file.get(info, "CreationDate"));
    if (const std::string date = date_of(created); !date.empty()) {
        sink.fact("created", date);
    }
    sink.fact("pages", std::to_string(pages));
    const auto give_found = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            sink.fact(name, value);
        }
    };
    give_found("page_labels", page_labels(file, pages, limits::result_fact_value_max_bytes));
    give_found("outline", Outline(file).read());
    give_found("pdfa", pdfa_claim(file));
    const std::size_t signatures = Signatures(file).count();
    give_found("signed", signatures > 0 ? std::to_string(signatures) : "");
}

}  // namespace kontor::pdf
