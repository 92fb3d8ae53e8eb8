// StatedDocument: which files a package holds of a document, as its opened rows state it. Who
// writes a package makes the files from it, who verifies one demands them.
//
// Threads   Functions and values.
// Errors    invalid: package.rows when the rows contradict one another, a version's is missing, or
//           they are not rows of that document.
#pragma once

#include "storage/proof/evidence.h"

#include <map>

namespace kontor {

struct StatedVersion {
    std::uint32_t number = 0;
    Bytes digest;  // SHA-256 of the original
    std::uint64_t size_bytes = 0;
    Bytes file_name;
    std::string path;
};

struct StatedDocument {
    DocumentId id;
    std::string title;
    std::string document_date;  // empty: none
    std::string archived;
    std::vector<StatedVersion> versions;   // oldest first
    std::uint64_t own_rows = 0;            // revisions of rows that are no other paper's
    Bytes facts;                           // bytes of document.json
    std::map<std::string, Bytes> records;  // bytes of each record's file, by type

    std::map<std::string, Bytes> generated() const;  // the files that are no originals, by path
};

StatedDocument state_document(DocumentId id, const std::vector<RowOpening>& rows);

// What an export's rows state: the question and the papers of its answer, in order.
struct StatedExport {
    Bytes row;  // bytes of data/export.json
    Sequence sequence;
    std::string query;
    std::string key;                                // that signs the log
    std::map<DocumentId, std::uint64_t> documents;  // with the own_rows that each had
};
StatedExport state_export(const std::vector<RowOpening>& rows);

}  // namespace kontor
