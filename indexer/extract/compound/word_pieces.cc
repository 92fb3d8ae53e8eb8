#include "indexer/extract/compound/word_pieces.h"

#include "indexer/extract/compound/fields.h"

namespace kontor::compound {

namespace {

// The table of pieces; it stands behind changes of format that count for pieces (2.9.38).
ByteView piece_table(ByteView clx) {
    constexpr std::uint8_t changes = 1;
    constexpr std::uint8_t pieces = 2;
    while (u8_at(clx, 0) == changes) {
        clx = part(clx, 3 + std::size_t{u16_at(clx, 1)});
    }
    return u8_at(clx, 0) == pieces ? part(clx, 5, u32_at(clx, 1)) : ByteView{};
}

class Pieces {
  public:
    Pieces(Reading& reading, const WordFile& file)
        : reading_(reading), file_(file), room_bytes_(file.main.size()) {}

    void add(std::uint64_t count, std::size_t at, bool is_wide) {
        const std::size_t width = is_wide ? 2 : 1;
        const std::size_t there =
            std::min(at < file_.main.size() ? file_.main.size() - at : 0, room_bytes_) / width;
        if (count > there) {
            reading_.complain("extract.damaged");
        }
        // Characters keep their numbers, also those that are not there.
        const std::uint64_t taken = std::min<std::uint64_t>(count, there);
        room_bytes_ -= taken * width;
        if (taken > 0) {
            all.push_back({next_, taken, at, is_wide});
        }
        next_ += count;
    }

    std::vector<WordPiece> all;

  private:
    Reading& reading_;
    const WordFile& file_;
    std::size_t room_bytes_;
    std::uint64_t next_ = 0;
};

void add_pieces(Pieces& pieces, const WordFile& file, ByteView table) {
    constexpr std::size_t descriptor_bytes = 8;
    const std::size_t count = (table.size() - 4) / (4 + descriptor_bytes);
    const ByteView descriptors = part(table, (count + 1) * 4);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t begin = u32_at(table, i * 4);
        const std::uint32_t end = u32_at(table, i * 4 + 4);
        if (end <= begin) {
            continue;
        }
        const std::uint32_t place = u32_at(descriptors, i * descriptor_bytes + 2);
        constexpr std::uint32_t narrow = 1u << 30;
        if (!file.is_97) {
            pieces.add(end - begin, place, /*is_wide=*/false);
        } else if ((place & narrow) != 0) {
            pieces.add(end - begin, (place & (narrow - 1)) / 2, /*is_wide=*/false);
        } else {
            pieces.add(end - begin, place & (narrow - 1), /*is_wide=*/true);
        }
    }
}

}  // namespace

std::uint64_t WordFile::begin_of(Story story) const {
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < story; ++i) {
        begin += characters[i];
    }
    return begin;
}

ByteView WordFile::table_part(std::size_t pair_at) const {
    return part(table, u32_at(main, pair_at), u32_at(main, pair_at + 4));
}

std::vector<WordPiece> word_pieces(Reading& reading, const WordFile& file) {
    Pieces pieces(reading, file);
    const ByteView table = piece_table(file.table_part(file.is_97 ? 0x1A2 : 0x160));
    if (table.size() >= 16) {
        add_pieces(pieces, file, table);
        return std::move(pieces.all);
    }
    // Word 6 needs none where the text is in one piece; for Word 97 the places are a guess.
    const std::uint32_t begin = u32_at(file.main, 0x18);
    const std::uint32_t end = u32_at(file.main, 0x1C);
    const std::uint64_t count = file.characters_in_all();
    if (file.is_97) {
        reading.complain("extract.damaged");
    }
    pieces.add(count, begin, file.is_97 && end > begin && end - begin >= count * 2);
    return std::move(pieces.all);
}

}  // namespace kontor::compound
