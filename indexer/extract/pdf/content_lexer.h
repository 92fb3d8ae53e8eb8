// ContentLexer: splits a content stream, a character map or an object stream into tokens, where the
// bytes lie.
//
// Promises  Never reads outside the buffer, never fails: what makes no sense becomes a word or
//           nothing. Strings and names without escapes are views into the buffer.
// Errors    None.
// Why       PoDoFo's own tokenizer reads a stream character by character and copies every operand;
//           it is three times slower for the whole page.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace kontor::pdf {

struct Token {
    enum class Kind : std::uint8_t {
        end,
        number,
        string,  // literal or hexadecimal, decoded
        name,    // without its slash, decoded
        array_open,
        array_close,
        dict_open,
        dict_close,
        word,  // an operator, or true, false, null
    };
    Kind kind = Kind::end;
    double number = 0;
    std::string_view text;  // valid until release()
};

class ContentLexer {
  public:
    explicit ContentLexer(ByteView content)
        : begin_(content.data()), at_(content.data()), end_(content.data() + content.size()) {}

    Token next();
    // Forgets the decoded strings and names; their tokens are not used any more.
    void release() { used_ = 0; }
    // Behind the word ID of an inline image: goes to what follows its EI. `known_bytes` is the
    // length of its data when that is known (no filter), else 0.
    void skip_inline_image(std::size_t known_bytes);
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }

  private:
    void skip_blanks();
    Token literal_string();
    Token hex_string();
    Token name();
    Token number();
    Token word();
    std::string& scratch();
    bool ends_image(const char* at) const;

    const char* begin_;
    const char* at_;
    const char* end_;
    std::deque<std::string> decoded_;  // keeps its strings where they are; reused after release()
    std::size_t used_ = 0;
};

// The value of a hexadecimal digit, or -1.
int hex_digit(char c);

}  // namespace kontor::pdf
