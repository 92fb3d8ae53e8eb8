#include "indexer/index/index_reader.h"

#include "indexer/index/facet_follower.h"
#include "indexer/index/hit_page.h"
#include "indexer/index/index_folder.h"
#include "indexer/index/kontor_weight.h"
#include "indexer/index/limits.h"
#include "indexer/index/permitted_words.h"
#include "indexer/index/plan_compiler.h"
#include "indexer/index/posting_sources.h"
#include "indexer/index/proximity.h"
#include "indexer/index/terms.h"
#include "indexer/index/xapian_error.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/mutex.h"

#include <algorithm>

#include <xapian.h>

namespace kontor {

namespace {

// One search's own view of a generation.
struct Handle {
    explicit Handle(const Lexicon& lexicon) : analyser(lexicon) {}

    unsigned number = 0;
    FileHandle use;  // of the generation; released while the handle is idle
    bool is_open = false;
    Xapian::Database database;
    Analyser analyser;
};

Generation generation_of(const Handle& handle) {
    const std::string applied = handle.database.get_metadata(index_metadata::applied);
    return {handle.number,
            applied.empty() ? std::nullopt : std::optional(Sequence{std::stoull(applied)})};
}

std::uint32_t slot_of(const Xapian::Database& database, const Field& field) {
    if (field.slot != no_slot) {
        return field.slot;
    }
    const std::string slot =
        database.get_metadata(index_metadata::slot_prefix + std::string(field.name));
    return slot.empty() ? no_slot : static_cast<std::uint32_t>(std::stoul(slot));
}

// Sees every match, as all of them are counted.
class Collector final : public Xapian::MatchSpy {
  public:
    explicit Collector(DocumentSet& found) : found_(found) {}
    void operator()(const Xapian::Document& document, double) override {
        found_.insert(DocumentId(document.get_docid()));
    }

  private:
    DocumentSet& found_;
};

// One try of one search.
class Search {
  public:
    Search(Handle& handle,
           const FieldTable& fields,
           const QueryPlan& plan,
           const Permitted& permitted,
           const SearchOptions& options)
        : handle_(handle), fields_(fields), plan_(plan), permitted_(permitted), options_(options) {}

    SearchAnswer run() {
        answer_.generation = generation_of(handle_);
        fault_point("index.search");
        Xapian::Enquire enquire(handle_.database);
        enquire.set_query(question());
        enquire.set_weighting_scheme(KontorWeight());
        enquire.set_docid_order(Xapian::Enquire::DESCENDING);
        set_order(enquire);
        DocumentSet found;
        Collector collector(found);
        if (options_.collect) {
            enquire.add_matchspy(&collector);
        }
        const std::size_t limit = std::min(options_.limit, limits::index_hits_max);
        const Proximity proximity(page_words_);
        const bool is_near_first = proximity.has_pairs() && options_.sort.empty() && limit > 0 &&
                                   options_.offset < limits::index_near_hits;
        const std::size_t first = is_near_first ? 0 : options_.offset;
        const std::size_t end =
            std::max(options_.offset + limit, is_near_first ? limits::index_near_hits : 0);
        // Checking all makes the total exact; an estimate would come from all papers' frequencies.
        const Xapian::doccount papers = handle_.database.get_doccount();
        const Xapian::MSet matches =
            enquire.get_mset(static_cast<Xapian::doccount>(std::min<std::size_t>(first, papers)),
                             static_cast<Xapian::doccount>(end - first), papers);
        answer_.total = matches.get_matches_lower_bound();
        if (answer_.total != matches.get_matches_upper_bound()) {
            throw Error(ErrorCode::internal, "count the papers of a search");
        }
        std::vector<Hit> hits;
        for (auto match = matches.begin(); match != matches.end(); ++match) {
            hits.push_back({DocumentId(*match), match.get_weight(), std::nullopt});
        }
        if (is_near_first) {
            put_near_first(proximity, hits);
        }
        for (std::size_t i = options_.offset - first;
             i < hits.size() && answer_.hits.size() < limit; ++i) {
            add_hit(hits[i]);
        }
        if (options_.collect) {
            answer_.found = std::move(found);
        }
        return std::move(answer_);
    }

  private:
    Xapian::Query question() {
        Xapian::Query whole = permitted_query(permitted_.read, Sight::read, &page_words_);
        DocumentSet listed = permitted_.list;
        listed -= permitted_.read;
        if (!listed.empty()) {
            const Xapian::Query titles = permitted_query(listed, Sight::list, nullptr);
            whole = Xapian::Query(Xapian::Query::OP_OR, whole, titles);
        }
        return whole;
    }

