// IndexWriter: puts papers into the index, and publishes them in batches.
//
// Promises  What commit() returned survives a power cut, together with the log sequence it was
//           given; what was put since the last commit() is lost in a crash, all of it. A paper is
//           replaced whole: put() needs everything that is to be found of it.
// Threads   One thread, the writer's own; readers are never waited for. One writer a generation: a
//           second is refused with busy. Beneath, another thread writes what was put.
// On disk   See README.md. A folder that is missing, damaged, or of another analyser_version is
//           replaced by an empty generation; generation().applied is then empty, and the caller
//           reads everything from the vault again.
// Errors    busy, no_space, io, corrupt; internal for a field that the table does not know or a
//           value of another kind. After any of them from put(), remove(), finish() or a commit
//           the batch is gone and the writer of no more use: make a new one, which stands where the
//           last commit did.
#pragma once

#include "indexer/fields/field_table.h"
#include "indexer/fields/field_value.h"
#include "indexer/lexicon/german_lexicon.h"
#include "storage/base/bytes.h"
#include "storage/base/ids.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// A state of the index that readers can see.
struct Generation {
    unsigned number = 0;              // of its folder
    std::optional<Sequence> applied;  // up to which entry of the log; nothing: none yet
    bool operator==(const Generation&) const = default;
};

struct IndexedField {
    std::string name;  // a name of the field table, not an alias
    FieldValue value;  // a string for text, word and flag
};

// A paper as it is to be found. A field may stand several times (tags, records); the pages' text is
// no field. In folder: {"in", its id in decimal}.
struct IndexedDocument {
    DocumentId id;
    std::string language;  // of its text: "de", "en"; else stems of both languages
    std::vector<IndexedField> fields;
    std::vector<std::string> pages;  // text of page 1, 2, …; UTF-8
    // Of what all this was gathered from; IndexReader::fingerprints() gives it back.
    Bytes fingerprint = {};
};

// Which generation a writer begins with.
enum class IndexStart {
    current,  // the one that readers see; an empty one when there is none of use
    // One that readers do not see until publish(); the current one is left alone. What an earlier
    // writer committed and did not publish is gone on with, else it is empty.
    beside,
};

class IndexWriter {
  public:
    // Whether a writer began beside the current one and has not published.
    static bool is_one_begun(const std::filesystem::path& folder);

    // `fields` and `lexicon` outlive the writer.
    IndexWriter(const std::filesystem::path& folder,
                const FieldTable& fields,
                IndexStart start = IndexStart::current,
                const Lexicon& lexicon = german_lexicon());
    ~IndexWriter();
    IndexWriter(const IndexWriter&) = delete;
    IndexWriter& operator=(const IndexWriter&) = delete;

    const Generation& generation() const;  // of the last commit() or finish()
    // What will be applied when all commits that were ordered are done.
    std::optional<Sequence> ordered() const;

    struct Written {
        std::uint32_t words = 0;
        bool cut = false;  // more words or pages than limits allow: the rest is not found
    };
    Written put(const IndexedDocument& document);
    void remove(DocumentId id);   // also when it is not there
    std::size_t pending() const;  // puts and removals since the last commit

    // `applied`: all log entries up to it are in the index now. Also without anything pending.
    Generation commit(Sequence applied);
    // The same, but returns at once: what is put meanwhile goes into the next commit. `then` is
    // called by the thread beneath when readers can see it, so that nobody waits while a commit of
    // a flood is written. What fails, `then` included, is thrown by the next call.
    void commit_behind(Sequence applied, std::function<void(const Generation&)> then);
    // Until all that was ordered is done.
    void finish();
    // Readers see this writer's generation from now on, and all others are removed. Durable when it
    // returns. What was not committed stays pending.
    void publish();
    // Goes on in a new generation that holds what readers can find and nothing else: what was
    // removed or replaced lies on in free blocks of the one before, which is overwritten and
    // removed. Needs time and room as the index is large. internal when something is pending.
    void renew();
    // What stands in it was divided by another lexicon: it is of use, but should be made anew.
    // Never of one that began beside the current one.
    bool has_other_words() const;
    // So much was put since that it takes twice the room it needs.
    bool is_loose() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kontor
