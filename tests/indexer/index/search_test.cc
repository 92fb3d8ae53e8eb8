#include "storage/base/error.h"
#include "tests/indexer/index/index_home.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace kontor {
namespace {

using namespace test;

TEST(Index, words_are_found_in_any_inflected_form) {
    IndexHome home;
    home.put({paper(1, {"Das Grundgehalt wird gezahlt."}, {}, "de"),
              paper(2, {"Die Verträge der Häuser"}),
              paper(3, {"Payments of many companies"}, {}, "en"),
              paper(4, {"Die MAHNGEBÜHR"}, {}, "de")});
    EXPECT_EQ(home.found("Grundgehälter"), (Serials{1}));
    EXPECT_EQ(home.found("grundgehaelter"), (Serials{1}));
    EXPECT_EQ(home.found("Vertrag Haus"), (Serials{2}));
    EXPECT_EQ(home.found("payment company"), (Serials{3}));
    EXPECT_EQ(home.found("mahngebühren"), (Serials{4}));
    EXPECT_EQ(home.found("Mahnung"), (Serials{}));
    EXPECT_EQ(home.found("Vertrag Mahngebühr"), (Serials{}));
    EXPECT_EQ(home.found("§"), (Serials{}));
}

TEST(Index, umlauts_and_sharp_s_are_found_however_they_are_written) {
    IndexHome home;
    home.put({paper(1, {"Müller, Straße"}), paper(2, {"Mueller, Strasse"}),
              paper(3, {"MULLER, STRASSE"}),
              paper(4, {"mu\xcc\x88ller stra\xc3\x9f"
                        "e"})});
    for (const std::string word : {"Müller", "Mueller", "MULLER", "müller", "muller"}) {
        EXPECT_EQ(home.found(word), (Serials{1, 2, 3, 4})) << word;
    }
    EXPECT_EQ(home.found("straße"), (Serials{1, 2, 3, 4}));
    EXPECT_EQ(home.found("STRASSE"), (Serials{1, 2, 3, 4}));
    // The spelling asked for comes first.
    EXPECT_EQ(home.found(QueryPlan::words("Muller")).front(), 3U);
    EXPECT_NE(home.found(QueryPlan::words("Müller")).front(), 3U);
}

TEST(Index, numbers_are_found_in_groups_and_joined) {
    IndexHome home;
    home.put({paper(1, {"IBAN DE95 8505 0300 0802 2086 67 Betrag 128.284,44 vom 1.3.2025"}),
              paper(2, {"DE95850503000802208667 Betrag 128284.44 vom 2025-03-01"}),
              paper(3, {"LA-2022-80067"}), paper(4, {"LA 2023, 80067"})});
    EXPECT_EQ(home.found("DE95850503000802208667"), (Serials{1, 2}));
    EXPECT_EQ(home.found("DE95 8505 0300 0802 2086 67"), (Serials{1, 2}));
    EXPECT_EQ(home.found("128.284,44"), (Serials{1, 2}));
    EXPECT_EQ(home.found("01.03.2025"), (Serials{1, 2}));
    EXPECT_EQ(home.found("LA-2022-80067"), (Serials{3}));
    EXPECT_EQ(home.found("80067"), (Serials{3, 4}));
    EXPECT_EQ(home.found("la202280067"), (Serials{3}));
}

TEST(Index, a_phrase_stands_in_order_and_on_one_page) {
    IndexHome home;
    home.put({paper(1, {"Letzte Mahnung vor dem Verfahren", "Schluss der"},
                    {{"title", text("Schluss")}}),
              paper(2, {"Mahnung, letzte"}), paper(3, {"eine letzte", "Mahnung kommt"})});
    EXPECT_EQ(home.found(QueryPlan::phrase("letzte Mahnung")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::phrase("LETZTE mahnung vor")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::phrase("Verfahren Schluss")), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::phrase("letzte")).size(), 3U);
    EXPECT_EQ(home.found(QueryPlan::phrase("Schluss der", "title")), (Serials{}));
}

