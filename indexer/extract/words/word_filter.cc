#include "indexer/extract/words/word_filter.h"

namespace kontor {

namespace {

// FNV-1a, 64 bits; its halves are the two hashes of which the probes are made (Kirsch and
// Mitzenmacher 2006).
std::uint64_t hash_of(std::string_view word) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char c : word) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    }
    return hash;
}

template <typename Visit>
void visit_bits(std::string_view word, const Visit& visit) {
    const std::uint64_t hash = hash_of(word);
    const std::uint64_t step = (hash >> 32U) | 1U;
    std::uint64_t bit = hash & 0xFFFFFFFFU;
    for (unsigned i = 0; i < word_filter_probes; ++i, bit += step) {
        const std::uint64_t place = bit % word_filter_bits;
        visit(static_cast<std::size_t>(place / 8), static_cast<unsigned char>(1U << (place % 8)));
    }
}

}  // namespace

void add_word(Bytes& filter, std::string_view folded) {
    filter.resize(word_filter_bits / 8);
    visit_bits(folded, [&](std::size_t at, unsigned char bit) {
        filter[at] = static_cast<char>(static_cast<unsigned char>(filter[at]) | bit);
    });
}

bool may_have_word(ByteView filter, std::string_view folded) {
    bool has_all = true;
    visit_bits(folded, [&](std::size_t at, unsigned char bit) {
        has_all = has_all && (static_cast<unsigned char>(filter[at]) & bit) != 0;
    });
    return has_all;
}

}  // namespace kontor
