#include "storage/catalog/catalog.h"

#include "storage/base/error.h"
#include "storage/base/text.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/archive_rows.h"
#include "storage/kv/key.h"

namespace kontor::catalog {

namespace {

// The content of a row that is present at that time.
template <typename Row>
std::optional<Row> find_row(const Transaction& transaction,
                            const ArchiveTable& table,
                            ByteView key,
                            const std::string& what,
                            Sequence at = newest_sequence) {
    const auto row = row_at(transaction, table, key, at);
    if (!row || !row->present) {
        return std::nullopt;
    }
    return read_row<Row>(row->content, what);
}

// The highest u64 that begins a key of `table`; 0 when it is empty.
std::uint64_t last_number(const Transaction& transaction, const Table& table) {
    const auto cursor = transaction.cursor(table);
    if (!cursor->seek_last()) {
        return 0;
    }
    ByteView key = cursor->key();
    return take_u64(key);
}

std::string record_name(DocumentId id, std::string_view type) {
    return "record " + std::string(type) + " of document " + id.str();
}

// Walks the rows of `table` whose key begins with `prefix`, from `from` on.
void walk_prefix(const Transaction& transaction,
                 const Table& table,
                 ByteView prefix,
                 ByteView from,
                 const std::function<bool(ByteView rest)>& visit) {
    const auto cursor = transaction.cursor(table);
    for (bool more = cursor->seek(from); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        if (!visit(cursor->key().substr(prefix.size()))) {
            return;
        }
    }
}

}  // namespace

std::optional<DocumentRow> find_document(const Transaction& transaction,
                                         DocumentId id,
                                         Sequence at) {
    return find_row<DocumentRow>(transaction, tables::documents, Key().u64(id.value()),
                                 "document " + id.str(), at);
}

DocumentRow get_document(const Transaction& transaction, DocumentId id) {
    auto row = find_document(transaction, id);
    if (!row) {
        throw Error(ErrorCode::not_found, "get document " + id.str(),
                    Reason{"document.not_found", {{"id", id.str()}}, ""});
    }
    return *std::move(row);
}

std::optional<Sequence> document_revision(const Transaction& transaction,
                                          DocumentId id,
                                          Sequence at) {
    const auto row = row_at(transaction, tables::documents, Key().u64(id.value()), at);
    return row ? std::optional(row->sequence) : std::nullopt;
}

DocumentId last_document(const Transaction& transaction) {
    return DocumentId(last_number(transaction, tables::documents));
}

void put_document(RowWriter& rows, DocumentId id, const DocumentRow& row) {
    WriteTransaction& transaction = rows.transaction();
    if (const auto before = find_document(transaction, id);
        before && before->folder != row.folder) {
        transaction.erase(tables::documents_by_folder,
                          Key().u64(before->folder.value()).u64(id.value()));
    }
    rows.put(tables::documents, Key().u64(id.value()), row.to_json());
    transaction.put(tables::documents_by_folder, Key().u64(row.folder.value()).u64(id.value()), "");
}

std::optional<VersionRow> find_version(const Transaction& transaction,
                                       DocumentId id,
                                       std::uint32_t version,
                                       Sequence at) {
    return find_row<VersionRow>(transaction, tables::versions, Key().u64(id.value()).u32(version),
                                "version " + std::to_string(version) + " of document " + id.str(),
                                at);
}

void put_version(RowWriter& rows, DocumentId id, std::uint32_t version, const VersionRow& row) {
    rows.put(tables::versions, Key().u64(id.value()).u32(version), row.to_json());
    rows.transaction().put(tables::documents_by_digest,
                           Key().raw(row.digest).u64(id.value()).u32(version), "");
}

std::vector<VersionPlace> versions_of_digest(const Transaction& transaction, ByteView digest) {
    std::vector<VersionPlace> places;
    walk_prefix(transaction, tables::documents_by_digest, digest, digest, [&](ByteView rest) {
        const DocumentId document(take_u64(rest));
        places.push_back({document, take_u32(rest)});
        return true;
    });
    return places;
}

void walk_folder(const Transaction& transaction,
                 FolderId folder,
                 DocumentId after,
                 const std::function<bool(DocumentId)>& visit) {
    const Bytes prefix = Key().u64(folder.value());
    const Bytes from = Key().u64(folder.value()).u64(after.value() + 1);
    walk_prefix(transaction, tables::documents_by_folder, prefix, from,
                [&](ByteView rest) { return visit(DocumentId(take_u64(rest))); });
}

std::optional<BlobRow> find_blob(const Transaction& transaction, ByteView digest) {
    return find_row<BlobRow>(transaction, tables::blobs, digest, "blob " + to_hex(digest));
}

void put_blob(RowWriter& rows, ByteView digest, const BlobRow& row) {
    rows.put(tables::blobs, Bytes(digest), row.to_json());
    rows.transaction().put(tables::blob_numbers, Key().u64(row.number.value()), digest);
}

bool is_blob_referenced(const Transaction& transaction, BlobNumber number) {
    return transaction.get(tables::blob_numbers, Key().u64(number.value())).has_value();
}

std::optional<FolderRow> find_folder(const Transaction& transaction, FolderId id, Sequence at) {
    return find_row<FolderRow>(transaction, tables::folders, Key().u64(id.value()),
                               "folder " + id.str(), at);
}

std::optional<FolderRow> find_last_folder(const Transaction& transaction, FolderId id) {
    std::optional<FolderRow> last;
    walk_revisions(transaction, tables::folders, Key().u64(id.value()), [&](const ArchiveRow& row) {
        if (row.present) {
            last = read_row<FolderRow>(row.content, "folder " + id.str());
        }
        return !last;
    });
    return last;
}

std::vector<FolderAt> folders_at(const Transaction& transaction, Sequence at) {
    std::vector<FolderAt> all;
    walk_rows(transaction, tables::folders, {.at = at},
              [&](ByteView logical, const ArchiveRow& row) {
                  const FolderId id(take_u64(logical));
                  all.push_back(
                      {id, row.sequence, read_row<FolderRow>(row.content, "folder " + id.str())});
                  return true;
              });
    return all;
}

std::optional<FolderId> find_child(const Transaction& transaction,
                                   FolderId parent,
                                   std::string_view name) {
    const auto found = transaction.get(tables::folders_by_name,
                                       Key().u64(parent.value()).text(fold_for_comparison(name)));
    if (!found) {
        return std::nullopt;
    }
    ByteView value = *found;
    return FolderId(take_u64(value));
}

std::vector<FolderId> children_of(const Transaction& transaction, FolderId parent) {
    std::vector<FolderId> children;
    const Bytes prefix = Key().u64(parent.value());
    const auto cursor = transaction.cursor(tables::folders_by_name);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ByteView value = cursor->value();
        children.emplace_back(take_u64(value));
    }
    return children;
}

