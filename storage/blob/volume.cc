#include "storage/blob/volume.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/file_errors.h"
#include "storage/base/files.h"
#include "storage/base/log.h"
#include "storage/blob/volumes.h"
#include "storage/kv/key.h"
#include "storage/kv/row_stream.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished_ending = ".new";
constexpr std::string_view left_ending = ".old";
constexpr std::string_view link_ending = ".link";
constexpr std::size_t copy_step_bytes = 1U << 20;
// Chunks erased in one transaction, 64 MiB of them: each frees 64 pages, which LMDB keeps in memory
// and sorts until the commit.
constexpr std::size_t erase_batch_chunks = 256;
// Rows passed over in one read transaction, so that a walk does not pin old pages for long.
constexpr std::size_t walk_rows_max = 1000;

Key head_key(BlobNumber number) {
    return Key().u64(number.value());
}
Key chunk_key(BlobNumber number, std::uint32_t index) {
    return Key().u64(number.value()).u32(index);
}
Key state_key() {
    return Key().u64(0);
}

LmdbOptions lmdb_options(std::uint64_t map_bytes) {
    return {.tables = tables::volume, .map_bytes = map_bytes, .single_file = true};
}

VolumeState state_in(const Transaction& rows) {
    const auto row = rows.get(tables::heads, state_key());
    if (!row) {
        throw Error(ErrorCode::corrupt, "read a volume: its own row is missing");
    }
    return read_state(*row);
}

void put_state(WriteTransaction& rows, const VolumeState& state) {
    rows.put(tables::heads, state_key(), write_state(state));
}

void note_number(WriteTransaction& rows, BlobNumber number) {
    VolumeState state = state_in(rows);
    if (state.highest < number.value()) {
        state.highest = number.value();
        put_state(rows, state);
    }
}

// LMDB's lock file stands beside the file that it is for.
fs::path lock_of(const fs::path& file) {
    return file.string() + "-lock";
}

// Each step may have been taken by an earlier call. A second name keeps the file before within
// reach, so that it can be overwritten.
// Durable, and out of memory: who reads the copy next reads the medium.
void copy_durably(const fs::path& from, const fs::path& to) {
    with_file_errors([&] { fs::remove(to); });
    const FileHandle in = open_file(from, O_RDONLY);
    const FileHandle out = open_file(to, O_WRONLY | O_CREAT | O_EXCL);
    FileSource source(in.get(), "read " + from.string());
    Bytes buffer(copy_step_bytes, '\0');
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        write_all(out.get(), ByteView(buffer).substr(0, count), "write " + to.string());
    }
    if (::fsync(out.get()) != 0) {
        throw system_error(errno, "sync " + to.string());
    }
    with_file_errors([&] { fs::permissions(to, fs::perms::owner_read); });
    static_cast<void>(::posix_fadvise(out.get(), 0, 0, POSIX_FADV_DONTNEED));
}

void put_in_place(const fs::path& copy, const fs::path& file, const fs::path& left) {
    with_file_errors([&] {
        if (fs::exists(copy)) {
            if (!fs::exists(left)) {
                fs::create_hard_link(file, left);
            }
            fault_point("volume.linked");
            fs::rename(copy, file);
        }
        if (fs::exists(lock_of(copy))) {
            fs::rename(lock_of(copy), lock_of(file));
        }
    });
    sync_folder(full_path(file).parent_path());
}

BlobNumber blob_of(ByteView key) {
    return BlobNumber(take_u64(key));
}

std::string name_of_head(BlobNumber number) {
    return fmt::format("read the head of blob {}", number.str());
}

// The engine names table and key of a damaged row; people know blobs.
template <typename Name>
std::optional<ByteView> get_named(const Transaction& rows,
                                  const Table& table,
                                  ByteView key,
                                  const Name& name) {
    try {
        return rows.get(table, key);
    } catch (const Error& error) {
        throw Error(error.code(), name() + ": " + error.what());
    }
}

}  // namespace

void Volume::create(const fs::path& file, std::uint64_t highest, std::uint64_t map_bytes) {
    const fs::path unfinished = file.string() + std::string(unfinished_ending);
    {
        const auto engine = open_lmdb_engine(unfinished, lmdb_options(map_bytes));
        engine->write([&](WriteTransaction& rows) { put_state(rows, {false, highest}); });
    }
    with_file_errors([&] {
        fs::remove(lock_of(unfinished));
        fs::rename(unfinished, file);  // durable when the volume is opened for writing
    });
}

