// Intake: the one verb that files a paper, whatever counter it came through.
//
// Promises  When take_in() returns, the bytes, the document, its ledger entry, the idempotency
//           answer and the job to read it are durable, by one Change. When it throws, the archive
//           is as before; an offer that can never be taken (empty, over the limit) has its end
//           `refused` in the ledger.
// Threads   Any. The source is read on the caller's thread; a slow one holds up nobody.
// Errors    unprocessable document.empty_file, or what is wrong with title, tags, date or record
//           (pointers below /record/fields); too_large; no_space when the paper would touch the
//           disk reserve, and what the disk refuses: see store.h; not_found and forbidden for the
//           folder; not_found, forbidden, overtaken and conflict for the document that is to get a
//           version; unprocessable idempotency.mismatch; whatever the source throws.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/record_change.h"
#include "storage/archive/store.h"
#include "storage/base/byte_stream.h"
#include "storage/base/ids.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

enum class Duplicates {
    link,
    allow
};  // link: equal bytes in the same folder are answered with that document

// Makes a request that is sent again harmless: the same key of the same actor gets the first
// answer.
struct IdempotencyKey {
    std::string key;
    Bytes parameters;  // canonical form of everything of the request but the body
};

// A file in a watched folder; see watched_files.h.
struct WatchedFile {
    Bytes name;   // raw bytes, relative to the folder
    Bytes facts;  // printable
};

// A person's new version of a document, which must be as it was when it was read.
struct NewVersion {
    DocumentId document;
    Sequence expected;   // its revision
    std::string reason;  // may be empty
};

struct IntakeRequest {
    Caller caller;
    std::string source;                // "upload", "watch:<path>"
    Bytes file_name;                   // raw bytes; may be empty
    std::uint64_t size_announced = 0;  // bytes; 0: not known before they are read
    std::string media_type;            // as declared; may be empty
    std::optional<FolderId> folder;    // absent: the Inbox, however it is named
    std::optional<std::string> title;  // absent: composed later; the file name until then
    std::optional<std::string> document_date;
    std::vector<std::string> tags;
    // Stored by the same Change; not for a duplicate, whose own record stays as it is.
    std::optional<RecordInput> record;
    Duplicates duplicates = Duplicates::link;
    std::optional<IdempotencyKey> idempotency;
    std::optional<IntakeNumber> offer;  // an offer that waits in the ledger already
    std::optional<Instant> received;    // absent: now
    // The offered bytes continue this document: they become its next version.
    std::optional<DocumentId> continues;
    // The bytes become its next version, or are refused: the facts above are not for it.
    std::optional<NewVersion> version_of;
    // Of a watched folder: what the file is known by, remembered with its end in one commit.
    std::optional<WatchedFile> watched;
};

struct IntakeResult {
    DocumentId document;
    std::uint32_t version = 1;
    bool duplicate = false;    // nothing new was made
    bool replayed = false;     // answered from the idempotency row
    IntakeNumber number = {};  // in the ledger
    Bytes sha256 = {};
};

class Intake {
  public:
    explicit Intake(Store& store) : store_(store) {}

    IntakeResult take_in(ByteSource& source, const IntakeRequest& request);

    // Ends an offer as refused without reading it.
    void refuse(const IntakeRequest& request, std::uint64_t size, const Reason& reason);
    // Ends offers whose files have gone from `source` before they were taken, in one Change; those
    // that have ended meanwhile are passed over.
    void withdraw(const Caller& caller,
                  const std::string& source,
                  const std::vector<IntakeNumber>& offers);

  private:
    void check_request(const IntakeRequest& request) const;
    std::optional<FittingRecord> fitting_record(const IntakeRequest& request) const;

    Store& store_;
};

}  // namespace kontor