TEST(Index, near_words_may_stand_in_any_order) {
    IndexHome home;
    home.put({paper(1, {"alpha eins zwei drei beta"}), paper(2, {"beta alpha"}),
              paper(3, {"alpha eins zwei drei vier beta"}), paper(4, {"alpha", "beta"})});
    EXPECT_EQ(home.found(QueryPlan::near({"Alpha", "beta"}, 3)), (Serials{2, 1}));
    EXPECT_EQ(home.found(QueryPlan::near({"alpha", "beta"}, 4)).size(), 3U);
}

// Xapian takes such a term for all papers, and then cannot read on where serials have gaps.
TEST(Index, what_all_papers_have_is_found_whatever_serials_are_missing) {
    IndexHome home;
    std::vector<IndexedDocument> papers;
    for (std::uint64_t serial = 2; serial <= 4000; ++serial) {
        papers.push_back(paper(serial, {"Beleg"}, {{"type", text("finance.invoice")}}));
    }
    home.put(papers);
    const auto count = [&](const QueryPlan& plan) {
        const DocumentSet none;
        return home.reader().search(plan, {IndexHome::everything(), none}, {.limit = 0}).total;
    };
    const QueryPlan invoices = QueryPlan::value("type", "finance.invoice");
    const QueryPlan words = QueryPlan::words("Beleg");
    EXPECT_EQ(count(invoices), 3999U);
    EXPECT_EQ(count(QueryPlan::both({words, invoices})), 3999U);
    EXPECT_EQ(count(QueryPlan::without(invoices)), 0U);
    EXPECT_EQ(count(QueryPlan::without(words)), 0U);
    EXPECT_EQ(count(QueryPlan::both({invoices, QueryPlan::without(words)})), 0U);
    EXPECT_EQ(count(QueryPlan::both({QueryPlan::without(words), QueryPlan::without(invoices)})),
              0U);
    EXPECT_EQ(count(QueryPlan::without(QueryPlan::phrase("Beleg"))), 0U);
    EXPECT_EQ(count(QueryPlan::without(QueryPlan::near({"Beleg"}, 3))), 0U);
    EXPECT_EQ(count(QueryPlan::without(QueryPlan::prefix("Bel"))), 0U);
    EXPECT_EQ(count(QueryPlan::without(QueryPlan::either({words, invoices}))), 0U);
}

TEST(Index, words_that_stand_together_come_first) {
    IndexHome home;
    // As long as each other, with each word once: all that differs is where the words stand.
    home.put({paper(1, {"Miete eins Garage zwei drei vier"}),
              paper(2, {"Miete eins zwei drei vier Garage"}),
              paper(3, {"Miete Garage eins zwei drei vier"}),
              paper(4, {"Garage Miete eins zwei drei vier"}),
              paper(5, {"Miete eins zwei", "Garage drei vier"}),
              paper(6, {"eins zwei drei vier fünf sechs"})});
    const QueryPlan words =
        QueryPlan::both({QueryPlan::words("Miete"), QueryPlan::words("Garage")});
    EXPECT_EQ(home.found(words), (Serials{3, 4, 1, 2, 5}));
    EXPECT_EQ(home.found(QueryPlan::words("Miete Garage")), (Serials{3, 4, 1, 2, 5}));
    // Page by page the same.
    EXPECT_EQ(home.found(words, IndexHome::everything(), {}, {.offset = 1, .limit = 2}),
              (Serials{4, 1}));
    EXPECT_EQ(home.found(words, IndexHome::everything(), {}, {.offset = 4, .limit = 2}),
              (Serials{5}));
    EXPECT_EQ(home.found(words, IndexHome::everything(), {}, {.offset = 60, .limit = 2}),
              (Serials{}));
}

TEST(Index, words_of_a_title_that_stand_together_come_first) {
    IndexHome home;
    home.put({paper(1, {}, {{"title", text("Miete der Garage")}}),
              paper(2, {}, {{"title", text("Miete Garage nun")}}),
              paper(3, {}, {{"title", text("Garage oder Miete")}})});
    const QueryPlan words = QueryPlan::words("Miete Garage");
    EXPECT_EQ(home.found(words), (Serials{2, 1, 3}));
    // Where a title is all that may be known, it has its rank without that.
    EXPECT_EQ(home.found(words, {}, IndexHome::everything()), (Serials{3, 2, 1}));
}

