// Clearing: what becomes of files whose offers have ended: deleted, moved into done or into failed,
// and after their days removed from done.
//
// Promises  What a file is known by is forgotten only after its removal is durable. A removal that
// a
//           crash interrupted is finished from the claimed name.
// Threads   One.
// Errors    FileRefused when a file cannot be removed; what the store throws.
#pragma once

#include "server/watch/removal.h"
#include "server/watch/watch_options.h"
#include "storage/archive/store.h"
#include "storage/catalog/intake_row.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

class Clearing {
  public:
    Clearing(Store& store, const WatchOptions& options);

    // The file at `path`, which ended under `number`.
    Removal::Outcome clear(const FileHandle& root, const Bytes& path, IntakeNumber number);
    // Finishes the removals of files that stand under claimed names.
    void recover(const FileHandle& root, const std::vector<Bytes>& claimed);
    // Writes down what was removed since the last time.
    void flush(const FileHandle& root);
    // Forgets what needs not be known any longer, and empties done.
    void tidy();

  private:
    void recover_one(const FileHandle& root, const Bytes& path);
    std::optional<Destination> destination_of(const IntakeRow& row, IntakeNumber number) const;
    void note(const Bytes& path, IntakeNumber number, const Removal& removal);
    void tidy_taken();
    void tidy_kept();

    Store& store_;
    const WatchOptions& options_;
    const std::string source_;
    struct Removed {
        Bytes path;
        IntakeNumber number;
        Bytes kept_as;  // in done; empty: not there
    };
    std::vector<Removed> removed_;
};

}  // namespace kontor
