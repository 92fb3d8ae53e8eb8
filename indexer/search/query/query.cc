#include "indexer/search/query/query.h"

namespace kontor {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

// Round brackets for an end that is not included, as in mathematics; nothing for an open one.
std::string interval(const Query& query) {
    std::string out = query.low && !query.low->included ? "(" : "[";
    out += query.low ? printed(query.low->value) : "";
    out += " .. ";
    out += query.high ? printed(query.high->value) : "";
    return out + (query.high && !query.high->included ? ")" : "]");
}

std::string_view name_of(Query::Kind kind) {
    switch (kind) {
        case Query::Kind::every:
            return "*";
        case Query::Kind::word:
            return "word";
        case Query::Kind::phrase:
            return "phrase";
        case Query::Kind::prefix:
            return "prefix";
        case Query::Kind::fuzzy:
            return "fuzzy";
        case Query::Kind::near:
            return "near";
        case Query::Kind::value:
            return "value";
        case Query::Kind::range:
            return "range";
        case Query::Kind::both:
            return "and";
        case Query::Kind::either:
            return "or";
        case Query::Kind::without:
            return "not";
    }
    return "";
}

}  // namespace

std::string Query::str() const {
    if (kind == Kind::every) {
        return "*";
    }
    std::string out = "(" + std::string(name_of(kind));
    if (!field.empty()) {
        out += " " + field;
    }
    if (kind == Kind::range) {
        out += " " + interval(*this);
    } else if (kind == Kind::near) {
        out += " " + std::to_string(distance);
    } else if (parts.empty()) {
        out += " " + quoted(text);
    }
    for (const Query& part : parts) {
        out += " " + part.str();
    }
    return out + ")";
}

bool Query::has_words() const {
    switch (kind) {
        case Kind::word:
        case Kind::phrase:
        case Kind::prefix:
        case Kind::fuzzy:
        case Kind::near:
            return true;
        case Kind::both:
        case Kind::either:
            for (const Query& part : parts) {
                if (part.has_words()) {
                    return true;
                }
            }
            return false;
        default:
            return false;
    }
}

}  // namespace kontor
