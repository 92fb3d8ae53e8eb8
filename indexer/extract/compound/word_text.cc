#include "indexer/extract/compound/word_text.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

namespace {

enum Mark : char16_t {
    cell_end = 0x07,
    tab = 0x09,
    line_end = 0x0B,
    page_end = 0x0C,
    paragraph_end = 0x0D,
    column_end = 0x0E,
    field_begin = 0x13,
    field_result = 0x14,
    field_end = 0x15,
    fixed_hyphen = 0x1E,
    soft_hyphen = 0x1F,
};

constexpr std::size_t flushed_beyond_bytes = 8192;

}  // namespace

WordText::WordText(Reading& reading,
                   const WordFile& file,
                   const std::vector<WordPiece>& pieces,
                   const WordRuns& runs,
                   unsigned code_page)
    : reading_(reading), file_(file), pieces_(pieces), runs_(runs), code_page_(code_page) {}

void WordText::add(std::uint64_t begin, std::uint64_t end, TextFlow& flow) {
    flow_ = &flow;
    flow.end_line();
    const auto ends_before = [](const WordPiece& piece, std::uint64_t character) {
        return piece.first + piece.count <= character;
    };
    auto piece = std::lower_bound(pieces_.begin(), pieces_.end(), begin, ends_before);
    for (; piece != pieces_.end() && piece->first < end; ++piece) {
        if (!reading_.has_room()) {
            break;
        }
        if (piece->is_wide != is_wide_) {
            flush();
            is_wide_ = piece->is_wide;
        }
        const std::uint64_t last = std::min(end, piece->first + piece->count);
        for (std::uint64_t at = std::max(begin, piece->first); at < last; ++at) {
            const std::size_t place = piece->place_of(at);
            add_character(is_wide_ ? u16_at(file_.main, place) : u8_at(file_.main, place), place);
        }
    }
    if (!in_instruction_.empty()) {
        give_up_fields();
    }
    flush();
    flow.end_line();
}

void WordText::add_character(char16_t unit, std::size_t place) {
    if (runs_.deleted.has(place)) {
        return;
    }
    if (unit >= ' ') {
        after_cell_ = false;
        const bool is_sign = unit == '(' && runs_.symbols.has(place);
        add_unit(is_sign ? u' ' : unit);
        return;
    }
    if (unit == field_begin) {
        begin_field();
    } else if (unit == field_result) {
        begin_result();
    } else if (unit == field_end) {
        end_field();
    } else if (instructions_ > 0) {
        add_unit(' ');
    } else {
        flush();
        add_mark(unit, place);
    }
}

void WordText::add_mark(char16_t mark, std::size_t place) {
    switch (mark) {
        case cell_end:
            end_cell(place);
            break;
        case tab:
            flow_->blank();
            break;
        case line_end:
        case paragraph_end:
        case column_end:
            add_division(place);
            break;
        case page_end:
            add_division(place);
            if (!runs_.in_table.has(place)) {
                flow_->end_page();
            }
            break;
        case fixed_hyphen:
            flow_->add("\u2011");
            break;
        case soft_hyphen:
            flow_->add("\u00AD");
            break;
        default:  // pictures, drawings, numbers of notes
            break;
    }
}

void WordText::add_division(std::size_t place) {
    after_cell_ = false;
    if (runs_.in_table.has(place)) {
        flow_->blank();
    } else {
        flow_->end_line();
    }
}

// The end of a row is a cell without text in Word 6, which keeps its paragraphs otherwise.
void WordText::end_cell(std::size_t place) {
    const bool is_row = file_.is_97 ? runs_.row_ends.has(place) : after_cell_;
    after_cell_ = !is_row;
    if (is_row) {
        flow_->end_line();
    } else {
        flow_->blank();
    }
}

void WordText::begin_field() {
    if (in_instruction_.size() == limits::word_fields_max) {
        give_up_fields();
    }
    if (instructions_ == 0) {
        flush();
    }
    in_instruction_.push_back(true);
    ++instructions_;
}

void WordText::begin_result() {
    if (!in_instruction_.empty() && in_instruction_.back()) {
        in_instruction_.back() = false;
        --instructions_;
    }
    if (instructions_ == 0) {
        instruction_.clear();
    }
}

void WordText::end_field() {
    if (!in_instruction_.empty()) {
        begin_result();
        in_instruction_.pop_back();
    }
}

// What was taken for an instruction is text.
void WordText::give_up_fields() {
    reading_.complain("extract.damaged");
    in_instruction_.clear();
    instructions_ = 0;
    for (const char16_t unit : std::exchange(instruction_, {})) {
        add_unit(unit);
    }
}

void WordText::add_unit(char16_t unit) {
    if (instructions_ > 0) {
        instruction_ += unit;
        if (instruction_.size() > limits::word_instruction_max) {
            give_up_fields();
        }
        return;
    }
    if (is_wide_) {
        // Of a font of signs, by its byte: letters in it are letters of no language.
        const bool is_sign = unit >= 0xF020 && unit <= 0xF0FF;
        const char16_t shown = is_sign ? u' ' : unit;
        bytes_ += static_cast<char>(shown & 0xFF);
        bytes_ += static_cast<char>(shown >> 8);
    } else {
        bytes_ += static_cast<char>(unit);
    }
    // At a blank, so that no character is cut.
    if (bytes_.size() > flushed_beyond_bytes && unit == ' ') {
        flush();
    }
}

void WordText::flush() {
    if (bytes_.empty()) {
        return;
    }
    const std::string bytes = std::exchange(bytes_, {});
    flow_->add(is_wide_ ? reading_.code_pages.utf16(bytes)
                        : reading_.code_pages.utf8(bytes, code_page_));
}

}  // namespace kontor::compound
