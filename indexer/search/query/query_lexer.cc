#include "indexer/search/query/query_lexer.h"

#include "indexer/fields/code_point.h"
#include "indexer/search/query/limits.h"

#include <algorithm>
#include <charconv>

#include <unicode/uchar.h>

namespace kontor {

namespace {

struct Operator {
    std::string_view written;
    QueryToken::Kind kind;
};
constexpr Operator operators[] = {
    {"AND", QueryToken::Kind::and_}, {"UND", QueryToken::Kind::and_},
    {"OR", QueryToken::Kind::or_},   {"ODER", QueryToken::Kind::or_},
    {"NOT", QueryToken::Kind::not_}, {"NICHT", QueryToken::Kind::not_},
};

// Straight, and those of German, English and French type.
bool is_quote(char32_t c) {
    return c == U'"' || c == U'\u201c' || c == U'\u201d' || c == U'\u201e' || c == U'\u201f' ||
           c == U'\u00ab' || c == U'\u00bb';
}

bool is_blank(char32_t c) {
    return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

// The question as characters, so that places are what a person counts.
class Lexer {
  public:
    explicit Lexer(std::string_view question) {
        for (std::size_t at = 0; at < question.size();) {
            const std::size_t start = at;
            characters_.push_back(take_code_point(question, at));
            bytes_.emplace_back(question.substr(start, at - start));
        }
    }

    std::vector<QueryToken> tokens() {
        std::vector<QueryToken> all;
        do {
            all.push_back(next());
        } while (all.back().kind != QueryToken::Kind::end);
        return all;
    }

  private:
    bool ended() const { return at_ == characters_.size(); }
    char32_t here() const { return ended() ? U'\0' : characters_[at_]; }
    std::size_t position() const { return at_ + 1; }
    bool ends_word(char32_t c) const {
        return c == U'(' || c == U')' || is_quote(c) || is_blank(c);
    }

    QueryToken next() {
        while (!ended() && is_blank(here())) {
            ++at_;
        }
        QueryToken token;
        token.position = position();
        if (ended()) {
            return token;
        }
        if (here() == U'(' || here() == U')') {
            token.kind = here() == U'(' ? QueryToken::Kind::open : QueryToken::Kind::close;
            token.written = bytes_[at_++];
        } else if (is_quote(here())) {
            token.kind = QueryToken::Kind::phrase;
            token.text = quoted();
        } else if (here() == U'-' && at_ + 1 < characters_.size() &&
                   !is_blank(characters_[at_ + 1]) && characters_[at_ + 1] != U')') {
            token.kind = QueryToken::Kind::minus;
            token.written = bytes_[at_++];
        } else if (!condition(token)) {
            word(token);
        }
        return token;
    }

    std::string quoted() {
        const std::size_t opened = position();
        std::string text;
        for (++at_; !ended() && !is_quote(here()); ++at_) {
            text += bytes_[at_];
        }
        if (ended()) {
            throw query_error("query.quote", opened);
        }
        ++at_;
        return text;
    }

    std::string unquoted() {
        std::string text;
        for (; !ended() && !ends_word(here()); ++at_) {
            text += bytes_[at_];
        }
        return text;
    }

    // A name with ':' or a comparison behind it, and the value. Names are ASCII, so that "10:30"
    // stays a word.
    bool condition(QueryToken& token) {
        std::size_t end = at_;
        const auto is_letter = [](char32_t c) {
            return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
        };
        while (end < characters_.size() &&
               (is_letter(characters_[end]) ||
                (end > at_ && characters_[end] >= U'0' && characters_[end] <= U'9'))) {
            ++end;
        }
        if (end == at_ || end == characters_.size() ||
            (characters_[end] != U':' && characters_[end] != U'<' && characters_[end] != U'>')) {
            return false;
        }
        token.kind = QueryToken::Kind::condition;
        for (; at_ < end; ++at_) {
            token.field += bytes_[at_];
        }
        token.comparison = bytes_[at_++];
        if (token.comparison != ":" && here() == U'=') {
            token.comparison += bytes_[at_++];
        }
        token.quoted = is_quote(here());
        token.text = token.quoted ? quoted() : unquoted();
        return true;
    }

    void word(QueryToken& token) {
        token.text = unquoted();
        token.kind = QueryToken::Kind::word;
        for (const Operator& candidate : operators) {
            if (token.text == candidate.written) {
                token.kind = candidate.kind;
                token.written = token.text;
            }
        }
        if (token.text == "NEAR" || token.text.starts_with("NEAR/")) {
            near(token);
        }
    }

    static void near(QueryToken& token) {
        token.kind = QueryToken::Kind::near;
        token.written = token.text;
        token.distance = limits::query_near_default;
        if (token.text == "NEAR") {
            return;
        }
        const std::string_view number = std::string_view(token.text).substr(5);
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), token.distance);
        if (error != std::errc() || end != number.data() + number.size() || token.distance == 0 ||
            token.distance > limits::query_near_max) {
            throw query_error("query.near", token.position,
                              {{"limit", std::to_string(limits::query_near_max)}});
        }
    }

    std::vector<char32_t> characters_;
    std::vector<std::string> bytes_;  // of each character
    std::size_t at_ = 0;
};

}  // namespace

std::vector<QueryToken> query_tokens(std::string_view question) {
    return Lexer(question).tokens();
}

Error query_error(std::string code,
                  std::size_t position,
                  std::map<std::string, std::string> params) {
    params.emplace("position", std::to_string(position));
    return {ErrorCode::invalid, "understand a question: " + code,
            Reason{std::move(code), std::move(params), "q"}};
}

}  // namespace kontor