FolderId last_folder(const Transaction& transaction) {
    return FolderId(last_number(transaction, tables::folders));
}

void put_folder(RowWriter& rows, FolderId id, const FolderRow& row) {
    WriteTransaction& transaction = rows.transaction();
    if (const auto before = find_folder(transaction, id); before && before->parent.valid()) {
        transaction.erase(
            tables::folders_by_name,
            Key().u64(before->parent.value()).text(fold_for_comparison(before->name)));
    }
    rows.put(tables::folders, Key().u64(id.value()), row.to_json());
    if (row.parent.valid()) {
        transaction.put(tables::folders_by_name,
                        Key().u64(row.parent.value()).text(fold_for_comparison(row.name)),
                        Key().u64(id.value()));
    }
}

void remove_folder(RowWriter& rows, FolderId id) {
    if (const auto before = find_folder(rows.transaction(), id)) {
        rows.transaction().erase(
            tables::folders_by_name,
            Key().u64(before->parent.value()).text(fold_for_comparison(before->name)));
    }
    rows.remove(tables::folders, Key().u64(id.value()));
}

std::optional<ActorRow> find_actor(const Transaction& transaction, ActorId id) {
    return find_row<ActorRow>(transaction, tables::actors, Key().u64(id.value()),
                              "actor " + id.str());
}

std::optional<ActorId> find_actor_by_name(const Transaction& transaction, std::string_view name) {
    const auto found =
        transaction.get(tables::actors_by_name, Key().text(fold_for_comparison(name)));
    if (!found) {
        return std::nullopt;
    }
    ByteView value = *found;
    return ActorId(take_u64(value));
}

ActorId last_actor(const Transaction& transaction) {
    return std::max({system_actor, ActorId(last_number(transaction, tables::actors)),
                     ActorId(last_number(transaction, tables::groups))});
}

std::optional<Sequence> actor_revision(const Transaction& transaction, ActorId id) {
    const auto row = current_row(transaction, tables::actors, Key().u64(id.value()));
    return row && row->present ? std::optional(row->sequence) : std::nullopt;
}

void walk_actors(const Transaction& transaction,
                 ActorId after,
                 const std::function<bool(ActorId, const ActorRow&)>& visit) {
    walk_rows(transaction, tables::actors, {.after = Key().u64(after.value())},
              [&](ByteView logical, const ArchiveRow& row) {
                  const ActorId id(take_u64(logical));
                  return visit(id, read_row<ActorRow>(row.content, "actor " + id.str()));
              });
}

void put_actor(RowWriter& rows, ActorId id, const ActorRow& row) {
    if (const auto before = find_actor(rows.transaction(), id)) {
        rows.transaction().erase(tables::actors_by_name,
                                 Key().text(fold_for_comparison(before->name)));
    }
    rows.put(tables::actors, Key().u64(id.value()), row.to_json());
    rows.transaction().put(tables::actors_by_name, Key().text(fold_for_comparison(row.name)),
                           Key().u64(id.value()));
}

