#include "indexer/extract/office/rtf.h"

#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/limits.h"
#include "indexer/extract/office/office_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace kontor::office {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int hex_digit(char c) {
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

void append_utf8(std::string& out, char32_t c) {
    const auto tail = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += {static_cast<char>(0xC0 | c >> 6), tail(c)};
    } else if (c < 0x10000) {
        out += {static_cast<char>(0xE0 | c >> 12), tail(c >> 6), tail(c)};
    } else {
        out += {static_cast<char>(0xF0 | c >> 18), tail(c >> 12), tail(c >> 6), tail(c)};
    }
}

constexpr std::size_t captured_max_bytes = 1u << 20;  // of one note; what comes after is cut

}  // namespace

std::string_view Rtf::read() {
    while (!rest_.empty()) {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '{') {
            open();
        } else if (c == '}') {
            close();
        } else if (c == '\\') {
            take_control();
        } else if (c != '\r' && c != '\n' && c != '\0') {
            add_byte(c);
        }
    }
    if (!outer_.empty() && complaint_.empty()) {
        complaint_ = "extract.damaged";
    }
    while (!outer_.empty()) {
        close();
    }
    end_paragraph();
    return complaint_;
}

void Rtf::open() {
    flush();
    to_skip_ = 0;
    if (outer_.size() == limits::rtf_groups_max) {
        ++ignored_groups_;
        complaint_ = "extract.too_deep";
        return;
    }
    outer_.push_back(group_);
    group_.begins_here = false;
    // Of two forms the first is bytes; the second says itself that it is Unicode.
    if (std::exchange(group_.is_alternative, false)) {
        group_.goal = Goal::nowhere;
    }
}

void Rtf::close() {
    flush();
    to_skip_ = 0;
    may_pass_over_ = false;
    if (ignored_groups_ > 0) {
        --ignored_groups_;
        return;
    }
    if (outer_.empty()) {
        return;
    }
    const Group closed = std::exchange(group_, outer_.back());
    outer_.pop_back();
    if (!closed.begins_here) {
        return;
    }
    if (closed.goal == Goal::fact) {
        give_fact(sink_, closed.fact, captured_);
    } else if (closed.goal == Goal::moment && moment_[0] != 0) {
        give_date_fact(sink_, closed.fact,
                       fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", moment_[0], moment_[1],
                                   moment_[2], moment_[3], moment_[4]));
    } else if (closed.goal == Goal::note) {
        below_ += captured_ + "\n";
        if (group_.goal != Goal::flow || below_.size() > captured_max_bytes) {
            end_paragraph();
        }
    }
    captured_.clear();
}

void Rtf::take_control() {
    if (rest_.empty()) {
        return;
    }
    if (!is_letter(rest_.front())) {
        const char symbol = rest_.front();
        rest_.remove_prefix(1);
        take_symbol(symbol);
        return;
    }
    obey(take_word());
}

void Rtf::take_symbol(char symbol) {
    switch (symbol) {
        case '\'': {
            const int high = rest_.empty() ? -1 : hex_digit(rest_[0]);
            const int low = rest_.size() < 2 ? -1 : hex_digit(rest_[1]);
            if (high >= 0 && low >= 0) {
                rest_.remove_prefix(2);
                add_byte(static_cast<char>(high * 16 + low));
            }
            break;
        }
        case '*':
            may_pass_over_ = true;
            break;
        case '~':
            add_text("\u00A0");
            break;
        case '-':
            add_text("\u00AD");
            break;
        case '_':
            add_text("\u2011");
            break;
        case '\\':
        case '{':
        case '}':
            add_byte(symbol);
            break;
        case '\n':
        case '\r':
            add_division('\n');
            break;
        case '\t':
            add_division(' ');
            break;
        default:
            break;
    }
}

Rtf::Control Rtf::take_word() {
    Control control;
    std::size_t at = 0;
    while (at < rest_.size() && is_letter(rest_[at])) {
        ++at;
    }
    control.word = rest_.substr(0, at);
    const bool is_negative = at + 1 < rest_.size() && rest_[at] == '-' && is_digit(rest_[at + 1]);
    at += is_negative ? 1 : 0;
    std::int64_t number = 0;
    while (at < rest_.size() && is_digit(rest_[at])) {
        number = std::min<std::int64_t>(number * 10 + (rest_[at] - '0'), 0x7FFFFFFF);
        control.has_number = true;
        ++at;
    }
    control.number = static_cast<int>(is_negative ? -number : number);
    if (at < rest_.size() && rest_[at] == ' ') {
        ++at;
    }
    rest_.remove_prefix(at);
    return control;
}

