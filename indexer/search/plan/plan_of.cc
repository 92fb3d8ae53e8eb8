#include "indexer/search/plan/plan_of.h"

#include "storage/base/error.h"

namespace kontor {

namespace {

// A day of an instant field begins and ends as the archive's zone says. "Included" as an upper end
// is before the next day's start; "not included" as a lower end is from the next day's start.
std::optional<PlanBound> instant_bound(const std::optional<QueryBound>& bound,
                                       bool is_low,
                                       const Zone& zone) {
    if (!bound) {
        return std::nullopt;
    }
    const auto& day = std::get<CivilDate>(bound->value);
    if (is_low) {
        return PlanBound{zone.start_of(bound->included ? day : day.plus_days(1)), true};
    }
    return PlanBound{zone.start_of(bound->included ? day.plus_days(1) : day), false};
}

std::optional<PlanBound> same_bound(const std::optional<QueryBound>& bound) {
    return bound ? std::optional(PlanBound{bound->value, bound->included}) : std::nullopt;
}

QueryPlan range(const Query& query, const Field& field, const PlanContext& context) {
    if (field.kind == ValueKind::instant) {
        return QueryPlan::range(query.field, instant_bound(query.low, true, context.zone),
                                instant_bound(query.high, false, context.zone));
    }
    return QueryPlan::range(query.field, same_bound(query.low), same_bound(query.high));
}

std::vector<QueryPlan> parts_of(const Query& query, const PlanContext& context) {
    std::vector<QueryPlan> parts;
    parts.reserve(query.parts.size());
    for (const Query& part : query.parts) {
        parts.push_back(plan_of(part, context));
    }
    return parts;
}

QueryPlan condition(const Query& query, const PlanContext& context) {
    const Field* field = context.fields.find(query.field);
    if (field == nullptr) {
        throw Error(ErrorCode::internal, "plan a question about field " + query.field);
    }
    if (field->answer == AnsweredBy::columns) {
        return context.resolve(query, *field);
    }
    return query.kind == Query::Kind::range ? range(query, *field, context)
                                            : QueryPlan::value(query.field, query.text);
}

QueryPlan near(const Query& query) {
    std::vector<std::string> words;
    words.reserve(query.parts.size());
    for (const Query& part : query.parts) {
        words.push_back(part.text);
    }
    return QueryPlan::near(std::move(words), query.distance, query.field);
}

}  // namespace

QueryPlan plan_of(const Query& query, const PlanContext& context) {
    switch (query.kind) {
        case Query::Kind::every:
            return QueryPlan::every();
        case Query::Kind::word:
            return QueryPlan::words(query.text, query.field);
        case Query::Kind::phrase:
            return QueryPlan::phrase(query.text, query.field);
        case Query::Kind::prefix:
            return QueryPlan::prefix(query.text, query.field);
        case Query::Kind::fuzzy:
            return QueryPlan::fuzzy(query.text, query.field);
        case Query::Kind::near:
            return near(query);
        case Query::Kind::value:
        case Query::Kind::range:
            return condition(query, context);
        case Query::Kind::both:
            return QueryPlan::both(parts_of(query, context));
        case Query::Kind::either:
            return QueryPlan::either(parts_of(query, context));
        case Query::Kind::without:
            return QueryPlan::without(plan_of(query.parts.at(0), context));
    }
    throw Error(ErrorCode::internal, "plan a question of an unknown kind");
}

}  // namespace kontor
