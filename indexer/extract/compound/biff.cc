#include "indexer/extract/compound/biff.h"

#include "indexer/extract/compound/fields.h"

namespace kontor::compound {

namespace {

constexpr std::size_t head_bytes = 4;
constexpr unsigned flag_wide = 1;

}  // namespace

std::optional<BiffRecord> BiffRecords::next() {
    const std::size_t size = u16_at(stream_, at_ + 2);
    if (stream_.size() - at_ < head_bytes + size) {
        return std::nullopt;
    }
    last_ = stream_.substr(at_ + head_bytes, size);
    const auto kind = static_cast<Biff>(u16_at(stream_, at_));
    at_ += head_bytes + size;
    return BiffRecord{kind, last_};
}

std::vector<ByteView> BiffRecords::with_continued() {
    std::vector<ByteView> pieces{last_};
    while (static_cast<Biff>(u16_at(stream_, at_)) == Biff::continued) {
        const std::optional<BiffRecord> record = next();
        if (!record) {
            break;
        }
        pieces.push_back(record->data);
    }
    return pieces;
}

bool BiffBytes::enter_next() {
    while (piece_ < pieces_.size() && at_ >= pieces_[piece_].size()) {
        ++piece_;
        at_ = 0;
    }
    return piece_ < pieces_.size();
}

bool BiffBytes::is_at_end() {
    return !enter_next();
}

unsigned BiffBytes::u8() {
    return enter_next() ? u8_at(pieces_[piece_], at_++) : 0;
}

unsigned BiffBytes::u16() {
    const unsigned low = u8();
    return low | u8() << 8;
}

std::uint32_t BiffBytes::u32() {
    const std::uint32_t low = u16();
    return low | u16() << 16;
}

void BiffBytes::skip(std::uint64_t count) {
    while (count > 0 && enter_next()) {
        const std::size_t step = std::min<std::uint64_t>(count, pieces_[piece_].size() - at_);
        at_ += step;
        count -= step;
    }
}

std::string BiffBytes::characters(std::size_t count, unsigned flags) {
    std::string utf16;
    while (count > 0) {
        const std::size_t before = piece_;
        if (!enter_next()) {
            break;
        }
        if (piece_ != before) {
            flags = u8();
            if (!enter_next()) {
                break;
            }
        }
        const ByteView rest = part(pieces_[piece_], at_);
        const std::size_t width = (flags & flag_wide) != 0 ? 2 : 1;
        const std::size_t here = std::min(count, rest.size() / width);
        if (width == 2) {
            utf16 += rest.substr(0, here * 2);
        } else {
            for (const char low : rest.substr(0, here)) {
                utf16 += {low, '\0'};
            }
        }
        count -= here;
        at_ = count > 0 ? pieces_[piece_].size() : at_ + here * width;
    }
    return utf16;
}

std::size_t BiffTexts::u8_at_start(ByteView data) {
    return u8_at(data, 0);
}

std::string BiffTexts::long_text(ByteView data) const {
    return text(data, u16_at(data, 0), 2);
}

std::string BiffTexts::text(ByteView data, std::size_t count, std::size_t count_bytes) const {
    if (!is_8) {
        return code_pages.utf8(part(data, count_bytes, count), code_page);
    }
    BiffBytes bytes({part(data, count_bytes)});
    const unsigned flags = bytes.u8();
    constexpr unsigned flag_phonetic = 4;
    constexpr unsigned flag_rich = 8;
    bytes.skip(((flags & flag_rich) != 0 ? 2u : 0u) + ((flags & flag_phonetic) != 0 ? 4u : 0u));
    return code_pages.utf16(bytes.characters(count, flags));
}

}  // namespace kontor::compound