    // The plan among `documents`; rarities are counted among them as well.
    Xapian::Query permitted_query(const DocumentSet& documents,
                                  Sight sight,
                                  std::vector<PageWords>* page_words) {
        const PermittedTerms terms(handle_.database, documents);
        PlanCompiler compiler(handle_.analyser, fields_, terms, sight, [this](const Field& field) {
            return slot_of(handle_.database, field);
        });
        const std::optional<Xapian::Query> query = compiler.compile(plan_);
        answer_.expansion_capped = answer_.expansion_capped || compiler.expansion_capped();
        if (page_words != nullptr) {
            *page_words = compiler.page_words();
        }
        if (!query || documents.empty()) {
            return Xapian::Query::MatchNothing;
        }
        auto mask =
            std::make_unique<DocumentSetSource>(std::make_shared<const DocumentSet>(documents));
        return {Xapian::Query::OP_FILTER, *query,
                Xapian::Query(mask.release()->release())};  // both: Xapian counts references
    }

    void set_order(Xapian::Enquire& enquire) const {
        if (options_.sort.empty()) {
            return;
        }
        const Field* field = fields_.find(options_.sort);
        const bool has_values = field != nullptr && (field->kind == ValueKind::number ||
                                                     field->kind == ValueKind::date ||
                                                     field->kind == ValueKind::instant);
        if (!has_values) {
            std::string allowed;
            for (const Field* each : fields_.all()) {
                if (each->slot != no_slot) {
                    allowed += (allowed.empty() ? "" : ", ") + std::string(each->name);
                }
            }
            throw Error(ErrorCode::invalid, "order a search",
                        Reason{"value.not_one_of", {{"allowed", allowed}}, "sort"});
        }
        const std::uint32_t slot = slot_of(handle_.database, *field);
        if (slot != no_slot) {
            enquire.set_sort_by_value_then_relevance(slot, options_.descending);
        }
    }

    // The first hits only, whichever page is asked for: to look for places in all would take long.
    void put_near_first(const Proximity& proximity, std::vector<Hit>& hits) const {
        const std::size_t count = std::min(hits.size(), limits::index_near_hits);
        const auto end = hits.begin() + static_cast<std::ptrdiff_t>(count);
        for (auto hit = hits.begin(); hit != end; ++hit) {
            if (permitted_.read.contains(hit->id)) {
                hit->weight += proximity.of(handle_.database, docid_of(hit->id));
            }
        }
        std::stable_sort(hits.begin(), end, [](const Hit& left, const Hit& right) {
            return left.weight > right.weight;
        });
    }

    static Xapian::docid docid_of(DocumentId id) { return static_cast<Xapian::docid>(id.value()); }

    void add_hit(Hit hit) {
        if (permitted_.read.contains(hit.id) && !page_words_.empty()) {
            hit.page = hit_page(handle_.database, docid_of(hit.id), page_words_);
        }
        answer_.hits.push_back(hit);
    }

    Handle& handle_;
    const FieldTable& fields_;
    const QueryPlan& plan_;
    const Permitted& permitted_;
    const SearchOptions& options_;
    std::vector<PageWords> page_words_;
    SearchAnswer answer_;
};

}  // namespace

struct IndexReader::State {
    State(std::filesystem::path path, const FieldTable& table, const Lexicon& words)
        : folder(std::move(path)), fields(table), lexicon(words) {}

    std::unique_ptr<Handle> take();
    std::unique_ptr<Handle> take(unsigned number);
    void give_back(std::unique_ptr<Handle> handle);
    template <typename Action>
    auto with_handle(const Action& action);

