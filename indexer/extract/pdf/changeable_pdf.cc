#include "indexer/extract/pdf/changeable_pdf.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/pages.h"
#include "indexer/extract/pdf/pdf_reader.h"
#include "storage/base/error.h"

#include <algorithm>
#include <charconv>

namespace kontor::pdf {

namespace {

Error damaged() {
    return {ErrorCode::corrupt, "open a PDF to change it", Reason{"extract.damaged", {}, ""}};
}

Bytes written(const PoDoFo::PdfVariant& value) {
    Bytes text;
    value.ToString(text, PoDoFo::ePdfWriteMode_Compact);
    return text;
}

// PoDoFo gives away a stream's bytes piece by piece.
class Gathered final : public PoDoFo::PdfOutputStream {
  public:
    explicit Gathered(Bytes& out) : out_(out) {}
    PoDoFo::pdf_long Write(const char* buffer, PoDoFo::pdf_long length) override {
        out_.append(buffer, static_cast<std::size_t>(length));
        return length;
    }
    void Close() override {}

  private:
    Bytes& out_;
};

Bytes body_of(const Object& object) {
    if (!object.IsDictionary()) {
        return written(object);
    }
    PoDoFo::PdfDictionary dictionary = object.GetDictionary();
    if (!object.HasStream()) {
        return written(PoDoFo::PdfVariant(dictionary));
    }
    Bytes stream;
    Gathered gathered(stream);
    object.GetStream()->GetCopy(&gathered);
    dictionary.AddKey(
        PoDoFo::PdfName("Length"),
        PoDoFo::PdfObject(PoDoFo::PdfVariant(static_cast<PoDoFo::pdf_int64>(stream.size()))));
    return written(PoDoFo::PdfVariant(dictionary)) + "\nstream\n" + stream + "\nendstream";
}

bool opened_by_reference(PdfFile& file, PageList& list) {
    try {
        file.open();
        list = find_pages(file);
        return !list.pages.empty();
    } catch (const PoDoFo::PdfError& error) {
        if (error.GetError() == PoDoFo::ePdfError_InvalidPassword) {
            throw;
        }
        return false;
    }
}

}  // namespace

struct ChangeablePdf::Parsed {
    explicit Parsed(ByteView bytes) : file(bytes) {}

    const Page* page(std::uint32_t number) const {
        return number >= 1 && number <= list.pages.size() ? &list.pages[number - 1] : nullptr;
    }
    PoDoFo::PdfDictionary fonts_of(const Page& page) const {
        const Object* fonts = file.get(page.resources, "Font");
        return file.is_dictionary(fonts) ? fonts->GetDictionary() : PoDoFo::PdfDictionary();
    }

