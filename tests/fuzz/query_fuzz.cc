// Questions as anybody may type them.
#include "indexer/search/query/query_parser.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    static const FieldTable fields({{"gross_total", ValueKind::number, "", ""},
                                    {"due_date", ValueKind::date, "", ""},
                                    {"seller", ValueKind::text, "", ""},
                                    {"currency", ValueKind::word, "", ""}});
    fuzz::reads([&] {
        const Query query = parse_query(fuzz::view(data, size), fields, CivilDate(2026, 11, 24));
        query.str();
        query.has_words();
    });
    return 0;
}
