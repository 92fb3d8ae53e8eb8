// Questions and the trees they are understood as.
#include "indexer/search/query/query_parser.h"
#include "storage/base/error.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

struct Golden {
    std::string_view question;
    std::string_view tree;
};

const FieldTable& table() {
    static const FieldTable fields({{"gross_total", ValueKind::number, "", ""},
                                    {"due_date", ValueKind::date, "", ""},
                                    {"seller", ValueKind::text, "", ""},
                                    {"currency", ValueKind::word, "", ""}});
    return fields;
}

std::string tree_of(std::string_view question) {
    return parse_query(question, table(), CivilDate(2026, 11, 24)).str();  // a Tuesday
}

void expect_trees(const std::vector<Golden>& cases) {
    for (const Golden& golden : cases) {
        try {
            EXPECT_EQ(tree_of(golden.question), golden.tree) << golden.question;
        } catch (const Error& error) {
            ADD_FAILURE() << golden.question << ": " << error.what();
        }
    }
}

TEST(Query, words_stand_together_unless_an_operator_says_otherwise) {
    expect_trees({
        {"", "*"},
        {"  ", "*"},
        {"*", "*"},
        {"Rechnung", R"((word "Rechnung"))"},
        {"Rechnung Kiel", R"((and (word "Rechnung") (word "Kiel")))"},
        {"a AND b", R"((and (word "a") (word "b")))"},
        {"a UND b ODER c", R"((or (and (word "a") (word "b")) (word "c")))"},
        {"a OR b c", R"((or (word "a") (and (word "b") (word "c"))))"},
        {"(a OR b) c", R"((and (or (word "a") (word "b")) (word "c")))"},
        {"a OR b OR c", R"((or (word "a") (word "b") (word "c")))"},
        {"a (b c) d", R"((and (word "a") (word "b") (word "c") (word "d")))"},
        {"and or not und", R"((and (word "and") (word "or") (word "not") (word "und")))"},
        {"((a))", R"((word "a"))"},
        {"a(b)c", R"((and (word "a") (word "b") (word "c")))"},
    });
}

TEST(Query, what_must_not_occur_is_taken_away) {
    expect_trees({
        {"-a", R"((not (word "a")))"},
        {"NOT a", R"((not (word "a")))"},
        {"a -b", R"((and (word "a") (not (word "b"))))"},
        {"a NICHT b", R"((and (word "a") (not (word "b"))))"},
        {"a AND NOT (b OR c)", R"((and (word "a") (not (or (word "b") (word "c")))))"},
        {"-(a b)", R"((not (and (word "a") (word "b"))))"},
        {"NOT NOT a", R"((word "a"))"},
        {"-\"a b\"", R"((not (phrase "a b")))"},
        {"-tag:x", R"((not (value tag "x")))"},
        {"a-b", R"((word "a-b"))"},
        {"LA-2022-80067", R"((word "LA-2022-80067"))"},
    });
}

TEST(Query, phrases_beginnings_fuzzy_words_and_neighbours) {
    expect_trees({
        {R"("letzte Mahnung")", R"((phrase "letzte Mahnung"))"},
        {"„letzte Mahnung“", R"((phrase "letzte Mahnung"))"},
        {"“last” «mot»", R"((and (phrase "last") (phrase "mot")))"},
        {R"("a OR b")", R"((phrase "a OR b"))"},
        {R"(a"b c"d)", R"((and (word "a") (phrase "b c") (word "d")))"},
        {"rech*", R"((prefix "rech"))"},
        {"title:Miet*", R"((prefix title "Miet"))"},
        {"Drecshler~", R"((fuzzy "Drecshler"))"},
        {"a NEAR/5 b", R"((near 5 (word "a") (word "b")))"},
        {"a NEAR b", R"((near 10 (word "a") (word "b")))"},
        {"a NEAR/3 b NEAR/3 c d", R"((and (near 3 (word "a") (word "b") (word "c")) (word "d")))"},
        {"title:a NEAR/3 title:b", R"((near title 3 (word title "a") (word title "b")))"},
    });
}

