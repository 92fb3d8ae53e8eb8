#include "storage/archive/store.h"

#include "storage/archive/archive_keys.h"
#include "storage/archive/archive_settings.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/log_origin.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/file_errors.h"
#include "storage/base/log.h"
#include "storage/base/random.h"
#include "storage/blob/volumes.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/file.h>

namespace kontor {

namespace {

// One process owns the directory; the lock goes with the process, however it ends.
FileHandle take_lock(const ArchiveFolder& folder) {
    FileHandle file = open_file(folder.lock(), O_RDWR | O_CREAT, 0600);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            throw Error(ErrorCode::busy,
                        "open archive " + folder.data.string() + ": another process has it open",
                        Reason{"archive.in_use", {{"path", folder.data.string()}}, ""});
        }
        throw system_error(errno, "lock " + folder.lock().string());
    }
    return file;
}

// What else lies there is none of ours.
bool is_generation(const std::string& name) {
    return name.size() == first_generation.size() &&
           name.find_first_not_of("0123456789") == std::string::npos;
}

// Names of the generations that there are.
std::vector<std::string> catalog_generations(const ArchiveFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.catalog())) {
        std::string name = entry.path().filename().string();
        if (entry.is_directory() && is_generation(name)) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

// What a renewal left, or a crash of one; nobody has it open.
void remove_generations_but(const ArchiveFolder& folder, const std::filesystem::path& current) {
    for (const std::string& name : catalog_generations(folder)) {
        const std::filesystem::path other = folder.catalog() / name;
        if (name == current.filename()) {
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(other)) {
            overwrite_and_remove(entry.path());
        }
        std::error_code not_empty;  // by a reader of another process, for a moment
        std::filesystem::remove(other, not_empty);
    }
}

}  // namespace

std::filesystem::path current_catalog(const ArchiveFolder& folder) {
    std::string generation = read_file(folder.catalog_pointer(), 64);
    while (!generation.empty() && generation.back() == '\n') {
        generation.pop_back();
    }
    if (generation.empty() || generation.find_first_not_of("0123456789") != std::string::npos) {
        throw Error(ErrorCode::corrupt, "read " + folder.catalog_pointer().string());
    }
    return folder.catalog() / generation;
}

Store::Store(const std::filesystem::path& data, Clock& clock, const StoreOptions& options)
    : folder_{data}, options_(options), clock_(clock), gate_(clock) {
    read_format(folder_);
    lock_ = take_lock(folder_);
    engine_ =
        open_lmdb_engine(current_catalog(folder_), {.tables = tables::catalog, .create = false});
    // Only now: a pointer that names none must not cost the one there is.
    remove_generations_but(folder_, current_catalog(folder_));
    const ArchiveSettings settings = read_settings(*engine_->read());
    zone_ = std::make_unique<Zone>(settings.zone);
    if (settings.encrypted) {
        // Asked for before anything is read or taken in: who has the wrong one learns it now.
        keys_ = open_archive_keys(folder_, key_file(), options_.passphrase, settings);
        blob_keys_ = std::make_unique<ArchiveKeys>(*keys_);
    }
    const Bytes& check_key = settings.check_key;
    blobs_ = open_volumes(
        folder_.blobs(),
        {.check_key = check_key, .keys = blob_keys_.get(), .seal_bytes = options_.seal_bytes});
    derived_ =
        open_volumes(folder_.derived(),
                     {.check_key = check_key, .keys = blob_keys_.get(), .sealing = Sealing::never});
    texts_at_opening_ = derived_->facts().highest;
    jobs_ = std::make_unique<JobQueue>(*engine_, clock_);
    writer_ = std::make_unique<GroupCommit>(
        *engine_, [](WriteTransaction&) { fault_point("catalog.before_commit"); });
}

Store::~Store() {
    ending_ = true;
    columns_.end();
    if (opening_.joinable()) {
        opening_.join();
    }
}

KeyStore& Store::require_keys() const {
    if (!keys_) {
        throw Error(ErrorCode::conflict, "use the master key of an archive that has none",
                    Reason{"key.none", {}, ""});
    }
    return *keys_;
}

std::unique_ptr<Store> Store::open(const std::filesystem::path& data,
                                   Clock& clock,
                                   const StoreOptions& options) {
    std::unique_ptr<Store> store(new Store(data, clock, options));
    if (options.opening == Opening::whole) {
        store->open_whole();
    } else {
        store->opening_ = std::thread([&opened = *store] { opened.open_beside(); });
        pthread_setname_np(store->opening_.native_handle(), "kontor-open");
    }
    store->upgrade();
    return store;
}

void Store::open_whole() {
    columns_.load([this] { return engine_->read(); });
    const std::uint64_t swept = sweep_papers() + sweep_texts();
    if (swept > 0) {
        log(LogLevel::info, "removed what a crash had left in the volumes", {{"blobs", swept}});
    }
}

// The one place of this thread that catches. Searches are told of what loading met; what is not
// swept now, the next opening sweeps.
void Store::open_beside() {
    try {
        open_whole();
    } catch (const std::exception& error) {  // of the file system library, too
        if (!ending_) {
            log(LogLevel::error, "the opening of the archive did not come to its end",
                {{"error", error.what()}});
        }
    }
}

// From here on chunks are written that an older build cannot read. Entered first: a crash in
// between enters it twice, and does no harm.
void Store::upgrade() {
    FormatVersions versions = read_format(folder_);
    if (versions.blobs >= blobs_format) {
        return;
    }
    const auto log_key = known_log_keys(key_file(), snapshot().rows());
    change({system_actor, "archive.upgraded", "", ""}, [&](Change& change) {
        change.detail("blobs", std::to_string(blobs_format));
        if (!log_key.empty()) {
            keep_log_key(change, log_key.front());
        }
    });
    versions.blobs = blobs_format;
    write_format(folder_, versions);
}

