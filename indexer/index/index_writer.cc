#include "indexer/index/index_writer.h"

#include "indexer/index/document_terms.h"
#include "indexer/index/index_folder.h"
#include "indexer/index/limits.h"
#include "indexer/index/write_behind.h"
#include "indexer/index/xapian_error.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/log.h"

#include <functional>
#include <utility>

#include <xapian.h>

namespace kontor {

namespace {

Xapian::docid docid_of(DocumentId id) {
    if (!id.valid() || id.value() > limits::index_serial_max) {
        throw Error(ErrorCode::internal, "index document " + id.str() + ": beyond 32 bits");
    }
    return static_cast<Xapian::docid>(id.value());
}

std::uint64_t number_in(const Xapian::Database& database, const char* name) {
    const std::string text = database.get_metadata(name);
    return text.empty() ? 0 : std::stoull(text);
}

std::optional<Sequence> applied_in(const Xapian::Database& database) {
    const std::string text = database.get_metadata(index_metadata::applied);
    return text.empty() ? std::nullopt : std::optional(Sequence{std::stoull(text)});
}

}  // namespace

struct IndexWriter::State {
    State(const std::filesystem::path& path, const FieldTable& table, const Lexicon& lexicon)
        : folder(path), words(lexicon.words_digest()), analyser(lexicon), terms(analyser, table) {}

    void open();
    void open_beside();
    bool open_known(unsigned number);
    void open_new();
    void renew();
    void begin();
    Xapian::valueno slot_of(const std::string& field);
    void tell_changed(const std::vector<Xapian::docid>& docids);
    void add(Xapian::docid docid,
             std::size_t weight,
             std::string tried,
             std::function<void()> change);
    template <typename Action>
    auto guarded(const std::string& tried, const Action& action);

    IndexFolder folder;
    std::string words;  // of the lexicon
    bool has_other_words = false;
    Analyser analyser;
    DocumentTerms terms;
    Generation generation;
    std::optional<Sequence> ordered;
    std::size_t pending = 0;
    std::vector<Xapian::docid> changed;  // since the last commit was ordered
    // These are used by the thread beneath, by another only after finish().
    Xapian::WritableDatabase database;
    std::uint64_t loose = 0;
    bool in_batch = false;
    // Xapian takes as long to sort a paper's words into its lists as we to make them. The last
    // member, so that it ends first.
    WriteBehind behind{limits::index_waiting_words};
};

void IndexWriter::State::open() {
    folder.create();
    std::optional<unsigned> number;
    try {
        number = folder.current();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::corrupt) {
            throw;
        }
        log(LogLevel::warning, "The index's pointer is damaged; the index is made again");
    }
    if (!number || !open_known(*number)) {
        open_new();
        folder.set_current(generation.number);
    }
    folder.remove_others(generation.number);
}

void IndexWriter::State::open_beside() {
    folder.create();
    const std::optional<unsigned> number = folder.beside();
    if (!number || !open_known(*number) || has_other_words) {
        open_new();
        folder.set_beside(generation.number);
    }
}

// False when what is there is of no use.
bool IndexWriter::State::open_known(unsigned number) {
    std::string why;
    try {
        database = Xapian::WritableDatabase(folder.generation(number).string(),
                                            Xapian::DB_OPEN | Xapian::DB_BACKEND_GLASS);
        if (database.get_metadata(index_metadata::version) == std::to_string(analyser_version)) {
            generation = {number, applied_in(database)};
            loose = number_in(database, index_metadata::loose);
            has_other_words = database.get_metadata(index_metadata::words) != words;
            return true;
        }
        why = "another version of the analyser";
    } catch (const Xapian::DatabaseLockError& error) {
        throw index_error(error, "open the index for writing");
    } catch (const Xapian::DatabaseError& error) {
        const Error ours = index_error(error, "open the index");
        if (ours.code() == ErrorCode::no_space || ours.code() == ErrorCode::read_only) {
            throw ours;
        }
        why = error.get_description();
    }
    database = Xapian::WritableDatabase();  // lets go of the lock and the files
    log(LogLevel::warning, "The index cannot be used as it is; it is made again",
        {{"generation", number}, {"why", why}});
    return false;
}

