// Interpreter: runs a page's content for its text; paths, colours and images pass by.
//
// Promises  Ends for any content: operators, forms and their depth are counted per page.
// Threads   One.
#pragma once

#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/font.h"
#include "indexer/extract/pdf/layers.h"
#include "indexer/extract/pdf/matrix.h"
#include "indexer/extract/pdf/page_text.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor::pdf {

// The fonts of a document, each read once.
class FontShelf {
  public:
    explicit FontShelf(PdfFile& file) : file_(file) {}
    // `raw_font` is the entry of a resource dictionary, maybe null.
    Font& font(const Object* raw_font);

  private:
    PdfFile& file_;
    std::unordered_map<const Object*, std::unique_ptr<Font>> fonts_;
};

class Interpreter {
  public:
    Interpreter(PdfFile& file, FontShelf& fonts, const Layers& layers, PageText& page)
        : file_(file), fonts_(fonts), layers_(layers), page_(page) {}

    // Before the content of another page, whose visible area is [0, width] x [0, height].
    void begin_page(double width, double height);
    // Runs content with its resources; `to_page` maps its coordinates to those of the page.
    void run(ByteView content, const Object* resources, const Matrix& to_page);
    // Draws a form, as the appearance of an annotation is; `to_page` is what its own /Matrix is
    // followed by.
    void draw_form(const Object* raw_form, const Object* parent_resources, const Matrix& to_page);
    // The area that pictures cover on the page, in square points; what overlaps counts twice.
    double pictured_area() const { return pictured_area_; }
    // A cap was reached and content left out.
    bool was_cut() const { return cut_; }

  private:
    struct TextState {
        Font* font = nullptr;
        double size = 0;
        double character_space = 0;
        double word_space = 0;
        double scale = 1;
        double leading = 0;
        double rise = 0;
    };
    struct State {
        Matrix to_page;
        TextState text;
    };
    struct Marked {
        bool hidden = false;
        bool replaces = false;  // has the text that stands for what is in it
    };
    // Where the content that a replacement text stands for was drawn.
    struct Replacement {
        std::u32string text;
        std::size_t depth = 0;  // of marked content; 0: none is open
        bool drawn = false;
        Matrix matrix;
        double size = 0;
        bool vertical = false;
        double x0 = 0;
        double y0 = 0;
        double x1 = 0;
        double y1 = 0;
    };

    void step(std::string_view name);
    bool text_operator(std::uint32_t name);
    void graphics_operator(std::uint32_t name);
    double operand(std::size_t from_last) const;
    std::string_view last_name() const;
    std::string_view last_string() const;

    void set_font(std::string_view name, double size);
    void set_graphics_state(std::string_view name);
    void next_line(double x, double y);
    void show(ByteView text);
    void show_array();
    void move_by(double thousandths);
    void place(std::u32string_view text, double x, double y, double dx, double dy);
    void draw(std::string_view name);
    void begin_marked(bool has_properties);
    void end_marked();
    void inline_image(ContentLexer& lexer);
    void note_picture(const Matrix& to_page);
    const Object* resource(const char* category, std::string_view name) const;

    PdfFile& file_;
    FontShelf& fonts_;
    const Layers& layers_;
    PageText& page_;

    std::vector<Token> operands_;
    const Object* resources_ = nullptr;
    State state_;
    std::vector<State> saved_;
    Matrix text_matrix_;
    Matrix line_matrix_;
    std::vector<Marked> marked_;
    std::size_t hidden_ = 0;
    Replacement replacement_;
    std::unordered_map<std::string, Font*> named_fonts_;  // of resources_
    std::string key_;

    int depth_ = 0;
    std::size_t forms_ = 0;
    std::size_t operators_ = 0;
    double width_ = 0;
    double height_ = 0;
    double pictured_area_ = 0;
    bool cut_ = false;
};

}  // namespace kontor::pdf
