// compile_lexicon TABLE HUNSPELL-DIC WORD-LIST NEVER-SPLIT: the nouns and verb stems of the first
// two lists, as the table that german_lexicon.cc holds.
//
// Nouns are what is written with a capital. Those that the others make up are left out, shortest
// first, so that parts are as small as words get: "Rechnungsprüfung" is no part, but two. Short
// words stay whole unless their parts are nouns of four letters at least; and so do those of the
// last list, which only look put together (Transport is not Tran and Sport).
#include "indexer/lexicon/compound.h"
#include "indexer/lexicon/umlauts.h"
#include "indexer/lexicon/word_table.h"
#include "storage/base/text.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr std::size_t short_letters_max = 9;
constexpr std::size_t part_of_short_min_letters = 4;
constexpr std::size_t verb_stem_min_letters = 4;

using Words = std::map<std::string, kontor::WordUse>;

class ListedWords final : public kontor::Lexicon {
  public:
    explicit ListedWords(const Words& words) : words_(words) {}
    kontor::WordUse use_of(std::string_view word) const override {
        const auto found = words_.find(std::string(word));
        return found == words_.end() ? kontor::WordUse{} : found->second;
    }

  private:
    const Words& words_;
};

std::size_t letters_of(std::string_view word) {
    return static_cast<std::size_t>(
        std::ranges::count_if(word, [](char c) { return (c & 0xc0) != 0x80; }));
}

// Letters alone, the first one large and no other: what German writes so is a noun.
bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0;
    });
}

void add(std::string_view text, Words& words) {
    if (!is_word(text) || !kontor::is_utf8(text)) {
        return;
    }
    const std::string folded = kontor::fold_for_comparison(text);
    const std::string word = kontor::with_umlauts(folded);
    if (letters_of(word) < 3) {
        return;
    }
    // As long as it folds to its own letters but the first, nothing behind that was a capital.
    const bool has_capital = text.front() >= 'A' && text.front() <= 'Z';
    const bool is_umlaut = text.starts_with("Ä") || text.starts_with("Ö") || text.starts_with("Ü");
    const std::string_view rest = text.substr(is_umlaut ? 2 : 1);
    const bool is_plain = std::ranges::none_of(rest, [](char c) { return c >= 'A' && c <= 'Z'; });
    if ((has_capital || is_umlaut) && is_plain) {
        words[word].noun = true;
    } else if (is_plain && letters_of(word) >= verb_stem_min_letters + 2) {
        if (word.ends_with("ern") || word.ends_with("eln")) {
            words[word.substr(0, word.size() - 1)].verb_stem = true;
        } else if (word.ends_with("en")) {
            words[word.substr(0, word.size() - 2)].verb_stem = true;
        }
    }
}

// Flags of a word that stands only in compounds, wants an ending, or is forbidden (the list's
// affix file).
bool is_left_out(std::string_view flags) {
    return flags.find_first_of("ohd") != std::string_view::npos;
}

bool is_compound(const kontor::Lexicon& lexicon, const std::string& word) {
    const auto parts = kontor::split_compound(lexicon, word);
    const auto is_sure = [&](const kontor::CompoundPart& part) {
        const std::string_view text =
            std::string_view(word).substr(part.begin, part.end - part.begin);
        return letters_of(text) >= part_of_short_min_letters && lexicon.use_of(text).noun;
    };
    return !parts.empty() &&
           (letters_of(word) > short_letters_max || std::ranges::all_of(parts, is_sure));
}

void drop_compounds(Words& words, const std::set<std::string>& never_split) {
    std::vector<std::string> by_length;
    for (const auto& [word, use] : words) {
        if (use.noun && !never_split.contains(word)) {
            by_length.push_back(word);
        }
    }
    std::ranges::stable_sort(by_length, {}, letters_of);
    const ListedWords lexicon(words);
    for (const std::string& word : by_length) {
        words[word].noun = false;  // else it would be found whole
        words[word].noun = !is_compound(lexicon, word);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "compile_lexicon TABLE HUNSPELL-DIC WORD-LIST NEVER-SPLIT\n";
        return 2;
    }
    Words words;
    std::ifstream dictionary(argv[2]);
    for (std::string line; std::getline(dictionary, line);) {
        const std::size_t slash = std::min(line.find('/'), line.size());
        if (!is_left_out(std::string_view(line).substr(slash))) {
            add(std::string_view(line).substr(0, slash), words);
        }
    }
    std::ifstream list(argv[3]);
    for (std::string line; std::getline(list, line);) {
        add(line, words);
    }
    std::set<std::string> never_split;
    std::ifstream whole(argv[4]);
    for (std::string line; std::getline(whole, line);) {
        add(line, words);
        never_split.insert(kontor::with_umlauts(kontor::fold_for_comparison(line)));
    }
    drop_compounds(words, never_split);
    std::erase_if(words, [](const auto& word) { return !word.second.known(); });
    std::ofstream table(argv[1], std::ios::binary);
    table << kontor::make_word_table(words);
    table.close();
    return table.good() && !words.empty() ? 0 : 1;
}
