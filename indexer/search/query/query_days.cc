// Days as people write them.
#include "indexer/search/query/query_values.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace kontor {

namespace {

std::optional<int> number_in(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 4 || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text) {
        value = value * 10 + (c - '0');
    }
    return value;
}

// Four digits, or two, which mean 1970 to 2069.
std::optional<int> year_in(std::string_view text) {
    const auto year = number_in(text);
    if (!year || (text.size() != 4 && text.size() != 2)) {
        return std::nullopt;
    }
    return text.size() == 4 ? *year : *year + (*year < 70 ? 2000 : 1900);
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        parts.push_back(text.substr(0, end));
        if (end == text.size()) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

CivilRange months_from(CivilDate first, int count) {
    return {first, first.plus_months(count - 1).last_of_month()};
}

CivilRange year_of(int year) {
    return {CivilDate(year, 1, 1), CivilDate(year, 12, 31)};
}

// "1.3.2025", "01.03.25", "1/3/2025" (a day, then a month), "3.2025", "03/2025".
std::optional<CivilRange> european_days(std::string_view text) {
    for (const std::string_view separator : {".", "/"}) {
        const auto parts = parts_of(text, separator);
        if (parts.size() < 2 || parts.size() > 3) {
            continue;
        }
        const auto year = year_in(parts.back());
        const auto month = number_in(parts[parts.size() - 2]);
        if (!year || !month || parts[parts.size() - 2].size() > 2) {
            continue;
        }
        if (parts.size() == 2 && parts.back().size() == 4) {
            return months_from(CivilDate(*year, static_cast<unsigned>(*month), 1), 1);
        }
        const auto day = parts.size() == 3 ? number_in(parts.front()) : std::nullopt;
        if (day && parts.front().size() <= 2) {
            const CivilDate date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
            return CivilRange{date, date};
        }
    }
    return std::nullopt;
}

// "2024-Q3", "2024q3", "Q3/2024", "Q3 2024".
std::optional<CivilRange> quarter_days(const std::string& word) {
    const std::size_t q = word.find('q');
    if (q == std::string::npos || q + 1 >= word.size() || word[q + 1] < '1' || word[q + 1] > '4') {
        return std::nullopt;
    }
    const int quarter = word[q + 1] - '0';
    std::string_view year =
        q > 0 ? std::string_view(word).substr(0, q) : std::string_view(word).substr(2);
    if ((q > 0) != (q + 2 == word.size()) || year.empty()) {
        return std::nullopt;
    }
    constexpr std::string_view separators = "-/ ";
    if (q > 0 && separators.find(year.back()) != std::string_view::npos) {
        year.remove_suffix(1);
    } else if (q == 0 && separators.find(year.front()) != std::string_view::npos) {
        year.remove_prefix(1);
    }
    const auto number = year.size() == 4 ? number_in(year) : std::nullopt;
    return number ? std::optional(months_from(
                        CivilDate(*number, static_cast<unsigned>(quarter * 3 - 2), 1), 3))
                  : std::nullopt;
}

enum class Unit { day, week, month, quarter, year };

std::optional<Unit> unit_in(std::string_view word) {
    struct Named {
        std::string_view name;
        Unit unit;
    };
    static constexpr std::array<Named, 19> names{{{"day", Unit::day},
                                                  {"days", Unit::day},
                                                  {"tag", Unit::day},
                                                  {"tage", Unit::day},
                                                  {"tagen", Unit::day},
                                                  {"week", Unit::week},
                                                  {"woche", Unit::week},
                                                  {"weeks", Unit::week},
                                                  {"wochen", Unit::week},
                                                  {"month", Unit::month},
                                                  {"monat", Unit::month},
                                                  {"months", Unit::month},
                                                  {"monate", Unit::month},
                                                  {"quarter", Unit::quarter},
                                                  {"quartal", Unit::quarter},
                                                  {"year", Unit::year},
                                                  {"jahr", Unit::year},
                                                  {"years", Unit::year},
                                                  {"jahre", Unit::year}}};
    const auto found = std::ranges::find(names, word, &Named::name);
    return found == names.end() ? std::nullopt : std::optional(found->unit);
}

// "last", "letzter", … as how many of the unit on from this one.
std::optional<int> step_in(std::string_view word) {
    if (word == "this") {
        return 0;
    }
    if (word == "last") {
        return -1;
    }
    if (word == "next") {
        return 1;
    }
    // letzte, letzter, letzten, letztes: the ending is that of the unit and its case
    struct Stem {
        std::string_view stem;
        int step;
    };
    static constexpr std::array<Stem, 5> stems{
        {{"diese", 0}, {"letzte", -1}, {"vorige", -1}, {"vergangene", -1}, {"nächste", 1}}};
    for (const Stem& each : stems) {
        const std::string_view ending =
            word.starts_with(each.stem) ? word.substr(each.stem.size()) : "?";
        if (ending.empty() || ending == "r" || ending == "n" || ending == "s" || ending == "m") {
            return each.step;
        }
    }
    return std::nullopt;
}

CivilRange unit_days(Unit unit, int step, CivilDate today) {
    const CivilDate month(today.year(), today.month(), 1);
    switch (unit) {
        case Unit::day: {
            const CivilDate day = today.plus_days(step);
            return {day, day};
        }
        case Unit::week: {
            const std::chrono::weekday day(today.days());
            const CivilDate monday =
                today.plus_days(1 - static_cast<int>(day.iso_encoding()) + 7 * step);
            return {monday, monday.plus_days(6)};
        }
        case Unit::month:
            return months_from(month.plus_months(step), 1);
        case Unit::quarter: {
            const int within = static_cast<int>(today.month() - 1) % 3;
            return months_from(month.plus_months(3 * step - within), 3);
        }
        case Unit::year:
            break;
    }
    return year_of(today.year() + step);
}

// "letzte 30 Tage", "last 2 weeks": that many, today included.
std::optional<CivilRange> last_many(std::string_view count, Unit unit, CivilDate today) {
    const auto many = number_in(count);
    if (!many || *many == 0) {
        return std::nullopt;
    }
    if (unit == Unit::day || unit == Unit::week) {
        return CivilRange{today.plus_days(1 - *many * (unit == Unit::week ? 7 : 1)), today};
    }
    const int months = *many * (unit == Unit::year ? 12 : unit == Unit::quarter ? 3 : 1);
    return CivilRange{today.plus_months(-months).plus_days(1), today};
}

std::optional<CivilRange> named_days(const std::string& folded, CivilDate today) {
    if (folded == "today" || folded == "heute") {
        return unit_days(Unit::day, 0, today);
    }
    if (folded == "yesterday" || folded == "gestern") {
        return unit_days(Unit::day, -1, today);
    }
    if (folded == "tomorrow" || folded == "morgen") {
        return unit_days(Unit::day, 1, today);
    }
    const auto words = parts_of(folded, " ");
    const auto unit = unit_in(words.back());
    if (!unit) {
        return std::nullopt;
    }
    if (words.size() == 1) {
        return *unit == Unit::day ? std::nullopt : std::optional(unit_days(*unit, 0, today));
    }
    const auto step = step_in(words.front());
    if (step && words.size() == 2) {
        return unit_days(*unit, *step, today);
    }
    return step == -1 && words.size() == 3 ? last_many(words[1], *unit, today) : std::nullopt;
}

}  // namespace

bool begins_days(std::string_view word) {
    return step_in(fold_for_comparison(word)).has_value();
}

std::optional<CivilRange> read_days(std::string_view text, CivilDate today) {
    const std::string folded = fold_for_comparison(text);
    try {
        if (const auto days = named_days(folded, today)) {
            return days;
        }
        if (const auto days = quarter_days(folded)) {
            return days;
        }
        if (const auto days = european_days(text)) {
            return days;
        }
        return parse_civil_range(text);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace kontor
