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

}  // namespace kontor