void Volume::remove_unfinished(const fs::path& folder) {
    std::vector<fs::path> unfinished;
    std::vector<fs::path> left;
    std::vector<fs::path> links;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const fs::path ending = entry.path().extension();
        if (ending == unfinished_ending || ending == lock_of(unfinished_ending)) {
            unfinished.push_back(entry.path());
        } else if (ending == left_ending) {
            left.push_back(entry.path());
        } else if (ending == link_ending && entry.is_symlink()) {
            links.push_back(entry.path());
        }
    }
    for (const fs::path& link : links) {
        fs::remove(link);
    }
    for (const fs::path& file : unfinished) {
        overwrite_and_remove(file);
    }
    if (!left.empty()) {
        sync_folder(folder);  // what took its place must not go again
    }
    for (const fs::path& file : left) {
        const fs::path volume = fs::path(file).replace_extension();
        if (!fs::exists(volume)) {
            continue;  // none of ours
        }
        // Another name of the volume itself, when the copy did not take its place.
        if (fs::equivalent(volume, file)) {
            fs::remove(file);
        } else {
            overwrite_and_remove(file);
        }
    }
}

Volume::Volume(std::uint32_t number, fs::path file, std::uint64_t map_bytes, As as)
    : number_(number), file_(std::move(file)), map_bytes_(map_bytes), as_(as) {
    open();
}

Volume::~Volume() = default;

// Read-only first: a sealed volume is never opened for writing again.
void Volume::open() {
    if (as_ == As::guest) {
        LmdbOptions options = lmdb_options(map_bytes_);
        options.guest = true;
        engine_ = open_lmdb_engine(file_, options);
        sealed_ = true;  // to this process
        return;
    }
    if (const auto place = find_absent_volume(file_.parent_path(), number_)) {
        log(LogLevel::warning, "a volume lies on a medium that is not there",
            {{"volume", number_}, {"path", place->string()}});
        sealed_ = true;  // only what is sealed is moved
        return;
    }
    LmdbOptions options = lmdb_options(bytes());  // all that reading needs; LMDB takes no less
    options.read_only = true;
    engine_ = open_lmdb_engine(file_, options);
    sealed_ = state_in(*engine_->read()).sealed;
    if (!sealed_) {
        engine_.reset();
        options = lmdb_options(map_bytes_);
        options.create = false;
        engine_ = open_lmdb_engine(file_, options);
        group_ = std::make_unique<GroupCommit>(*engine_);
    }
}

LmdbFile& Volume::engine() const {
    if (!engine_) {
        require_volume_present(file_.parent_path(), number_);
        throw Error(ErrorCode::io,
                    fmt::format("use volume {}: it could not be opened again", number_));
    }
    return *engine_;
}

GroupCommit& Volume::group() const {
    if (!group_) {
        throw Error(ErrorCode::unsupported,
                    fmt::format("write to volume {}: it is sealed", number_));
    }
    return *group_;
}

bool Volume::writable() const {
    const std::shared_lock gate(gate_);
    return sealed_ || engine().writable();
}

std::uint64_t Volume::highest() const {
    const std::shared_lock gate(gate_);
    return engine_ ? state_in(*engine().read()).highest : 0;
}

std::uint64_t Volume::bytes() const {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file_, error);
    if (error && fs::is_symlink(file_)) {
        return 0;
    }
    if (error) {
        throw system_error(error.value(), "ask the size of " + file_.string());
    }
    return size;
}

std::uint64_t Volume::reusable_bytes() const {
    const std::shared_lock gate(gate_);
    return sealed_ ? 0 : engine().reusable_bytes();
}

void Volume::recover() {
    const std::shared_lock gate(gate_);
    group().run([](WriteTransaction& rows) { put_state(rows, state_in(rows)); });
}

void Volume::write(BlobNumber number,
                   std::uint32_t first,
                   const std::vector<Bytes>& chunks,
                   const std::optional<Bytes>& head) {
    const std::shared_lock gate(gate_);
    group().run([&](WriteTransaction& rows) {
        std::uint32_t index = first;
        for (const Bytes& chunk : chunks) {
            rows.put(tables::chunks, chunk_key(number, index++), chunk);
        }
        if (head) {
            rows.put(tables::heads, head_key(number), *head);
        }
        note_number(rows, number);
    });
}

bool Volume::erase(BlobNumber number) {
    return erase(number, Erase::anything);
}

bool Volume::erase_headless(BlobNumber number) {
    return erase(number, Erase::headless);
}

