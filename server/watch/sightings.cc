#include "server/watch/sightings.h"

#include "server/watch/limits.h"
#include "server/watch/names.h"
#include "storage/archive/watched_files.h"
#include "storage/base/hash.h"
#include "storage/catalog/actor_row.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace kontor {

namespace {

// Surely no file stands there; what cannot be looked at may well be there.
bool is_away(const FileHandle& root, const Bytes& path) {
    try {
        const FileHandle folder = open_folder_beneath(root, Bytes(folder_name(path)));
        return !look_at(folder, Bytes(base_name(path))).is_regular;
    } catch (const FileRefused& e) {
        return e.error_number() == ENOENT || e.error_number() == ENOTDIR;
    }
}

Bytes digest_of(const FileHandle& root, const Bytes& path) {
    const FileHandle file =
        open_to_read(open_folder_beneath(root, Bytes(folder_name(path))), Bytes(base_name(path)));
    constexpr std::size_t piece_bytes = 256 * 1024;
    Hasher hasher(HashKind::sha256);
    std::uint64_t done = 0;
    for (Bytes piece = read_at(file, 0, piece_bytes); !piece.empty();
         piece = read_at(file, done, piece_bytes)) {
        hasher.update(piece);
        done += piece.size();
    }
    return hasher.finish();
}

// `work` for each batch of at most limits::watch_batch_max of `all`.
template <typename Item, typename Work>
void in_batches(const std::vector<Item>& all, const Work& work) {
    for (std::size_t from = 0; from < all.size(); from += limits::watch_batch_max) {
        const std::size_t to = std::min(all.size(), from + limits::watch_batch_max);
        work(std::vector<Item>(all.begin() + static_cast<std::ptrdiff_t>(from),
                               all.begin() + static_cast<std::ptrdiff_t>(to)));
    }
}

}  // namespace

Sightings::Sightings(Store& store, const WatchOptions& options)
    : store_(store), options_(options), source_(options.source()) {
    load_offers();
}

void Sightings::load_offers() {
    const Snapshot now = store_.snapshot();
    ledger::walk_offers(now.rows(), [&](IntakeNumber number, const Offer& offer) {
        if (offer.source == source_) {
            earlier_[offer.name] = {number, offer};
        }
        return true;
    });
}

void Sightings::meet(const FileHandle& root, const FolderScan& scan, bool is_same_disk) {
    ++round_;
    std::vector<FoundFile> unknown;
    for (const FoundFile& file : scan.files) {
        const auto found = files_.find(file.path);
        if (found == files_.end()) {
            unknown.push_back(file);
        } else if (found->second.has_ended && found->second.facts != file.facts) {
            files_.erase(found);  // something else stands there now
            unknown.push_back(file);
        } else {
            meet_known(file, found->second);
        }
    }
    if (is_same_disk) {
        release(root);
    }
    const std::size_t room =
        limits::watch_files_max - std::min(files_.size(), limits::watch_files_max);
    if (unknown.size() > room) {
        unknown.resize(room);
    }
    meet_new(root, std::move(unknown));
}

void Sightings::meet_known(const FoundFile& file, Sighting& sighting) {
    sighting.round = round_;
    if (sighting.facts != file.facts) {
        sighting.facts = file.facts;
        sighting.rested_since = store_.clock().monotonic();
        sighting.due = std::min(sighting.due, sighting.rested_since + options_.ripeness.settle);
    }
}

void Sightings::meet_new(const FileHandle& root, std::vector<FoundFile> files) {
    const Monotonic now = store_.clock().monotonic();
    // Among themselves files are compared by their own clock: the oldest gets the lowest number.
    std::ranges::sort(files, {}, [](const FoundFile& file) {
        return std::tie(file.facts.modified_ns, file.path);
    });
    std::vector<NewFile> unoffered;
    for (const FoundFile& file : files) {
        Sighting sighting;
        sighting.facts = file.facts;
        sighting.rested_since = now;
        sighting.due = now + options_.ripeness.settle;
        sighting.round = round_;
        if (is_taken(root, file, sighting.number)) {
            sighting.has_ended = true;
            sighting.due = now;
        } else if (const auto earlier = earlier_.find(file.path); earlier != earlier_.end()) {
            sighting.number = earlier->second.number;
            sighting.offered = earlier->second.offer.offered;
            sighting.waiting_for = earlier->second.offer.waiting_for;
            earlier_.erase(earlier);
        } else {
            unoffered.push_back({file.path, sighting});
            continue;
        }
        files_[file.path] = sighting;
    }
    in_batches(unoffered, [&](const std::vector<NewFile>& batch) { open_offers(batch); });
}

// Whether this is the file that was last taken from its name and could not be removed since.
bool Sightings::is_taken(const FileHandle& root,
                         const FoundFile& file,
                         IntakeNumber& number) const {
    std::optional<TakenFile> taken;
    std::optional<IntakeRow> row;
    {
        const Snapshot now = store_.snapshot();
        taken = watched_files::find_taken(now.rows(), source_, file.path);
        row = taken ? ledger::find(now.rows(), taken->number) : std::nullopt;
    }
    if (!taken || taken->is_removed) {
        return false;
    }
    number = taken->number;
    const FileFacts known = FileFacts::parse(taken->facts);
    if (known == file.facts) {
        return true;
    }
    if (known.size != file.facts.size || known.modified_ns != file.facts.modified_ns) {
        return false;
    }
    // A share that was mounted again numbers its files anew, and a restored one its changes.
    try {
        return row && !row->digest.empty() && digest_of(root, file.path) == row->digest;
    } catch (const FileRefused&) {
        return false;
    }
}