    PdfFile file;
    PageList list;
};

ChangeablePdf::ChangeablePdf(ByteView bytes)
    : parsed_(std::make_unique<Parsed>(bytes)), bytes_(bytes) {
    prepare_pdf();
    PdfFile& file = parsed_->file;
    try {
        if (!opened_by_reference(file, parsed_->list)) {
            if (!file.scan()) {
                throw damaged();
            }
            parsed_->list = find_pages(file);
        }
    } catch (const PoDoFo::PdfError& error) {
        if (error.GetError() == PoDoFo::ePdfError_InvalidPassword ||
            error.GetError() == PoDoFo::ePdfError_InvalidEncryptionDict ||
            error.GetError() == PoDoFo::ePdfError_UnsupportedFilter) {
            throw Error(ErrorCode::unsupported, "open a PDF to change it",
                        Reason{"extract.encrypted", {}, ""});
        }
        throw damaged();
    }
    if (parsed_->list.pages.empty()) {
        throw damaged();
    }
    const std::int64_t size = file.integer(file.raw(file.trailer(), "Size"), 0);
    first_free_ = size > 0 && size < static_cast<std::int64_t>(limits::pdf_objects_max) * 4
                      ? static_cast<std::uint32_t>(size)
                      : 1;
    for (const Object* object : file.all_objects()) {
        first_free_ = std::max(first_free_, object->Reference().ObjectNumber() + 1);
    }
}

ChangeablePdf::~ChangeablePdf() = default;

std::optional<ShownPage> ChangeablePdf::shown(std::uint32_t page) const {
    const Page* found = parsed_->page(page);
    if (found == nullptr || found->object->Reference().ObjectNumber() == 0) {
        return std::nullopt;
    }
    Page cropped = *found;
    cropped.media_box = shown_box(*found);
    ShownPage shown;
    shown.to_content = upright(cropped, shown.width, shown.height).inverse();
    return shown;
}

ObjectName ChangeablePdf::name_of_page(std::uint32_t page) const {
    const PoDoFo::PdfReference& name = parsed_->page(page)->object->Reference();
    return {name.ObjectNumber(), name.GenerationNumber()};
}

std::string ChangeablePdf::free_font_name(std::uint32_t page) const {
    const PoDoFo::PdfDictionary fonts = parsed_->fonts_of(*parsed_->page(page));
    std::string name = "KontorWords";
    for (int i = 2; fonts.HasKey(PoDoFo::PdfName(name)); ++i) {
        name = "KontorWords" + std::to_string(i);
    }
    return name;
}

Bytes ChangeablePdf::changed_page(std::uint32_t page,
                                  std::uint32_t content,
                                  const std::string& font_name,
                                  std::uint32_t font) const {
    const PdfFile& file = parsed_->file;
    const Page& before = *parsed_->page(page);
    const auto reference = [](std::uint32_t number) {
        return PoDoFo::PdfObject(PoDoFo::PdfReference(number, 0));
    };
    PoDoFo::PdfArray contents;
    contents.push_back(reference(content));
    const Object* own = file.raw(before.object, "Contents");
    const Object* list = file.resolve(own);
    if (file.is_array(list)) {
        for (std::size_t i = 0; i < file.array_size(list); ++i) {
            contents.push_back(*file.raw_item(list, i));
        }
    } else if (list != nullptr) {
        contents.push_back(*own);
    }
    PoDoFo::PdfDictionary fonts = parsed_->fonts_of(before);
    fonts.AddKey(PoDoFo::PdfName(font_name), reference(font));
    PoDoFo::PdfDictionary resources = file.is_dictionary(before.resources)
                                          ? before.resources->GetDictionary()
                                          : PoDoFo::PdfDictionary();
    resources.AddKey(PoDoFo::PdfName("Font"), PoDoFo::PdfObject(fonts));
    PoDoFo::PdfDictionary changed = before.object->GetDictionary();
    changed.AddKey(PoDoFo::PdfName("Contents"), PoDoFo::PdfObject(contents));
    changed.AddKey(PoDoFo::PdfName("Resources"), PoDoFo::PdfObject(resources));
    return written(PoDoFo::PdfVariant(changed));
}

Bytes ChangeablePdf::trailer_entries() const {
    Bytes entries;
    for (const char* key : {"Root", "Info", "ID"}) {
        if (const Object* value = parsed_->file.raw(parsed_->file.trailer(), key)) {
            entries += "/" + std::string(key) + " " + written(*value);
        }
    }
    return entries;
}

std::optional<ChangeablePdf::CrossReference> ChangeablePdf::last_cross_reference() const {
    const PdfFile& file = parsed_->file;
    constexpr std::string_view word = "startxref";
    const std::size_t at = bytes_.rfind(word);
    if (file.was_scanned() || file.is_encrypted() || !bytes_.starts_with("%PDF-") ||
        at == ByteView::npos) {
        return std::nullopt;
    }
    const std::size_t digits = bytes_.find_first_not_of("\r\n\t ", at + word.size());
    CrossReference found;
    if (digits == ByteView::npos ||
        std::from_chars(bytes_.data() + digits, bytes_.data() + bytes_.size(), found.offset).ec !=
            std::errc() ||
        found.offset >= bytes_.size()) {
        return std::nullopt;
    }
    const std::size_t there = bytes_.find_first_not_of("\r\n\t ", found.offset);
    if (there == ByteView::npos) {
        return std::nullopt;
    }
    found.is_stream = bytes_[there] >= '0' && bytes_[there] <= '9';
    return found.is_stream || bytes_.substr(there, 4) == "xref" ? std::optional(found)
                                                                : std::nullopt;
}

void ChangeablePdf::each_object(
    const std::function<void(ObjectName name, ByteView body)>& take) const {
    const PdfFile& file = parsed_->file;
    const std::uint64_t encryption = file.identity(file.raw(file.trailer(), "Encrypt"));
    for (const Object* object : file.all_objects()) {
        const std::string_view type = file.get_name(object, "Type");
        if (object->Reference().ObjectNumber() == 0 || type == "XRef" || type == "ObjStm" ||
            (encryption != 0 && file.identity(object) == encryption)) {
            continue;
        }
        Bytes body;
        try {
            body = body_of(*object);
        } catch (const PoDoFo::PdfError&) {
            continue;
        }
        take({object->Reference().ObjectNumber(), object->Reference().GenerationNumber()}, body);
    }
}

}  // namespace kontor::pdf