bool Volume::erase(BlobNumber number, Erase what) {
    if (!number.valid()) {
        return false;  // the volume's own row is no blob
    }
    if (sealed_ && !has_rows(number)) {
        return false;  // swept before it was sealed
    }
    bool any = false;
    for (bool more = true; more;) {
        std::size_t erased = 0;
        const std::shared_lock gate(gate_);
        group().run([&](WriteTransaction& rows) {
            more = false;
            erased = 0;
            if (what == Erase::headless && rows.get(tables::heads, head_key(number))) {
                return;
            }
            // The head goes first: from then on the rest is litter, wherever a crash stops this.
            erased += rows.erase(tables::heads, head_key(number)) ? 1 : 0;
            const auto cursor = rows.cursor(tables::chunks);
            bool found = cursor->seek(chunk_key(number, 0));
            while (found && blob_of(cursor->key()) == number) {
                if (erased >= erase_batch_chunks) {
                    more = true;
                    return;
                }
                rows.erase(tables::chunks, cursor->key());
                ++erased;
                found = cursor->next();
            }
        });
        any = any || erased > 0;
    }
    return any;
}

void Volume::seal() {
    const std::unique_lock gate(gate_);
    if (sealed_) {
        return;
    }
    engine_->clear_left();
    group().run([&](WriteTransaction& rows) { put_state(rows, {true, state_in(rows).highest}); });
    engine().clear_left();  // nobody reads: he would hold the gate
    group_.reset();
    engine_.reset();
    with_file_errors([&] { fs::permissions(file_, fs::perms::owner_read); });
    open();
}

void Volume::unseal() {
    const std::unique_lock gate(gate_);
    if (!sealed_) {
        return;
    }
    engine();  // tells when it is not there
    engine_.reset();
    with_file_errors(
        [&] { fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write); });
    LmdbOptions options = lmdb_options(map_bytes_);
    options.create = false;
    engine_ = open_lmdb_engine(file_, options);
    group_ = std::make_unique<GroupCommit>(*engine_);
    group_->run([&](WriteTransaction& rows) { put_state(rows, {false, state_in(rows).highest}); });
    sealed_ = false;
}

void Volume::move_to(const fs::path& folder, const std::function<void(const fs::path&)>& judge) {
    if (!sealed_) {
        throw Error(ErrorCode::conflict, fmt::format("move volume {}: it is not sealed", number_),
                    Reason{"volume.not_sealed", {{"number", std::to_string(number_)}}, ""});
    }
    const fs::path own = full_path(file_);
    const fs::path target = full_path(folder) / own.filename();
    const fs::path copy = target.string() + std::string(unfinished_ending);
    const fs::path source = with_file_errors([&] { return fs::canonical(own); });
    const bool lies_there =
        target == own ? !fs::is_symlink(own)
                      : with_file_errors([&] { return fs::weakly_canonical(target) == source; });
    if (lies_there) {
        return;
    }
    // What is sealed does not change, so it is copied while others read it.
    try {
        copy_durably(source, copy);
        judge(copy);
    } catch (...) {
        std::error_code gone;
        fs::remove(copy, gone);  // no half of a file stays on the medium
        throw;
    }
    with_file_errors([&] { fs::rename(copy, target); });
    sync_folder(full_path(folder));
    fault_point("volume.copied");
    const std::unique_lock gate(gate_);
    if (target != own) {
        const fs::path link = own.string() + std::string(link_ending);
        with_file_errors([&] {
            fs::remove(link);
            fs::create_symlink(target, link);
            fs::rename(link, own);
        });
        sync_folder(own.parent_path());
    }
    fault_point("volume.moved");
    engine_.reset();
    open();
    if (source != own) {
        with_file_errors([&] { fs::remove(source); });
    }
}

bool Volume::is_present() const {
    const std::shared_lock gate(gate_);
    return engine_ != nullptr;
}

void Volume::open_when_present() {
    const std::unique_lock gate(gate_);
    if (!engine_ && fs::exists(file_)) {
        open();
    }
}

void Volume::renew() {
    const std::shared_lock gate(gate_);
    const fs::path copy = file_.string() + std::string(unfinished_ending);
    const fs::path left = file_.string() + std::string(left_ending);
    if (!engine().clear_left()) {
        throw Error(ErrorCode::busy,
                    fmt::format("write volume {} anew: the file before is read yet", number_),
                    Reason{"purge.waits", {}, ""});
    }
    engine().renew({.copy = copy,
                    .put_in_place = [copy, file = file_, left] { put_in_place(copy, file, left); },
                    .place = file_,
                    .left = {left}});
}

bool Volume::clear_left() {
    const std::shared_lock gate(gate_);
    return !engine_ || engine_->clear_left();
}

bool Volume::has_rows(BlobNumber number) const {
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    const auto chunks = rows->cursor(tables::chunks);
    return rows->get(tables::heads, head_key(number)) ||
           (chunks->seek(chunk_key(number, 0)) && blob_of(chunks->key()) == number);
}

