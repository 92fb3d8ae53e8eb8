#include "indexer/extract/words/known_words.h"

#include "indexer/extract/words/word_filter.h"
#include "storage/base/text.h"

#include <string>

// The filter that compile_words made.
asm(R"(
    .section .rodata
    .balign 16
    .global kontor_words_begin
    .global kontor_words_end
kontor_words_begin:
    .incbin ")" KONTOR_WORDS R"("
kontor_words_end:
    .byte 0
    .previous
)");

extern "C" {
extern const char kontor_words_begin[];
extern const char kontor_words_end[];
}

namespace kontor {

namespace {

constexpr std::size_t words_judged_max = 2'000;
constexpr std::size_t word_min_letters = 3;
constexpr std::size_t word_max_bytes = 64;  // longer ones are no words of a language
constexpr std::size_t part_min_bytes = 4;   // of a compound: shorter ones fit anything

bool is_listed(std::string_view word) {
    static const ByteView filter(kontor_words_begin,
                                 static_cast<std::size_t>(kontor_words_end - kontor_words_begin));
    return may_have_word(filter, word);
}

bool is_boundary(std::string_view word, std::size_t at) {
    return (static_cast<unsigned char>(word[at]) & 0xC0U) != 0x80U;
}

// "Rechnungsnummer": two words, between them maybe the s that links them.
bool is_compound(std::string_view word) {
    for (std::size_t cut = part_min_bytes; cut + part_min_bytes <= word.size(); ++cut) {
        if (!is_boundary(word, cut) || !is_listed(word.substr(cut))) {
            continue;
        }
        const std::string_view first = word.substr(0, cut);
        if (is_listed(first) || (first.ends_with('s') && first.size() > part_min_bytes &&
                                 is_listed(first.substr(0, first.size() - 1)))) {
            return true;
        }
    }
    return false;
}

// Letters beyond ASCII begin with a byte from 0xC3 on; what is below are signs of Latin-1.
bool is_letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC3;
}
bool is_continuation(unsigned char c) {
    return (c & 0xC0U) == 0x80U;
}

}  // namespace

WordShare known_words_of(std::string_view text) {
    WordShare share;
    std::size_t at = 0;
    while (at < text.size() && share.words < words_judged_max) {
        std::size_t end = at;
        std::size_t letters = 0;
        while (end < text.size()) {
            const auto c = static_cast<unsigned char>(text[end]);
            if (!is_letter(c) && !(letters > 0 && is_continuation(c))) {
                break;
            }
            letters += is_continuation(c) ? 0 : 1;
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        at = end + 1;
        if (letters < word_min_letters) {
            continue;
        }
        ++share.words;
        if (word.size() <= word_max_bytes && is_utf8(word)) {
            const std::string folded = fold_for_comparison(word);
            share.known += is_listed(folded) || is_compound(folded) ? 1 : 0;
        }
    }
    return share;
}

}  // namespace kontor
