#include "indexer/lexicon/word_table.h"

#include <bit>
#include <cstring>

namespace kontor {

namespace {

constexpr std::uint64_t noun_bit = 1;
constexpr std::uint64_t verb_bit = 2;
constexpr std::uint64_t use_bits = noun_bit | verb_bit;

// FNV-1a, 64 bits, and a last mixing (the finaliser of MurmurHash3), for FNV's low bits are weak.
constexpr std::uint64_t hash_begin = 0xcbf29ce484222325ULL;

std::uint64_t with_byte(std::uint64_t hash, char c) {
    return (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
}

std::uint64_t mixed(std::uint64_t hash) {
    hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
    hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
    return (hash ^ (hash >> 33U)) & ~use_bits;
}

std::uint64_t hash_of(std::string_view word) {
    std::uint64_t hash = hash_begin;
    for (const char c : word) {
        hash = with_byte(hash, c);
    }
    return mixed(hash);
}

std::uint64_t slot_at(ByteView table, std::uint64_t at) {
    std::uint64_t slot = 0;
    std::memcpy(&slot, table.data() + at * sizeof slot, sizeof slot);
    return slot;
}

// The place of `hash` in a table of `slots`, or the free one where it would stand.
std::uint64_t place_of(ByteView table, std::uint64_t hash) {
    const std::uint64_t mask = table.size() / sizeof(std::uint64_t) - 1;
    std::uint64_t at = (hash >> 2U) & mask;
    for (std::uint64_t slot = slot_at(table, at); slot != 0 && (slot & ~use_bits) != hash;
         slot = slot_at(table, at)) {
        at = (at + 1) & mask;
    }
    return at;
}

WordUse use_at(ByteView table, std::uint64_t hash) {
    const std::uint64_t slot = slot_at(table, place_of(table, hash));
    return {(slot & noun_bit) != 0, (slot & verb_bit) != 0};
}

}  // namespace

Bytes make_word_table(const std::map<std::string, WordUse>& words) {
    Bytes table(std::bit_ceil(words.size() * 2 + 1) * sizeof(std::uint64_t), '\0');
    for (const auto& [word, use] : words) {
        const std::uint64_t hash = hash_of(word);
        const std::uint64_t slot =
            hash | (use.noun ? noun_bit : 0) | (use.verb_stem ? verb_bit : 0);
        std::memcpy(table.data() + place_of(table, hash) * sizeof slot, &slot, sizeof slot);
    }
    return table;
}

WordUse find_word(ByteView table, std::string_view word) {
    return use_at(table, hash_of(word));
}

void find_beginnings(ByteView table, std::string_view text, Lexicon::Beginnings& out) {
    out.uses.assign(1, {});
    out.with_e.assign(1, {});
    std::uint64_t hash = hash_begin;
    for (const char c : text) {
        hash = with_byte(hash, c);
        out.uses.push_back(use_at(table, mixed(hash)));
        out.with_e.push_back(use_at(table, mixed(with_byte(hash, 'e'))));
    }
}

}  // namespace kontor
