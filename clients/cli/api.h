// Api: the calls of /api/v1 as the commands need them: JSON in and out, refusals thrown.
//
// Errors    Refused for every answer that is no success; those of HttpClient; io
// (client.not_kontor)
//           when a success is not what an archive would say; unauthenticated (client.not_logged_in)
//           before a call that needs a login is made without one.
#pragma once

#include "clients/cli/http_client.h"
#include "clients/cli/login_file.h"
#include "clients/cli/output.h"
#include "storage/base/json.h"

#include <functional>
#include <optional>
#include <string>

namespace kontor {

// What every command is given: the options that stand for all of them, and how to speak.
struct Invocation {
    const Output& output;
    bool json = false;                       // print what the server says
    std::optional<std::string> fingerprint;  // as it was typed
    std::string version;
    int result = 0;  // the exit code
};

class Api {
  public:
    // The server and the login of the environment or the stored one.
    explicit Api(const Invocation& invocation);
    // A server before the login.
    Api(const Invocation& invocation, const ServerUrl& server);

    Json get(const std::string& path, const Query& query = {});
    Json post(const std::string& path, const Json& body);
    // `revision`: that the server must still be at; absent: whatever is there is replaced.
    Json put(const std::string& path, const Json& body, std::optional<std::uint64_t> revision);
    Json patch(const std::string& path, const Json& body);
    // A put that is answered without a body.
    void put_only(const std::string& path, const Json& body);
    void remove(const std::string& path);
    // The schema of a record type.
    Json record_schema(const std::string& type);
    // A call with streamed bytes; the answer is a success.
    Json upload(const ClientRequest& request, const ClientBody& body);
    ClientAnswer download(const std::string& path, const Query& query, ByteSink& sink);

    // Calls `each` for every item of a list, page by page, until there is no next. Returns the
    // first page without its items.
    Json for_each_item(const std::string& path,
                       const Query& query,
                       const std::function<void(const Json& item)>& each);

    const Access& access() const { return access_; }

  private:
    Json json_of(const ClientAnswer& answer) const;

    Access access_;
    HttpClient client_;
};

}  // namespace kontor
