#include "storage/schema/meta_schema.h"

#include "storage/base/text.h"
#include "storage/schema/pointer.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace kontor {

namespace {

constexpr std::string_view meta_schema_text =
#include "storage/schema/meta_schema.inc"
    ;

const valijson::Schema& meta_schema() {
    static const auto schema = [] {
        auto parsed = std::make_unique<valijson::Schema>();
        const Json json = parse_json(meta_schema_text);
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(json), *parsed);
        return parsed;
    }();
    return *schema;
}

// valijson names a place as <root>, ["properties"], [3].
std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (std::size_t i = 1; i < context.size(); ++i) {
        std::string_view part = context[i];
        const std::size_t quotes = part.starts_with("[\"") ? 2 : 1;
        part = part.substr(quotes, part.size() - 2 * quotes);
        pointer = pointer_to(pointer, part);
    }
    return pointer;
}

}  // namespace

std::vector<Reason> check_shape(const Json& schema) {
    valijson::ValidationResults results;
    valijson::Validator validator;
    std::vector<Reason> reasons;
    if (validator.validate(meta_schema(), valijson::adapters::NlohmannJsonAdapter(schema),
                           &results)) {
        return reasons;
    }
    // A wrong member makes what holds it wrong, too; told is the innermost.
    std::vector<std::string> pointers;
    for (const auto& error : results) {
        pointers.push_back(pointer_of(error.context));
    }
    std::ranges::sort(pointers);
    pointers.erase(std::ranges::unique(pointers).begin(), pointers.end());
    for (std::size_t i = 0; i < pointers.size(); ++i) {
        if (i + 1 == pointers.size() || !pointers[i + 1].starts_with(pointers[i])) {
            reasons.push_back({"record_type.shape", {}, pointers[i]});
        }
    }
    return reasons;
}

}  // namespace kontor
