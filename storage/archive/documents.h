// Documents: what people do with a filed paper: look, correct, file, bin, restore.
//
// Each verb is one Change by the caller, judged by the rights of now inside that Change. A revision
// is the sequence that last wrote the document (its ETag); a verb that is given an older one throws
// overtaken.
#pragma once

#include "storage/access/role.h"
#include "storage/archive/caller.h"
#include "storage/archive/record_change.h"
#include "storage/archive/store.h"
#include "storage/catalog/document_row.h"
#include "storage/kv/archive_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// A document as it is, or was, and as its asker may know it (other papers are named only where the
// asker may read them), with its versions, oldest first.
struct DocumentView {
    DocumentId id;
    Sequence revision;
    DocumentRow row;
    std::vector<VersionRow> versions;
    Sequence at = newest_sequence;  // as of this entry of the log
    Role role = Role::none;         // of the asker, today and where the document lies today
    const VersionRow& newest() const { return versions.back(); }
};

// What a PATCH may change; an absent member stays as it is.
struct DocumentPatch {
    std::optional<std::string> title = {};
    std::optional<FolderId> folder = {};
    std::optional<std::vector<std::string>> tags = {};
    std::optional<std::optional<std::string>> document_date =
        {};  // an empty inner value takes the date away
    std::optional<std::optional<std::string>> language = {};
};

class Documents {
  public:
    explicit Documents(Store& store) : store_(store) {}

    // not_found when there is none or the caller has no role there; forbidden when the role is
    // below `needed`. With `at` as it stood then, by the rights of today where it lies today;
    // not_found when it was not there yet, or has been erased since.
    static DocumentView get(const Transaction& rows,
                            ActorId actor,
                            DocumentId id,
                            Role needed,
                            Sequence at = newest_sequence);

    Sequence patch(const Caller& caller,
                   DocumentId id,
                   Sequence expected,
                   const DocumentPatch& patch);
    // Confirms the paper as filed, with every field of its records; `record` is put before that.
    // Filing twice is harmless. Violations of the record have pointers below /record/fields.
    Sequence file(const Caller& caller,
                  DocumentId id,
                  Sequence expected,
                  const DocumentPatch& patch,
                  const std::optional<RecordInput>& record = {});
    // To the bin and back; the number stays. `reason` is a person's words, at least one letter.
    Sequence trash(const Caller& caller, DocumentId id, const std::string& reason);
    Sequence restore(const Caller& caller, DocumentId id);

  private:
    Store& store_;
};

// For the verbs of Documents and Records: throws conflict for a document in the trash; writes the
// row of one with all that goes with it.
// Error overtaken unless its revision is `expected`.
void require_unchanged(const Transaction& rows, DocumentId id, Sequence expected);
void require_live(DocumentId id, const DocumentRow& row);
void put_document(Change& change, DocumentId id, const DocumentRow& row);

// unprocessable unless it is a person's words, at least one letter.
void check_reason(const std::string& reason);

// Violations of a title, tags or date, by pointer; empty when all is well. Shared with intake.
std::vector<Reason> check_facts(const std::optional<std::string>& title,
                                const std::optional<std::vector<std::string>>& tags,
                                const std::optional<std::string>& document_date);
std::vector<std::string> tidy_tags(std::vector<std::string> tags);

}  // namespace kontor
