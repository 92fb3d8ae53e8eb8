// ChangeablePdf: a PDF whose pages can each be given one more content and a font, while everything
// else in it stays as it is.
//
// Promises  Says what is to be written, as text of PDF objects, and writes nothing itself. A
// content
//           is put in front of those that a page has: there nothing has moved or scaled the page
//           yet, and nothing that it leaves behind reaches the rest as long as it restores what it
//           saves.
// Threads   As PdfFile.
// Errors    corrupt (extract.damaged) when no page can be found; unsupported (extract.encrypted)
// when
//           the empty password does not open it.
#pragma once

#include "indexer/extract/pdf/matrix.h"
#include "storage/base/bytes.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace kontor::pdf {

struct ObjectName {
    std::uint32_t number = 0;
    std::uint16_t generation = 0;
};

// How a page is shown: its size in units of its content, and the way from there, upright with the
// origin to the lower left, to the coordinates of its content.
struct ShownPage {
    double width = 0;
    double height = 0;
    Matrix to_content;
};

class ChangeablePdf {
  public:
    // `bytes` stay where they are as long as this lives.
    explicit ChangeablePdf(ByteView bytes);
    ~ChangeablePdf();
    ChangeablePdf(const ChangeablePdf&) = delete;
    ChangeablePdf& operator=(const ChangeablePdf&) = delete;

    // Pages are counted from 1. Nothing for one that is not there, or that is no object of its own
    // and so cannot be changed.
    std::optional<ShownPage> shown(std::uint32_t page) const;
    ObjectName name_of_page(std::uint32_t page) const;
    // A name for a font that no font of the page has, without its slash.
    std::string free_font_name(std::uint32_t page) const;
    // The page's dictionary with the content and the font, which are objects of these numbers.
    Bytes changed_page(std::uint32_t page,
                       std::uint32_t content,
                       const std::string& font_name,
                       std::uint32_t font) const;

    std::uint32_t first_free_number() const { return first_free_; }
    // /Root, /Info and /ID, as they stand in the trailer.
    Bytes trailer_entries() const;

    // Where the last cross reference is, if objects can be written behind the last byte of the file
    // (ISO 32000-1, 7.5.6); not when it was found damaged, or is encrypted.
    struct CrossReference {
        std::uint64_t offset = 0;
        bool is_stream = false;
    };
    std::optional<CrossReference> last_cross_reference() const;

    // Every object, decrypted, with its stream as it is packed, but for what belongs to the file's
    // form: for a file that must be written anew. What cannot be read is left out.
    void each_object(const std::function<void(ObjectName name, ByteView body)>& take) const;

  private:
    struct Parsed;
    std::unique_ptr<Parsed> parsed_;
    ByteView bytes_;
    std::uint32_t first_free_ = 1;
};

}  // namespace kontor::pdf
