#include "indexer/search/search.h"

#include "indexer/search/conditions.h"
#include "indexer/search/cursor.h"
#include "indexer/search/limits.h"
#include "indexer/search/plan/plan_of.h"
#include "indexer/search/query/query_parser.h"
#include "indexer/search/question.h"
#include "storage/archive/paper_text.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/random.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

#include <algorithm>

namespace kontor {

namespace {

// What a cursor is bound to.
Bytes digest_of(const SearchRequest& request) {
    Bytes all;
    append_u64(all, request.actor.value());
    all += sha256(request.question);
    all += request.sort;
    return sha256(all);  // facets may come and go from page to page
}

std::vector<std::size_t> facets_of(const SearchRequest& request) {
    std::vector<std::size_t> facets;
    for (const std::string& name : request.facets) {
        const auto facet = find_facet(name);
        if (!facet) {
            std::string allowed;
            for (const Facet& each : known_facets) {
                allowed += (allowed.empty() ? "" : ", ") + std::string(each.name);
            }
            throw Error(ErrorCode::invalid, "count papers by a facet",
                        Reason{"value.not_one_of", {{"allowed", allowed}}, "facets"});
        }
        if (std::ranges::find(facets, *facet) == facets.end()) {
            facets.push_back(*facet);
        }
    }
    return facets;
}

SearchOptions options_of(const SearchRequest& request, const Query& query) {
    SearchOptions options;
    options.limit = std::min(request.limit, limits::search_page_max);
    options.sort = request.sort;
    options.descending = options.sort.starts_with('-');
    if (options.descending) {
        options.sort.erase(0, 1);
    }
    if (options.sort.empty() && !query.has_words()) {
        options.sort = "received";
        options.descending = true;
    }
    return options;
}

DocumentSet up_to(const DocumentSet& papers, DocumentId highest) {
    DocumentSet some = papers;
    some &= DocumentSet::range(DocumentId(1), highest);
    return some;
}

}  // namespace

Search::Search(Store& store, const FieldTable& fields, const Lexicon& lexicon)
    : store_(store),
      fields_(fields),
      lexicon_(lexicon),
      reader_(store.folder().index(), fields, lexicon),
      permitted_(store),
      paths_(store),
      cursor_key_(random_bytes(32)) {}

Search::Question Search::understood(ActorId actor, const std::string& text) const {
    const CivilDate today = store_.zone().date_of(store_.clock().now());
    Question question{.query = parse_query(text, fields_, today),
                      .plan = {},
                      .papers = permitted_.of(actor),
                      .in_any_state = false};
    question.in_any_state = Conditions::asks_for_state(question.query);
    const Snapshot now = store_.snapshot();
    const Conditions conditions(store_, now.rows(), actor);
    question.plan = plan_of(question.query,
                            {fields_, store_.zone(), [&](const Query& query, const Field& field) {
                                 return conditions.resolve(query, field);
                             }});
    return question;
}

SearchResult Search::find(const SearchRequest& request) const {
    const Question question = understood(request.actor, request.question);
    SearchOptions options = options_of(request, question.query);
    SearchCursor cursor{.question = digest_of(request), .offset = 0, .highest = {}};
    if (request.cursor.empty()) {
        cursor.highest = store_.columns().last();
    } else {
        cursor = SearchCursor::opened(request.cursor, cursor_key_, cursor.question);
    }
    options.offset = cursor.offset;
    const DocumentSet read = up_to(question.read(), cursor.highest);
    const DocumentSet list = up_to(question.list(), cursor.highest);
    const std::vector<std::size_t> facets = facets_of(request);
    options.collect = !facets.empty();
    const SearchAnswer answer = reader_.search(question.plan, {read, list}, options);
    SearchResult result;
    result.total = answer.total;
    result.is_exact = !answer.expansion_capped;
    result.papers = show(question, answer.hits);
    result.understood = question.query.str();
    if (answer.total == 0) {
        result.suggestion = suggestion(request.actor, request.question, question);
    }
    if (answer.found) {
        DocumentSet counted = *answer.found;
        counted &= read;
        for (const std::size_t facet : facets) {
            result.facets.emplace_back(
                known_facets.at(facet).name,
                facet_values(*question.papers, facet, counted, limits::facet_values_shown_max));
        }
    }
    cursor.offset += answer.hits.size();
    if (!answer.hits.empty() && cursor.offset < answer.total) {
        result.next = cursor.sealed(cursor_key_);
    }
    return result;
}

std::vector<DocumentId> Search::find_all(ActorId actor, const std::string& text) const {
    const Question question = understood(actor, text);
    SearchOptions options;
    options.limit = 0;
    options.collect = true;
    const DocumentSet none;
    const SearchAnswer answer = reader_.search(question.plan, {question.read(), none}, options);
    std::vector<DocumentId> all;
    for (auto id = answer.found->next(DocumentId(1)); id;
         id = answer.found->next(DocumentId(id->value() + 1))) {
        all.push_back(*id);
    }
    return all;
}

std::uint64_t Search::count(ActorId actor, const std::string& text, DocumentId after) const {
    const Question question = understood(actor, text);
    DocumentSet read = question.read();
    DocumentSet list = question.list();
    if (after.valid()) {
        const DocumentSet before = DocumentSet::range(DocumentId(1), after);
        read -= before;
        list -= before;
    }
    SearchOptions options;
    options.limit = 0;
    return reader_.search(question.plan, {read, list}, options).total;
}

std::vector<FoundPaper> Search::show(const Question& question, const std::vector<Hit>& hits) const {
    Highlighter in_title(question.plan, "title", lexicon_);
    Highlighter in_text(question.plan, "text", lexicon_);
    std::vector<FoundPaper> papers;
    for (const Hit& hit : hits) {
        std::optional<FoundPaper> paper = facts_of(hit.id);
        const Role role = paper ? question.papers->folder(paper->document.folder).role : Role::none;
        if (role < Role::list) {
            continue;  // destroyed or moved away since
        }
        paper->may_read = role >= Role::read && question.read().contains(hit.id);
        paper->score = hit.weight;
        paper->page = hit.page;
        paper->title_matches = in_title.find(paper->title);
        if (paper->may_read) {
            paper->folder = paths_.of(paper->document.folder);
            paper->snippet = snippet_of(*paper, in_text);
        }
        papers.push_back(*std::move(paper));
    }
    return papers;
}

std::optional<FoundPaper> Search::facts_of(DocumentId id) const {
    const Snapshot now = store_.snapshot();
    const auto document = catalog::find_document(now.rows(), id);
    const auto version =
        document ? catalog::find_version(now.rows(), id, document->version) : std::nullopt;
    if (!version) {
        return std::nullopt;
    }
    FoundPaper paper;
    paper.id = id;
    paper.document = *document;
    paper.version = *version;
    paper.rendition = Readings::find(now.rows(), id, document->version);
    paper.title = Readings::title_of(*document, paper.rendition);
    return paper;
}

std::optional<Snippet> Search::snippet_of(const FoundPaper& paper, Highlighter& highlighter) const {
    const Snapshot now = store_.snapshot();
    const PaperText text(now.rows(), paper.id, paper.document.version);
    const std::string page =
        page_text(text, paper.page.value_or(1), limits::snippet_text_max_bytes);
    return page.empty() ? std::nullopt : std::optional(highlighter.snippet(page));
}

// Its first `most` bytes; empty when there is no such page.
std::string Search::page_text(const PaperText& paper, std::uint32_t page, std::size_t most) const {
    const auto text = paper.open(store_, page, page);
    if (!text) {
        return {};
    }
    Bytes bytes(std::min<std::uint64_t>(text->size, most), '\0');
    bytes.resize(read_fully(*text->source, bytes.data(), bytes.size()));
    // a cut may have gone through a character
    return bytes.size() < text->size ? to_valid_utf8(bytes) : bytes;
}

}  // namespace kontor
