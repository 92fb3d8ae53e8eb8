#include "indexer/extract/pdf/character_map.h"

#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"

#include <algorithm>

namespace kontor::pdf {

namespace {

std::uint32_t code_of(std::string_view bytes) {
    std::uint32_t code = 0;
    for (const char c : bytes.substr(0, 4)) {
        code = code << 8 | static_cast<unsigned char>(c);
    }
    return code;
}

void append_number(Bytes& out, std::uint32_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>((value & 0x7F) | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

std::uint32_t take_number(ByteView& in) {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const std::uint8_t byte = take_u8(in);
        value |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
        if (byte < 0x80) {
            break;
        }
    }
    return value;
}

// The last range that begins at or before `code` and holds it. Ranges that overlap are rare and
// near each other.
template <typename Range>
const Range* range_of(const std::vector<Range>& ranges, std::uint32_t code) {
    auto at =
        std::upper_bound(ranges.begin(), ranges.end(), code,
                         [](std::uint32_t value, const Range& range) { return value < range.low; });
    for (int i = 0; i < 16 && at != ranges.begin(); ++i) {
        --at;
        if (code <= at->high) {
            return &*at;
        }
    }
    return nullptr;
}

}  // namespace

// Walks the PostScript of a map. Its words and operands are all that counts; the order is as
// producers write it, blanks between operands may be missing, counts may be wrong.
class MapParser {
  public:
    MapParser(CharacterMap& map, ByteView source, const CharacterMap::Lookup& lookup)
        : map_(map), lexer_(source), lookup_(lookup) {}

    void run() {
        Token previous;
        for (Token token = lexer_.next(); token.kind != Token::Kind::end; token = lexer_.next()) {
            if (token.kind == Token::Kind::word) {
                word(token.text, previous);
            } else if (token.kind == Token::Kind::name) {
                last_name_.assign(token.text);
                if (last_name_ == "WMode") {
                    token = lexer_.next();
                    map_.vertical_ = token.kind == Token::Kind::number && token.number == 1;
                }
            }
            previous = token;
            lexer_.release();
        }
        map_.finish();
    }

  private:
    using Kind = Token::Kind;

    void word(std::string_view word, const Token& previous) {
        if (word == "usecmap" && previous.kind == Kind::name) {
            use(last_name_);
        } else if (word.ends_with("begincodespacerange")) {
            spaces();
        } else if (word.ends_with("beginbfchar")) {
            texts(false);
        } else if (word.ends_with("beginbfrange")) {
            texts(true);
        } else if (word.ends_with("begincidchar")) {
            cids(false);
        } else if (word.ends_with("begincidrange")) {
            cids(true);
        }
    }

    void use(const std::string& name) {
        map_.base_name_ = name;
        if (lookup_) {
            map_.base_ = lookup_(name);
        }
    }

    // The next operand that is a code; false at the end of the section.
    bool next_code(std::uint32_t& code, std::size_t& bytes) {
        for (;;) {
            const Token token = lexer_.next();
            if (token.kind == Kind::string) {
                code = code_of(token.text);
                bytes = token.text.size();
                return true;
            }
            if (token.kind == Kind::end ||
                (token.kind == Kind::word && token.text.starts_with("end"))) {
                return false;
            }
        }
    }

    void spaces() {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::size_t bytes = 0;
        while (next_code(low, bytes) && next_code(high, bytes)) {
            if (bytes >= 1 && bytes <= 4 && map_.spaces_.size() < limits::pdf_cmap_spaces_max) {
                map_.spaces_.push_back({low, high, static_cast<unsigned>(bytes)});
            }
            lexer_.release();
        }
    }

    void cids(bool ranges) {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::size_t bytes = 0;
        while (next_code(low, bytes)) {
            high = low;
            if (ranges && !next_code(high, bytes)) {
                return;
            }
            const Token cid = lexer_.next();
            if (cid.kind != Kind::number) {
                return;
            }
            if (map_.cids_.size() < limits::pdf_cmap_ranges_max && high >= low && cid.number >= 0 &&
                cid.number < 65536) {
                map_.cids_.push_back({low, high, static_cast<std::uint32_t>(cid.number)});
            }
            lexer_.release();
        }
    }

    void texts(bool ranges) {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::size_t bytes = 0;
        while (next_code(low, bytes)) {
            high = low;
            if (ranges && !next_code(high, bytes)) {
                return;
            }
            Token target = lexer_.next();
            if (target.kind == Kind::array_open) {
                for (target = lexer_.next(); target.kind == Kind::string; target = lexer_.next()) {
                    if (low <= high) {
                        add_text(low, low, target.text);
                        ++low;
                    }
                }
            } else if (target.kind == Kind::string) {
                add_text(low, std::max(low, high), target.text);
            } else if (target.kind == Kind::word && target.text.starts_with("end")) {
                return;
            }
            lexer_.release();
        }
    }

    void add_text(std::uint32_t low, std::uint32_t high, std::string_view utf16) {
        if (map_.texts_.size() >= limits::pdf_cmap_ranges_max || utf16.size() > 512) {
            return;
        }
        const std::u32string text = utf16.size() == 1
                                        ? std::u32string(1, static_cast<unsigned char>(utf16[0]))
                                        : from_utf16be(utf16);
        if (!text.empty()) {
            map_.texts_.push_back({low, high, static_cast<std::uint32_t>(map_.pool_.size()),
                                   static_cast<std::uint32_t>(text.size())});
            map_.pool_ += text;
        }
    }

