#include "storage/archive/people.h"

#include "storage/archive/limits.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/limits.h"
#include "storage/base/password.h"
#include "storage/base/random.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

#include <algorithm>

namespace kontor {

namespace {

// A hash of no password, verified when the name is unknown, so that the answer takes as long.
const std::string& nobodys_hash() {
    static const std::string hash = hash_password(random_name());
    return hash;
}

Bytes session_key(const std::string& token) {
    return sha256(token);
}

Session session_of(ByteView row) {
    const Json json = parse_content(row, "a session");
    return {ActorId(number_of(json, "actor")), instant_of(json, "expires"),
            json.at("csrf").get<std::string>()};
}

// Keys of all sessions that `end` says shall end.
template <typename Predicate>
std::vector<Bytes> sessions_where(const Transaction& rows, Predicate end) {
    std::vector<Bytes> keys;
    const auto cursor = rows.cursor(tables::sessions);
    for (bool more = cursor->seek(""); more; more = cursor->next()) {
        if (end(session_of(cursor->value()))) {
            keys.emplace_back(cursor->key());
        }
    }
    return keys;
}

void end_sessions(Change& change, ActorId actor) {
    for (const Bytes& key :
         sessions_where(change.rows(), [&](const Session& s) { return s.actor == actor; })) {
        change.upkeep().erase(tables::sessions, key);
    }
}

void check_password(std::vector<Reason>& reasons, const std::string& password) {
    if (password.size() < limits::password_min_bytes) {
        reasons.push_back({"value.too_short",
                           {{"limit", std::to_string(limits::password_min_bytes)}},
                           "/password"});
    } else if (password.size() > limits::password_max_bytes) {
        reasons.push_back({"value.too_long",
                           {{"limit", std::to_string(limits::password_max_bytes)}},
                           "/password"});
    }
}

Error missing_person(ActorId id) {
    return {ErrorCode::not_found, "find actor " + id.str(), Reason{"person.not_found", {}, ""}};
}

ActorRow get_actor(const Transaction& rows, ActorId id) {
    auto row = catalog::find_actor(rows, id);
    if (!row) {
        throw missing_person(id);
    }
    return *std::move(row);
}

void require_free_name(const Transaction& rows, const std::string& name, ActorId except) {
    const auto there = catalog::find_actor_by_name(rows, name);
    if (there && *there != except) {
        throw Error(ErrorCode::conflict, "give a person a name that is taken",
                    Reason{"person.exists", {{"name", name}}, "/name"});
    }
}

bool may_administer(const ActorRow& row) {
    return row.is_active && row.is_administrator;
}

// Somebody must be left who can let others in.
void require_another_administrator(const Transaction& rows, ActorId than) {
    bool found = false;
    catalog::walk_actors(rows, ActorId(), [&](ActorId id, const ActorRow& row) {
        found = id != than && may_administer(row);
        return !found;
    });
    if (!found) {
        throw Error(ErrorCode::conflict, "take the last administrator away",
                    Reason{"person.last_administrator", {}, ""});
    }
}

bool is_seen(PeopleSight sight, ActorId asker, ActorId id, const ActorRow& row) {
    return sight == PeopleSight::all || id == asker ||
           (sight == PeopleSight::names && row.is_active);
}

void refuse_if_any(std::vector<Reason> reasons, const std::string& tried) {
    if (!reasons.empty()) {
        throw Error(ErrorCode::unprocessable, tried, std::move(reasons));
    }
}

// Whether the password fits the credential; one that is absent is worked on as long.
bool fits(const std::optional<Bytes>& credential, const std::string& password) {
    const std::string hash = credential ? std::string(*credential) : nobodys_hash();
    return password.size() <= limits::password_max_bytes && verify_password(hash, password) &&
           credential.has_value();
}

std::optional<Bytes> credential_of(const Transaction& rows, std::optional<ActorId> actor) {
    const auto row = actor ? catalog::find_actor(rows, *actor) : std::nullopt;
    if (!row || !row->is_active) {
        return std::nullopt;
    }
    const auto credential = rows.get(tables::credentials, Key().u64(actor->value()));
    return credential ? std::optional(Bytes(*credential)) : std::nullopt;
}

}  // namespace

bool can_be_holder_name(const std::string& name) {
    return is_utf8(name) && name.find('\0') == std::string::npos &&
           name.size() <= limits::name_key_max_bytes &&
           fold_for_comparison(name).size() <= limits::name_key_max_bytes;
}

std::vector<Reason> check_holder_name(const std::string& name, std::size_t max_bytes) {
    const bool is_number =
        !name.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (name.empty()) {
        return {{"value.required", {}, "/name"}};
    }
    if (name.size() > max_bytes) {
        return {{"value.too_long", {{"limit", std::to_string(max_bytes)}}, "/name"}};
    }
    if (!is_utf8(name) || has_control_characters(name)) {
        return {{"value.utf8", {}, "/name"}};
    }
    const std::string folded = fold_for_comparison(name);
    if (is_number || folded == "me" || folded == "ich" || folded.empty() ||
        folded.size() > limits::name_key_max_bytes) {
        return {{"person.name", {}, "/name"}};
    }
    return {};
}

std::vector<Reason> check_new_actor(const std::string& name, const std::string& password) {
    std::vector<Reason> reasons = check_holder_name(name, limits::user_name_max_bytes);
    check_password(reasons, password);
    return reasons;
}

std::optional<ActorId> People::authenticate(const std::string& name, const std::string& password) {
    std::optional<ActorId> actor;
    std::optional<Bytes> credential;
    {
        const Snapshot now = store_.snapshot();
        if (can_be_holder_name(name)) {
            actor = catalog::find_actor_by_name(now.rows(), name);
        }
        credential = credential_of(now.rows(), actor);
    }
    // No transaction is open while the hash is computed.
    return fits(credential, password) ? actor : std::nullopt;
}

bool People::has_password(ActorId actor, const std::string& password) {
    return fits(credential_of(store_.snapshot().rows(), actor), password);
}

NewSession People::log_in(ActorId actor) {
    NewSession made{random_name() + random_name(),
                    {actor, store_.clock().now() + limits::session_lifetime, random_name()}};
    const Json row{{"actor", actor.str()},
                   {"expires", to_rfc3339(made.session.expires)},
                   {"csrf", made.session.csrf}};
    store_.upkeep(
        [&](Upkeep& upkeep) { upkeep.put(tables::sessions, session_key(made.token), row.dump()); });
    return made;
}

std::optional<Session> People::find_session(const std::string& token) const {
    const Snapshot now = store_.snapshot();
    const auto row = now.rows().get(tables::sessions, session_key(token));
    if (!row) {
        return std::nullopt;
    }
    Session session = session_of(*row);
    const auto actor = catalog::find_actor(now.rows(), session.actor);
    if (session.expires <= store_.clock().now() || !actor || !actor->is_active) {
        return std::nullopt;
    }
    return session;
}

void People::log_out(const std::string& token) {
    store_.upkeep([&](Upkeep& upkeep) { upkeep.erase(tables::sessions, session_key(token)); });
}

PersonView People::get(const Transaction& rows, ActorId asker, ActorId id) {
    // Who may see nobody learns by no number whether there is one.
    const PeopleSight sight = id == asker ? PeopleSight::names : require_people_sight(rows, asker);
    ActorRow row = get_actor(rows, id);
    if (!is_seen(sight, asker, id, row)) {
        throw missing_person(id);
    }
    return {id, catalog::actor_revision(rows, id).value(), std::move(row)};
}

std::vector<PersonView> People::all(const Transaction& rows, ActorId asker) {
    const PeopleSight sight = require_people_sight(rows, asker);
    std::vector<PersonView> all;
    catalog::walk_actors(rows, ActorId(), [&](ActorId id, const ActorRow& row) {
        if (is_seen(sight, asker, id, row)) {
            all.push_back({id, catalog::actor_revision(rows, id).value(), row});
        }
        return true;
    });
    return all;
}

std::optional<ActorId> People::find(const Transaction& rows,
                                    ActorId asker,
                                    const std::string& name) {
    const auto id =
        can_be_holder_name(name) ? catalog::find_actor_by_name(rows, name) : std::nullopt;
    if (id == asker) {
        return id;
    }
    // Who may see nobody learns by no name whether there is one.
    const PeopleSight sight = require_people_sight(rows, asker);
    return id && is_seen(sight, asker, *id, get_actor(rows, *id)) ? id : std::nullopt;
}

ActorId People::add(const Caller& caller, const NewPerson& person) {
    require_administrator(store_.snapshot().rows(), caller.actor);  // who may not is told first
    refuse_if_any(check_new_actor(person.name, person.password), "add a person");
    const std::string hash = hash_password(person.password);
    ActorId id;
    store_.change({caller.actor, "person.added", caller.request, ""}, [&](Change& change) {
        require_administrator(change.rows(), caller.actor);
        require_free_name(change.rows(), person.name, ActorId());
        id = ActorId(catalog::last_actor(change.rows()).value() + 1);
        catalog::put_actor(change.write(), id,
                           {person.name, person.is_administrator, true, change.now()});
        change.upkeep().put(tables::credentials, Key().u64(id.value()), hash);
        change.about("actor:" + id.str());
        change.access_changed();
    });
    return id;
}

Sequence People::patch(const Caller& caller,
                       ActorId id,
                       std::optional<Sequence> expected,
                       const PersonPatch& patch) {
    require_administrator(store_.snapshot().rows(), caller.actor);  // who may not is told first
    if (patch.name) {
        refuse_if_any(check_holder_name(*patch.name, limits::user_name_max_bytes),
                      "rename a person");
    }
    return store_.change({caller.actor, "person.changed", caller.request, ""}, [&](Change& change) {
        require_administrator(change.rows(), caller.actor);
        ActorRow row = get_actor(change.rows(), id);
        if (expected && catalog::actor_revision(change.rows(), id) != expected) {
            throw Error(ErrorCode::overtaken, "change actor " + id.str(),
                        Reason{"person.overtaken", {}, "If-Match"});
        }
        const bool could_administer = may_administer(row);
        row.name = patch.name.value_or(row.name);
        row.is_active = patch.is_active.value_or(row.is_active);
        row.is_administrator = patch.is_administrator.value_or(row.is_administrator);
        require_free_name(change.rows(), row.name, id);
        if (could_administer && !may_administer(row)) {
            require_another_administrator(change.rows(), id);
        }
        if (!row.is_active) {
            end_sessions(change, id);
        }
        catalog::put_actor(change.write(), id, row);
        change.about("actor:" + id.str());
        change.access_changed();
    });
}

void People::set_password(const Caller& caller, ActorId actor, const std::string& password) {
    std::vector<Reason> reasons;
    check_password(reasons, password);
    refuse_if_any(std::move(reasons), "set a password");
    if (caller.actor != actor) {
        require_administrator(store_.snapshot().rows(),
                              caller.actor);  // before the work of hashing
    }
    const std::string hash = hash_password(password);
    store_.change({caller.actor, "person.password_set", caller.request, ""}, [&](Change& change) {
        if (caller.actor != actor) {
            require_administrator(change.rows(), caller.actor);
        }
        get_actor(change.rows(), actor);
        change.upkeep().put(tables::credentials, Key().u64(actor.value()), hash);
        end_sessions(change, actor);
        change.about("actor:" + actor.str());
    });
}

void People::remove_expired_sessions() {
    store_.upkeep([](Upkeep& upkeep) {
        for (const Bytes& key : sessions_where(
                 upkeep.rows(), [&](const Session& s) { return s.expires <= upkeep.now(); })) {
            upkeep.erase(tables::sessions, key);
        }
    });
}

}  // namespace kontor