TEST(Index, beginnings_and_nearly_so) {
    IndexHome home;
    home.put({paper(1, {"Drechsler"}), paper(2, {"Drechselbank"}), paper(3, {"Drache"}),
              paper(4, {}, {{"title", text("Drechslerei")}})});
    auto found = home.found(QueryPlan::prefix("DRECHS"));
    std::ranges::sort(found);
    EXPECT_EQ(found, (Serials{1, 2, 4}));
    EXPECT_EQ(home.found(QueryPlan::prefix("Drechs", "title")), (Serials{4}));
    found = home.found(QueryPlan::fuzzy("Drecshler"));
    EXPECT_EQ(found.front(), 1U);
    EXPECT_EQ(home.found(QueryPlan::fuzzy("Drxxxxler")), (Serials{}));
}

TEST(Index, a_part_of_a_compound_is_found_and_counts_less_than_the_word) {
    IndexHome home;
    home.put({paper(1, {"Deckblatt", "Die Eingangsrechnungsprüfung ist abgeschlossen"}, {}, "de"),
              paper(2, {"Eine Rechnung liegt bei"}, {}, "de"),
              paper(3, {"Die Lieferscheine fehlen"}, {}, "de"), paper(4, {"Transporte"}, {}, "de"),
              paper(5, {}, {{"title", text("Krankenversicherungsbeiträge")}}, "de")});
    EXPECT_EQ(home.found(QueryPlan::words("Rechnungen")), (Serials{2, 1}));
    EXPECT_EQ(home.found("Prüfung"), (Serials{1}));
    EXPECT_EQ(home.found("rechnungspruefung"), (Serials{1}));
    EXPECT_EQ(home.found("Eingangsrechnung"), (Serials{1}));
    EXPECT_EQ(home.found("Eingangsprüfung"), (Serials{}));
    EXPECT_EQ(home.found("Schein"), (Serials{3}));
    EXPECT_EQ(home.found("Sport"), (Serials{}));
    EXPECT_EQ(home.found("Beitrag"), (Serials{5}));
    EXPECT_EQ(home.found(QueryPlan::phrase("Rechnung")), (Serials{2}));
    const DocumentSet none;
    const auto answer =
        home.reader().search(QueryPlan::words("Prüfung"), {IndexHome::everything(), none});
    EXPECT_EQ(answer.hits.at(0).page, 2U);
}

TEST(Index, words_near_beginning_so_and_telling_come_from_permitted_papers_only) {
    IndexHome home;
    home.put({paper(1, {"Quarzlampe Quarzglas Rechnung Steuer"}),
              paper(2, {"Quarzlampe Rechnung Rechnung"}), paper(3, {"Quarzuhr geheim Rechnung"}),
              paper(4, {}, {{"title", text("Quarzsand")}})});
    DocumentSet some;
    for (const unsigned id : {1U, 2U, 4U}) {
        some.insert(DocumentId(id));
    }
    using Words = std::vector<std::string>;
    IndexReader& reader = home.reader();
    EXPECT_EQ(reader.words_like("Quarzlmape", some), (Words{"quarzlampe"}));
    EXPECT_EQ(reader.words_like("geheimm", some), (Words{}));
    EXPECT_EQ(reader.words_like("", some), (Words{}));
    EXPECT_EQ(reader.words_beginning("Quarz", some, 10),
              (Words{"Quarzlampe", "Quarzglas", "Quarzsand"}));
    EXPECT_EQ(reader.words_beginning("Quarz", some, 1), (Words{"Quarzlampe"}));
    EXPECT_EQ(reader.words_beginning("gehe", some, 10), (Words{}));
    EXPECT_EQ(reader.words_beginning("RE-1", some, 10), (Words{}));
    // Shared by permitted papers; that the third has a word does not count.
    EXPECT_EQ(reader.telling_words(DocumentId(1), some, 10), (Words{"quarzlampe", "rechnung"}));
    EXPECT_EQ(reader.telling_words(DocumentId(9), some, 10), (Words{}));
}

