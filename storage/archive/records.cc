#include "storage/archive/records.h"

#include "storage/archive/documents.h"
#include "storage/archive/record_types.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

Reason about_record(const std::string& code, DocumentId id, const std::string& type) {
    return {code, {{"id", id.str()}, {"type", type}}, ""};
}

void require_revision(const Transaction& rows,
                      DocumentId id,
                      const std::string& type,
                      std::optional<Sequence> expected) {
    if (!expected) {
        return;
    }
    const auto now = catalog::find_record(rows, id, type);
    if (!now || now->revision != *expected) {
        Reason reason = about_record("record.overtaken", id, type);
        reason.pointer = "If-Match";
        throw Error(ErrorCode::overtaken, "change a record of document " + id.str(), reason);
    }
}

// The document to change, by the rights of now.
DocumentRow open_document(const Change& change, DocumentId id) {
    DocumentRow row = Documents::get(change.rows(), change.actor(), id, Role::edit).row;
    require_live(id, row);
    return row;
}

}  // namespace

catalog::RecordAt Records::get(
    const Transaction& rows, ActorId actor, DocumentId id, const std::string& type, Sequence at) {
    Documents::get(rows, actor, id, Role::read, at);
    auto record = catalog::find_record(rows, id, RecordTypes::get(rows, type).name, at);
    if (!record) {
        throw Error(ErrorCode::not_found, "get a record of document " + id.str(),
                    about_record("record.not_found", id, type));
    }
    return *std::move(record);
}

Sequence Records::put(const Caller& caller,
                      DocumentId id,
                      const RecordInput& input,
                      std::optional<Sequence> expected) {
    const Snapshot before = store_.snapshot();
    Documents::get(before.rows(), caller.actor, id, Role::edit);  // who may not is told first
    const FittingRecord record = fit_record(before.rows(), input, "");
    return store_.change({caller.actor, "record.put", caller.request, ""}, [&](Change& change) {
        DocumentRow row = open_document(change, id);
        require_revision(change.rows(), id, record.type.name, expected);
        write_record(change, id, row, record);
        put_document(change, id, row);
    });
}

Sequence Records::remove(const Caller& caller,
                         DocumentId id,
                         const std::string& type,
                         std::optional<Sequence> expected) {
    return store_.change({caller.actor, "record.removed", caller.request, ""}, [&](Change& change) {
        const DocumentRow row = open_document(change, id);
        get(change.rows(), caller.actor, id, type);
        require_revision(change.rows(), id, type, expected);
        catalog::remove_record(change.write(), id, type);
        change.detail("record", type);
        put_document(change, id, row);
    });
}

}  // namespace kontor
