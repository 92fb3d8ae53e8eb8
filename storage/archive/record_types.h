// RecordTypes: the kinds of records this archive knows, as versioned rows.
//
// Promises  A type only ever grows: whatever a record was allowed to say, it may go on saying. A
//           seed (a schema that comes with the program) that is new or grows its type is taken over
//           by itself; one that would break records is not.
// Errors    not_found record_type.not_found, which lists the known ones; unprocessable
//           record_type.… for a schema outside our subset.
#pragma once

#include "storage/archive/store.h"
#include "storage/base/json.h"
#include "storage/catalog/catalog.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor {

class RecordTypes {
  public:
    explicit RecordTypes(Store& store) : store_(store) {}

    static catalog::RecordTypeAt get(const Transaction& rows, std::string_view name);

    enum class SeedEnd { unchanged, added, changed, refused };
    // One Change by the system, when the seed differs from the one taken over last. A refused one
    // is logged with the fields it would break, and offered again with the next start.
    SeedEnd propose(const Json& schema);

  private:
    Store& store_;
};

}  // namespace kontor
