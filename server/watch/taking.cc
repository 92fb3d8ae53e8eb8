#include "server/watch/taking.h"

#include "server/watch/limits.h"
#include "server/watch/names.h"
#include "server/watch/open_file.h"
#include "storage/archive/folders.h"
#include "storage/archive/ledger.h"
#include "storage/archive/watched_files.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/base/log.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"

#include <cerrno>

namespace kontor {

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

// Losing its last name changes a file's status, not its bytes: what somebody replaced after it was
// opened is a paper all the same.
bool is_still(const FileFacts& known, FileLook look) {
    if (look.links == 0) {
        look.facts.changed_ns = known.changed_ns;
    }
    return look.facts == known;
}

// Reads the file once and, at its end, makes sure that it is still the file that was opened.
class UnchangedSource : public ByteSource {
  public:
    UnchangedSource(const FileHandle& file, const FileFacts& facts) : file_(file), facts_(facts) {}

    std::size_t read(char* out, std::size_t size) override {
        const Bytes piece = read_at(file_, offset_, size);
        piece.copy(out, piece.size());
        offset_ += piece.size();
        if (piece.empty()) {
            fault_point("watch.read");
            if (!is_still(facts_, look_at(file_)) || offset_ != facts_.size) {
                throw Error(ErrorCode::busy, "read a watched file to its end",
                            Reason{"intake.changed", {}, ""});
            }
        }
        return piece.size();
    }

  private:
    const FileHandle& file_;
    const FileFacts facts_;
    std::uint64_t offset_ = 0;
};

Bytes digest_of_beginning(const FileHandle& file, std::uint64_t size) {
    Hasher hasher(HashKind::sha256);
    for (std::uint64_t done = 0; done < size;) {
        const Bytes piece = read_at(file, done, std::min<std::uint64_t>(piece_bytes, size - done));
        if (piece.empty()) {
            break;
        }
        hasher.update(piece);
        done += piece.size();
    }
    return hasher.finish();
}

// Whether what was taken then is what its document holds now.
bool is_newest(const Transaction& rows, const IntakeRow& taken) {
    const auto document =
        taken.document ? catalog::find_document(rows, *taken.document) : std::nullopt;
    if (!document || document->lifecycle != Lifecycle::active) {
        return false;
    }
    const auto newest = catalog::find_version(rows, *taken.document, document->version);
    return newest && newest->digest == taken.digest;
}

std::string code_of(int error_number) {
    switch (error_number) {
        case EACCES:
        case EPERM:
            return "intake.no_access";
        case EIO:
            return "intake.read_error";
        default:
            return "intake.busy";
    }
}

// It is not this file's fault, so the others fare no better now.
bool halts_folder(const Error& error) {
    return disk_reason(error.code()) ||
           (!error.reasons().empty() && error.reasons()[0].code == "folder.not_found");
}

}  // namespace

std::string WatchOptions::source() const {
    return "watch:" + to_valid_utf8(path.native());
}

Milliseconds retry_pause(unsigned failures) {
    Milliseconds pause = limits::watch_retry_first;
    for (unsigned i = 1; i < failures && pause < limits::watch_retry_max; ++i) {
        pause *= 2;
    }
    return std::min(pause, limits::watch_retry_max);
}

Look Taking::look(const FileHandle& root, const Bytes& path, Sighting& sighting) {
    try {
        const FileHandle folder = open_folder_beneath(root, Bytes(folder_name(path)));
        const FileHandle file = open_to_read(folder, Bytes(base_name(path)));
        fault_point("watch.opened");
        const FileLook look = look_at(file);
        if (!look.is_regular) {
            return {Look::Result::gone, "", {}};
        }
        const Monotonic now = store_.clock().monotonic();
        if (!is_still(sighting.facts, look)) {
            sighting.facts = look.facts;
            sighting.rested_since = now;
        }
        FileState state = state_of(file, path, sighting);
        state.links = look.links;
        const Ripeness ripeness = judge_ripeness(options_.ripeness, state);
        if (!ripeness.is_ripe) {
            sighting.failures = 0;
            return {Look::Result::waits, ripeness.waiting_for, ripeness.look_again};
        }
        return take(file, path, sighting);
    } catch (const FileRefused& e) {
        return unreadable(e, path, sighting);
    } catch (const Error& e) {
        return refused(e, sighting);
    }
}

