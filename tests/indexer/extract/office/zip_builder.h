// A container of office documents, made entry by entry.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::test {

class ZipBuilder {
  public:
    // Deflated, like the entries of real documents; stored when `is_stored`.
    ZipBuilder& add(std::string_view name, std::string_view content);
    ZipBuilder& add_stored(std::string_view name, std::string_view content);
    // A whole zip.
    std::string bytes() const;
    // The same, with other words about the size of its entries than is true.
    std::string with_wrong_sizes() const;

  private:
    struct Entry {
        std::string name;
        std::string data;
        unsigned method;
        unsigned long crc;
        std::size_t size;
    };
    std::string made(std::size_t added_to_sizes) const;
    std::vector<Entry> entries_;
};

// A Word document with this body, and whatever else is added to it.
ZipBuilder docx(std::string_view body);
// Parts of a package: "xl/workbook.xml" and so on; the main part's kind is "spreadsheetml.sheet" or
// the like.
ZipBuilder package(std::string_view main_part, std::string_view kind);
// Relations of a part: (id, kind, target).
using Links = std::vector<std::array<std::string_view, 3>>;
std::string relations(const Links& links);
// An OpenDocument whose body is `body`.
ZipBuilder open_document(std::string_view kind, std::string_view body);

}  // namespace kontor::test
