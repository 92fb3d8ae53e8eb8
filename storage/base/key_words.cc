#include "storage/base/key_words.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"

namespace kontor {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::string_view consonants = "bdfghjklmnprstvz";
constexpr std::string_view vowels = "aiou";
constexpr std::size_t word_letters = 5;

struct Letter {
    std::string_view alphabet;
    unsigned bits;
};
constexpr Letter consonant{consonants, 4};
constexpr Letter vowel{vowels, 2};
constexpr Letter word[word_letters] = {consonant, vowel, consonant, vowel, consonant};

Bytes check_of(ByteView key) {
    return sha256(key).substr(0, 2);
}

}  // namespace

std::string key_words(ByteView key) {
    if (key.size() != key_bytes) {
        throw Error(ErrorCode::invalid, "write a key as words: its length is wrong");
    }
    const Bytes all = Bytes(key) + check_of(key);
    std::string text;
    for (ByteView rest = all; !rest.empty();) {
        const unsigned value = take_u16(rest);
        unsigned left = 16;
        text += text.empty() ? "" : " ";
        for (const Letter& letter : word) {
            left -= letter.bits;
            text += letter.alphabet[(value >> left) & ((1U << letter.bits) - 1)];
        }
    }
    return text;
}

std::optional<Bytes> key_of_words(std::string_view text) {
    Bytes all;
    unsigned value = 0;
    std::size_t letters = 0;
    for (const char given : text) {
        const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '-') {
            continue;
        }
        const Letter& letter = word[letters % word_letters];
        const std::size_t place = letter.alphabet.find(c);
        if (place == std::string_view::npos) {
            return std::nullopt;
        }
        value = value << letter.bits | static_cast<unsigned>(place);
        if (++letters % word_letters == 0) {
            append_u16(all, static_cast<std::uint16_t>(value));
            value = 0;
        }
    }
    if (letters != word_letters * key_words_count) {
        return std::nullopt;
    }
    const Bytes key = all.substr(0, key_bytes);
    return check_of(key) == all.substr(key_bytes) ? std::optional(key) : std::nullopt;
}

}  // namespace kontor
