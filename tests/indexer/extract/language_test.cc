// The language of a paper, as its child tells it.
#include "tests/indexer/extract/worker_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using testing::Contains;
using testing::Each;
using testing::Key;
using testing::Not;
using testing::Pair;

class LanguageOfAPaper : public test::WithWorker {};

TEST_F(LanguageOfAPaper, is_told_for_running_text) {
    EXPECT_THAT(
        read("Sehr geehrte Damen und Herren,\nvielen Dank für Ihre Bestellung, die wir gern "
             "ausgeführt haben. Die Ware verlässt heute unser Lager.\n")
            .sink.facts,
        Contains(Pair("language", "de")));
    EXPECT_THAT(read("Dear Sir or Madam,\nthank you for your order, which we have been happy to "
                     "carry out. The goods will leave our warehouse today.\n")
                    .sink.facts,
                Contains(Pair("language", "en")));
    EXPECT_THAT(read("Madame, Monsieur,\nnous vous remercions de votre commande que nous avons "
                     "exécutée avec plaisir. La marchandise quitte notre dépôt aujourd'hui.\n")
                    .sink.facts,
                Contains(Pair("language", "fr")));
}

TEST_F(LanguageOfAPaper, is_not_guessed_from_next_to_nothing) {
    EXPECT_THAT(read("4711 0815\n12,50\n").sink.facts, Each(Key(Not("language"))));
}

}  // namespace
}  // namespace kontor
