#include "indexer/extract/image/tiff_directory.h"

#include "indexer/extract/image/limits.h"

#include <optional>
#include <set>

namespace kontor {

namespace {

class Numbers {
  public:
    explicit Numbers(ByteView bytes) : bytes_(bytes), is_little_(bytes.starts_with("II")) {}

    std::optional<std::uint64_t> at(std::uint64_t offset, unsigned size) const {
        if (offset > bytes_.size() || bytes_.size() - offset < size) {
            return std::nullopt;
        }
        std::uint64_t number = 0;
        for (unsigned i = 0; i < size; ++i) {
            const std::uint64_t from = offset + (is_little_ ? size - 1 - i : i);
            number = number << 8 | static_cast<unsigned char>(bytes_[from]);
        }
        return number;
    }

  private:
    ByteView bytes_;
    bool is_little_;
};

}  // namespace

std::uint32_t count_tiff_pages(ByteView bytes) {
    const Numbers numbers(bytes);
    const bool is_big = numbers.at(2, 2) == 43U;
    const unsigned offset_size = is_big ? 8 : 4;
    const unsigned count_size = is_big ? 8 : 2;
    const unsigned entry_size = is_big ? 20 : 12;
    std::set<std::uint64_t> seen;
    std::optional<std::uint64_t> directory = numbers.at(is_big ? 8 : 4, offset_size);
    while (directory && *directory != 0 && seen.size() < limits::image_pages_max &&
           seen.insert(*directory).second) {
        const std::optional<std::uint64_t> entries = numbers.at(*directory, count_size);
        if (!entries || *entries > bytes.size() / entry_size) {
            break;
        }
        directory = numbers.at(*directory + count_size + *entries * entry_size, offset_size);
    }
    return seen.empty() ? 1 : static_cast<std::uint32_t>(seen.size());
}

}  // namespace kontor
