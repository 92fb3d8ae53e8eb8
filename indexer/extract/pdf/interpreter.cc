#include "indexer/extract/pdf/interpreter.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// An operator's name as a number, so that one switch finds it.
constexpr std::uint32_t op(std::string_view name) {
    std::uint32_t value = 0;
    for (const char c : name) {
        value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
}

}  // namespace

Font& FontShelf::font(const Object* raw_font) {
    const Object* dictionary = file_.resolve(raw_font);
    auto& font = fonts_[dictionary];
    if (font == nullptr) {
        font = std::make_unique<Font>(file_, dictionary);
    }
    return *font;
}

void Interpreter::begin_page(double width, double height) {
    forms_ = 0;
    operators_ = 0;
    width_ = width;
    height_ = height;
    pictured_area_ = 0;
}

void Interpreter::run(ByteView content, const Object* resources, const Matrix& to_page) {
    // What is open outside stays as it is, whatever this content leaves open.
    const State state = std::exchange(state_, State{to_page, {}});
    const auto saved = std::exchange(saved_, {});
    const auto marked = std::exchange(marked_, {});
    const auto hidden = std::exchange(hidden_, 0);
    auto names = std::exchange(named_fonts_, {});
    const Object* const outer = std::exchange(resources_, resources);
    const Matrix text_matrix = text_matrix_;
    const Matrix line_matrix = line_matrix_;

    ContentLexer lexer(content);
    operands_.clear();
    for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) {
        if (token.kind != Token::Kind::word) {
            if (operands_.size() < limits::pdf_operands_max) {
                operands_.push_back(token);
            }
            continue;
        }
        if (++operators_ > limits::pdf_operators_max) {
            cut_ = true;
            break;
        }
        if (token.text == "BI") {
            inline_image(lexer);
        } else {
            step(token.text);
        }
        operands_.clear();
        lexer.release();
    }
    while (!marked_.empty()) {
        end_marked();
    }

    state_ = state;
    saved_ = saved;
    marked_ = marked;
    hidden_ = hidden;
    named_fonts_ = std::move(names);
    resources_ = outer;
    text_matrix_ = text_matrix;
    line_matrix_ = line_matrix;
    operands_.clear();
}

double Interpreter::operand(std::size_t from_last) const {
    if (from_last >= operands_.size()) {
        return 0;
    }
    const Token& token = operands_[operands_.size() - 1 - from_last];
    return token.kind == Token::Kind::number ? token.number : 0;
}

std::string_view Interpreter::last_name() const {
    return !operands_.empty() && operands_.back().kind == Token::Kind::name ? operands_.back().text
                                                                            : std::string_view();
}

std::string_view Interpreter::last_string() const {
    return !operands_.empty() && operands_.back().kind == Token::Kind::string
               ? operands_.back().text
               : std::string_view();
}

const Object* Interpreter::resource(const char* category, std::string_view name) const {
    return file_.raw(file_.get(resources_, category), std::string(name).c_str());
}

void Interpreter::step(std::string_view name) {
    if (name.size() <= 3) {
        const std::uint32_t number = op(name);
        if (!text_operator(number)) {
            graphics_operator(number);
        }
    }
}

bool Interpreter::text_operator(std::uint32_t name) {
    TextState& text = state_.text;
    switch (name) {
        case op("BT"):
            text_matrix_ = line_matrix_ = Matrix();
            page_.end_word();
            return true;
        case op("Tc"):
            text.character_space = operand(0);
            return true;
        case op("Tw"):
            text.word_space = operand(0);
            return true;
        case op("Tz"):
            text.scale = operand(0) / 100;
            return true;
        case op("TL"):
            text.leading = operand(0);
            return true;
        case op("Ts"):
            text.rise = operand(0);
            return true;
        case op("Tf"):
            if (operands_.size() >= 2 &&
                operands_[operands_.size() - 2].kind == Token::Kind::name) {
                set_font(operands_[operands_.size() - 2].text, operand(0));
            }
            return true;
        case op("Td"):
            next_line(operand(1), operand(0));
            return true;
        case op("TD"):
            text.leading = -operand(0);
            next_line(operand(1), operand(0));
            return true;
        case op("Tm"):
            text_matrix_ = line_matrix_ = {operand(5), operand(4), operand(3),
                                           operand(2), operand(1), operand(0)};
            return true;
        case op("T*"):
            next_line(0, -text.leading);
            return true;
        case op("Tj"):
            show(last_string());
            return true;
        case op("'"):
            next_line(0, -text.leading);
            show(last_string());
            return true;
        case op("\""):
            text.word_space = operand(2);
            text.character_space = operand(1);
            next_line(0, -text.leading);
            show(last_string());
            return true;
        case op("TJ"):
            show_array();
            return true;
        default:
            return false;
    }
}

