#include "indexer/lexicon/umlauts.h"

namespace kontor {

namespace {

bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

}  // namespace

std::string with_umlauts(std::string_view plain) {
    std::string out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        const bool pair = i + 1 < plain.size() && plain[i + 1] == 'e' &&
                          (c == 'a' || c == 'o' || c == 'u') &&
                          (i == 0 || (!is_vowel(plain[i - 1]) && plain[i - 1] != 'q'));
        if (!pair) {
            out += c;
            continue;
        }
        out += c == 'a' ? "\xc3\xa4" : c == 'o' ? "\xc3\xb6" : "\xc3\xbc";
        ++i;
    }
    return out;
}

std::string without_umlauts(std::string_view word) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const std::string_view letter = word.substr(i, 2);
        const char vowel = letter == "\xc3\xa4"   ? 'a'
                           : letter == "\xc3\xb6" ? 'o'
                           : letter == "\xc3\xbc" ? 'u'
                                                  : '\0';
        out += vowel == '\0' ? word[i] : vowel;
        i += vowel == '\0' ? 0 : 1;
    }
    return out;
}

}  // namespace kontor