void Rtf::obey(const Control& control) {
    const RtfMeaning meaning = rtf_meaning(control.word);
    if (meaning.word != RtfWord::unicode && meaning.word != RtfWord::binary && to_skip_ > 0) {
        --to_skip_;
        return;
    }
    const bool may_pass_over = std::exchange(may_pass_over_, false);
    switch (meaning.word) {
        case RtfWord::unknown:
            if (may_pass_over) {
                flush();
                group_.goal = Goal::nowhere;
            }
            break;
        case RtfWord::line_end:
            add_division('\n');
            break;
        case RtfWord::paragraph_end:
            add_division(in_table_ ? ' ' : '\n');
            if (group_.goal == Goal::flow && !in_table_) {
                end_paragraph();
            }
            break;
        case RtfWord::cell_end:
            in_table_ = true;
            add_division(' ');
            break;
        case RtfWord::row_end:
            add_division('\n');
            if (group_.goal == Goal::flow) {
                end_paragraph();
            }
            break;
        case RtfWord::blank:
            add_division(' ');
            break;
        case RtfWord::character:
            add_text(meaning.text);
            break;
        case RtfWord::in_table:
            in_table_ = true;
            break;
        case RtfWord::paragraph_reset:
            in_table_ = false;
            break;
        case RtfWord::plain:
            flush();
            group_.font = -1;
            group_.is_deleted = false;
            break;
        case RtfWord::deleted:
            flush();
            group_.is_deleted = !control.has_number || control.number != 0;
            break;
        case RtfWord::mac:
            code_page_ = 10000;
            break;
        case RtfWord::pc:
            code_page_ = 437;
            break;
        case RtfWord::pca:
            code_page_ = 850;
            break;
        default:
            if (meaning.word >= RtfWord::left_out && meaning.word <= RtfWord::moment) {
                obey_destination(meaning);
            } else {
                obey_number(meaning.word, control.number);
            }
            break;
    }
}

void Rtf::obey_destination(const RtfMeaning& meaning) {
    flush();
    const Goal around = outer_.empty() ? Goal::flow : outer_.back().goal;
    const auto begin = [&](Goal goal) {
        group_.goal = goal;
        group_.fact = meaning.text;
        group_.begins_here = true;
        captured_.clear();
    };
    switch (meaning.word) {
        case RtfWord::entered:
            // The Unicode form of what was passed over; and groups that only hold others.
            group_.goal = group_.goal == Goal::nowhere ? around : group_.goal;
            break;
        case RtfWord::alternative:
            group_.is_alternative = true;
            break;
        case RtfWord::font_table:
            begin(Goal::fonts);
            break;
        case RtfWord::info:
            begin(Goal::info);
            break;
        case RtfWord::fact:
            // "\title" elsewhere is no fact; the generator stands outside of the info group.
            begin(group_.goal == Goal::info || meaning.text == "producer" ? Goal::fact
                                                                          : Goal::nowhere);
            break;
        case RtfWord::moment:
            begin(group_.goal == Goal::info ? Goal::moment : Goal::nowhere);
            moment_ = {};
            break;
        case RtfWord::note:
            if (group_.goal == Goal::flow) {
                begin(Goal::note);
            }
            break;
        default:
            group_.goal = Goal::nowhere;
            break;
    }
}

void Rtf::obey_number(RtfWord word, int number) {
    switch (word) {
        case RtfWord::font:
            flush();
            defined_font_ = number;
            group_.font = number;
            break;
        case RtfWord::default_font:
            default_font_ = number;
            break;
        case RtfWord::code_page:
            code_page_ = number;
            break;
        case RtfWord::charset:
            set_font_charset(rtf_code_page(number));
            break;
        case RtfWord::font_code_page:
            set_font_charset(number);
            break;
        case RtfWord::unicode:
            add_unicode(number);
            break;
        case RtfWord::unicode_fallbacks:
            group_.fallbacks = std::clamp(number, 0, 100);
            break;
        case RtfWord::binary:
            flush();
            rest_.remove_prefix(
                std::min(static_cast<std::size_t>(std::max(number, 0)), rest_.size()));
            break;
        case RtfWord::year:
        case RtfWord::month:
        case RtfWord::day:
        case RtfWord::hour:
        case RtfWord::minute:
            moment_[static_cast<std::size_t>(word) - static_cast<std::size_t>(RtfWord::year)] =
                std::clamp(number, 0, 9999);
            break;
        default:
            break;
    }
}

