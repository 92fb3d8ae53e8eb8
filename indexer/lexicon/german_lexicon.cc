#include "indexer/lexicon/german_lexicon.h"

#include "indexer/lexicon/umlauts.h"
#include "indexer/lexicon/word_table.h"
#include "storage/base/hash.h"
#include "storage/base/text.h"

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

GermanLexicon::GermanLexicon(const std::vector<std::string>& own) {
    for (const std::string& word : own) {
        own_.insert(with_umlauts(fold_for_comparison(word)));
    }
}

void GermanLexicon::add_own(std::string_view word, WordUse& use) const {
    if (own_.contains(word)) {
        use.noun = use.own = true;
    }
}

WordUse GermanLexicon::use_of(std::string_view word) const {
    WordUse use = find_word(table(), word);
    add_own(word, use);
    return use;
}

void GermanLexicon::beginnings_of(std::string_view text, Beginnings& out) const {
    find_beginnings(table(), text, out);
    if (own_.empty()) {
        return;
    }
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string beginning(text.substr(0, size));
        add_own(beginning, out.uses[size]);
        add_own(beginning + 'e', out.with_e[size]);
    }
}

std::string GermanLexicon::words_digest() const {
    if (own_.empty()) {
        return {};
    }
    Hasher hasher(HashKind::sha256);
    for (const std::string& word : own_) {
        hasher.update(word).update("\n");
    }
    return to_hex(hasher.finish());
}

const GermanLexicon& german_lexicon() {
    static const GermanLexicon lexicon;
    return lexicon;
}

}  // namespace kontor
