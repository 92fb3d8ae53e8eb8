#include "storage/archive/people.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/limits.h"
#include "storage/base/password.h"
#include "storage/base/random.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

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

}  // namespace

std::vector<Reason> check_new_actor(const std::string& name, const std::string& password) {
    std::vector<Reason> reasons;
    if (name.empty()) {
        reasons.push_back({"value.required", {}, "/name"});
    } else if (name.size() > limits::user_name_max_bytes) {
        reasons.push_back(
            {"value.too_long", {{"limit", std::to_string(limits::user_name_max_bytes)}}, "/name"});
    } else if (!is_utf8(name) || has_control_characters(name)) {
        reasons.push_back({"value.utf8", {}, "/name"});
    }
    if (password.size() < limits::password_min_bytes) {
        reasons.push_back({"value.too_short",
                           {{"limit", std::to_string(limits::password_min_bytes)}},
                           "/password"});
    } else if (password.size() > limits::password_max_bytes) {
        reasons.push_back({"value.too_long",
                           {{"limit", std::to_string(limits::password_max_bytes)}},
                           "/password"});
    }
    return reasons;
}

std::optional<ActorId> People::authenticate(const std::string& name, const std::string& password) {
    std::optional<ActorId> actor;
    std::string hash = nobodys_hash();
    {
        const Snapshot now = store_.snapshot();
        if (is_utf8(name)) {
            actor = catalog::find_actor_by_name(now.rows(), name);
        }
        const auto row = actor ? catalog::find_actor(now.rows(), *actor) : std::nullopt;
        const auto credential = row && row->is_active
                                    ? now.rows().get(tables::credentials, Key().u64(actor->value()))
                                    : std::nullopt;
        if (credential) {
            hash = *credential;
        } else {
            actor.reset();
        }
    }
    // No transaction is open while the hash is computed.
    const bool fits =
        password.size() <= limits::password_max_bytes && verify_password(hash, password);
    return fits ? actor : std::nullopt;
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

void People::set_password(const Caller& caller, ActorId actor, const std::string& password) {
    if (auto reasons = check_new_actor("-", password); !reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "set a password", std::move(reasons));
    }
    const std::string hash = hash_password(password);
    store_.change({caller.actor, "person.password_set", caller.request, ""}, [&](Change& change) {
        if (!catalog::find_actor(change.rows(), actor)) {
            throw Error(ErrorCode::not_found, "set the password of actor " + actor.str(),
                        Reason{"person.not_found", {}, ""});
        }
        change.upkeep().put(tables::credentials, Key().u64(actor.value()), hash);
        for (const Bytes& key :
             sessions_where(change.rows(), [&](const Session& s) { return s.actor == actor; })) {
            change.upkeep().erase(tables::sessions, key);
        }
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