TEST(Index, facets_follow_every_commit_and_a_new_generation) {
    IndexHome home;
    std::mt19937_64 random(20261127);
    std::map<unsigned, std::pair<std::string, std::set<std::string>>> papers;  // year, tags
    const auto check = [&](const DocumentSet& counted) {
        std::map<std::string, std::uint64_t> years;
        std::map<std::string, std::uint64_t> tags;
        for (const auto& [id, values] : papers) {
            if (counted.contains(DocumentId(id))) {
                ++years[values.first];
                for (const std::string& tag : values.second) {
                    ++tags[tag];
                }
            }
        }
        const auto as_map = [&](std::string_view facet) {
            std::map<std::string, std::uint64_t> all;
            std::uint64_t before = ~0ULL;
            for (const FacetCount& count :
                 home.reader().facet_values(*find_facet(facet), counted, 100)) {
                EXPECT_LE(count.papers, before);
                before = count.papers;
                all[count.value] = count.papers;
            }
            return all;
        };
        ASSERT_EQ(as_map("year"), years);
        ASSERT_EQ(as_map("tag"), tags);
    };
    for (int round = 0; round < 60; ++round) {
        if (round == 30) {
            home.close();
            home.open();
        }
        const std::size_t writes = round == 20 ? 5'000 : random() % 8;
        for (std::size_t n = 0; n < writes; ++n) {
            const auto id = static_cast<unsigned>(1 + random() % (round == 20 ? 9'000 : 60));
            if (random() % 5 == 0) {
                home.writer().remove(DocumentId(id));
                papers.erase(id);
                continue;
            }
            auto& [year, tags] = papers[id];
            year = std::to_string(2020 + random() % 4);
            tags.clear();
            std::vector<IndexedField> fields{{"document_date", day(year + "-05-06")}};
            for (std::size_t tag = random() % 4; tag > 0; --tag) {
                const std::string name = "tag" + std::to_string(random() % 5);
                tags.insert(name);
                fields.push_back({"tag", text(name)});
            }
            home.writer().put(paper(id, {"Blatt"}, std::move(fields)));
        }
        home.put({});
        if (random() % 3 > 0) {
            check(IndexHome::everything());
            check(DocumentSet::range(DocumentId(10), DocumentId(40)));
        }
    }
    check(IndexHome::everything());
}

TEST(Index, facets_of_a_paper_that_are_cut_or_longer_than_they_say_are_damage) {
    const FacetValues values{{0, "finance.invoice"}, {4, "eilig"}, {4, ""}};
    const Bytes packed = packed_facets(values);
    EXPECT_EQ(unpacked_facets(packed), values);
    std::size_t whole = 0;  // a cut between two values leaves fewer
    for (std::size_t size = 0; size < packed.size(); ++size) {
        try {
            EXPECT_LT(unpacked_facets(ByteView(packed).substr(0, size)).size(), values.size());
            ++whole;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::corrupt);
        }
    }
    EXPECT_EQ(whole, values.size());
}

TEST(Index, values_that_differ_in_case_are_counted_as_one) {
    IndexHome home;
    home.put({paper(1, {}, {{"tag", text("Eilig")}, {"tag", text("EILIG")}}),
              paper(2, {}, {{"tag", text("eilig")}}), paper(3, {}, {{"tag", text("eilig")}}),
              paper(4, {}, {{"tag", text("Über")}}), paper(5, {}, {{"tag", text("über")}})});
    const std::size_t tag = *find_facet("tag");
    EXPECT_EQ(home.reader().facet_values(tag, IndexHome::everything(), 9),
              (std::vector<FacetCount>{{"eilig", 3}, {"Über", 2}}));
    EXPECT_EQ(home.reader().facet_values(tag, DocumentSet{1, 5}, 9),
              (std::vector<FacetCount>{{"Eilig", 1}, {"über", 1}}));
    EXPECT_EQ(home.reader().facet_values(tag, IndexHome::everything(), 1),
              (std::vector<FacetCount>{{"eilig", 3}}));
}

TEST(Index, fields_are_asked_by_their_name) {
    IndexHome home;
    home.put({paper(1, {"Miete"},
                    {{"title", text("Vertrag mit Weiss")},
                     {"tag", text("Eilig")},
                     {"tag", text("zwei Worte")},
                     {"type", text("finance.invoice")},
                     {"seller", text("Gebr. Hübner eG")},
                     {"currency", text("EUR")}}),
              paper(2, {"Vertrag Weiss Hübner eilig"})});
    EXPECT_EQ(home.found(QueryPlan::words("verträge", "title")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::words("Vertrag", "text")), (Serials{2}));
    EXPECT_EQ(home.found("Vertrag"), (Serials{1, 2}));
    EXPECT_EQ(home.found(QueryPlan::words("huebner", "seller")), (Serials{1}));
    EXPECT_EQ(home.found("Hübner"), (Serials{1, 2}));
    EXPECT_EQ(home.found(QueryPlan::value("tag", "eilig")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::value("tag", "ZWEI worte")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::value("tag", "zwei")), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::value("type", "finance.invoice")), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::value("currency", "eur")), (Serials{1}));
    const std::string longer(1000, 'k');
    home.put(
        {paper(3, {}, {{"tag", text(longer + "1")}}), paper(4, {}, {{"tag", text(longer + "2")}})});
    EXPECT_EQ(home.found(QueryPlan::value("tag", longer + "2")), (Serials{4}));
}

