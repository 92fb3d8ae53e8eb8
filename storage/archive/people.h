// People: who may log in, their passwords and sessions. First form: one administrator made by init.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"
#include "storage/catalog/actor_row.h"

#include <optional>
#include <string>

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

class People {
  public:
    explicit People(Store& store) : store_(store) {}

    // The actor, when name and password fit; nothing otherwise, after the same time and work.
    std::optional<ActorId> authenticate(const std::string& name, const std::string& password);
    NewSession log_in(ActorId actor);
    std::optional<Session> find_session(const std::string& token) const;
    void log_out(const std::string& token);
    // unprocessable when the password breaks the limits; ends all sessions of that actor.
    void set_password(const Caller& caller, ActorId actor, const std::string& password);
    void remove_expired_sessions();

  private:
    Store& store_;
};

// Violations of the rules for a name and a password, by pointer.
std::vector<Reason> check_new_actor(const std::string& name, const std::string& password);

}  // namespace kontor