void Rtf::set_font_charset(int code_page) {
    if (group_.goal == Goal::fonts && fonts_.size() < limits::rtf_fonts_max) {
        fonts_[defined_font_] = code_page;
    }
}

void Rtf::add_byte(char byte) {
    if (to_skip_ > 0) {
        --to_skip_;
        return;
    }
    lead_ = 0;
    if (group_.goal != Goal::nowhere && group_.goal != Goal::fonts && group_.goal != Goal::info &&
        group_.goal != Goal::moment) {
        bytes_ += byte;
        // A single byte of ASCII may be the second of a character: only now and then, at a blank.
        if (bytes_.size() >= 4096 && byte == ' ') {
            flush();
        }
    }
}

// Units of UTF-16, mostly written as signed.
void Rtf::add_unicode(int unit) {
    flush();
    const auto half = static_cast<char16_t>(unit & 0xFFFF);
    to_skip_ = group_.fallbacks;
    std::string utf8;
    const char16_t lead = std::exchange(lead_, 0);
    if (half >= 0xD800 && half < 0xDC00) {
        lead_ = half;
        return;
    }
    if (half >= 0xDC00 && half < 0xE000) {
        append_utf8(utf8, lead == 0 ? U'\uFFFD'
                                    : 0x10000 + (static_cast<char32_t>(lead - 0xD800) << 10) +
                                          (half - 0xDC00U));
    } else if (unit > 0xFFFF && unit <= 0x10FFFF) {
        append_utf8(utf8, static_cast<char32_t>(unit));
    } else if (half >= 0xF020 && half <= 0xF0FF) {
        // Of a font of signs, by its byte: letters in it are letters of no language.
        utf8 = " ";
    } else {
        append_utf8(utf8, half);
    }
    add_text(utf8);
}

void Rtf::add_text(std::string_view utf8) {
    flush();
    if (group_.is_deleted) {
        return;
    }
    if (group_.goal == Goal::flow) {
        flow_.add(utf8);
    } else if ((group_.goal == Goal::fact || group_.goal == Goal::note) &&
               captured_.size() < captured_max_bytes) {
        captured_ += utf8;
    }
}

void Rtf::add_division(char division) {
    flush();
    if (group_.goal == Goal::note || group_.goal == Goal::fact) {
        if (captured_.size() < captured_max_bytes) {
            captured_ += division;
        }
    } else if (group_.goal == Goal::flow && division == '\n') {
        flow_.end_line();
    } else if (group_.goal == Goal::flow) {
        flow_.blank();
    }
}

// The bytes so far, before anything that changes how they are read or where they go.
void Rtf::flush() {
    if (bytes_.empty()) {
        return;
    }
    const std::string bytes = std::exchange(bytes_, {});
    const auto font = fonts_.find(group_.font < 0 ? default_font_ : group_.font);
    const int own = font == fonts_.end() ? 0 : font->second;
    add_text(decoder(own == 0 ? code_page_ : own).to_utf8(bytes));
}

void Rtf::end_paragraph() {
    flow_.end_line();
    flow_.add_lines(std::exchange(below_, {}));
    flow_.end_line();
}

const Decoder& Rtf::decoder(int code_page) {
    const auto known = decoders_.find(code_page);
    if (known != decoders_.end()) {
        return *known->second;
    }
    constexpr std::size_t kept_max = 32;  // real documents have three
    const std::string name = code_page == 10000   ? "macintosh"
                             : code_page == 65001 ? "UTF-8"
                                                  : fmt::format("cp{}", code_page);
    auto made = std::make_unique<Decoder>(decoders_.size() < kept_max ? name : "windows-1252");
    if (!made->is_known()) {
        made = std::make_unique<Decoder>("windows-1252");
    }
    const int kept = decoders_.size() < kept_max ? code_page : -1;
    return *(decoders_[kept] = std::move(made));
}

}  // namespace kontor::office

namespace kontor {

ReadingEnd read_rtf(ByteView bytes, ResultSink& sink) {
    TextFlow flow(sink);
    const std::string_view complaint = office::Rtf(bytes, flow, sink).read();
    flow.finish();
    if (!flow.has_ink()) {
        return {complaint.empty() ? TextState::none : TextState::failed, std::string(complaint)};
    }
    return {complaint.empty() ? TextState::done : TextState::partial, std::string(complaint)};
}

}  // namespace kontor
