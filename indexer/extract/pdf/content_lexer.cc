#include "indexer/extract/pdf/content_lexer.h"

#include <array>

namespace kontor::pdf {

namespace {

enum class CharKind : std::uint8_t { regular, blank, delimiter };

constexpr std::array<CharKind, 256> make_kinds() {
    std::array<CharKind, 256> kinds{};
    for (const char c : {'\0', '\t', '\n', '\f', '\r', ' '}) {
        kinds[static_cast<unsigned char>(c)] = CharKind::blank;
    }
    for (const char c : {'(', ')', '<', '>', '[', ']', '{', '}', '/', '%'}) {
        kinds[static_cast<unsigned char>(c)] = CharKind::delimiter;
    }
    return kinds;
}

constexpr auto kinds = make_kinds();

CharKind kind_of(char c) {
    return kinds[static_cast<unsigned char>(c)];
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Reads one escape behind a backslash (ISO 32000-1, table 3); `at` stands on the character behind
// it.
const char* unescape(const char* at, const char* end, std::string& out) {
    const char c = *at++;
    switch (c) {
        case 'n':
            out.push_back('\n');
            return at;
        case 'r':
            out.push_back('\r');
            return at;
        case 't':
            out.push_back('\t');
            return at;
        case 'b':
            out.push_back('\b');
            return at;
        case 'f':
            out.push_back('\f');
            return at;
        case '\n':
            return at;
        case '\r':
            return at < end && *at == '\n' ? at + 1 : at;
        default:
            break;
    }
    if (c < '0' || c > '7') {
        out.push_back(c);
        return at;
    }
    unsigned value = static_cast<unsigned>(c - '0');
    for (int i = 0; i < 2 && at < end && *at >= '0' && *at <= '7'; ++i) {
        value = value * 8 + static_cast<unsigned>(*at++ - '0');
    }
    out.push_back(static_cast<char>(value & 0xFF));
    return at;
}

}  // namespace

int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string& ContentLexer::scratch() {
    if (used_ == decoded_.size()) {
        decoded_.emplace_back();
    }
    std::string& text = decoded_[used_++];
    text.clear();
    return text;
}

void ContentLexer::skip_blanks() {
    while (at_ < end_) {
        if (kind_of(*at_) == CharKind::blank) {
            ++at_;
        } else if (*at_ == '%') {
            while (at_ < end_ && *at_ != '\n' && *at_ != '\r') {
                ++at_;
            }
        } else {
            return;
        }
    }
}

Token ContentLexer::next() {
    for (;;) {
        skip_blanks();
        if (at_ == end_) {
            return {};
        }
        const char c = *at_;
        switch (c) {
            case '(':
                ++at_;
                return literal_string();
            case '/':
                ++at_;
                return name();
            case '[':
                ++at_;
                return {Token::Kind::array_open, 0, {}};
            case ']':
                ++at_;
                return {Token::Kind::array_close, 0, {}};
            case '<':
                ++at_;
                if (at_ < end_ && *at_ == '<') {
                    ++at_;
                    return {Token::Kind::dict_open, 0, {}};
                }
                return hex_string();
            case '>':
                ++at_;
                if (at_ < end_ && *at_ == '>') {
                    ++at_;
                    return {Token::Kind::dict_close, 0, {}};
                }
                continue;
            case ')':
            case '{':
            case '}':
                ++at_;
                continue;  // astray
            default:
                break;
        }
        if (is_digit(c) || c == '-' || c == '+' || c == '.') {
            return number();
        }
        return word();
    }
}

Token ContentLexer::literal_string() {
    const char* const first = at_;
    int depth = 1;
    for (; at_ < end_; ++at_) {
        if (*at_ == '\\' || *at_ == '\r') {
            break;
        }
        if (*at_ == '(') {
            ++depth;
        } else if (*at_ == ')' && --depth == 0) {
            const std::string_view text(first, static_cast<std::size_t>(at_ - first));
            ++at_;
            return {Token::Kind::string, 0, text};
        }
    }
    std::string& text = scratch();
    text.assign(first, at_);
    while (at_ < end_) {
        const char c = *at_++;
        if (c == '\\' && at_ < end_) {
            at_ = unescape(at_, end_, text);
            continue;
        }
        if (c == '\r') {  // an end of line in a string reads as one line feed
            text.push_back('\n');
            at_ += at_ < end_ && *at_ == '\n' ? 1 : 0;
            continue;
        }
        if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            break;
        }
        text.push_back(c);
    }
    return {Token::Kind::string, 0, text};
}

Token ContentLexer::hex_string() {
    std::string& text = scratch();
    int high = -1;
    while (at_ < end_) {
        const char c = *at_++;
        if (c == '>') {
            break;
        }
        const int digit = hex_digit(c);
        if (digit < 0) {
            continue;
        }
        if (high < 0) {
            high = digit;
        } else {
            text.push_back(static_cast<char>(high * 16 + digit));
            high = -1;
        }
    }
    if (high >= 0) {
        text.push_back(static_cast<char>(high * 16));
    }
    return {Token::Kind::string, 0, text};
}

Token ContentLexer::name() {
    const char* const first = at_;
    bool escaped = false;
    while (at_ < end_ && kind_of(*at_) == CharKind::regular) {
        escaped = escaped || *at_ == '#';
        ++at_;
    }
    const std::string_view raw(first, static_cast<std::size_t>(at_ - first));
    if (!escaped) {
        return {Token::Kind::name, 0, raw};
    }
    std::string& text = scratch();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const int high = raw[i] == '#' && i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(raw[i + 2]) : -1;
        if (low >= 0) {
            text.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            text.push_back(raw[i]);
        }
    }
    return {Token::Kind::name, 0, text};
}

