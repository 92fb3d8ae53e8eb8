#include "indexer/index/analyser.h"

#include "indexer/index/limits.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor {
namespace {

// Units as "part part=whole", separated by blanks and bars.
std::string units_of(std::string_view text) {
    const Analyser analyser;
    std::string out;
    analyser.units(text, [&out](const Unit& unit) {
        out += out.empty() ? "" : " | ";
        std::string parts;
        for (const WordPart& part : unit.parts) {
            parts += (parts.empty() ? "" : " ") + part.exact;
        }
        out += parts + (unit.whole.empty() ? "" : "=" + unit.whole);
    });
    return out;
}

struct Case {
    std::string_view text;
    std::string_view units;
};

TEST(Analyser, words_are_folded) {
    for (const Case& each : std::vector<Case>{
             {"Müller MUELLER müller", "mueller | mueller | mueller"},
             {"Muller", "muller"},
             {"mu\xcc\x88ller", "mueller"},  // u and a combining diaeresis, as PDFs have it
             {"STRASSE Straße", "strasse | strasse"},
             {"André Łódź Ørsted Æsop", "andre | lodz | orsted | aesop"},
             {"ﬁnden", "finden"},
             {"Sozial\xc2\xadversicherung", "sozialversicherung"},  // soft hyphen
             {"Ελλάς Москва", "ελλάσ | москва"},
             {"中文", "中 | 文"},
             {"", ""},
             {" – § … ", ""},
             {"\xff\xfe ok \xc3", "ok"},
         }) {
        EXPECT_EQ(units_of(each.text), each.units) << each.text;
    }
}

TEST(Analyser, what_is_written_as_one_is_found_whole_and_in_parts) {
    for (const Case& each : std::vector<Case>{
             {"LA-2022-80067", "la 2022 80067=la202280067"},
             {"Reise-Kosten", "reise kosten=reisekosten"},
             {"Persönlich/Vertraulich", "persoenlich vertraulich=persoenlichvertraulich"},
             {"Rech-\n   nung", "rech nung=rechnung"},
             {"Ein-\nKauf", "ein | kauf"},
             {"a - b", "a | b"},
             {"Ende. Anfang", "ende | anfang"},
             {"info@example.com", "info example com=infoexamplecom"},
         }) {
        EXPECT_EQ(units_of(each.text), each.units) << each.text;
    }
}

TEST(Analyser, numbers_and_days_have_one_form) {
    for (const Case& each : std::vector<Case>{
             {"128.284,44", "128 284 44=128284.44"},
             {"128,284.44", "128 284 44=128284.44"},
             {"128284,44", "128284 44=128284.44"},
             {"1.000", "1 000=1000"},
             {"1.234.567", "1 234 567=1234567"},
             {"1.3.2025", "1 3 2025=2025-03-01"},
             {"01.03.2025", "01 03 2025=2025-03-01"},
             {"2025-03-01", "2025 03 01=2025-03-01"},
             {"10:30", "10 30=1030"},
             {"0721/123456", "0721 123456=0721123456"},
             {"0721 123 456", "0721 123 456=0721123456"},
             {"٣.٤", "٣ ٤=٣٤"},
         }) {
        EXPECT_EQ(units_of(each.text), each.units) << each.text;
    }
}

TEST(Analyser, an_iban_in_groups_is_one_number) {
    EXPECT_EQ(units_of("IBAN: DE95 8505 0300 0802 2086 67 BIC"),
              "iban | de95 8505 0300 0802 2086 67=de95850503000802208667 | bic");
    EXPECT_EQ(units_of("DE46256513250368453852"), "de46256513250368453852");
    EXPECT_EQ(units_of("GB82 WEST 1234 5698 7654 32"),
              "gb82 west 1234 5698 7654 32=gb82west12345698765432");
}

TEST(Analyser, a_word_far_too_long_is_cut_alike_everywhere) {
    const std::string longer(5000, 'x');
    const std::string cut = units_of(longer);
    EXPECT_EQ(cut.size(), limits::index_word_max_bytes);
    EXPECT_EQ(units_of(longer + "y"), cut);
    std::string umlauts;
    for (int i = 0; i < 200; ++i) {
        umlauts += "ü";
    }
    EXPECT_LE(units_of(umlauts).size(), limits::index_word_max_bytes);
}

TEST(Analyser, inflected_forms_have_one_stem_whatever_their_case_and_umlauts) {
    Analyser analyser;
    const auto german = [&](std::string_view word) {
        const WordPart part = analyser.units(word).front().parts.front();
        return analyser.stems(part.plain, part.exact, TextLanguage::german).german;
    };
    for (const auto& [left, right] : std::vector<std::pair<std::string, std::string>>{
             {"Grundgehälter", "Grundgehalt"},
             {"GRUNDGEHAELTER", "grundgehalt"},
             {"Mahngebühren", "Mahngebühr"},
             {"Aktenordners", "Aktenordner"},
             {"Müller", "MULLER"},
             {"Mueller", "Muller"},
             {"Steuern", "Steuer"},
             {"Verträgen", "Vertrag"},
             {"Straßen", "Strasse"},
         }) {
        EXPECT_EQ(german(left), german(right)) << left << " " << right;
    }
    EXPECT_NE(german("Rechnung"), german("Mahnung"));
    const WordPart companies = analyser.units("Companies").front().parts.front();
    const WordPart company = analyser.units("company").front().parts.front();
    EXPECT_EQ(analyser.stems(companies.plain, companies.exact, TextLanguage::english).english,
              analyser.stems(company.plain, company.exact, TextLanguage::english).english);
    EXPECT_EQ(analyser.stems("2024", "2024", TextLanguage::unknown).german, "");
}

// Each word against the stems of each: what is said to share none shares none.
TEST(Analyser, words_that_share_a_stem_are_never_taken_for_others) {
    Analyser analyser;
    std::string text =
        "Eingangsrechnungsprüfung Rechnungen Prüfungen geprüft Grundgehälter Gehalt Gehaelter Haus "
        "Häuser Hauses Hausverwaltung Maße Massen Straße Straßenbau Strasse Bau Bauten Bäume "
        "Ergebnisse Ergebnis Kenntnisnahme Kenntnisse Quelle Quellen Steuern Steuer Umsatzsteuer "
        "Müller Mueller Muller Größe Größen Gewähr Gewährleistung Leistungen Kündigungsfristen "
        "invoices invoice invoicing dying die happy happily skies sky news generally generate "
        "Übergabe Uebergaben Öl Ölheizung Heizungen Zahlungserinnerung erinnern Jahr Jahre Jahren "
        "Über über Verträge Vertrag Mietverträgen Café Cafés naïve façade Łódź";
    struct Known {
        std::string plain;
        std::string exact;
        Stems stems;
    };
    std::vector<Known> words;
    analyser.units(text, [&](const Unit& unit) {
        for (const WordPart& part : unit.parts) {
            words.push_back({part.plain, part.exact,
                             analyser.stems(part.plain, part.exact, TextLanguage::unknown)});
        }
    });
    std::size_t shared = 0;
    std::size_t others = 0;
    for (const Known& word : words) {
        for (const Known& asked : words) {
            const bool is_shared =
                word.stems.german == asked.stems.german ||
                word.stems.english == asked.stems.english ||
                std::ranges::find(word.stems.parts, asked.stems.german) != word.stems.parts.end();
            const bool may_be = Analyser::may_share_stem(word.plain, word.exact, asked.stems);
            shared += is_shared ? 1 : 0;
            others += may_be ? 0 : 1;
            EXPECT_TRUE(may_be || !is_shared) << word.plain << " and " << asked.plain;
        }
    }
    EXPECT_GT(shared, words.size() + 40);
    EXPECT_GT(others, words.size() * words.size() * 3 / 4);
}

TEST(Analyser, whatever_the_bytes_units_lie_in_order_within_the_text) {
    std::mt19937 random(815);
    const std::vector<std::string> pieces = {
        "a",    "Ü",        "-",  ".",    "1",        "234", " ", "\n", ",",           "DE95",
        "8505", "\xcc\x88", "中", "\xff", "\xc2\xad", "ß",   "'", "/",  "\xe2\x80\x99"};
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (std::uint32_t i = 0; i < random() % 20; ++i) {
            text += pieces[random() % pieces.size()];
        }
        std::size_t at = 0;
        const Analyser analyser;
        analyser.units(text, [&](const Unit& unit) {
            ASSERT_FALSE(unit.parts.empty());
            EXPECT_EQ(unit.whole.empty(), unit.parts.size() == 1);
            for (const WordPart& part : unit.parts) {
                EXPECT_LE(at, part.begin);
                EXPECT_LT(part.begin, part.end);
                EXPECT_FALSE(part.exact.empty());
                at = part.end;
            }
        });
        EXPECT_LE(at, text.size());
    }
}

TEST(Analyser, a_compound_has_the_stems_of_its_parts_and_of_neighbours_together) {
    Analyser analyser;
    using Words = std::vector<std::string>;
    const auto parts = [&](const std::string& plain, TextLanguage language) {
        return analyser.stems(plain, plain, language).parts;
    };
    EXPECT_EQ(parts("eingangsrechnungsprüfung", TextLanguage::german),
              (Words{"eingang", "eingangsrechn", "rechnung", "rechnungspruf", "prufung"}));
    EXPECT_EQ(parts("grundgehaelter", TextLanguage::german), (Words{"grund", "gehalt"}));
    EXPECT_EQ(parts("grundgehälter", TextLanguage::unknown), (Words{"grund", "gehalt"}));
    EXPECT_EQ(parts("rechnung", TextLanguage::german), Words{});
    EXPECT_EQ(parts("grundgehälter", TextLanguage::english), Words{});
    // As it is asked for, so it stands there.
    EXPECT_EQ(analyser.stems("gehalt", "gehalt", TextLanguage::unknown).german, "gehalt");
}

}  // namespace
}  // namespace kontor
