#include "indexer/extract/text_flow.h"

#include "indexer/extract/limits.h"
#include "storage/base/text.h"

namespace kontor {

namespace {

// From here on a line's end ends the page too, so that lines are seldom cut.
constexpr std::size_t soft_page_bytes = limits::plain_page_max_bytes - 4096;

enum class Kind { ink, white, nothing };

struct Character {
    Kind kind;
    std::size_t bytes;
};

// Control characters of ASCII and of C1 (two bytes in UTF-8), and blanks of any width: whoever
// looks for "5 EUR" does not know which of them the author used.
Character character_at(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == ' ' || (byte >= 0x09 && byte <= 0x0D) || byte == 0) {
        return {Kind::white, 1};
    }
    if (byte < 0x20 || byte == 0x7F) {
        return {Kind::nothing, 1};
    }
    if (byte == 0xC2 && at + 1 < text.size()) {
        const auto next = static_cast<unsigned char>(text[at + 1]);
        if (next <= 0xA0) {
            return {next == 0x85 || next == 0xA0 ? Kind::white : Kind::nothing, 2};
        }
    }
    if (byte == 0xE2 || byte == 0xE3) {
        const std::string_view wide = text.substr(at, 3);
        if ((wide >= "\u2000" && wide <= "\u200A") || wide == "\u2028" || wide == "\u2029" ||
            wide == "\u202F" || wide == "\u205F" || wide == "\u3000") {
            return {Kind::white, 3};
        }
    }
    if (byte == 0xEF && text.substr(at, 3) == "\uFEFF") {
        return {Kind::nothing, 3};
    }
    return {Kind::ink, 1};
}

}  // namespace

void TextFlow::add(std::string_view text) {
    if (!is_utf8(text)) {
        add(to_valid_utf8(text));
        return;
    }
    std::size_t begin = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const Character c = character_at(text, at);
        if (c.kind != Kind::ink) {
            add_word(text.substr(begin, at - begin));
            is_apart_ = is_apart_ || c.kind == Kind::white;
            begin = at + c.bytes;
        }
        at += c.bytes;
    }
    add_word(text.substr(begin));
}

void TextFlow::add_lines(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        add(text.substr(0, end));
        if (end == text.npos) {
            return;
        }
        end_line();
        text.remove_prefix(end + 1);
    }
}

void TextFlow::end_line() {
    is_apart_ = true;
    if (cells_ != 0 || page_.empty() || page_.back() == '\n') {
        return;
    }
    page_ += '\n';
    if (page_.size() >= soft_page_bytes) {
        end_page();
    }
}

void TextFlow::end_page() {
    if (!page_.empty()) {
        sink_.page(number_, page_);
        page_.clear();
    }
    ++number_;
    is_apart_ = false;
}

void TextFlow::finish() {
    end_line();
    if (!page_.empty()) {
        end_page();
    }
}

void TextFlow::enter_cell() {
    is_apart_ = true;
    ++cells_;
}

void TextFlow::leave_cell() {
    --cells_;
    is_apart_ = true;
}

void TextFlow::add_word(std::string_view word) {
    while (!word.empty()) {
        std::string_view piece = word;
        if (piece.size() > soft_page_bytes) {
            piece = word.substr(0, soft_page_bytes);
            while ((static_cast<unsigned char>(word[piece.size()]) & 0xC0) == 0x80) {
                piece.remove_suffix(1);
            }
        }
        append(piece);
        word.remove_prefix(piece.size());
    }
}

void TextFlow::append(std::string_view word) {
    if (page_.size() + word.size() + 2 > limits::plain_page_max_bytes) {
        end_page();
    }
    if (is_apart_ && !page_.empty() && page_.back() != '\n') {
        page_ += ' ';
    }
    is_apart_ = false;
    page_ += word;
    ink_bytes_ += word.size();
}

}  // namespace kontor
