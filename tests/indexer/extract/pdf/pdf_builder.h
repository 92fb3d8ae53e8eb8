// PdfBuilder: small documents of our own, well formed unless a test breaks them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::test {

class PdfBuilder {
  public:
    // Adds an object and answers its number, counted from 1.
    int add(std::string body);
    int add_stream(std::string_view content, std::string_view entries = "");
    int add_flate(std::string_view content, std::string_view entries = "");
    // Replaces what add() was given.
    void set(int number, std::string body) {
        objects_[static_cast<std::size_t>(number) - 1] = std::move(body);
    }
    int next() const { return static_cast<int>(objects_.size()) + 1; }

    // The bytes, with a cross reference; `trailer` are entries besides /Size and /Root.
    std::string bytes(int root, std::string_view trailer = "") const;

  private:
    std::vector<std::string> objects_;
};

std::string reference(int number);  // "7 0 R"
std::string deflated(std::string_view plain);

// One page with this content; `resources` are entries such as "/Font<</F1 5 0 R>>", `page` further
// entries of the page. Objects that they name are added to `builder` before.
std::string one_page(PdfBuilder& builder,
                     std::string_view content,
                     std::string_view resources,
                     std::string_view page = "");
// The same with the font F1 in WinAnsiEncoding.
std::string one_page(std::string_view content);
constexpr std::string_view helvetica =
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

// What read_pdf() gives: the text of all pages, one after the other.
struct ReadPdf {
    std::string text;
    std::vector<std::string> pages;
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<std::pair<std::string, std::string>> parts;  // name and bytes
    std::string
        state;  // "done", "partial extract.damaged"…, or "error extract.damaged" when it threw
    std::string fact(std::string_view name) const;
};
ReadPdf read(std::string_view bytes);

}  // namespace kontor::test