Token ContentLexer::number() {
    const char* const first = at_;
    bool negative = false;
    while (at_ < end_ && (*at_ == '-' || *at_ == '+')) {  // "--5" is met, and read as -5
        negative = negative || *at_ == '-';
        ++at_;
    }
    double value = 0;
    bool any = false;
    while (at_ < end_ && is_digit(*at_)) {
        value = value * 10 + (*at_++ - '0');
        any = true;
    }
    if (at_ < end_ && *at_ == '.') {
        ++at_;
        double scale = 0.1;
        while (at_ < end_ && is_digit(*at_)) {
            value += scale * (*at_++ - '0');
            scale *= 0.1;
            any = true;
        }
    }
    // "12-34" is met too: what follows the second sign does not count.
    while (any && at_ < end_ && (*at_ == '-' || *at_ == '.' || is_digit(*at_))) {
        ++at_;
    }
    if (!any && at_ < end_ && kind_of(*at_) == CharKind::regular) {
        at_ = first;
        return word();
    }
    return {Token::Kind::number, negative ? -value : value, {}};
}

Token ContentLexer::word() {
    const char* const first = at_;
    while (at_ < end_ && kind_of(*at_) == CharKind::regular) {
        ++at_;
    }
    return {Token::Kind::word, 0, std::string_view(first, static_cast<std::size_t>(at_ - first))};
}

// Whether EI at `at` ends an image: blanks around it, and behind it what an operator stream looks
// like.
bool ContentLexer::ends_image(const char* at) const {
    if (end_ - at < 2 || at[0] != 'E' || at[1] != 'I') {
        return false;
    }
    const char* behind = at + 2;
    if (behind < end_ && kind_of(*behind) != CharKind::blank) {
        return false;
    }
    for (int i = 0; i < 12 && behind < end_; ++i, ++behind) {
        const auto c = static_cast<unsigned char>(*behind);
        if (c >= 0x7F || (c < 0x20 && kind_of(*behind) != CharKind::blank)) {
            return false;
        }
    }
    return true;
}

void ContentLexer::skip_inline_image(std::size_t known_bytes) {
    if (at_ < end_ && kind_of(*at_) == CharKind::blank) {
        ++at_;
    }
    if (known_bytes > 0 && known_bytes < static_cast<std::size_t>(end_ - at_)) {
        const char* behind = at_ + known_bytes;
        while (behind < end_ && kind_of(*behind) == CharKind::blank) {
            ++behind;
        }
        if (ends_image(behind)) {
            at_ = behind + 2;
            return;
        }
    }
    for (const char* at = at_; at + 2 <= end_; ++at) {
        if (*at == 'E' && (at == at_ || kind_of(at[-1]) == CharKind::blank) && ends_image(at)) {
            at_ = at + 2;
            return;
        }
    }
    at_ = end_;
}

}  // namespace kontor::pdf