void IndexWriter::State::open_new() {
    const unsigned number = folder.free_number();
    try {
        database = Xapian::WritableDatabase(folder.generation(number).string(),
                                            Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
        database.set_metadata(index_metadata::version, std::to_string(analyser_version));
        database.set_metadata(index_metadata::words, words);
        database.commit();
    } catch (const Xapian::Error& error) {
        throw index_error(error, "make a new index");
    }
    generation = {number, std::nullopt};
    has_other_words = false;
}

void IndexWriter::State::renew() {
    const unsigned number = folder.free_number();
    const std::string path = folder.generation(number).string();
    try {
        Xapian::Database(folder.generation(generation.number).string())
            .compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
        Xapian::WritableDatabase renewed(path, Xapian::DB_OPEN | Xapian::DB_BACKEND_GLASS);
        renewed.set_metadata(index_metadata::loose, "0");
        renewed.commit();
        folder.sync(number);
        database = renewed;
    } catch (const Xapian::Error& error) {
        folder.remove_others(generation.number);
        throw index_error(error, "write the index anew");
    }
    generation.number = number;
    loose = 0;
}

// A transaction around each batch: Xapian would otherwise commit by itself, in its destructor too,
// and half a batch would stand in the index under the sequence of the batch before.
void IndexWriter::State::begin() {
    if (!in_batch) {
        database.begin_transaction(true);
        in_batch = true;
    }
}

Xapian::valueno IndexWriter::State::slot_of(const std::string& field) {
    const std::string name = index_metadata::slot_prefix + field;
    if (const std::string known = database.get_metadata(name); !known.empty()) {
        return static_cast<Xapian::valueno>(std::stoul(known));
    }
    const auto count = static_cast<std::uint32_t>(number_in(database, index_metadata::slots));
    const Xapian::valueno slot = record_slots_begin + count;
    database.set_metadata(name, std::to_string(slot));
    database.set_metadata(index_metadata::slots, std::to_string(count + 1));
    return slot;
}

// For readers that keep values of papers in memory.
void IndexWriter::State::tell_changed(const std::vector<Xapian::docid>& docids) {
    const std::uint64_t number = number_in(database, index_metadata::commits) + 1;
    std::string text = std::to_string(number) + ' ';
    if (docids.size() > limits::facet_changes_max) {
        text += '*';
    } else {
        for (const Xapian::docid docid : docids) {
            append_u32(text, docid);
        }
    }
    database.set_metadata(
        index_metadata::changed_prefix + std::to_string(number % limits::facet_commits_kept), text);
    database.set_metadata(index_metadata::commits, std::to_string(number));
    loose += docids.size();
    database.set_metadata(index_metadata::loose, std::to_string(loose));
}

template <typename Action>
auto IndexWriter::State::guarded(const std::string& tried, const Action& action) {
    try {
        begin();
        return action();
    } catch (const Xapian::Error& error) {
        throw index_error(error, tried);
    }
}

// A change of one paper; `weight` in words.
void IndexWriter::State::add(Xapian::docid docid,
                             std::size_t weight,
                             std::string tried,
                             std::function<void()> change) {
    behind.add(weight + 1, [this, tried = std::move(tried), change = std::move(change)] {
        fault_point("index.write");
        guarded(tried, change);
    });
    changed.push_back(docid);
    ++pending;
}

IndexWriter::IndexWriter(const std::filesystem::path& folder,
                         const FieldTable& fields,
                         IndexStart start,
                         const Lexicon& lexicon)
    : state_(std::make_unique<State>(folder, fields, lexicon)) {
    if (start == IndexStart::beside) {
        state_->open_beside();
    } else {
        state_->open();
    }
    state_->ordered = state_->generation.applied;
}

bool IndexWriter::is_one_begun(const std::filesystem::path& folder) {
    return IndexFolder(folder).beside().has_value();
}

IndexWriter::~IndexWriter() {
    state_->behind.drop();
    if (state_->in_batch) {
        try {
            state_->database.cancel_transaction();
        } catch (const Xapian::Error& error) {
            log(LogLevel::warning, "A batch of the index could not be cancelled",
                {{"why", error.get_description()}});
        }
    }
}

const Generation& IndexWriter::generation() const {
    return state_->generation;
}

IndexWriter::Written IndexWriter::put(const IndexedDocument& document) {
    const Xapian::docid docid = docid_of(document.id);
    // Shared, as a std::function must be copyable.
    const auto paper = std::make_shared<PaperTerms>(state_->terms.of(document));
    const Written written = paper->written;
    state_->add(docid, written.words, "index document " + document.id.str(),
                [state = state_.get(), docid, paper] {
                    for (const auto& [field, value] : paper->values) {
                        paper->document.add_value(state->slot_of(field), value);
                    }
                    state->database.replace_document(docid, paper->document);
                });
    return written;
}

void IndexWriter::remove(DocumentId id) {
    const Xapian::docid docid = docid_of(id);
    state_->add(docid, 0, "remove document " + id.str() + " from the index",
                [state = state_.get(), docid] {
                    try {
                        state->database.delete_document(docid);
                    } catch (const Xapian::DocNotFoundError&) {
                        // Not there: as it should be.
                    }
                });
}

std::size_t IndexWriter::pending() const {
    return state_->pending;
}

std::optional<Sequence> IndexWriter::ordered() const {
    return state_->ordered;
}

Generation IndexWriter::commit(Sequence applied) {
    commit_behind(applied, [](const Generation&) {});
    finish();
    return generation();
}

void IndexWriter::commit_behind(Sequence applied, std::function<void(const Generation&)> then) {
    const Generation made{state_->generation.number, applied};
    state_->behind.add(1, [state = state_.get(), made, docids = std::exchange(state_->changed, {}),
                           then = std::move(then)] {
        state->guarded("commit the index", [&] {
            state->database.set_metadata(index_metadata::applied,
                                         std::to_string(made.applied->value));
            state->tell_changed(docids);
            fault_point("index.commit");
            state->database.commit_transaction();
            state->in_batch = false;
        });
        then(made);
    });
    state_->ordered = applied;
    state_->pending = 0;
}

void IndexWriter::finish() {
    state_->behind.finish();
    state_->generation.applied = state_->ordered;
}

void IndexWriter::renew() {
    finish();
    if (state_->in_batch) {
        throw Error(ErrorCode::internal, "renew the index within a batch");
    }
    state_->renew();
    publish();
}

bool IndexWriter::has_other_words() const {
    return state_->has_other_words;
}

bool IndexWriter::is_loose() const {
    return state_->loose >= limits::index_loose_min &&
           state_->loose * 2 >= state_->database.get_doccount();
}

void IndexWriter::publish() {
    finish();
    state_->folder.set_current(state_->generation.number);
    if (state_->folder.beside() == state_->generation.number) {
        state_->folder.no_beside();
    }
    state_->folder.remove_others(state_->generation.number);
}

}  // namespace kontor
