// Removal: how a file whose offer has ended leaves its watched folder.
//
// Promises  No bytes are lost but those that were taken: the file is renamed to `.kontor-<n>`, so
//           that nobody writes there anew under its name; what stands there then is compared with
//           what was read; only then it is unlinked, or moved. Whatever differs, or is still open
//           for writing, gets a name back and is offered again. A crash leaves the claimed name,
//           from which the number, and with it all that was known, is found.
// Threads   One for a folder.
// Errors    FileRefused: the file is still there, under its own name or the claimed one.
#pragma once

#include "server/watch/beneath.h"

#include <filesystem>
#include <optional>
#include <string>

namespace kontor {

// What was read, or refused.
struct EndedFile {
    IntakeNumber number;
    Bytes name;  // in its folder
    std::uint64_t size = 0;
    Bytes digest;  // SHA-256; empty when nothing was read: then the size alone is compared
};

// Where a file goes that is not deleted.
struct Destination {
    std::filesystem::path folder;  // made when it is not there
    Bytes name;                    // when that is taken, numbered
    std::string note;              // text of <name>.reason.txt; empty: none
};

struct Removal {
    enum class Outcome {
        removed,
        changed,  // it is not what was read; it has a name again
        in_use,   // somebody has it open for writing; likewise
    };
    Outcome outcome = Outcome::removed;
    Bytes moved_to;  // its name at the destination
};

Removal remove_source(const FileHandle& folder,
                      const EndedFile& file,
                      const std::optional<Destination>& destination);

// The same for one that was claimed before a crash.
Removal finish_removal(const FileHandle& folder,
                       const EndedFile& file,
                       const std::optional<Destination>& destination);

// Gives a claimed file a name back: `name`, or one with its number.
void give_back(const FileHandle& folder, IntakeNumber number, const Bytes& name);

}  // namespace kontor
