#include "indexer/extract/pdf/font.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/predefined_maps.h"
#include "indexer/extract/pdf/simple_font.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>
#include <cmath>

namespace kontor::pdf {

namespace {

std::shared_ptr<const CharacterMap> embedded_map(PdfFile& file, const Object* stream) {
    const auto lookup = [](std::string_view name) { return predefined_map(name); };
    auto map = CharacterMap::parse(file.stream(stream, limits::pdf_stream_max_bytes), lookup);
    if (const Object* base = file.get(stream, "UseCMap");
        base != nullptr && map.base_name().empty()) {
        map.set_base(predefined_map(file.name(base)));
    }
    if (file.get_number(stream, "WMode", 0) == 1) {
        map.set_vertical(true);
    }
    return std::make_shared<CharacterMap>(std::move(map));
}

}  // namespace

class CompositeFontReader {
  public:
    CompositeFontReader(Font& font, PdfFile& file, const Object* dictionary)
        : font_(font), file_(file), dictionary_(dictionary) {}

    void run() {
        font_.composite_ = true;
        descendant_ = file_.item(file_.get(dictionary_, "DescendantFonts"), 0);
        descriptor_ = file_.get(descendant_, "FontDescriptor");
        read_encoding();
        read_texts();
        read_widths();
    }

  private:
    void read_encoding() {
        const Object* encoding = file_.get(dictionary_, "Encoding");
        if (file_.is_stream(encoding)) {
            font_.codes_ = embedded_map(file_, encoding);
            if (!font_.codes_->has_cids()) {
                font_.codes_ = nullptr;
            }
        } else {
            font_.codes_ = predefined_map(file_.name(encoding));
        }
        if (font_.codes_ == nullptr) {
            const std::string_view name = file_.name(encoding);
            font_.codes_ =
                std::make_shared<CharacterMap>(CharacterMap::identity(name.ends_with("-V")));
        }
        font_.vertical_ = font_.codes_->is_vertical();
    }

    void read_texts() {
        const Object* to_unicode = file_.get(dictionary_, "ToUnicode");
        if (file_.is_stream(to_unicode)) {
            font_.to_unicode_ =
                CharacterMap::parse(file_.stream(to_unicode, limits::pdf_stream_max_bytes));
        } else if (file_.name(to_unicode).starts_with("Identity")) {
            font_.codes_are_text_ = true;
        }
        const Object* system = file_.get(descendant_, "CIDSystemInfo");
        font_.collection_ = collection_texts(file_.string(file_.get(system, "Ordering")));
        if (font_.to_unicode_.has_text() || font_.codes_are_text_ || font_.collection_ != nullptr) {
            return;
        }
        const Object* program = file_.get(descriptor_, "FontFile2");
        if (program == nullptr) {
            program = file_.get(descriptor_, "FontFile3");
        }
        font_.program_ = truetype_characters(file_.stream(program, limits::pdf_stream_max_bytes));
        const Object* glyphs = file_.get(descendant_, "CIDToGIDMap");
        if (file_.is_stream(glyphs)) {
            font_.glyph_of_cid_ = file_.stream(glyphs, 2 * 65536);
        }
        // Without any mapping the codes themselves are the best guess, as other readers make it.
        font_.codes_are_text_ = font_.program_.empty();
    }

    void set_width(double cid, double width) {
        if (cid >= 0 && cid < limits::pdf_cid_widths_max) {
            const auto at = static_cast<std::size_t>(cid);
            if (font_.widths_.size() <= at) {
                font_.widths_.resize(at + 1, -1.0F);
            }
            font_.widths_[at] = static_cast<float>(std::max(0.0, width) / 1000);
        }
    }

    void read_widths() {
        if (font_.vertical_) {  // W2 is rare, and the default is nearly always true
            const Object* defaults = file_.get(descendant_, "DW2");
            font_.default_width_ =
                static_cast<float>(file_.number(file_.item(defaults, 1), -1000) / 1000);
            return;
        }
        font_.default_width_ = static_cast<float>(file_.get_number(descendant_, "DW", 1000) / 1000);
        const Object* widths = file_.get(descendant_, "W");
        const std::size_t count = file_.array_size(widths);
        for (std::size_t i = 0; i + 1 < count;) {
            const double first = file_.number(file_.item(widths, i), -1);
            const Object* next = file_.item(widths, i + 1);
            if (file_.is_array(next)) {
                const std::size_t each =
                    std::min(file_.array_size(next), limits::pdf_cid_widths_max);
                for (std::size_t j = 0; j < each; ++j) {
                    set_width(first + static_cast<double>(j), file_.number(file_.item(next, j), 0));
                }
                i += 2;
            } else {
                const double last =
                    std::min<double>(file_.number(next, -1), limits::pdf_cid_widths_max);
                const double width = file_.number(file_.item(widths, i + 2), 0);
                for (double cid = std::max(first, 0.0); cid <= last; ++cid) {
                    set_width(cid, width);
                }
                i += 3;
            }
        }
    }

    Font& font_;
    PdfFile& file_;
    const Object* dictionary_;
    const Object* descendant_ = nullptr;
    const Object* descriptor_ = nullptr;
};

Font::Font(PdfFile& file, const Object* dictionary) {
    if (file.get_name(dictionary, "Subtype") == "Type0") {
        CompositeFontReader(*this, file, dictionary).run();
    } else {
        SimpleFontReader(*this, file, dictionary).run();
    }
}

void Font::set_text(FontGlyph& glyph, std::u32string_view text) {
    text = text.substr(0, 1000);
    glyph.text_at = static_cast<std::uint32_t>(pool_.size());
    glyph.text_length = static_cast<std::uint16_t>(text.size());
    pool_ += text;
}

Font::Shown Font::take_composite(ByteView& text) {
    const CharacterMap::Code code = codes_->take(text);
    FontGlyph& glyph = composite_glyphs_[static_cast<std::uint64_t>(code.bytes) << 32 | code.value];
    const bool is_space_code = code.bytes == 1 && code.value == 32;
    if (glyph.known) {
        return {&glyph, is_space_code};
    }
    glyph.known = true;
    const std::uint32_t cid = codes_->cid(code);
    glyph.width = cid < widths_.size() && widths_[cid] >= 0 ? widths_[cid] : default_width_;
    std::u32string scratch;
    std::u32string_view shown = to_unicode_.text(code.value, scratch);
    if (shown.empty() && collection_ != nullptr && cid != 0) {
        shown = collection_->text(cid, scratch);
    }
    if (shown.empty() && !program_.empty()) {
        std::uint32_t number = cid;
        if (!glyph_of_cid_.empty()) {
            const ByteView entry =
                ByteView(glyph_of_cid_)
                    .substr(std::min<std::size_t>(2 * cid, glyph_of_cid_.size()), 2);
            number = entry.size() < 2
                         ? 0
                         : static_cast<std::uint32_t>(static_cast<unsigned char>(entry[0]) << 8 |
                                                      static_cast<unsigned char>(entry[1]));
        }
        if (number < program_.size() && program_[number] != 0) {
            scratch.assign(1, program_[number]);
            shown = scratch;
        }
    }
    if (shown.empty() && codes_are_text_ && code.value >= 0x20 && code.value < 0x110000) {
        scratch.assign(1, code.value);
        shown = scratch;
    }
    set_text(glyph, shown);
    return {&glyph, is_space_code};
}

}  // namespace kontor::pdf
