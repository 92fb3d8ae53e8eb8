// People: who may log in, their passwords and sessions, and who of them administers the archive.
//
// Promises  A verb is one Change by the caller, judged by the rights of now inside that Change. Who
//           is no longer active has no session from the commit on. There is always an active
//           administrator.
// Errors    forbidden (access.administrator, access.people); not_found (person.not_found) also for
//           who may not be seen; conflict for a name that is taken and for the last administrator;
//           unprocessable for a name or password against the rules; overtaken when `expected` is
//           not the revision of now.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/permissions.h"
#include "storage/archive/store.h"
#include "storage/catalog/actor_row.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct Session {
    ActorId actor;
    Instant expires{};
    std::string csrf;  // what the cookie's owner must send along with every change
};

struct NewSession {
    std::string token;  // shown once; only its hash is kept
    Session session;
};

struct NewPerson {
    std::string name;
    std::string password;
    bool is_administrator = false;
};

// What is absent stays.
struct PersonPatch {
    std::optional<std::string> name;
    std::optional<bool> is_active;
    std::optional<bool> is_administrator;
};

struct PersonView {
    ActorId id;
    Sequence revision;
    ActorRow row;
};

class People {
  public:
    explicit People(Store& store) : store_(store) {}

    // The actor, when name and password fit; nothing otherwise, after the same time and work.
    std::optional<ActorId> authenticate(const std::string& name, const std::string& password);
    // Whether it is his; he is there and active.
    bool has_password(ActorId actor, const std::string& password);
    NewSession log_in(ActorId actor);
    std::optional<Session> find_session(const std::string& token) const;
    void log_out(const std::string& token);
    void remove_expired_sessions();

    // As far as the asker may see them, by number; himself he always sees.
    static PersonView get(const Transaction& rows, ActorId asker, ActorId id);
    static std::vector<PersonView> all(const Transaction& rows, ActorId asker);
    // Nothing when there is none of that name that the asker may see; himself he always finds.
    static std::optional<ActorId> find(const Transaction& rows,
                                       ActorId asker,
                                       const std::string& name);

    ActorId add(const Caller& caller, const NewPerson& person);
    Sequence patch(const Caller& caller,
                   ActorId id,
                   std::optional<Sequence> expected,
                   const PersonPatch& patch);
    // By an administrator, or his own; ends all sessions of that actor.
    void set_password(const Caller& caller, ActorId actor, const std::string& password);

  private:
    Store& store_;
};

// Violations of the rules for a name and a password, by pointer.
std::vector<Reason> check_new_actor(const std::string& name, const std::string& password);
// Of the rules for the name of a person or a group, of at most so many bytes.
std::vector<Reason> check_holder_name(const std::string& name, std::size_t max_bytes);
// Whether a name can be looked up at all: what is longer is nobody's.
bool can_be_holder_name(const std::string& name);

}  // namespace kontor