QueryPlan range(std::string field,
                std::optional<FieldValue> low,
                std::optional<FieldValue> high,
                bool included = true) {
    const auto bound = [&](std::optional<FieldValue> value) {
        return value ? std::optional(PlanBound{*value, included}) : std::nullopt;
    };
    return QueryPlan::range(std::move(field), bound(std::move(low)), bound(std::move(high)));
}

TEST(Index, ranges_of_numbers_dates_and_instants) {
    IndexHome home;
    home.put({paper(1, {},
                    {{"gross_total", number("99.99")},
                     {"document_date", day("2024-01-31")},
                     {"received", instant("2026-11-24T08:00:00Z")}}),
              paper(2, {},
                    {{"gross_total", number("100")},
                     {"gross_total", number("7000")},
                     {"document_date", day("1969-12-31")},
                     {"received", instant("2026-11-25T00:00:00Z")}}),
              paper(3, {}, {{"gross_total", number("-5.5")}, {"due_date", day("2024-02-01")}}),
              paper(4, {"nothing"})});
    const SearchOptions by_serial{0, 20, "", true, false};
    EXPECT_EQ(home.found(range("gross_total", number("99.99"), number("100.00"))), (Serials{2, 1}));
    EXPECT_EQ(home.found(range("gross_total", number("99.99"), number("100"), false)), (Serials{}));
    EXPECT_EQ(home.found(range("gross_total", number("99.99"), {}, false)), (Serials{2}));
    EXPECT_EQ(home.found(range("gross_total", number("200"), number("6000"))), (Serials{}));
    EXPECT_EQ(home.found(range("gross_total", {}, number("0"))), (Serials{3}));
    EXPECT_EQ(home.found(range("document_date", {}, day("2023-12-31"))), (Serials{2}));
    EXPECT_EQ(home.found(range("document_date", day("2024-01-31"), day("2024-01-31"))),
              (Serials{1}));
    EXPECT_EQ(home.found(range("due_date", day("2024-01-01"), {})), (Serials{3}));
    EXPECT_EQ(home.found(range("received", instant("2026-11-24T00:00:00Z"),
                               instant("2026-11-24T23:59:59.999Z"))),
              (Serials{1}));
    EXPECT_EQ(home.found(range("size", number("1"), {})), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::both(
                  {range("gross_total", number("0"), {}),
                   QueryPlan::without(range("document_date", {}, day("2000-01-01")))})),
              (Serials{1}));
}

TEST(Index, plans_are_joined) {
    IndexHome home;
    home.put({paper(1, {"rot blau"}), paper(2, {"rot gelb"}), paper(3, {"gelb"})});
    const auto word = [](const char* text) { return QueryPlan::words(text); };
    EXPECT_EQ(home.found(QueryPlan::every()), (Serials{3, 2, 1}));
    EXPECT_EQ(home.found(QueryPlan::both({word("rot"), QueryPlan::without(word("blau"))})),
              (Serials{2}));
    EXPECT_EQ(home.found(QueryPlan::without(word("rot"))), (Serials{3}));
    EXPECT_EQ(home.found(QueryPlan::without(QueryPlan::either({word("blau"), word("gelb")}))),
              (Serials{}));
    auto either = home.found(QueryPlan::either({word("blau"), word("gelb"), word("none")}));
    std::ranges::sort(either);
    EXPECT_EQ(either, (Serials{1, 2, 3}));
    const auto set = std::make_shared<DocumentSet>(DocumentSet{2, 3, 4, 99});
    EXPECT_EQ(home.found(QueryPlan::in(set)), (Serials{3, 2}));
    EXPECT_EQ(home.found(QueryPlan::both({word("rot"), QueryPlan::in(set)})), (Serials{2}));
    EXPECT_EQ(home.found(QueryPlan::without(QueryPlan::in(set))), (Serials{1}));
}

