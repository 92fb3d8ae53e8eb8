// How much of a text is made of words.
#include "indexer/extract/words/known_words.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(KnownWords, german_and_english_papers_are_made_of_them) {
    const WordShare german = known_words_of(
        "Sehr geehrte Damen und Herren, für die Lieferung vom 12. März berechnen wir gemäß "
        "Rahmenvertrag: Rechnungsnummer 4711, Umsatzsteuer, Gesamtbetrag, Zahlungsziel dreißig "
        "Tage. Mit freundlichen Grüßen");
    EXPECT_GT(german.words, 20U);
    EXPECT_GT(german.share(), 0.9);
    EXPECT_GT(
        known_words_of("THE GOODS WERE SHIPPED on Monday and should arrive this week").share(),
        0.9);
}

TEST(KnownWords, what_a_scanner_read_in_the_wrong_language_is_not) {
    const WordShare garbled = known_words_of(
        "Sehr qeehrtc Darnen uncl Herrcn fijr clie Licfcrung vorn Mèrz bcrcchncn wlr gcmàfì "
        "Rahrncnvcrtrag Rcchnungsnurnrncr Urnsatzstcucr Gcsarntbctrag Zahlungszicl drciBig");
    EXPECT_LT(garbled.share(), 0.4);
}

TEST(KnownWords, numbers_and_signs_are_no_words) {
    EXPECT_EQ(known_words_of("4711 0815 12,50 \xC2\xA7 \xC2\xAB ab cd -- //").words, 0U);
    EXPECT_EQ(known_words_of("").words, 0U);
}

}  // namespace
}  // namespace kontor
