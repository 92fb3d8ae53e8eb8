#include "indexer/search/query/query_parser.h"

#include "indexer/search/query/limits.h"
#include "indexer/search/query/query_condition.h"
#include "indexer/search/query/query_lexer.h"
#include "indexer/search/query/query_values.h"
#include "storage/base/text.h"

namespace kontor {

namespace {

using Kind = QueryToken::Kind;

class Parser {
  public:
    Parser(std::vector<QueryToken> tokens, const FieldTable& fields, CivilDate today)
        : tokens_(std::move(tokens)), fields_(fields), today_(today) {}

    Query question() {
        if (here().kind == Kind::end) {
            return every(here());
        }
        Query query = alternatives(0);
        if (here().kind == Kind::close) {
            throw query_error("query.bracket_close", here().position);
        }
        return query;
    }

  private:
    const QueryToken& here() const { return tokens_[at_]; }
    const QueryToken& take() { return tokens_[at_++]; }

    static Query every(const QueryToken& token) {
        Query query;
        query.position = token.position;
        return query;
    }

    // Nothing stands where an operand belongs: beside which operator is told.
    Error operand_missing(const QueryToken& beside) const {
        return query_error("query.operand", beside.position, {{"operator", beside.written}});
    }

    static Query joined(Query::Kind kind, std::vector<Query> parts) {
        if (parts.size() == 1) {
            return std::move(parts.front());
        }
        Query query;
        query.kind = kind;
        query.position = parts.front().position;
        for (Query& part : parts) {
            if (part.kind == kind) {  // "a b c" is one list, not a chain
                query.parts.insert(query.parts.end(), std::make_move_iterator(part.parts.begin()),
                                   std::make_move_iterator(part.parts.end()));
            } else {
                query.parts.push_back(std::move(part));
            }
        }
        return query;
    }

    Query alternatives(std::size_t depth) {
        std::vector<Query> parts{all_of(depth)};
        while (here().kind == Kind::or_) {
            const QueryToken& token = take();
            if (!starts_operand()) {
                throw operand_missing(token);
            }
            parts.push_back(all_of(depth));
        }
        return joined(Query::Kind::either, std::move(parts));
    }

    Query all_of(std::size_t depth) {
        if (!starts_operand()) {
            throw operand_missing(here());
        }
        std::vector<Query> parts{signed_part(depth)};
        for (;;) {
            if (here().kind == Kind::and_) {
                const QueryToken& token = take();
                if (!starts_operand()) {
                    throw operand_missing(token);
                }
            } else if (!starts_operand()) {
                return joined(Query::Kind::both, std::move(parts));
            }
            parts.push_back(signed_part(depth));
        }
    }

    bool starts_operand() const {
        switch (here().kind) {
            case Kind::open:
            case Kind::minus:
            case Kind::not_:
            case Kind::word:
            case Kind::phrase:
            case Kind::condition:
                return true;
            default:
                return false;
        }
    }

    Query signed_part(std::size_t depth) {
        bool negative = false;
        const std::size_t position = here().position;
        while (here().kind == Kind::minus || here().kind == Kind::not_) {
            const QueryToken& token = take();
            if (!starts_operand()) {
                throw operand_missing(token);
            }
            negative = !negative;
        }
        Query part = neighbours(depth);
        if (!negative) {
            return part;
        }
        Query query;
        query.kind = Query::Kind::without;
        query.position = position;
        query.parts.push_back(std::move(part));
        return query;
    }

    // a NEAR/5 b NEAR/5 c
    Query neighbours(std::size_t depth) {
        Query first = primary(depth);
        if (here().kind != Kind::near) {
            return first;
        }
        Query query;
        query.kind = Query::Kind::near;
        query.position = first.position;
        query.distance = here().distance;
        query.parts.push_back(std::move(first));
        while (here().kind == Kind::near) {
            const QueryToken& token = take();
            if (!starts_operand() || token.distance != query.distance) {
                throw near_error(token);
            }
            query.parts.push_back(primary(depth));
        }
        for (const Query& part : query.parts) {
            if (part.kind != Query::Kind::word || part.field != query.parts.front().field) {
                throw near_error(tokens_[at_ - 2]);
            }
        }
        query.field = query.parts.front().field;
        return query;
    }

    static Error near_error(const QueryToken& token) {
        return query_error("query.near", token.position,
                           {{"limit", std::to_string(limits::query_near_max)}});
    }

    Query primary(std::size_t depth) {
        const QueryToken& token = take();
        if (token.kind == Kind::open) {
            return bracket(token, depth + 1);
        }
        if (++terms_ > limits::query_terms_max) {
            throw query_error("query.too_many_terms", token.position,
                              {{"limit", std::to_string(limits::query_terms_max)}});
        }
        Query query;
        if (token.kind == Kind::condition) {
            query = query_condition(with_words_of_days(token), fields_, today_);
        } else if (token.kind == Kind::phrase) {
            query = query_phrase(token);
        } else if (token.kind == Kind::word) {
            query = token.text == "*" ? every(token) : query_word(token);
        } else {
            throw operand_missing(token);
        }
        query.position = token.position;
        return query;
    }

    // "received:letzter Monat", "date:last 30 days" without quotation marks.
    QueryToken with_words_of_days(QueryToken token) {
        const Field* field = token.quoted ? nullptr : fields_.find(token.field);
        const bool has_days = field != nullptr &&
                              (field->kind == ValueKind::date || field->kind == ValueKind::instant);
        if (!has_days || !begins_days(token.text)) {
            return token;
        }
        std::string text = token.text;
        std::size_t taken = 0;
        for (std::size_t more = 1; more <= 2 && taken == 0; ++more) {
            const QueryToken& next = tokens_[at_ + more - 1];
            if (next.kind != Kind::word) {
                break;
            }
            text += " " + next.text;
            taken = read_days(text, today_) ? more : 0;
        }
        if (taken > 0) {
            token.text = text;
            at_ += taken;
        }
        return token;
    }

    Query bracket(const QueryToken& open, std::size_t depth) {
        if (depth > limits::query_depth_max) {
            throw query_error("query.too_deep", open.position,
                              {{"limit", std::to_string(limits::query_depth_max)}});
        }
        if (here().kind == Kind::end) {
            throw query_error("query.bracket_open", open.position);
        }
        Query query = alternatives(depth);
        if (here().kind != Kind::close) {
            throw query_error("query.bracket_open", open.position);
        }
        take();
        return query;
    }

    std::vector<QueryToken> tokens_;
    const FieldTable& fields_;
    CivilDate today_;
    std::size_t at_ = 0;
    std::size_t terms_ = 0;
};

}  // namespace

Query parse_query(std::string_view question, const FieldTable& fields, CivilDate today) {
    if (question.size() > limits::query_max_bytes) {
        throw query_error("query.too_long", 1,
                          {{"limit", std::to_string(limits::query_max_bytes)}});
    }
    if (!is_utf8(question)) {
        throw Error(ErrorCode::invalid, "understand a question", Reason{"value.utf8", {}, "q"});
    }
    return Parser(query_tokens(question), fields, today).question();
}

}  // namespace kontor
