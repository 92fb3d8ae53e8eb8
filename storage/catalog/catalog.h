// Catalog: reads and writes the rows of documents, versions, blobs, records, folders, people and
// the intake ledger.
//
// Knows bytes, keys and order, no rules: whether a thing may be done is judged in storage/archive.
// Reading takes any Transaction; writing takes the Change's RowWriter and keeps the derived tables
// in step. What takes `at` answers as things stood when the entry `at` of the log was the last;
// derived tables know the present only.
// Errors    corrupt for a row that cannot be read. find_… may miss; get_… throws not_found with a
//           coded reason.
#pragma once

#include "storage/catalog/actor_row.h"
#include "storage/catalog/blob_row.h"
#include "storage/catalog/document_row.h"
#include "storage/catalog/folder_row.h"
#include "storage/catalog/intake_row.h"
#include "storage/catalog/record_row.h"
#include "storage/catalog/record_type_row.h"
#include "storage/catalog/row_writer.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/engine.h"

#include <functional>
#include <optional>
#include <vector>

namespace kontor::catalog {

// Documents and versions. Serials are gapless: the next one is the last plus one, on the writer's
// turn.
std::optional<DocumentRow> find_document(const Transaction& transaction,
                                         DocumentId id,
                                         Sequence at = newest_sequence);
DocumentRow get_document(const Transaction& transaction, DocumentId id);
// The sequence of the Change that wrote the row: its ETag.
std::optional<Sequence> document_revision(const Transaction& transaction,
                                          DocumentId id,
                                          Sequence at = newest_sequence);
DocumentId last_document(const Transaction& transaction);  // invalid when there is none
void put_document(RowWriter& rows, DocumentId id, const DocumentRow& row);
std::optional<VersionRow> find_version(const Transaction& transaction,
                                       DocumentId id,
                                       std::uint32_t version,
                                       Sequence at = newest_sequence);
void put_version(RowWriter& rows, DocumentId id, std::uint32_t version, const VersionRow& row);
// Every document and version that has these bytes, in order of serial.
struct VersionPlace {
    DocumentId document;
    std::uint32_t version = 0;
};
std::vector<VersionPlace> versions_of_digest(const Transaction& transaction, ByteView digest);
// Walks the documents of one folder from the serial after `after`; `visit` answers whether to go
// on.
void walk_folder(const Transaction& transaction,
                 FolderId folder,
                 DocumentId after,
                 const std::function<bool(DocumentId)>& visit);

// Blobs.
std::optional<BlobRow> find_blob(const Transaction& transaction, ByteView digest);
void put_blob(RowWriter& rows, ByteView digest, const BlobRow& row);
bool is_blob_referenced(const Transaction& transaction, BlobNumber number);

// Folders.
std::optional<FolderRow> find_folder(const Transaction& transaction,
                                     FolderId id,
                                     Sequence at = newest_sequence);
// As it is, or as it was when it was removed.
std::optional<FolderRow> find_last_folder(const Transaction& transaction, FolderId id);
struct FolderAt {
    FolderId id;
    Sequence revision;
    FolderRow row;
};
std::vector<FolderAt> folders_at(const Transaction& transaction, Sequence at);  // by number
std::optional<FolderId> find_child(const Transaction& transaction,
                                   FolderId parent,
                                   std::string_view name);
std::vector<FolderId> children_of(const Transaction& transaction, FolderId parent);
FolderId last_folder(const Transaction& transaction);
void put_folder(RowWriter& rows, FolderId id, const FolderRow& row);
void remove_folder(RowWriter& rows, FolderId id);

// People and grants.
std::optional<ActorRow> find_actor(const Transaction& transaction, ActorId id);
std::optional<ActorId> find_actor_by_name(const Transaction& transaction, std::string_view name);
// The highest number given to an actor or a group; they share one row of numbers.
ActorId last_actor(const Transaction& transaction);
// The sequence of the Change that wrote the row: its ETag.
std::optional<Sequence> actor_revision(const Transaction& transaction, ActorId id);
void walk_actors(const Transaction& transaction,
                 ActorId after,
                 const std::function<bool(ActorId, const ActorRow&)>& visit);
void put_actor(RowWriter& rows, ActorId id, const ActorRow& row);
// `holder` is an actor or a group, by its number.
std::optional<GrantRow> find_grant(const Transaction& transaction, FolderId folder, ActorId holder);
struct GrantAt {
    FolderId folder;
    ActorId holder;
    GrantRow row;
};
std::vector<GrantAt> grants_in(const Transaction& transaction, FolderId folder);  // by holder
void walk_grants(const Transaction& transaction,
                 const std::function<bool(const GrantAt&)>& visit);  // all of them, by folder
void put_grant(RowWriter& rows, FolderId folder, ActorId holder, const GrantRow& row);
void remove_grant(RowWriter& rows, FolderId folder, ActorId holder);

// Records: at most one of each type on a document. The revision is the sequence that wrote it.
struct RecordAt {
    std::string type;
    Sequence revision;
    RecordRow row;
};
std::optional<RecordAt> find_record(const Transaction& transaction,
                                    DocumentId id,
                                    std::string_view type,
                                    Sequence at = newest_sequence);
std::vector<RecordAt> records_of(const Transaction& transaction,
                                 DocumentId id,
                                 Sequence at = newest_sequence);  // by type
void put_record(RowWriter& rows, DocumentId id, std::string_view type, const RecordRow& row);
void remove_record(RowWriter& rows, DocumentId id, std::string_view type);

struct RecordTypeAt {
    std::string name;
    Sequence revision;
    RecordTypeRow row;
};
std::optional<RecordTypeAt> find_record_type(const Transaction& transaction, std::string_view name);
// Of its newest form, without reading the schema, which takes longer than a record does.
std::optional<Sequence> record_type_revision(const Transaction& transaction, std::string_view name);
std::vector<RecordTypeAt> record_types(const Transaction& transaction);  // by name
void put_record_type(RowWriter& rows, std::string_view name, const RecordTypeRow& row);

// Settings: small JSON values that are part of the archive.
std::optional<Json> find_setting(const Transaction& transaction, std::string_view name);
void put_setting(RowWriter& rows, std::string_view name, const Json& value);

}  // namespace kontor::catalog
