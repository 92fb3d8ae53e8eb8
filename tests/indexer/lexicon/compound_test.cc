#include "indexer/lexicon/compound.h"

#include "indexer/lexicon/german_lexicon.h"
#include "indexer/lexicon/limits.h"

#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace kontor {
namespace {

std::string divided(const Lexicon& lexicon, std::string_view word) {
    std::string out;
    for (const CompoundPart& part : split_compound(lexicon, word)) {
        out +=
            (out.empty() ? "" : " ") + std::string(word.substr(part.begin, part.end - part.begin));
    }
    return out;
}

struct Case {
    std::string_view word;
    std::string_view parts;
};

class FewWords final : public Lexicon {
  public:
    explicit FewWords(std::map<std::string, WordUse, std::less<>> words)
        : words_(std::move(words)) {}
    WordUse use_of(std::string_view word) const override {
        const auto found = words_.find(word);
        return found == words_.end() ? WordUse{} : found->second;
    }

  private:
    std::map<std::string, WordUse, std::less<>> words_;
};

constexpr WordUse noun{.noun = true, .verb_stem = false};
constexpr WordUse verb{.noun = false, .verb_stem = true};

TEST(Compound, a_word_is_divided_into_known_ones_and_what_links_them) {
    const FewWords words({{"rechnung", noun},
                          {"eingang", noun},
                          {"prüfung", noun},
                          {"kind", noun},
                          {"garten", noun},
                          {"schule", noun},
                          {"buch", noun},
                          {"liefer", verb},
                          {"schein", noun},
                          {"tag", noun},
                          {"xyz", noun}});
    for (const Case& each : std::vector<Case>{
             {"eingangsrechnungsprüfung", "eingang rechnung prüfung"},
             {"rechnungsprüfungen", "rechnung prüfungen"},
             {"kindergarten", "kind garten"},  // er links
             {"schulbuch", "schul buch"},      // an e is dropped
             {"lieferschein", "liefer schein"},
             {"scheinliefer", ""},  // a verb's stem does not stand at the end
             {"rechnungstag", "rechnung tag"},
             {"rechnungxyz", ""},  // three letters: only those that make words
             {"rechnung", ""},
             {"rechnungen", ""},
             {"unbekannt", ""},
             {"rechnungunbekannt", ""},
             {"", ""},
         }) {
        EXPECT_EQ(divided(words, each.word), each.parts) << each.word;
    }
}

TEST(Compound, what_the_lexicon_knows_as_one_stays_whole) {
    const FewWords words({{"tran", noun}, {"sport", noun}, {"transport", noun}, {"weg", noun}});
    EXPECT_EQ(divided(words, "transport"), "");
    EXPECT_EQ(divided(words, "transporte"), "");
    EXPECT_EQ(divided(words, "transportweg"), "transport weg");
}

TEST(Compound, german_papers_words_are_divided_as_people_read_them) {
    const GermanLexicon lexicon;
    for (const Case& each : std::vector<Case>{
             {"eingangsrechnungsprüfung", "eingang rechnung prüfung"},
             {"grundgehälter", "grund gehälter"},
             {"arbeitsvertrag", "arbeit vertrag"},
             {"krankenversicherung", "kranke versicherung"},
             {"lieferschein", "liefer schein"},
             {"mahngebühren", "mahn gebühren"},
             {"reisekostenabrechnung", "reise kosten abrechnung"},
             {"kündigungsfrist", "kündigung frist"},
             {"umsatzsteuer", "umsatz steuer"},
             {"steuernummer", "steuer nummer"},
             {"transport", ""},
             {"kontor", ""},
             {"haushalt", ""},
             {"samstag", ""},
             {"unternehmen", ""},
             {"information", ""},
         }) {
        EXPECT_EQ(divided(lexicon, each.word), each.parts) << each.word;
    }
}

TEST(Compound, an_administrators_words_are_parts_and_stay_whole) {
    const GermanLexicon plain;
    const GermanLexicon own({"EDV", "Zylox", "Mietübernahme", "Strasse"});
    for (const Case& each : std::vector<Case>{
             {"edvanlage", "edv anlage"},
             {"zyloxrechnungen", "zylox rechnungen"},
             {"lagerzylox", "lager zylox"},
             {"mietübernahme", ""},
             {"mietübernahmen", ""},
             {"lieferschein", "liefer schein"},
         }) {
        EXPECT_EQ(divided(own, each.word), each.parts) << each.word;
    }
    EXPECT_EQ(divided(plain, "edvanlage"), "");
    EXPECT_EQ(divided(plain, "mietübernahme"), "miet übernahme");
    EXPECT_EQ(plain.words_digest(), "");
    EXPECT_NE(own.words_digest(), "");
    EXPECT_EQ(GermanLexicon({"Zylox", "edv"}).words_digest(),
              GermanLexicon({"EDV", "zylox", "zylox"}).words_digest());
    EXPECT_NE(GermanLexicon({"Zylox"}).words_digest(), GermanLexicon({"EDV"}).words_digest());
}

// It hashes each byte once; what it must say the slow way says.
TEST(Compound, the_lexicon_knows_the_beginnings_of_a_text_as_it_knows_words) {
    const GermanLexicon lexicon({"lief", "schu", "größ"});
    for (const std::string_view text : {"schulhauses", "lieferscheine", "", "größe"}) {
        Lexicon::Beginnings fast;
        Lexicon::Beginnings slow;
        lexicon.beginnings_of(text, fast);
        lexicon.Lexicon::beginnings_of(text, slow);
        EXPECT_EQ(fast.uses, slow.uses) << text;
        EXPECT_EQ(fast.with_e, slow.with_e) << text;
        EXPECT_EQ(fast.uses.size(), text.size() + 1);
    }
}

TEST(Compound, parts_are_in_order_and_whole_characters_whatever_the_bytes) {
    const GermanLexicon lexicon;
    std::mt19937_64 random(7);
    const std::vector<std::string> bits{"rechnung", "s",    "prüfung", "en",  "öl",
                                        "\xc3",     "\xb6", "e",       "tag", "er",
                                        "\xff",     "haus", "ß",       "x"};
    for (int n = 0; n < 20'000; ++n) {
        std::string word;
        for (std::size_t bit = random() % 7; bit > 0; --bit) {
            word += bits[random() % bits.size()];
        }
        std::size_t before = 0;
        const auto parts = split_compound(lexicon, word);
        EXPECT_NE(parts.size(), 1U) << word;
        EXPECT_LE(parts.size(), limits::compound_parts_max) << word;
        for (const CompoundPart& part : parts) {
            ASSERT_LE(before, part.begin) << word;
            ASSERT_LT(part.begin, part.end) << word;
            ASSERT_LE(part.end, word.size()) << word;
            before = part.end;
        }
    }
}

}  // namespace
}  // namespace kontor
