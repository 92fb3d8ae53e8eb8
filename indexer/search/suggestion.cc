// Search: what might have been meant when nothing was found.
#include "indexer/search/limits.h"
#include "indexer/search/question.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

// The words that papers must have, as they were typed.
void gather_words(const Query& query, std::vector<const Query*>& words) {
    if (query.kind == Query::Kind::word) {
        words.push_back(&query);
    } else if (query.kind == Query::Kind::both || query.kind == Query::Kind::either) {
        for (const Query& part : query.parts) {
            gather_words(part, words);
        }
    }
}

// Where the word stands in the question: its position counts characters, and may be that of the
// field before it.
std::optional<TextRange> place_of(const std::string& question, const Query& word) {
    std::size_t at = 0;
    for (std::size_t left = word.position; left > 1 && at < question.size(); --left) {
        do {
            ++at;
        } while (at < question.size() && (question[at] & 0xc0) == 0x80);
    }
    const std::size_t begin = question.find(word.text, at);
    return begin == std::string::npos ? std::nullopt
                                      : std::optional(TextRange{begin, begin + word.text.size()});
}

std::string replaced(std::string question, const TextRange& place, const std::string& by) {
    question.replace(place.begin, place.end - place.begin, by);
    if (by.empty() && place.begin < question.size() && question[place.begin] == ' ') {
        question.erase(place.begin, 1);
    }
    while (question.ends_with(' ')) {
        question.pop_back();
    }
    return question;
}

}  // namespace

bool Search::finds(const Question& question, const QueryPlan& plan) const {
    SearchOptions options;
    options.limit = 0;
    return reader_.search(plan, {question.read(), question.list()}, options).total > 0;
}

// The word as a paper writes it, whose index knows it folded.
std::string Search::as_written(const Question& question, const std::string& word) const {
    const QueryPlan plan = QueryPlan::phrase(word);
    SearchOptions options;
    options.limit = 1;
    const DocumentSet none;
    const SearchAnswer answer = reader_.search(plan, {question.read(), none}, options);
    if (answer.hits.empty()) {
        return word;
    }
    const auto paper = facts_of(answer.hits.front().id);
    if (!paper) {
        return word;
    }
    Highlighter in_text(plan);
    FoundPaper shown = *paper;
    shown.page = answer.hits.front().page;
    const auto snippet = snippet_of(shown, in_text);
    if (!snippet || snippet->matches.empty()) {
        return word;
    }
    const TextRange& match = snippet->matches.front();
    return snippet->text.substr(match.begin, match.end - match.begin);
}

std::optional<std::string> Search::suggestion(ActorId actor,
                                              const std::string& text,
                                              const Question& question) const {
    std::vector<const Query*> words;
    gather_words(question.query, words);
    if (words.empty() || words.size() > limits::suggestion_words_max) {
        return std::nullopt;
    }
    const auto finds_some = [&](const std::string& other) {
        try {
            const Question asked = understood(actor, other);
            return asked.query.kind != Query::Kind::every && finds(asked, asked.plan);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::invalid) {
                throw;
            }
            return false;  // what is left is no question
        }
    };
    // Each word that no paper has, spelled as some paper has it; from the last, so that places
    // before stay where they are.
    std::string spelled = text;
    std::string without = text;
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        const auto place = place_of(text, **word);
        if (!place || finds(question, QueryPlan::words((*word)->text, (*word)->field))) {
            continue;
        }
        const std::vector<std::string> like = reader_.words_like((*word)->text, question.read());
        if (!like.empty()) {
            spelled = replaced(spelled, *place, as_written(question, like.front()));
        }
        without = replaced(without, *place, "");
    }
    for (const std::string& other : {spelled, without}) {
        if (other != text && finds_some(other)) {
            return other;
        }
    }
    // All words are known, but not together: without the rarest that stands in the way.
    std::vector<std::pair<std::uint64_t, TextRange>> by_papers;
    for (const Query* word : words) {
        const auto place = place_of(text, *word);
        SearchOptions options;
        options.limit = 0;
        const QueryPlan plan = QueryPlan::words(word->text, word->field);
        if (place) {
            by_papers.emplace_back(
                reader_.search(plan, {question.read(), question.list()}, options).total, *place);
        }
    }
    std::ranges::stable_sort(by_papers, {}, [](const auto& each) { return each.first; });
    for (const auto& [papers, place] : by_papers) {
        const std::string other = replaced(text, place, "");
        if (finds_some(other)) {
            return other;
        }
    }
    return std::nullopt;
}

}  // namespace kontor
