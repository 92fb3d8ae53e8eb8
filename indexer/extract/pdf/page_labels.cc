#include "indexer/extract/pdf/page_labels.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace kontor::pdf {

namespace {

using Ranges = std::map<std::int64_t, const Object*>;  // from this page on, counted from 0

class LabelTree {
  public:
    explicit LabelTree(const PdfFile& file) : file_(file) {}

    const Ranges& walk(const Object* raw_node, int depth) {
        const Object* node = file_.resolve(raw_node);
        if (!file_.is_dictionary(node) || depth > limits::pdf_page_tree_depth_max ||
            seen_.size() > limits::pdf_page_nodes_max || !seen_.insert(node).second) {
            return ranges_;
        }
        const Object* numbers = file_.get(node, "Nums");  // page, label, page, label…
        const std::size_t count = file_.array_size(numbers);
        for (std::size_t i = 0; i + 1 < count; i += 2) {
            ranges_[file_.integer(file_.item(numbers, i), 0)] = file_.item(numbers, i + 1);
        }
        const Object* kids = file_.get(node, "Kids");
        const std::size_t children = file_.array_size(kids);
        for (std::size_t i = 0; i < children; ++i) {
            walk(file_.raw_item(kids, i), depth + 1);
        }
        return ranges_;
    }

  private:
    const PdfFile& file_;
    Ranges ranges_;
    std::set<const Object*> seen_;
};

std::string roman(std::int64_t number) {
    static constexpr std::array<std::pair<std::int64_t, std::string_view>, 13> signs{{
        {1000, "m"},
        {900, "cm"},
        {500, "d"},
        {400, "cd"},
        {100, "c"},
        {90, "xc"},
        {50, "l"},
        {40, "xl"},
        {10, "x"},
        {9, "ix"},
        {5, "v"},
        {4, "iv"},
        {1, "i"},
    }};
    std::string text;
    for (const auto& [value, sign] : signs) {
        for (; number >= value; number -= value) {
            text += sign;
        }
    }
    return text;
}

// a to z, then aa to zz, and so on.
std::string letters(std::int64_t number) {
    return std::string(static_cast<std::size_t>((number - 1) / 26 + 1),
                       static_cast<char>('a' + (number - 1) % 26));
}

std::string upper(std::string text) {
    for (char& c : text) {
        c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string numeral(std::string_view style, std::int64_t number) {
    constexpr std::int64_t spelled_max = 20'000;  // what is beyond would be a line of m
    if (style == "D" || ((style == "R" || style == "r" || style == "A" || style == "a") &&
                         (number < 1 || number > spelled_max))) {
        return std::to_string(number);
    }
    if (style == "R" || style == "r") {
        return style == "r" ? roman(number) : upper(roman(number));
    }
    if (style == "A" || style == "a") {
        return style == "a" ? letters(number) : upper(letters(number));
    }
    return {};
}

std::string prefix_of(const PdfFile& file, const Object* label) {
    constexpr std::size_t prefix_max_bytes = 64;
    std::string prefix;
    for (const char32_t c : from_text_string(file.string(file.get(label, "P")))) {
        append_utf8(prefix, c < 0x20 ? U' ' : c);
    }
    return truncate_utf8(prefix, prefix_max_bytes);
}

}  // namespace

std::string page_labels(const PdfFile& file, std::size_t pages, std::size_t most) {
    LabelTree tree(file);
    const Ranges& ranges = tree.walk(file.raw(file.root(), "PageLabels"), 0);
    std::string labels;
    for (auto range = ranges.begin(); range != ranges.end(); ++range) {
        const auto next = std::next(range);
        const std::int64_t end =
            std::min(static_cast<std::int64_t>(pages),
                     next == ranges.end() ? static_cast<std::int64_t>(pages) : next->first);
        const Object* label = range->second;
        const std::string prefix = prefix_of(file, label);
        const std::string_view style = file.get_name(label, "S");
        // Beyond a sane start, sums could overflow.
        const std::int64_t start =
            std::clamp<std::int64_t>(file.integer(file.get(label, "St"), 1), 0, 1'000'000'000);
        for (std::int64_t page = std::max<std::int64_t>(range->first, 0); page < end; ++page) {
            const std::string line = prefix + numeral(style, start + page - range->first) + '\n';
            if (labels.size() + line.size() > most) {
                return labels;
            }
            labels += line;
        }
    }
    return labels;
}

}  // namespace kontor::pdf
