#include "indexer/lexicon/german_lexicon.h"

#include "indexer/lexicon/word_table.h"

// The table that compile_lexicon made.
asm(R"(
    .section .rodata
    .balign 16
    .global kontor_lexicon_begin
    .global kontor_lexicon_end
kontor_lexicon_begin:
    .incbin ")" KONTOR_LEXICON R"("
kontor_lexicon_end:
    .byte 0
    .previous
)");

extern "C" {
extern const char kontor_lexicon_begin[];
extern const char kontor_lexicon_end[];
}

namespace kontor {

namespace {

ByteView table() {
    return {kontor_lexicon_begin,
            static_cast<std::size_t>(kontor_lexicon_end - kontor_lexicon_begin)};
}

}  // namespace

WordUse GermanLexicon::use_of(std::string_view word) const {
    return find_word(table(), word);
}

void GermanLexicon::beginnings_of(std::string_view text, Beginnings& out) const {
    find_beginnings(table(), text, out);
}

}  // namespace kontor
