// restore: makes an archive out of a backup.
//
// Promises  Nothing stands in `data` until all of it is there, checked and durable; a restore that
//           was broken off is begun anew. Whether the key fits is said before anything is copied.
//           The log goes on as it was only where checkpoints kept outside prove that nothing came
//           after the backup that contradicts it; else under a new origin (log_origin.h): who
//           restored beside a living archive could otherwise sign a second history. All sessions
//           end. A recognised text that is missing is ordered anew.
// Threads   One; nobody else may use `data`.
// Errors    not_found backup.none; conflict archive.exists or archive.key_exists; key.* as
//           Store::open(); corrupt backup.damaged; unsupported backup.newer.
#pragma once

#include "storage/archive/check.h"
#include "storage/archive/check_against.h"
#include "storage/archive/store.h"

#include <functional>
#include <optional>
#include <string>

namespace kontor {

struct RestoreOptions {
    std::filesystem::path from;
    std::filesystem::path data;
    // Where the secrets are read; empty: <data>.key, where they lie afterwards in any case. Never
    // written to when it is another place.
    std::filesystem::path key_file = {};
    std::optional<std::string> passphrase = {};
    std::optional<std::string> words = {};  // of the recovery sheet, in place of a key file
    std::vector<KeptOutside> against = {};
    std::vector<VerifierKey> earlier = {};  // keys of this log besides those it names itself
};

struct RestoreResult {
    CheckCounts check;
    bool continues = false;           // the log, under its own origin
    std::string why_not;              // for people
    std::uint64_t texts_missing = 0;  // ordered anew
};

// `finding` gets a line for each thing that check finds in the restored archive.
RestoreResult restore(const RestoreOptions& options,
                      Clock& clock,
                      const std::function<void(const std::string&)>& finding);

}  // namespace kontor
