#include "indexer/search/query/query_condition.h"

#include "indexer/fields/code_point.h"
#include "indexer/search/query/limits.h"
#include "indexer/search/query/query_values.h"
#include "storage/base/text.h"

#include <unicode/uchar.h>

namespace kontor {

namespace {

std::size_t letters_and_digits(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        count += u_isalnum(static_cast<UChar32>(take_code_point(text, at))) != 0 ? 1 : 0;
    }
    return count;
}

Error no_word(const QueryToken& token) {
    return query_error("query.no_word", token.position, {{"value", shown_value(token.text)}});
}

Query words(std::string_view field, const QueryToken& token) {
    Query query;
    query.kind = Query::Kind::word;
    query.field = field;
    query.text = token.text;
    const char last = query.text.back();
    if (last == '*' || last == '~') {
        query.kind = last == '*' ? Query::Kind::prefix : Query::Kind::fuzzy;
        query.text.pop_back();
    }
    if (const std::size_t mark = query.text.find_first_of("*~"); mark != std::string::npos) {
        throw query_error("query.wildcard", token.position,
                          {{"mark", std::string(1, query.text[mark])}});
    }
    const std::size_t letters = letters_and_digits(query.text);
    if (query.kind == Query::Kind::prefix && letters < limits::query_prefix_min_characters) {
        throw query_error("query.prefix_short", token.position,
                          {{"limit", std::to_string(limits::query_prefix_min_characters)}});
    }
    if (letters == 0) {
        throw no_word(token);
    }
    return query;
}

Query phrase(std::string_view field, const QueryToken& token) {
    if (letters_and_digits(token.text) == 0) {
        throw no_word(token);
    }
    Query query;
    query.kind = Query::Kind::phrase;
    query.field = field;
    query.text = token.text;
    return query;
}

const Field& known_field(const QueryToken& token, const FieldTable& fields) {
    if (const Field* found = fields.find(token.field)) {
        return *found;
    }
    const std::string_view nearest = fields.nearest(token.field);
    if (nearest.empty()) {
        throw query_error("query.field_unknown", token.position,
                          {{"field", shown_value(token.field)}});
    }
    throw query_error("query.field_near", token.position,
                      {{"field", shown_value(token.field)}, {"nearest", std::string(nearest)}});
}

// What a value covers: a number is a point, a month all its days.
struct Span {
    FieldValue first;
    FieldValue last;
};

Span span_of(const Field& field, std::string_view text, const QueryToken& token, CivilDate today) {
    if (field.kind == ValueKind::number) {
        if (const auto number = read_number(text)) {
            return {*number, *number};
        }
    } else if (const auto days = read_days(text, today)) {
        return {days->first, days->last};
    }
    throw query_error(field.kind == ValueKind::number ? "query.number" : "query.date",
                      token.position,
                      {{"value", shown_value(text)}, {"field", std::string(field.name)}});
}

// first..last, either of which may be missing; else nothing.
bool split_range(std::string_view text, std::string_view& low, std::string_view& high) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) {
        return false;
    }
    low = text.substr(0, dots);
    high = text.substr(dots + 2);
    return true;
}

void set_range(Query& query, const Field& field, const QueryToken& token, CivilDate today) {
    std::string_view low;
    std::string_view high;
    if (token.comparison == ":" && split_range(token.text, low, high)) {
        if (low.empty() && high.empty()) {
            throw query_error("query.value_missing", token.position,
                              {{"field", std::string(field.name)}});
        }
        if (!low.empty()) {
            query.low = QueryBound{span_of(field, low, token, today).first, true};
        }
        if (!high.empty()) {
            query.high = QueryBound{span_of(field, high, token, today).last, true};
        }
        if (query.low && query.high && query.high->value < query.low->value) {
            throw query_error("query.range_reversed", token.position);
        }
        return;
    }
    const Span span = span_of(field, token.text, token, today);
    if (token.comparison == ":") {
        query.low = QueryBound{span.first, true};
        query.high = QueryBound{span.last, true};
    } else if (token.comparison == ">") {
        query.low = QueryBound{span.last, false};
    } else if (token.comparison == ">=") {
        query.low = QueryBound{span.first, true};
    } else if (token.comparison == "<") {
        query.high = QueryBound{span.first, false};
    } else {
        query.high = QueryBound{span.last, true};
    }
}

std::string with_commas(std::string_view values) {
    std::string out;
    for (const char c : values) {
        out += c == ' ' ? ", " : std::string(1, c);
    }
    return out;
}

void set_value(Query& query, const Field& field, const QueryToken& token) {
    query.kind = Query::Kind::value;
    query.text = token.text;
    if (field.kind == ValueKind::flag) {
        query.text = fold_for_comparison(token.text);
        const std::string known = " " + std::string(field.values) + " ";
        if (query.text.find(' ') != std::string::npos ||
            known.find(" " + query.text + " ") == std::string::npos) {
            throw query_error("query.value_unknown", token.position,
                              {{"value", shown_value(token.text)},
                               {"field", std::string(field.name)},
                               {"allowed", with_commas(field.values)}});
        }
    } else if (!token.quoted && token.text.find_first_of("*~") != std::string::npos) {
        const std::size_t mark = token.text.find_first_of("*~");
        throw query_error("query.wildcard", token.position,
                          {{"mark", std::string(1, token.text[mark])}});
    }
}

}  // namespace

Query query_word(const QueryToken& token) {
    return words("", token);
}

Query query_phrase(const QueryToken& token) {
    return phrase("", token);
}

Query query_condition(const QueryToken& token, const FieldTable& fields, CivilDate today) {
    const Field& field = known_field(token, fields);
    if (token.text.empty()) {
        throw query_error("query.value_missing", token.position,
                          {{"field", std::string(field.name)}});
    }
    const bool ordered = field.kind == ValueKind::number || field.kind == ValueKind::date ||
                         field.kind == ValueKind::instant;
    if (!ordered && token.comparison != ":") {
        throw query_error("query.not_comparable", token.position,
                          {{"field", std::string(field.name)}});
    }
    if (field.kind == ValueKind::text) {
        return token.quoted ? phrase(field.name, token) : words(field.name, token);
    }
    Query query;
    query.kind = Query::Kind::range;
    query.field = field.name;
    if (ordered) {
        set_range(query, field, token, today);
    } else {
        set_value(query, field, token);
    }
    return query;
}

}  // namespace kontor