std::uint64_t Store::sweep_papers() {
    const MutexLock none_erased(erasing_);  // from a volume that is just being sealed
    return blobs_->sweep([this](BlobNumber number) { return keeps(number); });
}

void Store::rewrite_papers(std::uint32_t volume) {
    blobs_->rewrite(volume, [this](BlobNumber number) { return keeps(number); });
}

// After a failed commit its blobs must stay: it may show after a power cut.
bool Store::keeps(BlobNumber number) const {
    return ending_ || !engine_->writable() || catalog::is_blob_referenced(*engine_->read(), number);
}

// What was there at the opening and no row names is litter, and stays it: rows that are written
// since then name new texts.
std::uint64_t Store::sweep_texts() {
    const std::vector<BlobNumber> texts = Readings::texts(*engine_->read());
    return derived_->sweep([&](BlobNumber number) {
        return ending_ || number > texts_at_opening_ || std::ranges::binary_search(texts, number);
    });
}

Snapshot Store::snapshot() const {
    return Snapshot(engine_->read());
}

void Store::on_commit(CommitHook hook) {
    hooks_.push_back(std::move(hook));
}

void Store::on_write(std::function<void()> hook) {
    write_hooks_.push_back(std::move(hook));
}

void Store::tell_of_write() {
    jobs_->notify();
    for (const auto& hook : write_hooks_) {
        hook();
    }
}

void Store::write(GroupCommit::Work work, std::function<void()> committed) {
    gate_.require_open();
    try {
        writer_->run(std::move(work), std::move(committed));
    } catch (const Error& error) {
        gate_.refused(error);
        throw;
    }
    gate_.taken();
}

Sequence Store::change(const ChangeInfo& info, const ChangeWork& work) {
    const Bytes seed = random_bytes(32);
    CommittedChange committed;
    write(
        [&](WriteTransaction& transaction) {
            committed = run_change(transaction, info, clock_.now(), seed, work);
        },
        [&] {
            fault_point("catalog.after_commit");
            columns_.apply(committed);
            for (const CommitHook& hook : hooks_) {
                hook(committed);
            }
            tell_of_write();
        });
    return committed.sequence;
}

void Store::upkeep(const UpkeepWork& work) {
    write(
        [&](WriteTransaction& transaction) {
            Upkeep upkeep(transaction, clock_.now());
            work(upkeep);
        },
        [&] { tell_of_write(); });
}

std::optional<Reason> Store::trouble() const {
    if (auto trouble = gate_.trouble()) {
        return trouble;
    }
    try {
        if (blobs_->writable() && derived_->writable()) {
            return std::nullopt;
        }
        return disk_reason(has_room() ? ErrorCode::io : ErrorCode::no_space);
    } catch (const Error&) {
        return disk_reason(ErrorCode::io);  // it does not even say how much room there is
    }
}

void Store::recover() {
    upkeep([this](Upkeep& upkeep) {
        upkeep.put(tables::positions, Key().text("recovered"),
                   Key().u64(static_cast<std::uint64_t>(upkeep.now().time_since_epoch().count())));
    });
    blobs_->recover();
    derived_->recover();
    sweep_papers();
}

bool Store::writable() const {
    return engine_->writable();
}

void Store::renew_catalog() {
    if (!engine_->clear_left()) {
        throw Error(ErrorCode::busy, "write the catalog anew: the one before is read yet",
                    Reason{"purge.waits", {}, ""});
    }
    const std::filesystem::path before = current_catalog(folder_);
    const std::string name = with_file_errors([&] {
        require_spool_room(std::filesystem::file_size(before / "data.mdb"));
        const auto names = catalog_generations(folder_);
        return fmt::format("{:06}", std::stoul(*std::ranges::max_element(names)) + 1);
    });
    const std::filesystem::path copy = folder_.catalog() / name;
    const auto point_to_it = [pointer = folder_.catalog_pointer(), name] {
        replace_file(pointer, name + "\n", 0600);
    };
    engine_->renew({.copy = copy,
                    .put_in_place = point_to_it,
                    .place = copy,
                    .left = {before / "data.mdb", before / "lock.mdb"}});
}

bool Store::clear_left() {
    const bool volumes = blobs_->clear_left();
    const bool texts = derived_->clear_left();
    if (!engine_->clear_left() || !volumes || !texts) {
        return false;
    }
    with_file_errors([&] { remove_generations_but(folder_, current_catalog(folder_)); });
    return true;
}

bool Store::leaves_reserve(std::uint64_t bytes) const {
    const DiskSpace space = disk_space(folder_.data);
    const std::uint64_t reserve =
        std::min(options_.reserve_bytes, space.total_bytes / 100 * options_.reserve_percent);
    return space.free_bytes >= reserve && space.free_bytes - reserve >= bytes;
}

bool Store::has_room(std::uint64_t bytes) const {
    // In a volume only half, for what is free there lies in pieces.
    return leaves_reserve(bytes) ||
           blobs_->reusable_bytes() / 2 >= std::max(bytes, limits::blob_batch_bytes);
}

void Store::require_room(std::uint64_t bytes) const {
    gate_.require_open();
    if (!has_room(bytes)) {
        throw Error(ErrorCode::no_space, "take in a paper: free space is under the reserve",
                    Reason{"disk.reserve", {}, ""});
    }
}

void Store::require_spool_room(std::uint64_t bytes) const {
    if (!leaves_reserve(bytes)) {
        throw Error(ErrorCode::no_space, "spool a paper: free space is under the reserve",
                    Reason{"disk.reserve", {}, ""});
    }
}

}  // namespace kontor
