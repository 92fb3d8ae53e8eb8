// What one may not see must not show: not in hits, totals, ranks or expansions.
#include "tests/indexer/index/index_home.h"

#include <random>

#include <gtest/gtest.h>

namespace kontor {
namespace {

using namespace test;

std::vector<IndexedDocument> random_papers(std::uint32_t seed, std::uint64_t count) {
    const std::vector<std::string> words = {
        "Rechnung", "Rechnungen", "Mahnung", "Kiel",   "Häuser", "Haus",          "Vertrag",
        "Skonto",   "Miete",      "2024",    "Müller", "Muller", "Rechenzentrum", "LA-2022-1"};
    std::mt19937 random(seed);
    std::vector<IndexedDocument> papers;
    for (std::uint64_t id = 1; id <= count; ++id) {
        std::string page;
        for (std::uint32_t i = 0; i < 3 + random() % 40; ++i) {
            // Low numbers are frequent, high ones rare.
            page += words[std::min(random() % words.size(), random() % words.size())] + " ";
        }
        papers.push_back(paper(id, {page},
                               {{"title", text(words[random() % words.size()])},
                                {"gross_total", number(std::to_string(random() % 50))}}));
    }
    return papers;
}

std::vector<QueryPlan> questions() {
    return {QueryPlan::words("Rechnung"),
            QueryPlan::words("Haus Vertrag"),
            QueryPlan::words("Muller"),
            QueryPlan::words("LA-2022-1"),
            QueryPlan::either({QueryPlan::words("Miete"), QueryPlan::words("Rechnung"),
                               QueryPlan::words("Kiel"), QueryPlan::words("Skonto")}),
            QueryPlan::both({QueryPlan::words("Rechnung"), QueryPlan::words("Kiel"),
                             QueryPlan::without(QueryPlan::words("Häuser"))}),
            QueryPlan::phrase("Rechnung Mahnung"),
            QueryPlan::near({"Miete", "Haus"}, 5),
            QueryPlan::prefix("rech"),
            QueryPlan::fuzzy("Rechnugn"),
            QueryPlan::words("Vertrag", "title"),
            QueryPlan::range("gross_total", PlanBound{number("10"), true},
                             PlanBound{number("20"), false}),
            QueryPlan::every()};
}

TEST(Permitted, an_answer_is_that_of_an_index_with_the_permitted_papers_only) {
    const std::vector<IndexedDocument> papers = random_papers(42, 400);
    IndexHome whole;
    whole.put(papers);
    std::mt19937 random(7);
    for (const unsigned percent : {3U, 40U}) {
        DocumentSet mask;
        std::vector<IndexedDocument> permitted;
        for (const IndexedDocument& each : papers) {
            if (random() % 100 < percent) {
                mask.insert(each.id);
                permitted.push_back(each);
            }
        }
        IndexHome own;
        own.put(permitted);
        std::size_t number = 0;
        for (const QueryPlan& question : questions()) {
            SearchOptions options;
            options.limit = 500;
            options.collect = true;
            const SearchAnswer left = whole.reader().search(question, {mask, {}}, options);
            const SearchAnswer right = own.reader().search(question, {mask, {}}, options);
            EXPECT_EQ(left.total, right.total) << number;
            EXPECT_EQ(left.total, left.hits.size()) << number;
            EXPECT_EQ(left.found, right.found) << number;
            EXPECT_EQ(left.expansion_capped, right.expansion_capped) << number;
            ASSERT_EQ(left.hits.size(), right.hits.size()) << number;
            for (std::size_t i = 0; i < left.hits.size(); ++i) {
                EXPECT_EQ(left.hits[i].id, right.hits[i].id) << number << " at " << i;
                EXPECT_EQ(left.hits[i].weight, right.hits[i].weight) << number << " at " << i;
                EXPECT_EQ(left.hits[i].page, right.hits[i].page) << number << " at " << i;
            }
            ++number;
        }
    }
}

TEST(Permitted, two_people_ask_the_same_and_each_gets_what_is_theirs) {
    IndexHome home;
    home.put({paper(1, {"Gehalt Weiss"}), paper(2, {"Gehalt Köhler"}), paper(3, {"Miete"})});
    EXPECT_EQ(home.found(QueryPlan::words("Gehalt"), DocumentSet{1, 3}), (Serials{1}));
    EXPECT_EQ(home.found(QueryPlan::words("Gehalt"), DocumentSet{2, 3}), (Serials{2}));
    EXPECT_EQ(home.found(QueryPlan::words("Gehalt"), DocumentSet{3}), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::words("Gehalt"), DocumentSet{}), (Serials{}));
    EXPECT_EQ(home.found(QueryPlan::every(), DocumentSet{2, 77}), (Serials{2}));
    EXPECT_EQ(home.found(QueryPlan::without(QueryPlan::words("Miete")), DocumentSet{1, 3}),
              (Serials{1}));
}

TEST(Permitted, an_expansion_is_capped_by_permitted_words_only) {
    IndexHome home;
    std::vector<IndexedDocument> papers;
    for (std::uint64_t id = 1; id <= 250; ++id) {
        papers.push_back(paper(id, {"wort" + std::to_string(1000 + id)}));
    }
    home.put(papers);
    DocumentSet mask{150, 249, 250};
    const SearchAnswer few = home.reader().search(QueryPlan::prefix("wort"), {mask, {}});
    EXPECT_EQ(few.total, 3U);
    EXPECT_FALSE(few.expansion_capped);
    const SearchAnswer all =
        home.reader().search(QueryPlan::prefix("wort"), {IndexHome::everything(), {}});
    EXPECT_EQ(all.total, 100U);
    EXPECT_TRUE(all.expansion_capped);
}

TEST(Permitted, who_may_only_list_finds_titles_numbers_and_dates) {
    IndexHome home;
    home.put({paper(1, {"geheim Miete"},
                    {{"title", text("Vertrag")},
                     {"filename", text("scan.pdf")},
                     {"tag", text("rot")},
                     {"document_date", day("2024-01-01")}}),
              paper(2, {"Vertrag geheim"}, {{"title", text("Brief")}})});
    const DocumentSet nothing;
    const DocumentSet both{1, 2};
    const auto listed = [&](const QueryPlan& plan) { return home.found(plan, nothing, both); };
    const auto word = [](const char* words) { return QueryPlan::words(words); };
    EXPECT_EQ(listed(word("Verträge")), (Serials{1}));
    EXPECT_EQ(listed(word("geheim")), (Serials{}));
    EXPECT_EQ(listed(word("scan")), (Serials{}));
    EXPECT_EQ(listed(QueryPlan::words("geheim", "text")), (Serials{}));
    EXPECT_EQ(listed(QueryPlan::value("tag", "rot")), (Serials{}));
    EXPECT_EQ(listed(QueryPlan::every()), (Serials{2, 1}));
    EXPECT_EQ(listed(QueryPlan::range("document_date", PlanBound{day("2023-01-01"), true}, {})),
              (Serials{1}));
    EXPECT_EQ(listed(QueryPlan::in(std::make_shared<DocumentSet>(both))), (Serials{}));
    // What is unknown stays so when it is denied.
    EXPECT_EQ(listed(QueryPlan::without(QueryPlan::value("tag", "rot"))), (Serials{}));
    EXPECT_EQ(listed(QueryPlan::without(QueryPlan::words("geheim", "text"))), (Serials{}));
    EXPECT_EQ(listed(QueryPlan::both(
                  {word("Vertrag"), QueryPlan::without(QueryPlan::value("tag", "blau"))})),
              (Serials{}));
    EXPECT_EQ(listed(QueryPlan::without(
                  QueryPlan::either({word("Brief"), QueryPlan::value("tag", "blau")}))),
              (Serials{}));
    EXPECT_EQ(listed(QueryPlan::either({word("Brief"), QueryPlan::value("tag", "rot")})),
              (Serials{2}));
    // Both sights in one answer, and no page of a paper that may not be read.
    const SearchAnswer answer =
        home.reader().search(word("Vertrag"), {DocumentSet{2}, DocumentSet{1}});
    EXPECT_EQ(answer.total, 2U);
    for (const Hit& hit : answer.hits) {
        EXPECT_EQ(hit.page.has_value(), hit.id == DocumentId(2));
    }
}

}  // namespace
}  // namespace kontor
