// The intake ledger: every file ever offered has a number and an end, or it waits, since and why.
//
// offered = stored + duplicate + refused + withdrawn + waiting, for any day and source. A number is
// given when a file is first seen (open) or with its end (an upload is offered and ended in one
// Change); numbers are gapless.
#pragma once

#include "storage/archive/change.h"
#include "storage/base/civil.h"
#include "storage/catalog/intake_row.h"

#include <array>
#include <functional>
#include <optional>
#include <string>

namespace kontor {

// A file that is seen and not yet taken; lies in tables::offers.
struct Offer {
    std::string source;
    Bytes name;  // raw bytes, relative to the source
    std::uint64_t size = 0;
    Instant offered{};
    std::string waiting_for;  // code: "intake.not_ripe", "intake.in_use", …

    Json to_json() const;
    static Offer from_json(const Json& json);
    bool operator==(const Offer&) const = default;
};

namespace ledger {

IntakeNumber open(Upkeep& upkeep, const Offer& offer, const Zone& zone);
void wait(Upkeep& upkeep, IntakeNumber number, const Offer& offer);  // replaces what is known of it
std::optional<Offer> find_offer(const Transaction& rows, IntakeNumber number);
void walk_offers(const Transaction& rows,
                 const std::function<bool(IntakeNumber, const Offer&)>& visit);

// Ends `offer`, or an offer made this moment; sets `ended`, and `offered` and `name` from the
// offer. Its number.
IntakeNumber end(Change& change,
                 const std::optional<IntakeNumber>& offer,
                 IntakeRow row,
                 const Zone& zone);

std::optional<IntakeRow> find(const Transaction& rows, IntakeNumber number);
IntakeNumber last(const Transaction& rows);  // the highest number given; invalid when none

struct Filter {
    std::string day = {};     // YYYY-MM-DD in the archive's zone; empty: any
    std::string source = {};  // empty: any
    std::optional<IntakeEnd> end = {};
};
// Visits the numbers that fit, ascending, from the one after `after`, until `visit` answers false.
void walk(const Transaction& rows,
          const Filter& filter,
          IntakeNumber after,
          const std::function<bool(IntakeNumber)>& visit);

// Counts by end, in the order of IntakeEnd, of what was offered on `day` (any day when empty) by
// `source` (any when empty).
using Counts = std::array<std::uint64_t, 5>;
Counts count(const Transaction& rows, const std::string& day, const std::string& source);

}  // namespace ledger
}  // namespace kontor
