#include "indexer/extract/html/html_reader.h"

#include "indexer/extract/html/html_text.h"
#include "indexer/extract/html/html_tree.h"
#include "indexer/extract/html/limits.h"
#include "indexer/extract/text/decoded.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

std::string lower(ByteView bytes) {
    std::string out(bytes);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
           c == ':';
}

// The name behind `mark`, an equals sign, and perhaps a quote; empty when there is none.
std::string_view named_after(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == text.npos) {
        return {};
    }
    text.remove_prefix(at + mark.size());
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n="), text.size()));
    if (text.starts_with('"') || text.starts_with('\'')) {
        text.remove_prefix(1);
    }
    std::size_t size = 0;
    while (size < text.size() && is_name_character(text[size])) {
        ++size;
    }
    return text.substr(0, size);
}

// By <meta charset> or <meta http-equiv content="…; charset=…">, or by an XML declaration.
std::string declared_encoding(ByteView bytes) {
    const std::string head = lower(bytes.substr(0, limits::html_declared_within_bytes));
    if (head.starts_with("<?xml")) {
        const std::string_view declaration = std::string_view(head).substr(0, head.find("?>"));
        return std::string(named_after(declaration, "encoding"));
    }
    for (std::size_t at = head.find("<meta"); at != head.npos; at = head.find("<meta", at + 1)) {
        const std::string_view tag = std::string_view(head).substr(at, head.find('>', at) - at);
        if (const std::string_view name = named_after(tag, "charset"); !name.empty()) {
            return std::string(name);
        }
    }
    return {};
}

// The beginning that holds whole characters.
std::string_view beginning(std::string_view text, std::size_t bytes) {
    return text.substr(0, truncate_utf8(text.substr(0, bytes + 64), bytes).size());
}

// Pieces of pages come without a beginning. XML has such elements too, and declares itself, or goes
// on with a name space.
bool begins_with_an_element(std::string_view text) {
    static constexpr std::array<std::string_view, 24> elements{
        "meta", "link", "a",  "b",  "br",     "center", "div",   "font",
        "h1",   "h2",   "h3", "hr", "i",      "li",     "ol",    "p",
        "pre",  "span", "ul", "dl", "strong", "style",  "table", "title"};
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find_first_of(" \t\r\n>/"), text.size());
    const std::string_view tag = text.substr(0, text.find('>'));
    return end < text.size() && tag.find("xmlns") == tag.npos &&
           std::find(elements.begin(), elements.end(), text.substr(0, end)) != elements.end();
}

bool give_document(std::string_view text, ResultSink& sink, TextFlow& flow) {
    const html::HtmlTree tree(text);
    if (tree.root() == nullptr) {
        return false;
    }
    html::give_facts(tree.root(), sink);
    html::give_text(tree.root(), flow);
    flow.finish();
    return true;
}

}  // namespace

ReadingEnd read_html(ByteView bytes, ResultSink& sink) {
    const std::optional<std::string> text = decoded(bytes, declared_encoding(bytes));
    if (!text) {
        return {TextState::none, "extract.not_text"};
    }
    TextFlow flow(sink);
    if (give_document(*text, sink, flow)) {
        return {flow.has_ink() ? TextState::done : TextState::none, ""};
    }
    for (const std::size_t size : limits::html_beginnings_bytes) {
        if (size < text->size() && give_document(beginning(*text, size), sink, flow)) {
            return {flow.has_ink() ? TextState::partial : TextState::failed, "extract.too_large"};
        }
    }
    return {TextState::failed, "extract.too_large"};
}

bool looks_like_html(ByteView bytes) {
    std::string head = lower(bytes.substr(0, limits::html_declared_within_bytes));
    std::erase(head, '\0');  // in UTF-16 and UTF-32 every letter of a tag has some
    const std::size_t first = head.find('<');
    // Before its first tag a page has nothing but blanks and byte order marks.
    if (first == head.npos || std::any_of(head.begin(), head.begin() + static_cast<long>(first),
                                          [](char c) { return c > ' ' && c < 0x7F; })) {
        return false;
    }
    static constexpr std::array<std::string_view, 4> marks{"<!doctype html", "<html", "<head",
                                                           "<body"};
    return begins_with_an_element(std::string_view(head).substr(first)) ||
           std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return head.find(mark) != head.npos; });
}

}  // namespace kontor