bool Volume::has_head(BlobNumber number) const {
    if (!number.valid()) {
        return false;  // the volume's own row is no head
    }
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    return get_named(*rows, tables::heads, head_key(number), [&] { return name_of_head(number); })
        .has_value();
}

std::optional<BlobHead> Volume::find_head(BlobNumber number, const BlobSeal& seal) const {
    if (!number.valid()) {
        return std::nullopt;  // the volume's own row is no head
    }
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    const auto head =
        get_named(*rows, tables::heads, head_key(number), [&] { return name_of_head(number); });
    return head ? std::optional(seal.open_head(number, *head)) : std::nullopt;
}

Bytes Volume::chunk(BlobNumber number,
                    const BlobHead& head,
                    std::uint32_t index,
                    const BlobSeal& seal) const {
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    const auto name = [&] { return fmt::format("read blob {}, chunk {}", number.str(), index); };
    const auto row = get_named(*rows, tables::chunks, chunk_key(number, index), name);
    if (!row) {
        const bool removed = !rows->get(tables::heads, head_key(number));
        throw Error(removed ? ErrorCode::not_found : ErrorCode::corrupt,
                    name() + (removed ? ": the blob was removed" : ": the chunk is missing"));
    }
    return seal.open_chunk({number, index, index + 1 == head.chunks}, *row,
                           chunk_size(head.size, index));
}

std::vector<Volume::Found> Volume::numbers_after(BlobNumber after) const {
    constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    const auto heads = rows->cursor(tables::heads);
    const auto chunks = rows->cursor(tables::chunks);
    const BlobNumber first(after.value() + 1);  // so the volume's own row is passed over
    bool in_heads = heads->seek(head_key(first));
    bool in_chunks = chunks->seek(chunk_key(first, 0));
    std::vector<Found> numbers;
    while ((in_heads || in_chunks) && numbers.size() < walk_rows_max) {
        const std::uint64_t head = in_heads ? blob_of(heads->key()).value() : none;
        const std::uint64_t chunk = in_chunks ? blob_of(chunks->key()).value() : none;
        const BlobNumber number(std::min(head, chunk));
        numbers.push_back({number, head <= chunk});
        if (head <= chunk) {
            in_heads = heads->next();
        }
        if (chunk <= head) {
            in_chunks = chunks->seek(chunk_key(BlobNumber(number.value() + 1), 0));
        }
    }
    return numbers;
}

void Volume::read_rows(const std::function<bool(BlobNumber)>& answered,
                       const std::function<void(const std::string&)>& finding) const {
    const std::shared_lock gate(gate_);
    const auto rows = engine().read();
    state_in(*rows);
    for (const Table& table : tables::volume) {
        const auto cursor = rows->cursor(table);
        for (bool more = cursor->seek(""); more;) {
            ByteView key = cursor->key();
            const BlobNumber number(take_u64(key));
            if (table == tables::chunks && answered(number)) {
                more = cursor->seek(chunk_key(BlobNumber(number.value() + 1), 0));
                continue;
            }
            try {
                static_cast<void>(cursor->value());
            } catch (const Error& error) {
                finding(fmt::format("blob {}: {}", number.str(), error.what()));
            }
            more = cursor->next();
        }
    }
}

// A transaction a chunk, so that a large blob does not hold back pages of what changes meanwhile.
bool Volume::copy_rows(BlobNumber number, ByteSink& out) const {
    if (!has_head(number)) {
        return false;
    }
    std::uint32_t index = 0;
    for (bool more = true; more; ++index) {
        const Bytes key = chunk_key(number, index);
        std::optional<Bytes> payload;
        {
            const std::shared_lock gate(gate_);
            const auto rows = engine().read();
            const auto row = get_named(*rows, tables::chunks, key, [&] {
                return fmt::format("copy blob {}, chunk {}", number.str(), index);
            });
            payload = row;
        }
        more = payload.has_value();
        if (more) {
            write_row(out, tables::chunks, key, *payload);
        }
    }
    std::optional<Bytes> head;
    {
        const std::shared_lock gate(gate_);
        const auto rows = engine().read();
        head =
            get_named(*rows, tables::heads, head_key(number), [&] { return name_of_head(number); });
    }
    if (head) {
        write_row(out, tables::heads, head_key(number), *head);
    }
    return head.has_value();
}

void Volume::copy_state(ByteSink& out) const {
    const std::shared_lock gate(gate_);
    write_row(out, tables::heads, state_key(), write_state(state_in(*engine().read())));
}

}  // namespace kontor
