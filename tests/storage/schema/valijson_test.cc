// Our judge of records and valijson must agree on the keywords of JSON Schema, so that a record
// type means to any other reader of its schema what it means here.
#include "storage/schema/record_fields.h"
#include "storage/schema/record_schema.h"
#include "tests/storage/schema/small_type.h"

#include <random>

#include <gtest/gtest.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace kontor::test {
namespace {

class Peer {
  public:
    explicit Peer(const Json& schema) {
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), schema_);
    }
    bool allows(const Json& fields) {
        valijson::Validator validator;
        return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(fields),
                                  nullptr);
    }

  private:
    valijson::Schema schema_;
};

// Codes that JSON Schema cannot know of: they come from a field's kind.
bool is_of_kind(const Reason& reason) {
    return reason.code != "value.type" && reason.code != "value.unknown_field" &&
           reason.code != "value.too_many" && reason.code != "value.not_one_of" &&
           reason.code != "record.too_long";
}

// A value that may or may not fit anywhere.
Json any_value(std::mt19937& random, int depth) {
    switch (random() % (depth > 2 ? 7 : 9)) {
        case 0:
            return "in";
        case 1:
            return std::string(random() % 40, 'x');
        case 2:
            return "ä" + std::string(random() % 12, 'b');
        case 3:
            return static_cast<int>(random() % 4000);
        case 4:
            return true;
        case 5:
            return 1.5;
        case 6:
            return "2025-01-01";
        case 7: {
            Json list = Json::array();
            for (auto i = random() % 5; i > 0; --i) {
                list.push_back(any_value(random, depth + 1));
            }
            return list;
        }
        default: {
            static const char* names[] = {"number", "words", "way",   "year", "urgent", "period",
                                          "lines",  "from",  "price", "day",  "none",   "article"};
            Json object = Json::object();
            for (auto i = random() % 5; i > 0; --i) {
                object[names[random() % std::size(names)]] = any_value(random, depth + 1);
            }
            return object;
        }
    }
}

TEST(Valijson, allows_what_our_judge_allows_and_refuses_what_it_refuses_by_keyword) {
    const Json schema = small_type();
    Peer peer(schema);
    std::mt19937 random(20251125);  // the same every time
    int refused = 0;
    for (int i = 0; i < 5000; ++i) {
        const Json fields = any_value(random, 0);
        const auto reasons = judge_fields(schema, fields, "").ruling.reasons;
        if (std::ranges::any_of(reasons, is_of_kind)) {
            continue;  // an integer out of range is told by both, a date only here
        }
        ASSERT_EQ(peer.allows(fields), reasons.empty()) << fields.dump();
        refused += reasons.empty() ? 0 : 1;
    }
    EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace kontor::test
