#include "config/record_seeds.h"

namespace kontor {

namespace {

// clang-format off
constexpr std::string_view invoice =
#include "config/records/finance.invoice.inc"
    ;
constexpr std::string_view contract =
#include "config/records/hr.contract.inc"
    ;
constexpr std::string_view delivery_note =
#include "config/records/logistics.delivery_note.inc"
    ;
// clang-format on

}  // namespace

std::vector<Json> record_type_seeds() {
    return {parse_json(invoice), parse_json(contract), parse_json(delivery_note)};
}

}  // namespace kontor
