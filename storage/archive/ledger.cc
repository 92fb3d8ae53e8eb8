#include "storage/archive/ledger.h"

#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

Json Offer::to_json() const {
    return {{"source", source},
            {"name", to_base64(name)},
            {"size", number_text(size)},
            {"offered", to_rfc3339(offered)},
            {"waiting_for", waiting_for}};
}

Offer Offer::from_json(const Json& json) {
    const auto name = from_base64(json.at("name").get<std::string>());
    if (!name) {
        throw_corrupt_row("an offer", "its name");
    }
    return {json.at("source").get<std::string>(), *name, number_of(json, "size"),
            instant_of(json, "offered"), json.at("waiting_for").get<std::string>()};
}

namespace ledger {

namespace {

constexpr std::string_view counter = "intake";

Bytes day_key(Instant offered, const std::string& source, IntakeNumber number, const Zone& zone) {
    return Key().text(zone.date_of(offered).str()).text(source).u64(number.value());
}

void put_end(Upkeep& upkeep, const Bytes& key, IntakeEnd end) {
    upkeep.put(tables::intake_by_day, key, name_of(end));
}

}  // namespace

IntakeNumber open(Upkeep& upkeep, const Offer& offer, const Zone& zone) {
    const IntakeNumber number(upkeep.next_number(counter));
    wait(upkeep, number, offer);
    put_end(upkeep, day_key(offer.offered, offer.source, number, zone), IntakeEnd::waiting);
    return number;
}

void wait(Upkeep& upkeep, IntakeNumber number, const Offer& offer) {
    upkeep.put(tables::offers, Key().u64(number.value()), offer.to_json().dump());
}

std::optional<Offer> find_offer(const Transaction& rows, IntakeNumber number) {
    const auto row = rows.get(tables::offers, Key().u64(number.value()));
    return row ? std::optional(read_row<Offer>(*row, "offer " + number.str())) : std::nullopt;
}

void walk_offers(const Transaction& rows,
                 const std::function<bool(IntakeNumber, const Offer&)>& visit) {
    const auto cursor = rows.cursor(tables::offers);
    for (bool more = cursor->seek(""); more; more = cursor->next()) {
        ByteView key = cursor->key();
        const IntakeNumber number(take_u64(key));
        if (!visit(number, read_row<Offer>(cursor->value(), "offer " + number.str()))) {
            return;
        }
    }
}

IntakeNumber end(Change& change,
                 const std::optional<IntakeNumber>& offer,
                 IntakeRow row,
                 const Zone& zone) {
    Upkeep& upkeep = change.upkeep();
    IntakeNumber number;
    if (offer) {
        number = *offer;
        const auto waiting = find_offer(change.rows(), number);
        if (!waiting) {
            throw Error(ErrorCode::conflict, "end offer " + number.str() + ", which has ended",
                        Reason{"intake.ended", {{"number", number.str()}}, ""});
        }
        row.offered = waiting->offered;
        row.name = waiting->name;
        upkeep.erase(tables::offers, Key().u64(number.value()));
    } else {
        number = IntakeNumber(upkeep.next_number(counter));
    }
    row.ended = change.now();
    change.write().put(tables::intake, Key().u64(number.value()), row.to_json());
    put_end(upkeep, day_key(row.offered, row.source, number, zone), row.end);
    return number;
}

std::optional<IntakeRow> find(const Transaction& rows, IntakeNumber number) {
    const auto row = current_row(rows, tables::intake, Key().u64(number.value()));
    if (!row || !row->present) {
        return std::nullopt;
    }
    return read_row<IntakeRow>(row->content, "intake " + number.str());
}

IntakeNumber last(const Transaction& rows) {
    const auto row = rows.get(tables::positions, Key().text(counter));
    if (!row) {
        return {};
    }
    ByteView value = *row;
    return IntakeNumber(take_u64(value));
}

namespace {

// What the day index says of one offered file.
struct DayRow {
    std::string source;
    IntakeNumber number;
    IntakeEnd end = IntakeEnd::waiting;
};

void walk_days(const Transaction& rows,
               const std::string& day,
               const std::function<void(const DayRow&)>& visit) {
    const Bytes prefix = day.empty() ? Bytes() : Key().text(day).bytes();
    const auto cursor = rows.cursor(tables::intake_by_day);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ByteView key = cursor->key();
        take_text(key);
        DayRow row;
        row.source = std::string(take_text(key));
        row.number = IntakeNumber(take_u64(key));
        row.end = intake_end_of(cursor->value()).value_or(IntakeEnd::waiting);
        visit(row);
    }
}

bool fits(const Filter& filter, const std::string& source, IntakeEnd end) {
    return (filter.source.empty() || source == filter.source) &&
           (!filter.end || end == *filter.end);
}

// Source and end of a number; nothing when it was never given.
std::optional<DayRow> look_up(const Transaction& rows, IntakeNumber number) {
    if (const auto row = find(rows, number)) {
        return DayRow{row->source, number, row->end};
    }
    if (const auto offer = find_offer(rows, number)) {
        return DayRow{offer->source, number, IntakeEnd::waiting};
    }
    return std::nullopt;
}

}  // namespace

void walk(const Transaction& rows,
          const Filter& filter,
          IntakeNumber after,
          const std::function<bool(IntakeNumber)>& visit) {
    if (!filter.day.empty()) {
        // A day's numbers stand by source in the index: at most as many as one day brought.
        std::vector<IntakeNumber> numbers;
        walk_days(rows, filter.day, [&](const DayRow& row) {
            if (row.number > after && fits(filter, row.source, row.end)) {
                numbers.push_back(row.number);
            }
        });
        std::sort(numbers.begin(), numbers.end());
        for (const IntakeNumber number : numbers) {
            if (!visit(number)) {
                return;
            }
        }
        return;
    }
    const IntakeNumber last_number = last(rows);
    for (IntakeNumber number(after.value() + 1); number <= last_number;
         number = IntakeNumber(number.value() + 1)) {
        const auto row = look_up(rows, number);
        if (row && fits(filter, row->source, row->end) && !visit(number)) {
            return;
        }
    }
}

Counts count(const Transaction& rows, const std::string& day, const std::string& source) {
    Counts counts{};
    walk_days(rows, day, [&](const DayRow& row) {
        if (source.empty() || row.source == source) {
            ++counts.at(static_cast<std::size_t>(row.end));
        }
    });
    return counts;
}

}  // namespace ledger
}  // namespace kontor