std::optional<GrantRow> find_grant(const Transaction& transaction,
                                   FolderId folder,
                                   ActorId holder) {
    return find_row<GrantRow>(transaction, tables::grants,
                              Key().u64(folder.value()).u64(holder.value()),
                              "grant in folder " + folder.str());
}

namespace {

void walk_grants_from(const Transaction& transaction,
                      Bytes prefix,
                      const std::function<bool(const GrantAt&)>& visit) {
    walk_rows(
        transaction, tables::grants, {.prefix = std::move(prefix)},
        [&](ByteView logical, const ArchiveRow& row) {
            const FolderId folder(take_u64(logical));
            const ActorId holder(take_u64(logical));
            return visit({folder, holder,
                          read_row<GrantRow>(row.content, "grant in folder " + folder.str())});
        });
}

}  // namespace

std::vector<GrantAt> grants_in(const Transaction& transaction, FolderId folder) {
    std::vector<GrantAt> all;
    walk_grants_from(transaction, Key().u64(folder.value()), [&](const GrantAt& grant) {
        all.push_back(grant);
        return true;
    });
    return all;
}

void walk_grants(const Transaction& transaction, const std::function<bool(const GrantAt&)>& visit) {
    walk_grants_from(transaction, Bytes(), visit);
}

void put_grant(RowWriter& rows, FolderId folder, ActorId holder, const GrantRow& row) {
    rows.put(tables::grants, Key().u64(folder.value()).u64(holder.value()), row.to_json());
}

void remove_grant(RowWriter& rows, FolderId folder, ActorId holder) {
    rows.remove(tables::grants, Key().u64(folder.value()).u64(holder.value()));
}

std::optional<RecordAt> find_record(const Transaction& transaction,
                                    DocumentId id,
                                    std::string_view type,
                                    Sequence at) {
    const auto row = row_at(transaction, tables::records, Key().u64(id.value()).text(type), at);
    if (!row || !row->present) {
        return std::nullopt;
    }
    return RecordAt{std::string(type), row->sequence,
                    read_row<RecordRow>(row->content, record_name(id, type))};
}

std::vector<RecordAt> records_of(const Transaction& transaction, DocumentId id, Sequence at) {
    std::vector<RecordAt> all;
    walk_rows(transaction, tables::records, {.prefix = Key().u64(id.value()), .at = at},
              [&](ByteView logical, const ArchiveRow& row) {
                  take_u64(logical);
                  const std::string type(take_text(logical));
                  all.push_back({type, row.sequence,
                                 read_row<RecordRow>(row.content, record_name(id, type))});
                  return true;
              });
    return all;
}

void put_record(RowWriter& rows, DocumentId id, std::string_view type, const RecordRow& row) {
    rows.put(tables::records, Key().u64(id.value()).text(type), row.to_json());
}

void remove_record(RowWriter& rows, DocumentId id, std::string_view type) {
    rows.remove(tables::records, Key().u64(id.value()).text(type));
}

std::optional<RecordTypeAt> find_record_type(const Transaction& transaction,
                                             std::string_view name) {
    const auto row = current_row(transaction, tables::record_types, Key().text(name));
    if (!row || !row->present) {
        return std::nullopt;
    }
    return RecordTypeAt{std::string(name), row->sequence,
                        read_row<RecordTypeRow>(row->content, "record type " + std::string(name))};
}

std::optional<Sequence> record_type_revision(const Transaction& transaction,
                                             std::string_view name) {
    const auto row = current_row(transaction, tables::record_types, Key().text(name));
    return row && row->present ? std::optional(row->sequence) : std::nullopt;
}

std::vector<RecordTypeAt> record_types(const Transaction& transaction) {
    std::vector<RecordTypeAt> all;
    walk_rows(transaction, tables::record_types, {}, [&](ByteView logical, const ArchiveRow& row) {
        const std::string name(take_text(logical));
        all.push_back(
            {name, row.sequence, read_row<RecordTypeRow>(row.content, "record type " + name)});
        return true;
    });
    return all;
}

void put_record_type(RowWriter& rows, std::string_view name, const RecordTypeRow& row) {
    rows.put(tables::record_types, Key().text(name), row.to_json());
}

std::optional<Json> find_setting(const Transaction& transaction, std::string_view name) {
    const auto row = current_row(transaction, tables::settings, Key().text(name));
    if (!row || !row->present) {
        return std::nullopt;
    }
    return parse_content(row->content, "setting " + std::string(name));
}

void put_setting(RowWriter& rows, std::string_view name, const Json& value) {
    rows.put(tables::settings, Key().text(name), value);
}

}  // namespace kontor::catalog