void Interpreter::graphics_operator(std::uint32_t name) {
    switch (name) {
        case op("q"):
            if (saved_.size() < limits::pdf_graphics_states_max) {
                saved_.push_back(state_);
            }
            break;
        case op("Q"):
            if (!saved_.empty()) {
                state_ = saved_.back();
                saved_.pop_back();
            }
            break;
        case op("cm"):
            state_.to_page =
                Matrix{operand(5), operand(4), operand(3), operand(2), operand(1), operand(0)}.then(
                    state_.to_page);
            break;
        case op("Do"):
            draw(last_name());
            break;
        case op("gs"):
            set_graphics_state(last_name());
            break;
        case op("BMC"):
            begin_marked(false);
            break;
        case op("BDC"):
            begin_marked(true);
            break;
        case op("EMC"):
            end_marked();
            break;
        default:
            break;
    }
}

void Interpreter::set_font(std::string_view name, double size) {
    state_.text.size = size;
    key_.assign(name);
    Font*& font = named_fonts_[key_];
    if (font == nullptr) {
        font = &fonts_.font(resource("Font", name));
    }
    state_.text.font = font;
}

void Interpreter::set_graphics_state(std::string_view name) {
    const Object* font = file_.get(file_.resolve(resource("ExtGState", name)), "Font");
    if (file_.array_size(font) == 2) {
        state_.text.font = &fonts_.font(file_.raw_item(font, 0));
        state_.text.size = file_.number(file_.item(font, 1), 0);
    }
}

void Interpreter::next_line(double x, double y) {
    line_matrix_.shift(x, y);
    text_matrix_ = line_matrix_;
}

void Interpreter::move_by(double thousandths) {
    const TextState& text = state_.text;
    const double by = -thousandths / 1000 * text.size;
    if (text.font != nullptr && text.font->is_vertical()) {
        text_matrix_.shift(0, by);
    } else {
        text_matrix_.shift(by * text.scale, 0);
    }
}

void Interpreter::show_array() {
    for (const Token& token : operands_) {
        if (token.kind == Token::Kind::string) {
            show(token.text);
        } else if (token.kind == Token::Kind::number) {
            move_by(token.number);
        }
    }
}

void Interpreter::show(ByteView bytes) {
    TextState& text = state_.text;
    if (bytes.empty()) {
        return;
    }
    if (text.font == nullptr) {
        text.font = &fonts_.font(nullptr);
    }
    Font& font = *text.font;
    const Matrix matrix = text_matrix_.then(state_.to_page);
    const bool vertical = font.is_vertical();
    const double height = text.size * font.size_factor();
    if (hidden_ == 0) {
        page_.begin_run(matrix, height, vertical);
        if (replacement_.depth > 0 && !replacement_.drawn) {
            replacement_.matrix = matrix;
            replacement_.size = height;
            replacement_.vertical = vertical;
        }
    }
    // The pen runs along one axis of text space; what that is on the page holds for the whole
    // string.
    const double along_x = vertical ? matrix.c : matrix.a * text.scale;
    const double along_y = vertical ? matrix.d : matrix.b * text.scale;
    const double x0 = matrix.e + text.rise * matrix.c;
    const double y0 = matrix.f + text.rise * matrix.d;
    double pen = 0;
    while (!bytes.empty()) {
        const Font::Shown shown = font.take(bytes);
        const double width = shown.glyph->width * text.size;
        if (hidden_ == 0) {
            place(font.text(*shown.glyph), x0 + pen * along_x, y0 + pen * along_y, width * along_x,
                  width * along_y);
        }
        const double space = text.character_space + (shown.is_space_code ? text.word_space : 0);
        pen += vertical ? width - space : width + space;
    }
    if (vertical) {
        text_matrix_.shift(0, pen);
    } else {
        text_matrix_.shift(pen * text.scale, 0);
    }
}

void Interpreter::place(std::u32string_view text, double x, double y, double dx, double dy) {
    if (replacement_.depth == 0) {
        page_.add(text, x, y, dx, dy);
        return;
    }
    if (!replacement_.drawn) {
        replacement_.drawn = true;
        replacement_.x0 = x;
        replacement_.y0 = y;
    }
    replacement_.x1 = x + dx;
    replacement_.y1 = y + dy;
}

void Interpreter::draw(std::string_view name) {
    if (!name.empty() && hidden_ == 0) {
        draw_form(resource("XObject", name), resources_, state_.to_page);
    }
}

void Interpreter::draw_form(const Object* raw_form,
                            const Object* parent_resources,
                            const Matrix& to_page) {
    const Object* form = file_.resolve(raw_form);
    if (!file_.is_stream(form) || !layers_.shows(file_.raw(form, "OC"))) {
        return;
    }
    if (file_.get_name(form, "Subtype") == "Image") {
        note_picture(to_page);
        return;
    }
    if (depth_ >= limits::pdf_form_depth_max || forms_ >= limits::pdf_forms_max) {
        cut_ = true;
        return;
    }
    ++forms_;
    const Object* matrix = file_.get(form, "Matrix");
    Matrix own;
    if (file_.array_size(matrix) == 6) {
        const auto at = [&](std::size_t i) {
            return file_.number(file_.item(matrix, i), i == 0 || i == 3 ? 1 : 0);
        };
        own = {at(0), at(1), at(2), at(3), at(4), at(5)};
    }
    const Object* resources = file_.get(form, "Resources");
    const Bytes content = file_.stream(form, limits::pdf_stream_max_bytes);
    ++depth_;
    // A replacement text that is open around the form covers it too: run() leaves it as it is.
    run(content, resources == nullptr ? parent_resources : resources, own.then(to_page));
    --depth_;
}