TEST(Index, a_total_is_exact_and_pages_of_hits_do_not_overlap) {
    IndexHome home;
    std::vector<IndexedDocument> papers;
    for (std::uint64_t id = 1; id <= 300; ++id) {
        papers.push_back(paper(id, {id % 3 == 0 ? "Rechnung Rechnung" : "Rechnung"},
                               {{"received", instant("2026-01-01T00:00:00Z")}}));
    }
    home.put(papers);
    DocumentSet even;
    for (std::uint64_t id = 2; id <= 400; id += 2) {
        even.insert(DocumentId(id));
    }
    std::set<std::uint64_t> seen;
    for (std::size_t offset = 0; offset < 160; offset += 7) {
        SearchOptions options;
        options.offset = offset;
        options.limit = 7;
        options.collect = offset == 0;
        const SearchAnswer answer =
            home.reader().search(QueryPlan::words("Rechnungen"), {even, {}}, options);
        EXPECT_EQ(answer.total, 150U);
        if (answer.found) {
            EXPECT_EQ(answer.found->count(), 150U);
            EXPECT_FALSE(answer.found->contains(DocumentId(1)));
        }
        for (const Hit& hit : answer.hits) {
            EXPECT_TRUE(seen.insert(hit.id.value()).second);
            EXPECT_EQ(hit.id.value() % 2, 0U);
        }
    }
    EXPECT_EQ(seen.size(), 150U);
    SearchOptions none;
    none.limit = 0;
    EXPECT_EQ(home.reader().search(QueryPlan::every(), {even, {}}, none).total, 150U);
}

TEST(Index, the_order_can_be_that_of_a_field) {
    IndexHome home;
    home.put({paper(1, {"a a a"},
                    {{"received", instant("2026-03-01T00:00:00Z")}, {"gross_total", number("9")}}),
              paper(2, {"a"},
                    {{"received", instant("2026-05-01T00:00:00Z")}, {"gross_total", number("10")}}),
              paper(3, {"a a"}, {{"received", instant("2026-04-01T00:00:00Z")}})});
    const auto ordered = [&](std::string field, bool descending) {
        SearchOptions options;
        options.sort = std::move(field);
        options.descending = descending;
        return home.found(QueryPlan::words("a"), IndexHome::everything(), {}, options);
    };
    EXPECT_EQ(ordered("", true), (Serials{1, 3, 2}));
    EXPECT_EQ(ordered("received", true), (Serials{2, 3, 1}));
    EXPECT_EQ(ordered("received", false), (Serials{1, 3, 2}));
    EXPECT_EQ(ordered("gross_total", true), (Serials{2, 1, 3}));
    EXPECT_EQ(ordered("due_date", true), (Serials{1, 3, 2}));  // nobody has one
    try {
        ordered("title", true);
        FAIL() << "a text gave an order";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        EXPECT_EQ(error.reasons().front().pointer, "sort");
    }
}

TEST(Index, a_rare_word_counts_more_than_a_frequent_one_and_rarity_is_the_askers) {
    IndexHome home;
    std::vector<IndexedDocument> papers;
    for (std::uint64_t id = 1; id <= 20; ++id) {
        papers.push_back(paper(id, {id <= 18 ? "Rechnung" : "Skonto"}));
    }
    home.put(papers);
    const QueryPlan either =
        QueryPlan::either({QueryPlan::words("Rechnung"), QueryPlan::words("Skonto")});
    EXPECT_EQ(home.found(either).front(), 20U);
    // Among these papers Rechnung is the rare word.
    EXPECT_EQ(home.found(either, DocumentSet{1, 19, 20}).front(), 1U);
}