TEST(Query, a_condition_names_its_field) {
    expect_trees({
        {"title:Mietvertrag", R"((word title "Mietvertrag"))"},
        {"Titel:Mietvertrag", R"((word title "Mietvertrag"))"},
        {R"(title:"zwei Worte")", R"((phrase title "zwei Worte"))"},
        {"tag:eilig", R"((value tag "eilig"))"},
        {R"(tag:"zwei Worte")", R"((value tag "zwei Worte"))"},
        {R"(tag:"a*")", R"((value tag "a*"))"},
        {"in:/Finance/2025", R"((value in "/Finance/2025"))"},
        {"in:17", R"((value in "17"))"},
        {"type:finance.invoice", R"((value type "finance.invoice"))"},
        {"by:me", R"((value by "me"))"},
        {"has:record is:NEW", R"((and (value has "record") (value is "new")))"},
        {"media:application/pdf", R"((value media "application/pdf"))"},
        {"seller:Drechsler currency:EUR",
         R"((and (word seller "Drechsler") (value currency "EUR")))"},
        {"10:30", R"((word "10:30"))"},
        {"a=b", R"((word "a=b"))"},
        {R"("http://x")", R"((phrase "http://x"))"},
        {R"(tag:"a\b")", R"((value tag "a\\b"))"},
    });
}

TEST(Query, numbers_are_read_in_german_and_in_english) {
    expect_trees({
        {"gross_total>100", "(range gross_total (100 .. ])"},
        {"gross_total>=100", "(range gross_total [100 .. ])"},
        {"gross_total<100", "(range gross_total [ .. 100))"},
        {"gross_total<=1.234,56", "(range gross_total [ .. 1234.56])"},
        {"gross_total:100..200", "(range gross_total [100 .. 200])"},
        {"gross_total:100..", "(range gross_total [100 .. ])"},
        {"gross_total:..200", "(range gross_total [ .. 200])"},
        {"gross_total:1.000..2.000,50", "(range gross_total [1000 .. 2000.50])"},
        {"gross_total:1234.56", "(range gross_total [1234.56 .. 1234.56])"},
        {"gross_total:1,234.56", "(range gross_total [1234.56 .. 1234.56])"},
        {"gross_total:0,5", "(range gross_total [0.5 .. 0.5])"},
        {"gross_total:0.125", "(range gross_total [0.125 .. 0.125])"},
        {"gross_total:1.234.567", "(range gross_total [1234567 .. 1234567])"},
        {"gross_total:-5..5", "(range gross_total [-5 .. 5])"},
        {"gross_total>-1.000", "(range gross_total (-1000 .. ])"},
        {"gross_total:\"1.234,56\"", "(range gross_total [1234.56 .. 1234.56])"},
        {"id:4711", "(range id [4711 .. 4711])"},
        {"pages>=10", "(range pages [10 .. ])"},
    });
}

TEST(Query, dates_are_days_months_and_years) {
    expect_trees({
        {"date:2024", "(range document_date [2024-01-01 .. 2024-12-31])"},
        {"date:2024-02", "(range document_date [2024-02-01 .. 2024-02-29])"},
        {"date:2024-01..2024-03", "(range document_date [2024-01-01 .. 2024-03-31])"},
        {"date:1.3.2025", "(range document_date [2025-03-01 .. 2025-03-01])"},
        {"date:01.03.2025..3.2025", "(range document_date [2025-03-01 .. 2025-03-31])"},
        {"date>2024", "(range document_date (2024-12-31 .. ])"},
        {"date>=2024", "(range document_date [2024-01-01 .. ])"},
        {"date<2024-03", "(range document_date [ .. 2024-03-01))"},
        {"date<=2024-03", "(range document_date [ .. 2024-03-31])"},
        {"due_date<heute", "(range due_date [ .. 2026-11-24))"},
        {"received:today", "(range received [2026-11-24 .. 2026-11-24])"},
        {"received:yesterday", "(range received [2026-11-23 .. 2026-11-23])"},
        {"received:week", "(range received [2026-11-23 .. 2026-11-29])"},
        {"received:month", "(range received [2026-11-01 .. 2026-11-30])"},
        {"eingang:Jahr", "(range received [2026-01-01 .. 2026-12-31])"},
        {"received:2024..today", "(range received [2024-01-01 .. 2026-11-24])"},
        {"date:01.03.25", "(range document_date [2025-03-01 .. 2025-03-01])"},
        {"date:1.3.70", "(range document_date [1970-03-01 .. 1970-03-01])"},
        {"date:03/2025", "(range document_date [2025-03-01 .. 2025-03-31])"},
        {"date:1/3/2025", "(range document_date [2025-03-01 .. 2025-03-01])"},
        {"date:2024-Q3", "(range document_date [2024-07-01 .. 2024-09-30])"},
        {"date:q1/2024", "(range document_date [2024-01-01 .. 2024-03-31])"},
        {"date:2023-Q4..2024-Q1", "(range document_date [2023-10-01 .. 2024-03-31])"},
        {"date:\"Q2 2024\"", "(range document_date [2024-04-01 .. 2024-06-30])"},
        {"received:quarter", "(range received [2026-10-01 .. 2026-12-31])"},
        {"received:letzter Monat", "(range received [2026-10-01 .. 2026-10-31])"},
        {"received:\"last month\"", "(range received [2026-10-01 .. 2026-10-31])"},
        {"received:LETZTES Quartal miete",
         "(and (range received [2026-07-01 .. 2026-09-30]) (word \"miete\"))"},
        {"date:nächste Woche", "(range document_date [2026-11-30 .. 2026-12-06])"},
        {"date:dieses Jahr", "(range document_date [2026-01-01 .. 2026-12-31])"},
        {"date:letztes Jahr OR date:2020",
         "(or (range document_date [2025-01-01 .. 2025-12-31]) "
         "(range document_date [2020-01-01 .. 2020-12-31]))"},
        {"received:letzte 30 Tage", "(range received [2026-10-26 .. 2026-11-24])"},
        {"received:last 2 weeks", "(range received [2026-11-11 .. 2026-11-24])"},
        {"received:last 9 months", "(range received [2026-02-25 .. 2026-11-24])"},
        {"received>=gestern", "(range received [2026-11-23 .. ])"},
        {"due_date:morgen", "(range due_date [2026-11-25 .. 2026-11-25])"},
    });
}

TEST(Query, only_words_rank) {
    const auto has_words = [](std::string_view question) {
        return parse_query(question, table(), CivilDate(2026, 11, 24)).has_words();
    };
    EXPECT_TRUE(has_words("a"));
    EXPECT_TRUE(has_words("tag:x OR title:b"));
    EXPECT_TRUE(has_words("tag:x rech*"));
    EXPECT_FALSE(has_words("*"));
    EXPECT_FALSE(has_words("tag:x -a"));
    EXPECT_FALSE(has_words("date:2024 (tag:x OR is:new)"));
}

}  // namespace
}  // namespace kontor
