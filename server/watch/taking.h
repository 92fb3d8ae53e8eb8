// Taking: one look at one offered file, and taking it in when it is ripe.
//
// Promises  What is committed is what the file held at one moment: a file that changed while it was
//           read is not taken. One that begins with the bytes last taken from its name, and was
//           offered soon after, becomes the next version of that document.
// Threads   One.
// Errors    None for what a file or a disk can do: it waits, and the outcome says for what. Only a
//           fault of the store is thrown.
#pragma once

#include "server/watch/beneath.h"
#include "server/watch/folder_events.h"
#include "server/watch/watch_options.h"
#include "storage/archive/intake.h"
#include "storage/archive/store.h"

#include <string>

namespace kontor {

// A file that is seen in the folder.
struct Sighting {
    FileFacts facts;
    Monotonic rested_since{};  // unchanged since, by our own clock
    Monotonic due{};           // not looked at before
    IntakeNumber number;       // of its offer, or under which it has ended
    bool has_ended = false;    // only to be removed
    Instant offered{};
    std::string waiting_for = "intake.not_ripe";  // as the ledger has it
    unsigned failures = 0;                        // one after another
    std::uint64_t round = 0;                      // the last look through the folder that saw it
};

struct Look {
    enum class Result {
        waits,   // for `code`; worth a look after `pause`
        ended,   // taken or refused: the ledger says which
        gone,    // nothing stands there any longer, or no file
        halted,  // no file of this folder can be taken now, because of `code`
    };
    Result result = Result::waits;
    std::string code;
    Milliseconds pause{};
};

class Taking {
  public:
    Taking(Store& store, const WatchOptions& options, const FolderEvents& events)
        : store_(store), options_(options), events_(events) {}

    Look look(const FileHandle& root, const Bytes& path, Sighting& sighting);

  private:
    FileState state_of(const FileHandle& file, const Bytes& path, const Sighting& sighting) const;
    Look take(const FileHandle& file, const Bytes& path, const Sighting& sighting);
    Look refused(const Error& error, Sighting& sighting);
    Look unreadable(const FileRefused& error, const Bytes& path, Sighting& sighting);
    IntakeRequest request_for(const Bytes& path, const Sighting& sighting) const;
    std::optional<DocumentId> continued(const FileHandle& file,
                                        const Bytes& path,
                                        const Sighting& sighting) const;

    Store& store_;
    const WatchOptions& options_;
    const FolderEvents& events_;
};

// After how long it is worth trying again what has failed `failures` times.
Milliseconds retry_pause(unsigned failures);

}  // namespace kontor
