#include "server/watch/clearing.h"

#include "server/watch/limits.h"
#include "server/watch/names.h"
#include "storage/archive/ledger.h"
#include "storage/archive/watched_files.h"
#include "storage/base/fault.h"
#include "storage/base/log.h"
#include "storage/base/messages.h"

#include <set>

#include <unistd.h>

namespace kontor {

namespace {

// Both languages: who finds the file may be anybody.
std::string note_on(const std::string& code, std::uint64_t limit) {
    const Reason reason{code, {{"limit", std::to_string(limit)}}, ""};
    return message(reason, Language::de) + "\n\n" + message(reason, Language::en) + "\n";
}

bool was_taken(const IntakeRow& row) {
    return row.end == IntakeEnd::stored || row.end == IntakeEnd::duplicate;
}

}  // namespace

Clearing::Clearing(Store& store, const WatchOptions& options)
    : store_(store), options_(options), source_(options.source()) {}

std::optional<Destination> Clearing::destination_of(const IntakeRow& row,
                                                    IntakeNumber number) const {
    const Bytes name(base_name(row.name));
    if (!was_taken(row)) {
        return Destination{options_.failed, numbered_name(name, number),
                           note_on(row.reason.value_or(""), options_.file_max_bytes)};
    }
    return options_.keeps_taken ? std::optional(Destination{options_.done, name, ""})
                                : std::nullopt;
}

Removal::Outcome Clearing::clear(const FileHandle& root, const Bytes& path, IntakeNumber number) {
    const auto row = ledger::find(store_.snapshot().rows(), number);
    if (!row) {
        return Removal::Outcome::changed;
    }
    const FileHandle folder = open_folder_beneath(root, Bytes(folder_name(path)));
    const EndedFile ended{number, Bytes(base_name(path)), row->size, row->digest};
    const Removal removal = remove_source(folder, ended, destination_of(*row, number));
    if (removal.outcome == Removal::Outcome::removed) {
        note(path, number, removal);
    }
    return removal.outcome;
}

void Clearing::recover(const FileHandle& root, const std::vector<Bytes>& claimed) {
    for (const Bytes& path : claimed) {
        try {
            recover_one(root, path);
        } catch (const FileRefused& e) {
            log(LogLevel::warning, "a removal that was interrupted cannot be finished yet",
                {{"source", source_}, {"why", e.what()}});
        }
    }
}

void Clearing::recover_one(const FileHandle& root, const Bytes& path) {
    const IntakeNumber number = claimed_number(base_name(path)).value();
    const FileHandle folder = open_folder_beneath(root, Bytes(folder_name(path)));
    const auto row = ledger::find(store_.snapshot().rows(), number);
    if (!row || row->source != source_) {
        // None of ours: it gets a name under which it is offered.
        give_back(folder, number, Bytes(base_name(path).substr(1)));
        return;
    }
    const EndedFile ended{number, Bytes(base_name(row->name)), row->size, row->digest};
    const Removal removal = finish_removal(folder, ended, destination_of(*row, number));
    if (removal.outcome == Removal::Outcome::removed) {
        note(row->name, number, removal);
    }
}

void Clearing::note(const Bytes& path, IntakeNumber number, const Removal& removal) {
    const auto row = ledger::find(store_.snapshot().rows(), number);
    const bool is_kept = row && was_taken(*row) && !removal.moved_to.empty();
    removed_.push_back({path, number, is_kept ? removal.moved_to : Bytes()});
    fault_point("watch.removed");
}

void Clearing::flush(const FileHandle& root) {
    if (removed_.empty()) {
        return;
    }
    // First the removals are made durable, then their files are strangers again; the other way
    // round a power cut could bring a file back that nobody knows.
    std::set<Bytes> folders;
    for (const Removed& removed : removed_) {
        folders.insert(Bytes(folder_name(removed.path)));
    }
    for (const Bytes& folder : folders) {
        try {
            ::fsync(open_folder_beneath(root, folder).get());
        } catch (const FileRefused&) {
            continue;  // the folder itself has gone
        }
    }
    store_.upkeep([&](Upkeep& upkeep) {
        for (const Removed& removed : removed_) {
            auto taken = watched_files::find_taken(upkeep.rows(), source_, removed.path);
            if (taken && taken->number == removed.number) {
                taken->is_removed = true;
                watched_files::put_taken(upkeep, source_, *taken);
            }
            if (!removed.kept_as.empty()) {
                watched_files::put_kept(upkeep, source_, removed.number, removed.kept_as);
            }
        }
    });
    removed_.clear();
}

void Clearing::tidy() {
    tidy_taken();
    tidy_kept();
}

void Clearing::tidy_taken() {
    std::vector<Bytes> over;
    {
        const Snapshot now = store_.snapshot();
        const Instant time = store_.clock().now();
        watched_files::walk_taken(now.rows(), source_, [&](const TakenFile& file) {
            const auto row = ledger::find(now.rows(), file.number);
            const Milliseconds is_known_for = file.is_removed
                                                  ? options_.ripeness.patience
                                                  : Milliseconds(limits::watch_unremoved_kept);
            if (!row || time - row->ended > is_known_for) {
                over.push_back(file.name);
            }
            return over.size() < limits::watch_batch_max;
        });
    }
    if (!over.empty()) {
        store_.upkeep([&](Upkeep& upkeep) {
            for (const Bytes& name : over) {
                watched_files::forget_taken(upkeep, source_, name);
            }
        });
    }
}

void Clearing::tidy_kept() {
    struct Kept {
        IntakeNumber number;
        Bytes name;
    };
    std::vector<Kept> over;
    {
        const Snapshot now = store_.snapshot();
        const Instant before = store_.clock().now() - options_.keep;
        watched_files::walk_kept(now.rows(), source_, [&](IntakeNumber number, ByteView name) {
            const auto row = ledger::find(now.rows(), number);
            if (row && row->ended > before) {
                return false;  // those behind it are younger
            }
            over.push_back({number, Bytes(name)});
            return over.size() < limits::watch_batch_max;
        });
    }
    if (over.empty()) {
        return;
    }
    const FileHandle done = open_root(options_.done);
    for (const Kept& kept : over) {
        remove_file(done, kept.name);
    }
    store_.upkeep([&](Upkeep& upkeep) {
        for (const Kept& kept : over) {
            watched_files::forget_kept(upkeep, source_, kept.number);
        }
    });
}

}  // namespace kontor
