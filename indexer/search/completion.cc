// Search: how a question may go on.
#include "indexer/search/limits.h"
#include "indexer/search/question.h"
#include "storage/archive/folders.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

// How a question ends: with the beginning of a word, or of a value of a field.
struct TypedEnd {
    std::string_view before;  // what stays
    std::string_view field;   // as it was typed; empty: none
    std::string_view typed;
};

std::size_t begin_of_last(std::string_view question) {
    const std::size_t blank = question.find_last_of(" \t\n(");
    return blank == std::string_view::npos ? 0 : blank + 1;
}

TypedEnd typed_end(std::string_view question) {
    TypedEnd end;
    std::size_t begin = begin_of_last(question);
    const bool is_quoted = std::ranges::count(question, '"') % 2 == 1;
    const std::size_t quote = is_quoted ? question.rfind('"') : std::string_view::npos;
    if (is_quoted && quote > 0 && question[quote - 1] == ':') {
        begin = begin_of_last(question.substr(0, quote));
    } else if (is_quoted) {
        begin = std::max(begin, quote + 1);
    }
    while (begin < question.size() && question[begin] == '-') {
        ++begin;
    }
    end.before = question.substr(0, begin);
    end.typed = question.substr(begin);
    const std::size_t colon = end.typed.find(':');
    if (colon != std::string_view::npos) {
        end.field = end.typed.substr(0, colon);
        end.typed.remove_prefix(colon + 1);
        if (end.typed.starts_with('"')) {
            end.typed.remove_prefix(1);
        }
    }
    return end;
}

bool begins_with(std::string_view text, const std::string& folded) {
    return fold_for_comparison(text).starts_with(folded);
}

// Also a later word of it, so that a firm is found by its name behind "Gebrüder".
bool has_word_beginning(std::string_view value, const std::string& folded) {
    const std::string text = fold_for_comparison(value);
    for (std::size_t at = text.find(folded); at != std::string::npos;
         at = text.find(folded, at + 1)) {
        const bool is_begin = at == 0 || text[at - 1] == ' ' || text[at - 1] == '/' ||
                              text[at - 1] == '.' || text[at - 1] == '-';
        if (is_begin) {
            return true;
        }
        if (folded.empty()) {
            break;
        }
    }
    return false;
}

std::vector<std::string_view> listed(std::string_view values) {
    std::vector<std::string_view> all;
    while (!values.empty()) {
        const std::size_t blank = std::min(values.find(' '), values.size());
        all.push_back(values.substr(0, blank));
        values.remove_prefix(std::min(values.size(), blank + 1));
    }
    return all;
}

const Facet* facet_of(const Field& field) {
    const auto found = std::ranges::find_if(known_facets, [&](const Facet& facet) {
        return facet.field == field.name &&
               (facet.by == FacetBy::value || facet.by == FacetBy::folder);
    });
    return found == known_facets.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Completion> Search::complete(ActorId actor, std::string_view question) const {
    if (!is_utf8(question)) {
        throw Error(ErrorCode::invalid, "complete a question", Reason{"value.utf8", {}, "q"});
    }
    const TypedEnd end = typed_end(question);
    std::vector<Completion> all;
    const auto add = [&](CompletionKind kind, std::string text) {
        if (all.size() < limits::completions_max) {
            std::string whole = std::string(end.before) + text;
            all.push_back({kind, std::move(text), std::move(whole)});
        }
    };
    const std::string folded = fold_for_comparison(end.typed);
    if (!end.field.empty()) {
        const Field* field = fields_.find(end.field);
        const Facet* facet = field == nullptr ? nullptr : facet_of(*field);
        if (facet != nullptr) {
            const auto papers = permitted_.of(actor);
            const auto place = static_cast<std::size_t>(facet - known_facets.data());
            for (const FacetValue& value :
                 facet_values(*papers, place, papers->read, limits::completed_values_max)) {
                if (!value.condition.empty() && has_word_beginning(value.value, folded)) {
                    add(CompletionKind::value, value.condition);
                }
            }
        } else if (field != nullptr) {
            for (const std::string_view value : listed(field->values)) {
                if (begins_with(value, folded)) {
                    add(CompletionKind::value, std::string(field->name) + ":" + std::string(value));
                }
            }
        }
        return all;
    }
    const auto characters = std::ranges::count_if(
        end.typed, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    if (characters >= static_cast<std::ptrdiff_t>(limits::completed_field_min_letters)) {
        for (const Field* field : fields_.all()) {
            const bool fits = begins_with(field->name, folded) ||
                              std::ranges::any_of(field->aliases, [&](std::string_view alias) {
                                  return !alias.empty() && begins_with(alias, folded);
                              });
            if (fits && all.size() < limits::completed_fields_max) {
                add(CompletionKind::field, std::string(field->name) + ":");
            }
        }
    }
    if (characters >= static_cast<std::ptrdiff_t>(limits::completed_word_min_letters)) {
        const auto papers = permitted_.of(actor);
        for (const std::string& word :
             reader_.words_beginning(end.typed, papers->read, limits::completions_max)) {
            add(CompletionKind::word, word);
        }
    }
    return all;
}

}  // namespace kontor