// Only what has an offer is in our mind, so that a store that fails leaves the others to be met.
void Sightings::open_offers(const std::vector<NewFile>& files) {
    std::vector<IntakeNumber> numbers;
    const Instant offered = store_.clock().now();
    store_.upkeep([&](Upkeep& upkeep) {
        numbers.clear();
        for (const NewFile& file : files) {
            const Offer offer{source_, file.path, file.sighting.facts.size, offered,
                              file.sighting.waiting_for};
            numbers.push_back(ledger::open(upkeep, offer, store_.zone()));
        }
    });
    for (std::size_t i = 0; i < files.size(); ++i) {
        Sighting& sighting = files_[files[i].path];
        sighting = files[i].sighting;
        sighting.number = numbers[i];
        sighting.offered = offered;
    }
}

void Sightings::release(const FileHandle& root) {
    std::vector<IntakeNumber> gone;
    std::vector<Bytes> removed;
    for (auto it = files_.begin(); it != files_.end();) {
        if (it->second.round == round_ || !is_away(root, it->first)) {
            ++it;
            continue;
        }
        if (it->second.has_ended) {
            removed.push_back(it->first);  // by somebody else
        } else {
            gone.push_back(it->second.number);
        }
        it = files_.erase(it);
    }
    // Those of an earlier run that were not met: only now the folder has been looked through.
    for (auto it = earlier_.begin(); it != earlier_.end();) {
        if (is_away(root, it->first)) {
            gone.push_back(it->second.number);
            it = earlier_.erase(it);
        } else {
            ++it;
        }
    }
    in_batches(gone, [&](const std::vector<IntakeNumber>& batch) { withdraw(batch); });
    in_batches(removed, [&](const std::vector<Bytes>& batch) { note_removed(batch); });
}

void Sightings::withdraw(const std::vector<IntakeNumber>& numbers) {
    for (const IntakeNumber number : numbers) {
        changed_waits_.erase(number);
    }
    Intake(store_).withdraw({system_actor, ""}, source_, numbers);
}

void Sightings::note_removed(const std::vector<Bytes>& paths) {
    store_.upkeep([&](Upkeep& upkeep) {
        for (const Bytes& path : paths) {
            if (auto taken = watched_files::find_taken(upkeep.rows(), source_, path)) {
                taken->is_removed = true;
                watched_files::put_taken(upkeep, source_, *taken);
            }
        }
    });
}

bool Sightings::knows_some_of(const FolderScan& scan) const {
    return (files_.empty() && earlier_.empty()) ||
           std::ranges::any_of(scan.files, [&](const FoundFile& file) {
               return files_.contains(file.path) || earlier_.contains(file.path);
           });
}

std::vector<Bytes> Sightings::due(Monotonic now) const {
    std::vector<std::pair<IntakeNumber, Bytes>> numbered;
    for (const auto& [path, sighting] : files_) {
        if (sighting.due <= now) {
            numbered.emplace_back(sighting.number, path);
        }
    }
    std::ranges::sort(numbered);
    std::vector<Bytes> paths;
    for (auto& [number, path] : numbered) {
        paths.push_back(std::move(path));
    }
    return paths;
}

Monotonic Sightings::next_due() const {
    Monotonic next = Monotonic::max();
    for (const auto& [path, sighting] : files_) {
        next = std::min(next, sighting.due);
    }
    return next;
}

Sighting* Sightings::find(const Bytes& path) {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

void Sightings::wait(const Bytes& path, Sighting& sighting, const std::string& code) {
    if (sighting.waiting_for != code) {
        sighting.waiting_for = code;
        changed_waits_[sighting.number] = {source_, path, sighting.facts.size, sighting.offered,
                                           code};
    }
}

void Sightings::flush() {
    if (changed_waits_.empty()) {
        return;
    }
    store_.upkeep([&](Upkeep& upkeep) {
        for (const auto& [number, offer] : changed_waits_) {
            if (ledger::find_offer(upkeep.rows(), number)) {  // else it has ended meanwhile
                ledger::wait(upkeep, number, offer);
            }
        }
    });
    changed_waits_.clear();
}

bool Sightings::hurry(IntakeNumber number) {
    for (auto& [path, sighting] : files_) {
        if (sighting.number == number && !sighting.has_ended) {
            sighting.due = store_.clock().monotonic();
            sighting.failures = 0;
            return true;
        }
    }
    return false;
}

void Sightings::look_again(const FileHandle& root, const Bytes& path) {
    try {
        const FileHandle folder = open_folder_beneath(root, Bytes(folder_name(path)));
        files_.at(path).facts = look_at(folder, Bytes(base_name(path))).facts;
    } catch (const FileRefused&) {
        return;  // the next look through the folder tells
    }
}

std::uint64_t Sightings::unremovable() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(files_, [](const auto& entry) {
        return entry.second.has_ended && entry.second.failures > 0;
    }));
}

std::uint64_t Sightings::waiting() const {
    const auto ended =
        std::ranges::count_if(files_, [](const auto& entry) { return entry.second.has_ended; });
    return files_.size() + earlier_.size() - static_cast<std::uint64_t>(ended);
}

}  // namespace kontor
