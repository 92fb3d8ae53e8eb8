// Permissions: the role of an actor in a folder by the rights of now, read from one snapshot or
// Change.
//
// A grant holds for its folder and all below it, down to a folder marked private, where inheritance
// begins anew. The highest role found counts.
#pragma once

#include "storage/access/role.h"
#include "storage/base/ids.h"
#include "storage/catalog/document_row.h"
#include "storage/kv/engine.h"

namespace kontor {

Role role_in(const Transaction& rows, ActorId actor, FolderId folder);
// The same for a folder of the past: one that was removed is judged as it was then.
Role role_in_once(const Transaction& rows, ActorId actor, FolderId folder);
// Whether the actor may read the paper that has this row: a restricted one only who manages it.
bool may_read(const Transaction& rows, ActorId actor, const DocumentRow& row);

// Passes when the actor's role in `folder` reaches `needed`. Throws not_found with `missing` when
// the actor may not know of the thing at all, else forbidden.
void require_role(
    const Transaction& rows, ActorId actor, FolderId folder, Role needed, const Reason& missing);

}  // namespace kontor