void Interpreter::begin_marked(bool has_properties) {
    if (marked_.size() >= limits::pdf_graphics_states_max * 16) {
        return;
    }
    Marked marked;
    std::string_view tag;
    std::string_view text;
    bool has_text = false;
    if (has_properties && operands_.size() >= 2 && operands_[0].kind == Token::Kind::name) {
        tag = operands_[0].text;
        const Object* properties = nullptr;
        if (operands_[1].kind == Token::Kind::name) {
            properties = resource("Properties", operands_[1].text);
            marked.hidden = tag == "OC" && !layers_.shows(properties);
        }
        for (std::size_t i = 1; i + 1 < operands_.size(); ++i) {
            if (operands_[i].kind == Token::Kind::name && operands_[i].text == "ActualText" &&
                operands_[i + 1].kind == Token::Kind::string) {
                text = operands_[i + 1].text;
                has_text = true;
            }
        }
        Bytes bytes;
        if (!has_text && properties != nullptr) {
            const Object* actual = file_.get(file_.resolve(properties), "ActualText");
            bytes = file_.string(actual);
            text = bytes;
            has_text = actual != nullptr;
        }
        if (has_text && replacement_.depth == 0) {
            replacement_ = {};
            replacement_.text = from_text_string(text).substr(0, limits::pdf_actual_text_max_chars);
            replacement_.depth = marked_.size() + 1;
            marked.replaces = true;
        }
    }
    hidden_ += marked.hidden ? 1 : 0;
    marked_.push_back(marked);
}

void Interpreter::end_marked() {
    if (marked_.empty()) {
        return;
    }
    const Marked marked = marked_.back();
    marked_.pop_back();
    hidden_ -= marked.hidden ? 1 : 0;
    if (marked.replaces) {
        const Replacement done = std::exchange(replacement_, {});
        if (done.drawn) {
            page_.begin_run(done.matrix, done.size, done.vertical);
            page_.add(done.text, done.x0, done.y0, done.x1 - done.x0, done.y1 - done.y0);
        }
    }
}

// An image fills the unit square of its coordinates.
void Interpreter::note_picture(const Matrix& to_page) {
    const auto within = [](double from, double extent, double most) {
        const double begin = std::clamp(std::min(from, from + extent), 0.0, most);
        const double end = std::clamp(std::max(from, from + extent), 0.0, most);
        return end - begin;
    };
    // Straight or turned by a right angle; another angle has the bounds of its diagonal.
    pictured_area_ += within(to_page.e, to_page.a + to_page.c, width_) *
                      within(to_page.f, to_page.b + to_page.d, height_);
}

// From BI to EI: the dictionary tells the length of the data when no filter is on them.
void Interpreter::inline_image(ContentLexer& lexer) {
    double width = 0;
    double height = 0;
    double bits = 8;
    double components = 1;
    bool filtered = false;
    for (;;) {
        const Token key = lexer.next();
        if (key.kind == Token::Kind::end || (key.kind == Token::Kind::word && key.text == "ID")) {
            break;
        }
        if (key.kind != Token::Kind::name) {
            continue;
        }
        const Token value = lexer.next();
        if (value.kind == Token::Kind::word && value.text == "ID") {
            break;
        }
        if (key.text == "W" || key.text == "Width") {
            width = value.number;
        } else if (key.text == "H" || key.text == "Height") {
            height = value.number;
        } else if (key.text == "BPC" || key.text == "BitsPerComponent") {
            bits = value.number;
        } else if (key.text == "IM" || key.text == "ImageMask") {
            bits = value.text == "true" ? 1 : bits;
        } else if (key.text == "CS" || key.text == "ColorSpace") {
            components = value.text == "RGB" || value.text == "DeviceRGB"     ? 3
                         : value.text == "CMYK" || value.text == "DeviceCMYK" ? 4
                                                                              : 1;
        } else if (key.text == "F" || key.text == "Filter") {
            filtered = value.kind == Token::Kind::name || value.kind == Token::Kind::array_open;
        }
        lexer.release();
    }
    const double bytes = height * std::ceil(width * bits * components / 8);
    note_picture(state_.to_page);
    lexer.skip_inline_image(!filtered && bytes >= 1 && bytes < 1e9 ? static_cast<std::size_t>(bytes)
                                                                   : 0);
}

}  // namespace kontor::pdf
