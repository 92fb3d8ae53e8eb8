// Route: one call of the API: how it is named, who may call it, what it takes and gives, and who
// answers.
//
// The table of routes is the only place a call is described: dispatch, access, the check of its
// parameters and /api/v1/openapi.json all walk it, so they cannot disagree.
#pragma once

#include "server/http/message.h"
#include "storage/archive/caller.h"
#include "storage/archive/people.h"
#include "storage/base/json.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

class Service;

enum class Access {
    anyone,         // health, log in, openapi.json
    page,           // anyone too: the files of the page, which are no calls; openapi.json leaves
                    // them out
    person,         // anybody logged in; folders decide the rest
    administrator,  // operator routes
};

enum class In { path, query, header };

struct Parameter {
    In in = In::query;
    std::string name;
    Json schema;  // JSON Schema of its value
    std::string description;
    bool required = false;
};

struct Answer {
    int status = 200;
    std::string description;
    std::string media_type;  // empty: no body
    Json schema;             // null: any
};

// What a handler works with.
struct Call {
    HttpRequest& request;
    Service& service;
    std::vector<std::string> path;   // the values of {…} in the pattern, in order
    std::optional<Session> session;  // present unless the route is for anyone
    Caller caller() const { return {session ? session->actor : ActorId(), request.id}; }
};

struct Route {
    std::string method;
    std::string pattern;  // "/api/v1/documents/{id}"
    Access access = Access::person;
    std::string summary;
    std::vector<Parameter>
        parameters;  // besides those of the path, which are read from the pattern
    Json body;       // JSON Schema of a JSON body; null: none or raw
    std::vector<std::string> body_types;  // media types of a body that is not plain JSON
    std::vector<Answer> answers;
    std::function<HttpResponse(Call&)> handler;
    // The pattern's last {…} takes all that is left of the path, slashes included: names of more
    // than one part, such as tiles.
    bool takes_rest = false;
};

}  // namespace kontor