    CharacterMap& map_;
    ContentLexer lexer_;
    const CharacterMap::Lookup& lookup_;
    std::string last_name_;
};

CharacterMap CharacterMap::parse(ByteView source, const Lookup& lookup) {
    CharacterMap map;
    MapParser(map, source, lookup).run();
    return map;
}

CharacterMap CharacterMap::identity(bool vertical) {
    CharacterMap map;
    map.identity_ = true;
    map.vertical_ = vertical;
    map.spaces_.push_back({0, 0xFFFF, 2});
    return map;
}

void CharacterMap::finish() {
    const auto by_low = [](const auto& a, const auto& b) { return a.low < b.low; };
    std::stable_sort(cids_.begin(), cids_.end(), by_low);
    std::stable_sort(texts_.begin(), texts_.end(), by_low);
}

// A space is a box: each byte of a code lies between those of its corners (Adobe TN 5014, 1.3).
bool CharacterMap::Space::holds(std::uint32_t code) const {
    for (unsigned shift = 0; shift < 8 * bytes; shift += 8) {
        const std::uint32_t byte = code >> shift & 0xFF;
        if (byte < (low >> shift & 0xFF) || byte > (high >> shift & 0xFF)) {
            return false;
        }
    }
    return true;
}

CharacterMap::Code CharacterMap::take(ByteView& text) const {
    if (spaces_.empty() && base_ != nullptr) {
        return base_->take(text);
    }
    std::uint32_t code = 0;
    const auto most = static_cast<unsigned>(std::min<std::size_t>(4, text.size()));
    for (unsigned bytes = 1; bytes <= most; ++bytes) {
        code = code << 8 | static_cast<unsigned char>(text[bytes - 1]);
        for (const Space& space : spaces_) {
            if (space.bytes == bytes && space.holds(code)) {
                text.remove_prefix(bytes);
                return {code, bytes};
            }
        }
    }
    // No space holds it: as many bytes as the shortest code has, two when the map says nothing.
    unsigned bytes = spaces_.empty() ? 2 : 4;
    for (const Space& space : spaces_) {
        bytes = std::min(bytes, space.bytes);
    }
    bytes = std::min(bytes, most);
    const std::uint32_t value = code_of(text.substr(0, bytes));
    text.remove_prefix(bytes);
    return {value, bytes};
}

std::uint32_t CharacterMap::cid(Code code) const {
    if (identity_) {
        return code.value;
    }
    if (const CidRange* range = range_of(cids_, code.value)) {
        return range->cid + (code.value - range->low);
    }
    return base_ == nullptr ? 0 : base_->cid(code);
}

std::u32string_view CharacterMap::text(std::uint32_t code, std::u32string& out) const {
    const TextRange* range = range_of(texts_, code);
    if (range == nullptr) {
        return base_ == nullptr ? std::u32string_view() : base_->text(code, out);
    }
    const std::u32string_view first = std::u32string_view(pool_).substr(range->at, range->length);
    if (code == range->low) {
        return first;
    }
    out.assign(first);
    out.back() += code - range->low;
    return out;
}

void CharacterMap::write(Bytes& out) const {
    append_number(out, vertical_ ? 1 : 0);
    append_number(out, static_cast<std::uint32_t>(base_name_.size()));
    out += base_name_;
    append_number(out, static_cast<std::uint32_t>(spaces_.size()));
    for (const Space& space : spaces_) {
        append_number(out, space.bytes);
        append_number(out, space.low);
        append_number(out, space.high);
    }
    append_number(out, static_cast<std::uint32_t>(cids_.size()));
    std::uint32_t low = 0;
    for (const CidRange& range : cids_) {
        append_number(out, range.low - low);
        append_number(out, range.high - range.low);
        append_number(out, range.cid);
        low = range.low;
    }
    append_number(out, static_cast<std::uint32_t>(texts_.size()));
    low = 0;
    for (const TextRange& range : texts_) {
        append_number(out, range.low - low);
        append_number(out, range.high - range.low);
        append_number(out, range.length);
        for (const char32_t c : pool_.substr(range.at, range.length)) {
            append_number(out, c);
        }
        low = range.low;
    }
}

CharacterMap CharacterMap::read(ByteView in) {
    CharacterMap map;
    map.vertical_ = take_number(in) != 0;
    map.base_name_ = take_bytes(in, take_number(in));
    map.spaces_.resize(take_number(in));
    for (Space& space : map.spaces_) {
        space.bytes = take_number(in);
        space.low = take_number(in);
        space.high = take_number(in);
    }
    map.cids_.resize(take_number(in));
    std::uint32_t low = 0;
    for (CidRange& range : map.cids_) {
        low = range.low = low + take_number(in);
        range.high = range.low + take_number(in);
        range.cid = take_number(in);
    }
    map.texts_.resize(take_number(in));
    low = 0;
    for (TextRange& range : map.texts_) {
        low = range.low = low + take_number(in);
        range.high = range.low + take_number(in);
        range.length = take_number(in);
        range.at = static_cast<std::uint32_t>(map.pool_.size());
        for (std::uint32_t i = 0; i < range.length; ++i) {
            map.pool_.push_back(take_number(in));
        }
    }
    return map;
}

}  // namespace kontor::pdf
