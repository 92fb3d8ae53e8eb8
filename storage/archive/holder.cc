#include "storage/archive/holder.h"

#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

std::optional<HolderView> look_up(const Transaction& rows, ActorId id) {
    if (auto actor = catalog::find_actor(rows, id)) {
        return HolderView{id, HolderKind::user, actor->is_active, std::move(actor->name)};
    }
    if (auto group = catalog::find_group(rows, GroupId(id.value()))) {
        return HolderView{id, HolderKind::group, group->is_active, std::move(group->name)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<HolderView> find_holder(const Transaction& rows, ActorId asker, ActorId id) {
    auto view = look_up(rows, id);
    if (view && !view->is_active && id != asker && !is_administrator(rows, asker)) {
        view->name.reset();
    }
    return view;
}

void require_holder(const Transaction& rows, ActorId id) {
    if (!look_up(rows, id)) {
        throw Error(ErrorCode::not_found, "find actor or group " + id.str(),
                    Reason{"person.not_found", {}, ""});
    }
}

}  // namespace kontor
