// Questions as they are typed, and the papers they find.
#include "indexer/search/plan/plan_of.h"
#include "indexer/search/query/query_parser.h"
#include "tests/indexer/index/index_home.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using namespace test;

class PlanTest : public testing::Test {
  protected:
    PlanTest() {
        home_.put({paper(1, {"Rechnung Nr. 4711 über Miete, letzte Mahnung folgt"},
                         {{"title", text("Miete Kiel")},
                          {"tag", text("eilig")},
                          {"by", text("7")},
                          {"gross_total", number("1234.56")},
                          {"document_date", day("2024-02-29")},
                          {"received", instant("2026-11-23T23:30:00Z")}},
                         "de"),
                   paper(2, {"Die Rechnungen der Drechslerei"},
                         {{"by", text("8")},
                          {"gross_total", number("200")},
                          {"document_date", day("2025-03-01")},
                          {"received", instant("2026-11-23T22:30:00Z")}},
                         "de"),
                   paper(3, {"Mahnung, letzte"}, {{"has", text("record")}})});
    }

    Serials found(std::string_view question) {
        const PlanContext context{
            home_.fields(), zone_, [](const Query& query, const Field& field) {
                if (field.name == "by") {
                    return QueryPlan::value("by", query.text == "me" ? "7" : "0");
                }
                EXPECT_EQ(field.name, "in");
                EXPECT_EQ(query.text, "/Finance");
                return QueryPlan::in(
                    std::make_shared<DocumentSet>(std::initializer_list<std::uint64_t>{2, 3}));
            }};
        const Query query = parse_query(question, home_.fields(), CivilDate(2026, 11, 24));
        Serials serials = home_.found(plan_of(query, context));
        std::ranges::sort(serials);
        return serials;
    }

    IndexHome home_;
    Zone zone_{"Europe/Berlin"};
};

TEST_F(PlanTest, words_phrases_and_their_joints_find_papers) {
    EXPECT_EQ(found("rechnung"), (Serials{1, 2}));
    EXPECT_EQ(found("rechnung miete"), (Serials{1}));
    EXPECT_EQ(found("rechnung -miete"), (Serials{2}));
    EXPECT_EQ(found("miete ODER drechslerei"), (Serials{1, 2}));
    EXPECT_EQ(found("\"letzte Mahnung\""), (Serials{1}));
    EXPECT_EQ(found("letzte NEAR/1 mahnung"), (Serials{1, 3}));
    EXPECT_EQ(found("Drechs*"), (Serials{2}));
    EXPECT_EQ(found("Drecshlerei~"), (Serials{2}));
    EXPECT_EQ(found("title:kiel"), (Serials{1}));
    EXPECT_EQ(found("*"), (Serials{1, 2, 3}));
    EXPECT_EQ(found("(rechnung OR mahnung) -title:miete"), (Serials{2, 3}));
}

TEST_F(PlanTest, conditions_find_papers) {
    EXPECT_EQ(found("gross_total>1.000"), (Serials{1}));
    EXPECT_EQ(found("gross_total:200"), (Serials{2}));
    EXPECT_EQ(found("gross_total:200..1.234,56"), (Serials{1, 2}));
    EXPECT_EQ(found("date:2024"), (Serials{1}));
    EXPECT_EQ(found("date>=2024-03"), (Serials{2}));
    EXPECT_EQ(found("date:1.3.2025"), (Serials{2}));
    EXPECT_EQ(found("tag:EILIG"), (Serials{1}));
    EXPECT_EQ(found("has:record"), (Serials{3}));
    EXPECT_EQ(found("rechnung by:me"), (Serials{1}));
    EXPECT_EQ(found("in:/Finance -has:record"), (Serials{2}));
}

TEST_F(PlanTest, a_day_of_receipt_begins_at_the_archives_midnight) {
    // Half past midnight of the 24th in Berlin, and half past eleven of the 23rd.
    EXPECT_EQ(found("received:today"), (Serials{1}));
    EXPECT_EQ(found("received:yesterday"), (Serials{2}));
    EXPECT_EQ(found("received>2026-11-23"), (Serials{1}));
    EXPECT_EQ(found("received>=2026-11-23"), (Serials{1, 2}));
    EXPECT_EQ(found("received<2026-11-24"), (Serials{2}));
    EXPECT_EQ(found("received<=2026-11-24"), (Serials{1, 2}));
    EXPECT_EQ(found("received:2026-11-23..2026-11-24"), (Serials{1, 2}));
}

}  // namespace
}  // namespace kontor
