// Search: questions that begin with one paper.
#include "indexer/search/limits.h"
#include "indexer/search/question.h"
#include "storage/archive/documents.h"

#include <algorithm>

namespace kontor {

SearchResult Search::similar(ActorId actor, DocumentId id, std::size_t limit) const {
    Documents::get(store_.snapshot().rows(), actor, id, Role::read);
    Question question{
        .query = {}, .plan = {}, .papers = permitted_.of(actor), .in_any_state = false};
    DocumentSet others = question.read();
    std::vector<QueryPlan> words;
    for (const std::string& word : reader_.telling_words(id, others, limits::similar_words_max)) {
        words.push_back(QueryPlan::phrase(word));
    }
    SearchResult result;
    if (words.empty()) {
        return result;
    }
    question.plan = QueryPlan::either(std::move(words));
    others.erase(id);
    SearchOptions options;
    options.limit = std::min(limit, limits::search_page_max);
    const DocumentSet none;
    const SearchAnswer answer = reader_.search(question.plan, {others, none}, options);
    result.total = answer.total;
    result.papers = show(question, answer.hits);
    return result;
}

FoundPlaces Search::find_in(ActorId actor,
                            DocumentId id,
                            const std::string& text,
                            std::uint32_t first) const {
    const Question question = understood(actor, text);
    const Snapshot now = store_.snapshot();
    const DocumentView view = Documents::get(now.rows(), actor, id, Role::read);
    const PaperText paper(now.rows(), id, view.row.version);
    Highlighter highlighter(question.plan, "text", lexicon_);
    FoundPlaces found;
    std::size_t places = 0;
    std::size_t bytes = 0;
    for (std::uint32_t page = std::max(1U, first); page <= paper.pages(); ++page) {
        if (places >= limits::find_places_max || bytes >= limits::find_text_max_bytes) {
            found.next = page;
            break;
        }
        PageMatches on_page;
        on_page.page = page;
        on_page.text = page_text(paper, page, limits::find_text_max_bytes);
        bytes += on_page.text.size();
        on_page.matches = highlighter.find(on_page.text);
        if (!on_page.matches.empty()) {
            places += on_page.matches.size();
            on_page.snippet = highlighter.snippet(on_page.text);
            found.pages.push_back(std::move(on_page));
        }
    }
    return found;
}

}  // namespace kontor
