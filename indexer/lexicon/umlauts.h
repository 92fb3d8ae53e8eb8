// with_umlauts, without_umlauts: one spelling for words that people write with or without umlauts.
//
// ae, oe, ue as umlauts where German writes them so: not after a vowel or q ("Steuer", "Quelle").
// Wrong for "Poet", but alike for all its forms, and for the same word in a list.
//
// Threads   Any; pure.
#pragma once

#include <string>
#include <string_view>

namespace kontor {

// `plain` is lower case.
std::string with_umlauts(std::string_view plain);
// Their vowels alone, as German's stemmer leaves them: "pruf" of "prüf".
std::string without_umlauts(std::string_view word);

}  // namespace kontor