TEST(Index, a_hit_knows_its_page) {
    IndexHome home;
    home.put({paper(1, {"Anfang", "Die Verträge", "", "Rechnung über Miete", "Miete"},
                    {{"title", text("Mietsache")}})});
    const auto page_of = [&](const QueryPlan& plan) {
        const SearchAnswer answer = home.reader().search(plan, {DocumentSet{1}, {}});
        EXPECT_EQ(answer.hits.size(), 1U);
        return answer.hits.empty() ? std::nullopt : answer.hits.front().page;
    };
    EXPECT_EQ(page_of(QueryPlan::words("anfang")), 1U);
    EXPECT_EQ(page_of(QueryPlan::words("Vertrag")), 2U);  // by its stem
    EXPECT_EQ(page_of(QueryPlan::words("Miete")), 4U);
    EXPECT_EQ(page_of(QueryPlan::words("Rechnungen Miete")), 4U);
    EXPECT_EQ(page_of(QueryPlan::phrase("Die Verträge")), 2U);
    EXPECT_EQ(page_of(QueryPlan::prefix("rech")), 4U);
    EXPECT_EQ(page_of(QueryPlan::words("Mietsache")), std::nullopt);
    EXPECT_EQ(page_of(QueryPlan::every()), std::nullopt);
    EXPECT_EQ(page_of(QueryPlan::both(
                  {QueryPlan::words("Miete"), QueryPlan::without(QueryPlan::words("Vertrag2"))})),
              4U);
}

// Stems keep no positions when they stand on the first page only.
TEST(Index, a_hit_by_a_stem_knows_its_page_wherever_the_stem_stands) {
    IndexHome home;
    home.put({paper(1, {"Verträge"}), paper(2, {"Leer", "Verträge"}),
              paper(3, {"Verträge", "Leer", "Verträge"}),
              paper(4, {"Leer"}, {{"title", text("Verträge")}}),
              paper(5, {"Leer", "Mietverträge"}, {{"title", text("Verträge")}}),
              paper(6, {"Mietverträge"})});
    const auto page_of = [&](std::uint64_t id) {
        const SearchAnswer answer =
            home.reader().search(QueryPlan::words("Vertrag"), {DocumentSet{id}, {}});
        EXPECT_EQ(answer.hits.size(), 1U) << id;
        return answer.hits.empty() ? std::nullopt : answer.hits.front().page;
    };
    EXPECT_EQ(page_of(1), 1U);
    EXPECT_EQ(page_of(2), 2U);
    EXPECT_EQ(page_of(3), 1U);
    EXPECT_EQ(page_of(4), std::nullopt);
    EXPECT_EQ(page_of(5), 2U);
    EXPECT_EQ(page_of(6), 1U);
}

// It stands in the index as a word only, and is found by its inflected forms all the same.
TEST(Index, a_word_that_is_its_own_stem_and_its_inflected_forms_find_each_other) {
    IndexHome home;
    home.put({paper(1, {"Rechnung"}, {}, "de"), paper(2, {"Rechnungen"}, {}, "de"),
              paper(3, {"invoice"}, {}, "en"), paper(4, {"invoices"}, {}, "en"),
              paper(5, {"Leer"}, {{"title", text("Rechnung")}}),
              paper(6, {"Leer"}, {{"title", text("Rechnungen")}})});
    for (const char* word : {"Rechnung", "Rechnungen", "rechnung"}) {
        EXPECT_EQ(home.found(word), (Serials{1, 2, 5, 6})) << word;
    }
    for (const char* word : {"invoice", "Invoices"}) {
        EXPECT_EQ(home.found(word), (Serials{3, 4})) << word;
    }
}

TEST(Index, a_question_about_a_field_that_there_is_not_is_our_fault) {
    IndexHome home;
    home.put({paper(1, {"a"})});
    EXPECT_THROW(home.found(QueryPlan::value("nonsense", "a")), Error);
    EXPECT_THROW(home.found(QueryPlan::words("a", "tag")), Error);
    EXPECT_THROW(home.found(range("pages", day("2024-01-01"), {})), Error);
    EXPECT_THROW(home.writer().put(paper(2, {}, {{"nonsense", text("x")}})), Error);
    EXPECT_THROW(home.writer().put(paper(2, {}, {{"pages", text("x")}})), Error);
}

}  // namespace
}  // namespace kontor
