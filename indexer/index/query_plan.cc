#include "indexer/index/query_plan.h"

namespace kontor {

namespace {

QueryPlan of_text(QueryPlan::Kind kind, std::string text, std::string field) {
    QueryPlan plan;
    plan.kind = kind;
    plan.text = std::move(text);
    plan.field = std::move(field);
    return plan;
}

QueryPlan of_parts(QueryPlan::Kind kind, std::vector<QueryPlan> parts) {
    QueryPlan plan;
    plan.kind = kind;
    plan.parts = std::move(parts);
    return plan;
}

}  // namespace

QueryPlan QueryPlan::every() {
    return {};
}

QueryPlan QueryPlan::words(std::string text, std::string field) {
    return of_text(Kind::words, std::move(text), std::move(field));
}

QueryPlan QueryPlan::phrase(std::string text, std::string field) {
    return of_text(Kind::phrase, std::move(text), std::move(field));
}

QueryPlan QueryPlan::prefix(std::string text, std::string field) {
    return of_text(Kind::prefix, std::move(text), std::move(field));
}

QueryPlan QueryPlan::fuzzy(std::string text, std::string field) {
    return of_text(Kind::fuzzy, std::move(text), std::move(field));
}

QueryPlan QueryPlan::near(std::vector<std::string> words, unsigned distance, std::string field) {
    QueryPlan plan = of_text(Kind::near, {}, std::move(field));
    plan.near_words = std::move(words);
    plan.distance = distance;
    return plan;
}

QueryPlan QueryPlan::value(std::string field, std::string text) {
    return of_text(Kind::value, std::move(text), std::move(field));
}

QueryPlan QueryPlan::range(std::string field,
                           std::optional<PlanBound> low,
                           std::optional<PlanBound> high) {
    QueryPlan plan = of_text(Kind::range, {}, std::move(field));
    plan.low = std::move(low);
    plan.high = std::move(high);
    return plan;
}

QueryPlan QueryPlan::in(std::shared_ptr<const DocumentSet> documents) {
    QueryPlan plan;
    plan.kind = Kind::documents;
    plan.documents = std::move(documents);
    return plan;
}

QueryPlan QueryPlan::both(std::vector<QueryPlan> parts) {
    return of_parts(Kind::both, std::move(parts));
}

QueryPlan QueryPlan::either(std::vector<QueryPlan> parts) {
    return of_parts(Kind::either, std::move(parts));
}

QueryPlan QueryPlan::without(QueryPlan part) {
    std::vector<QueryPlan> parts;
    parts.push_back(std::move(part));
    return of_parts(Kind::without, std::move(parts));
}

}  // namespace kontor