FileState Taking::state_of(const FileHandle& file,
                           const Bytes& path,
                           const Sighting& sighting) const {
    FileState state;
    state.rested = store_.clock().monotonic() - sighting.rested_since;
    state.size = sighting.facts.size;
    state.writers = writers_of(file);
    // What events told holds while the file is at work: truncate(2) writes without ever closing.
    if (state.writers == Writers::unknown && state.rested < limits::watch_writer_rest_max) {
        state.writers = events_.writers(path);
    }
    const bool is_asked = state.rested >= options_.ripeness.settle &&
                          state.rested < options_.ripeness.patience &&
                          state.writers != Writers::some;
    if (is_asked) {
        state.ending = judge_ending(
            [&](std::uint64_t offset, std::size_t size) { return read_at(file, offset, size); },
            state.size);
    }
    return state;
}

IntakeRequest Taking::request_for(const Bytes& path, const Sighting& sighting) const {
    IntakeRequest request;
    request.caller = {system_actor, "intake-" + sighting.number.str()};
    request.source = options_.source();
    request.file_name = Bytes(base_name(path));
    request.size_announced = sighting.facts.size;
    request.tags = options_.tags;
    request.offer = sighting.number;
    request.received = sighting.offered;
    request.watched = WatchedFile{path, sighting.facts.str()};
    return request;
}

// The document whose newest version is what was last taken from this name, when the file begins
// with it and was offered soon enough after.
std::optional<DocumentId> Taking::continued(const FileHandle& file,
                                            const Bytes& path,
                                            const Sighting& sighting) const {
    std::optional<IntakeRow> before;
    {
        const Snapshot now = store_.snapshot();
        const auto taken = watched_files::find_taken(now.rows(), options_.source(), path);
        before = taken ? ledger::find(now.rows(), taken->number) : std::nullopt;
        if (!before || !is_newest(now.rows(), *before)) {
            return std::nullopt;
        }
    }
    const bool is_soon = sighting.offered - before->ended <= options_.ripeness.patience;
    const bool begins_with_it = is_soon && before->size < sighting.facts.size &&
                                digest_of_beginning(file, before->size) == before->digest;
    return begins_with_it ? before->document : std::nullopt;
}

Look Taking::take(const FileHandle& file, const Bytes& path, const Sighting& sighting) {
    Intake intake(store_);
    IntakeRequest request = request_for(path, sighting);
    if (sighting.facts.size > options_.file_max_bytes) {
        const std::string limit = std::to_string(options_.file_max_bytes);
        intake.refuse(request, sighting.facts.size, {"document.too_large", {{"limit", limit}}, ""});
        return {Look::Result::ended, "", {}};
    }
    {
        const Snapshot now = store_.snapshot();
        request.folder = Folders::resolve(now.rows(), system_actor, options_.folder);
    }
    if (!request.folder) {
        throw Error(ErrorCode::not_found, "find the folder of a watched folder",
                    Reason{"folder.not_found", {{"folder", options_.folder}}, ""});
    }
    request.continues = continued(file, path, sighting);
    UnchangedSource source(file, sighting.facts);
    intake.take_in(source, request);
    fault_point("watch.taken");
    return {Look::Result::ended, "", {}};
}

// A file that the disk cannot read is refused at last; everything else waits for better times.
Look Taking::unreadable(const FileRefused& error, const Bytes& path, Sighting& sighting) {
    if (error.error_number() == ENOENT || error.error_number() == ENOTDIR) {
        return {Look::Result::gone, "", {}};
    }
    if (error.error_number() == ELOOP || error.error_number() == ENXIO) {
        return {Look::Result::gone, "", {}};  // a link or a pipe stands there now
    }
    ++sighting.failures;
    if (error.error_number() == EIO && sighting.failures >= limits::watch_read_attempts_max) {
        Intake(store_).refuse(request_for(path, sighting), sighting.facts.size,
                              {"document.unreadable", {}, ""});
        return {Look::Result::ended, "", {}};
    }
    return {Look::Result::waits, code_of(error.error_number()), retry_pause(sighting.failures)};
}

Look Taking::refused(const Error& error, Sighting& sighting) {
    if (ledger::find(store_.snapshot().rows(), sighting.number)) {
        return {Look::Result::ended, "", {}};  // empty, or over the archive's own limit
    }
    const auto disk = disk_reason(error.code());
    const std::string code = !error.reasons().empty() ? error.reasons()[0].code
                             : disk                   ? disk->code
                                                      : "intake.failed";
    if (code == "intake.changed") {
        return {Look::Result::waits, "intake.not_ripe", options_.ripeness.settle};
    }
    ++sighting.failures;
    log(LogLevel::warning, "a watched file waits",
        {{"intake", sighting.number.value()}, {"code", code}, {"why", error.what()}});
    return {halts_folder(error) ? Look::Result::halted : Look::Result::waits, code,
            retry_pause(sighting.failures)};
}

}  // namespace kontor
