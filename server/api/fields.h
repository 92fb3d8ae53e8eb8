// Fields: reads the members of a request's JSON object and collects everything that is wrong with
// it.
//
//     Fields fields(read_json(call));
//     const auto title = fields.text("title");
//     fields.finish();      // throws unprocessable with all violations; also for members nobody
//     asked for
#pragma once

#include "server/api/route.h"
#include "storage/base/json.h"
#include "storage/base/reason.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

// The JSON body of a call; Error unsupported for another media type, invalid for bytes that are no
// JSON object.
Json read_json(Call& call);

// The text/plain body of a call, of at most limits::corrected_page_max_bytes, or the member `text`
// of a JSON one; errors alike.
std::string read_text(Call& call);

class Fields {
  public:
    explicit Fields(Json object);

    std::optional<std::string> text(const char* name);
    std::string required_text(const char* name);
    std::optional<std::vector<std::string>> texts(const char* name);
    std::optional<bool> boolean(const char* name);
    // Absent: nothing. null: present and empty.
    std::optional<std::optional<std::string>> nullable_text(const char* name);
    // The member as it is, whatever its type.
    std::optional<Json> any(const char* name);

    void refuse(Reason reason) { reasons_.push_back(std::move(reason)); }
    void finish();

  private:
    const Json* find(const char* name);
    void wrong_type(const char* name, const char* expected);

    Json object_;
    std::set<std::string> asked_;
    std::vector<Reason> reasons_;
};

// Checks the query parameters of a call against its route: missing ones, unknown ones, repeated
// ones and those that their schema does not take (type, enum, minimum, maximum) are refused, all at
// once.
void check_parameters(const Call& call, const Route& route);

}  // namespace kontor
