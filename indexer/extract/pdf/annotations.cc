#include "indexer/extract/pdf/annotations.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

// ISO 32000-1, table 165.
constexpr std::int64_t hidden_flag = 2;
constexpr std::int64_t no_view_flag = 32;
constexpr std::int64_t password_flag = 1 << 13;  // of a text field, table 228

Rectangle box_of(const PdfFile& file, const Object* array) {
    const auto at = [&](std::size_t i) { return file.number(file.item(array, i), 0); };
    return {std::min(at(0), at(2)), std::min(at(1), at(3)), std::max(at(0), at(2)),
            std::max(at(1), at(3))};
}

class AnnotationDrawer {
  public:
    AnnotationDrawer(PdfFile& file,
                     const Layers& layers,
                     const Matrix& to_page,
                     Interpreter& interpreter,
                     PageText& text)
        : file_(file), layers_(layers), to_page_(to_page), interpreter_(interpreter), text_(text) {}

    void draw(const Object* annotation) {
        const std::int64_t flags = file_.integer(file_.get(annotation, "F"), 0);
        const std::string_view kind = file_.get_name(annotation, "Subtype");
        if ((flags & (hidden_flag | no_view_flag)) != 0 || kind == "Popup" ||
            !layers_.shows(file_.raw(annotation, "OC"))) {
            return;
        }
        const Rectangle place = box_of(file_, file_.get(annotation, "Rect"));
        if (const Object* form = appearance(annotation); file_.is_stream(form)) {
            draw_appearance(form, place);
        } else if (kind == "Widget") {
            draw_value(annotation, place);
        } else if (kind == "FreeText") {
            draw_text(from_text_string(file_.string(file_.get(annotation, "Contents"))), place);
        }
    }

  private:
    const Object* appearance(const Object* annotation) const {
        const Object* normal = file_.get(file_.get(annotation, "AP"), "N");
        if (file_.is_dictionary(normal) && !file_.is_stream(normal)) {
            const std::string state(file_.get_name(annotation, "AS"));
            return state.empty() ? nullptr : file_.get(normal, state.c_str());
        }
        return normal;
    }

    // ISO 32000-1, algorithm 8.1: the box, turned by the form's matrix, fills the annotation's
    // rectangle.
    void draw_appearance(const Object* form, const Rectangle& place) {
        const Object* matrix_array = file_.get(form, "Matrix");
        Matrix own;
        if (file_.array_size(matrix_array) == 6) {
            const auto at = [&](std::size_t i) {
                return file_.number(file_.item(matrix_array, i), 0);
            };
            own = {at(0), at(1), at(2), at(3), at(4), at(5)};
        }
        const Rectangle box = box_of(file_, file_.get(form, "BBox"));
        double left = 1e9;
        double bottom = 1e9;
        double right = -1e9;
        double top = -1e9;
        for (const double x : {box.left, box.right}) {
            for (const double y : {box.bottom, box.top}) {
                Matrix corner = own;
                corner.shift(x, y);
                left = std::min(left, corner.e);
                right = std::max(right, corner.e);
                bottom = std::min(bottom, corner.f);
                top = std::max(top, corner.f);
            }
        }
        const double sx = right - left > 1e-6 ? place.width() / (right - left) : 1;
        const double sy = top - bottom > 1e-6 ? place.height() / (top - bottom) : 1;
        const Matrix fit{sx, 0, 0, sy, place.left - left * sx, place.bottom - bottom * sy};
        interpreter_.draw_form(form, nullptr, fit.then(to_page_));
    }

    // A field's entry may stand at its parents.
    const Object* inherited(const Object* field, const char* key) const {
        for (int depth = 0; field != nullptr && depth < 32; ++depth) {
            if (const Object* value = file_.get(field, key)) {
                return value;
            }
            field = file_.get(field, "Parent");
        }
        return nullptr;
    }

    void draw_value(const Object* field, const Rectangle& place) {
        const std::string_view kind = file_.name(inherited(field, "FT"));
        const std::int64_t flags = file_.integer(inherited(field, "Ff"), 0);
        if ((kind == "Tx" && (flags & password_flag) == 0) || kind == "Ch") {
            draw_text(from_text_string(file_.string(inherited(field, "V"))), place);
        }
    }

    void draw_text(const std::u32string& value, const Rectangle& place) {
        constexpr double size = 10;
        double y = place.top - size;
        for (std::size_t begin = 0; begin < value.size();) {
            const std::size_t end = std::min(value.find_first_of(U"\r\n", begin), value.size());
            if (end > begin) {
                Matrix at = to_page_;
                at.shift(place.left, y);
                const double width = 0.5 * size * static_cast<double>(end - begin);
                text_.begin_run(at, size, false);
                text_.end_word();
                text_.add(std::u32string_view(value).substr(begin, end - begin), at.e, at.f,
                          width * at.a, width * at.b);
                text_.end_word();
            }
            y -= 1.2 * size;
            begin = end + 1;
        }
    }

    PdfFile& file_;
    const Layers& layers_;
    const Matrix& to_page_;
    Interpreter& interpreter_;
    PageText& text_;
};

}  // namespace

void draw_annotations(PdfFile& file,
                      const Layers& layers,
                      const Page& page,
                      const Matrix& to_page,
                      Interpreter& interpreter,
                      PageText& text) {
    const Object* list = file.get(page.object, "Annots");
    const std::size_t count = std::min(file.array_size(list), limits::pdf_annotations_max);
    AnnotationDrawer drawer(file, layers, to_page, interpreter, text);
    for (std::size_t i = 0; i < count; ++i) {
        const Object* annotation = file.item(list, i);
        if (file.is_dictionary(annotation)) {
            drawer.draw(annotation);
        }
    }
}

}  // namespace kontor::pdf
