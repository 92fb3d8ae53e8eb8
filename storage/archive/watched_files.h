// WatchedFiles: what is remembered of the files of watched folders beyond their end in the ledger.
//
// Promises  A file that was taken, or refused, is known by name and facts from the commit that
// ended
//           its offer until it is forgotten: neither a crash nor a folder that lets nothing be
//           removed makes it be taken twice.
// On disk   tables::taken_files, one row a name, of what was last taken there; tables::kept_files,
//           one row for each file that was moved into a done folder, until its days are over.
#pragma once

#include "storage/archive/change.h"

#include <functional>
#include <optional>
#include <string>

namespace kontor {

struct TakenFile {
    IntakeNumber number;
    Bytes name;               // raw bytes, relative to the source
    Bytes facts;              // what the watched folder knows the file by; printable
    bool is_removed = false;  // from the source; only its bytes' continuation is still of interest

    Json to_json() const;
    static TakenFile from_json(const Json& json);
    bool operator==(const TakenFile&) const = default;
};

namespace watched_files {

std::optional<TakenFile> find_taken(const Transaction& rows,
                                    const std::string& source,
                                    ByteView name);
void put_taken(Upkeep& upkeep, const std::string& source, const TakenFile& file);
void forget_taken(Upkeep& upkeep, const std::string& source, ByteView name);
void walk_taken(const Transaction& rows,
                const std::string& source,
                const std::function<bool(const TakenFile&)>& visit);

// Files in a done folder, by the number under which they were taken: the oldest first.
void put_kept(Upkeep& upkeep, const std::string& source, IntakeNumber number, ByteView name);
void forget_kept(Upkeep& upkeep, const std::string& source, IntakeNumber number);
void walk_kept(const Transaction& rows,
               const std::string& source,
               const std::function<bool(IntakeNumber, ByteView name)>& visit);

}  // namespace watched_files
}  // namespace kontor
