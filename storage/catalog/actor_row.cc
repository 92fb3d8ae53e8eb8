#include "storage/catalog/actor_row.h"

#include "storage/catalog/row_json.h"

namespace kontor {

Json ActorRow::to_json() const {
    return {{"name", name},
            {"administrator", is_administrator},
            {"active", is_active},
            {"created", to_rfc3339(created)}};
}

ActorRow ActorRow::from_json(const Json& json) {
    return {json.at("name").get<std::string>(), json.at("administrator").get<bool>(),
            json.at("active").get<bool>(), instant_of(json, "created")};
}

}  // namespace kontor