    const IndexFolder folder;
    const FieldTable& fields;
    const Lexicon& lexicon;
    Mutex mutex;
    std::vector<std::unique_ptr<Handle>> idle GUARDED_BY(mutex);
    FacetFollower facets;
};

// A handle on the newest state: of the folder the pointer names now, at its last commit.
std::unique_ptr<Handle> IndexReader::State::take() {
    std::optional<unsigned> number = folder.current();
    std::unique_ptr<Handle> handle;
    while (number && !handle) {
        handle = take(*number);
        // Only what is the current one now is taken away by nobody.
        const std::optional<unsigned> now = folder.current();
        if (!handle && now == number) {
            throw Error(ErrorCode::corrupt, "open the index: its generation is missing");
        }
        if (now != number) {
            handle.reset();
            number = now;
        }
    }
    if (!handle) {
        throw Error(ErrorCode::busy, "search before the index was made");
    }
    if (handle->is_open) {
        handle->database.reopen();
    } else {
        handle->database = Xapian::Database(folder.generation(*number).string());
        handle->is_open = true;
    }
    return handle;
}

// Nothing when that generation is gone.
std::unique_ptr<Handle> IndexReader::State::take(unsigned number) {
    std::unique_ptr<Handle> handle;
    {
        const MutexLock lock(mutex);
        std::erase_if(idle, [&](const auto& each) { return each->number != number; });
        if (!idle.empty()) {
            handle = std::move(idle.back());
            idle.pop_back();
        }
    }
    if (handle) {
        IndexFolder::hold(handle->use);
        return handle;
    }
    handle = std::make_unique<Handle>(lexicon);
    handle->number = number;
    try {
        handle->use = folder.use(number);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) {
            throw;
        }
        return nullptr;
    }
    return handle;
}

void IndexReader::State::give_back(std::unique_ptr<Handle> handle) {
    IndexFolder::release(handle->use);
    const MutexLock lock(mutex);
    idle.push_back(std::move(handle));
}

// The whole action again when the writer overtook it; a handle that failed is not used again.
template <typename Action>
auto IndexReader::State::with_handle(const Action& action) {
    for (int tries = 1;; ++tries) {
        try {
            std::unique_ptr<Handle> handle = take();
            auto result = action(*handle);
            give_back(std::move(handle));
            return result;
        } catch (const Xapian::DatabaseModifiedError& error) {
            if (tries >= limits::index_search_tries) {
                throw index_error(error, "search while the index changed");
            }
        } catch (const Xapian::DatabaseOpeningError& error) {
            // The generation may have been switched between pointer and opening.
            if (tries >= limits::index_search_tries) {
                throw index_error(error, "open the index for a search");
            }
        } catch (const Xapian::Error& error) {
            throw index_error(error, "search the index");
        }
    }
}

IndexReader::IndexReader(std::filesystem::path folder,
                         const FieldTable& fields,
                         const Lexicon& lexicon)
    : state_(std::make_unique<State>(std::move(folder), fields, lexicon)) {}

IndexReader::~IndexReader() = default;

SearchAnswer IndexReader::search(const QueryPlan& plan,
                                 const Permitted& permitted,
                                 const SearchOptions& options) const {
    return state_->with_handle([&](Handle& handle) {
        return Search(handle, state_->fields, plan, permitted, options).run();
    });
}

std::vector<std::string> IndexReader::words_like(std::string_view word,
                                                 const DocumentSet& permitted) const {
    return state_->with_handle([&](Handle& handle) {
        return PermittedWords(handle.database, handle.analyser, permitted).like(word);
    });
}

std::vector<std::string> IndexReader::words_beginning(std::string_view beginning,
                                                      const DocumentSet& permitted,
                                                      std::size_t limit) const {
    return state_->with_handle([&](Handle& handle) {
        return PermittedWords(handle.database, handle.analyser, permitted)
            .beginning_with(beginning, limit);
    });
}

std::vector<std::string> IndexReader::telling_words(DocumentId id,
                                                    const DocumentSet& permitted,
                                                    std::size_t limit) const {
    return state_->with_handle([&](Handle& handle) {
        return PermittedWords(handle.database, handle.analyser, permitted).telling(id, limit);
    });
}

std::vector<FacetCount> IndexReader::facet_values(std::size_t facet,
                                                  const DocumentSet& papers,
                                                  std::size_t most) const {
    return state_->with_handle([&](Handle& handle) {
        return state_->facets.at(handle.database, handle.number).count(facet, papers, most);
    });
}

std::map<DocumentId, Bytes> IndexReader::fingerprints(DocumentId first,
                                                      std::uint64_t papers) const {
    return state_->with_handle([&](Handle& handle) {
        std::map<DocumentId, Bytes> all;
        const DocumentId end(first.value() + papers);
        auto value = handle.database.valuestream_begin(fingerprint_slot);
        value.skip_to(static_cast<Xapian::docid>(first.value()));
        for (; value != handle.database.valuestream_end(fingerprint_slot); ++value) {
            const DocumentId id(value.get_docid());
            if (id >= end) {
                break;
            }
            all.emplace_hint(all.end(), id, *value);
        }
        return all;
    });
}

Generation IndexReader::generation() const {
    return state_->with_handle([](Handle& handle) { return generation_of(handle); });
}

}  // namespace kontor
