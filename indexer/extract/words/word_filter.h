// WordFilter: a Bloom filter of words (Bloom 1970): "no" is certain, "yes" is wrong once in a
// hundred. Private to the room.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <string_view>

namespace kontor {

constexpr std::uint64_t word_filter_bits = 5'000'000;  // ten for each of half a million words
constexpr unsigned word_filter_probes = 7;

void add_word(Bytes& filter, std::string_view folded);
bool may_have_word(ByteView filter, std::string_view folded);

}  // namespace kontor
