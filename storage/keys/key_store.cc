#include "storage/keys/key_store.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/files.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/random.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <shared_mutex>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t state_max_bytes = 4096;
constexpr std::size_t segment_max_bytes = slot_bytes * (segment_slots + 1);

fs::path state_file(const fs::path& folder) {
    return folder / "state";
}

// What lies at `offset`; shorter at the end of the file.
Bytes read_at(const FileHandle& file,
              std::uint64_t offset,
              std::size_t size,
              const fs::path& path) {
    Bytes bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(file.get(), bytes.data() + done, size - done,
                                      static_cast<off_t>(offset + done));
        if (count == 0) {
            break;
        }
        if (count < 0 && errno != EINTR) {
            throw system_error(errno, "read " + path.string());
        }
        done += count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
}

void write_at(const FileHandle& file, std::uint64_t offset, ByteView bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t count =
            ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno != EINTR) {
            throw system_error(errno, "write " + path.string());
        }
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            offset += static_cast<std::uint64_t>(count);
        }
    }
}

void sync_file(const FileHandle& file, const fs::path& path) {
    fault_point("keys.sync");
    if (::fdatasync(file.get()) != 0) {
        throw system_error(errno, "sync " + path.string());
    }
}

std::optional<KeysState> load_state(const fs::path& folder) {
    if (!fs::exists(state_file(folder))) {
        return std::nullopt;
    }
    return read_keys_state(read_file(state_file(folder), state_max_bytes));
}

// Slots of which the files hold something, rounded up to a batch: what may have been given out.
std::uint64_t slots_on_disk(const fs::path& folder) {
    std::uint64_t slots = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string stem = entry.path().stem().string();
        if (entry.path().extension() != ".seg" || stem.empty() ||
            stem.find_first_not_of("0123456789") != std::string::npos) {
            continue;
        }
        // The header is no slot.
        const std::uint64_t in_it = std::max<std::uint64_t>(entry.file_size() / slot_bytes, 1) - 1;
        const std::uint64_t before = (std::stoull(stem) - 1) * segment_slots;
        const std::uint64_t rounded = (in_it + batch_slots - 1) / batch_slots * batch_slots;
        slots = std::max(slots, before + std::min(rounded, segment_slots));
    }
    return slots;
}

class KeyFiles : public KeyStore {
  public:
    KeyFiles(fs::path folder, std::string archive, MasterKeys masters);

    AllocatedKey allocate() override;
    FoundKey find(KeySlot slot) const override;
    bool destroy(KeySlot slot) override;
    void rotate(ByteView next) override;
    bool is_master(ByteView key) const override;
    std::string mark() const override;
    KeyCounts check(const std::function<void(const std::string&)>& finding) const override;

  private:
    // New things are written under the successor as soon as there is one.
    static const Bytes& newest(const MasterKeys& masters) {
        return masters.next ? *masters.next : masters.current;
    }
    MasterKeys masters() const {
        const std::shared_lock lock(writing_);
        return masters_;
    }
    Bytes newest_master() const { return newest(masters()); }
    void set_masters(MasterKeys masters) {
        const std::unique_lock lock(writing_);
        masters_ = std::move(masters);
    }
    std::optional<OpenSlot> open(const MasterKeys& masters, KeySlot slot, ByteView bytes) const;
    bool is_header(const MasterKeys& masters, std::uint64_t segment, ByteView bytes) const;
    // Bytes, and the keys of that moment that open them, however a rotation goes on.
    struct OnDisk {
        MasterKeys masters;
        Bytes bytes;
    };
    // `count` slots of one segment.
    OnDisk read_slots(KeySlot first, std::uint64_t count) const;
    std::uint64_t filled() const { return filled_.load(); }

    void fill() REQUIRES(changing_);
    void make_ready() REQUIRES(changing_);
    void save_state(std::uint64_t reserved) REQUIRES(changing_);
    void rewrap(const MasterKeys& masters, std::uint64_t segment) REQUIRES(changing_);
    bool is_wrapped(const MasterKeys& masters, std::uint64_t segment) const;
    void check_segment(std::uint64_t segment,
                       std::uint64_t last,
                       KeyCounts& counts,
                       const std::function<void(const std::string&)>& finding) const;

    const fs::path folder_;
    const std::string archive_;
    std::atomic<std::uint64_t> filled_{0};
    bool healed_ = false;     // `state` was missing or damaged; constant after construction
    mutable Mutex changing_;  // held over file work; find() does not take it
    // Alone: a slot is being overwritten or a segment replaced, or masters_ changes.
    mutable std::shared_mutex writing_;
    MasterKeys masters_;
    std::uint64_t taken_ GUARDED_BY(changing_) = 0;     // the highest slot given out
    std::uint64_t reserved_ GUARDED_BY(changing_) = 0;  // that `state` says may be given out
    // Slots as they lie on disk, of those that may be given out; the first of them.
    Bytes ready_ GUARDED_BY(changing_);
    std::uint64_t ready_from_ GUARDED_BY(changing_) = 0;
    // A rotation did not come to its end here: a segment may be older on disk than it reads.
    bool unsure_ GUARDED_BY(changing_) = false;
};

Error wrong_key(const fs::path& folder) {
    return {ErrorCode::forbidden,
            "open the keys in " + folder.string() + ": the master key is not theirs",
            Reason{"key.wrong", {{"path", folder.string()}}, ""}};
}

KeyFiles::KeyFiles(fs::path folder, std::string archive, MasterKeys masters)
    : folder_(std::move(folder)), archive_(std::move(archive)), masters_(std::move(masters)) {
    const auto state = load_state(folder_);
    const MutexLock turn(changing_);
    if (state) {
        const auto is_its = [&](ByteView master) {
            return mark_of_master(archive_, master) == state->mark;
        };
        if (!is_its(masters_.current) && !(masters_.next && is_its(*masters_.next))) {
            throw wrong_key(folder_);
        }
        filled_ = state->filled;
        taken_ = reserved_ = state->taken;
        return;
    }
    // Keys may be lost, never used twice: whatever lies there counts as given out.
    filled_ = taken_ = reserved_ = slots_on_disk(folder_);
    if (filled() == 0) {
        throw Error(ErrorCode::corrupt, "open the keys in " + folder_.string() + ": they are gone");
    }
    const fs::path first = segment_file(folder_, 1);
    const Bytes header = read_at(open_file(first, O_RDONLY), 0, slot_bytes, first);
    if (!is_header(masters_, 1, header)) {
        throw wrong_key(folder_);
    }
    log(LogLevel::warning, "the state of the keys was damaged; all keys count as used",
        {{"slots", filled()}});
    healed_ = true;
}

std::optional<OpenSlot> KeyFiles::open(const MasterKeys& masters,
                                       KeySlot slot,
                                       ByteView bytes) const {
    auto content = open_slot(archive_, masters.current, slot, bytes);
    return content || !masters.next ? content : open_slot(archive_, *masters.next, slot, bytes);
}

bool KeyFiles::is_header(const MasterKeys& masters, std::uint64_t segment, ByteView bytes) const {
    return header_fits(archive_, masters.current, segment, bytes) ||
           (masters.next && header_fits(archive_, *masters.next, segment, bytes));
}

KeyFiles::OnDisk KeyFiles::read_slots(KeySlot first, std::uint64_t count) const {
    const fs::path path = segment_file(folder_, segment_of(first));
    const std::shared_lock lock(writing_);
    try {
        return {masters_,
                read_at(open_file(path, O_RDONLY), slot_offset(first), count * slot_bytes, path)};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) {
            throw;
        }
        throw Error(ErrorCode::corrupt, fmt::format("read key slot {}: segment {} is missing",
                                                    first.str(), segment_of(first)));
    }
}

AllocatedKey KeyFiles::allocate() {
    const MutexLock turn(changing_);
    make_ready();
    const KeySlot slot(taken_ + 1);
    const std::size_t at = (slot.value() - ready_from_) * slot_bytes;
    auto content = open(masters(), slot, ByteView(ready_).substr(at, slot_bytes));
    ++taken_;
    if (!content || content->kind != SlotKind::key) {
        throw Error(ErrorCode::corrupt, "take key slot " + slot.str() + ": it is not fresh");
    }
    return {slot, std::move(content->key)};
}

// So that there is a slot to give out, read back from the disk, and `state` says that it may be.
// Nothing of it counts before its sync.
void KeyFiles::make_ready() {
    if (taken_ == filled()) {
        fill();
    }
    if (taken_ == reserved_) {
        const std::uint64_t reserved = std::min(taken_ + taken_step, filled());
        save_state(reserved);
        reserved_ = reserved;
    }
    if (taken_ + 1 < ready_from_ || taken_ + 1 >= ready_from_ + ready_.size() / slot_bytes) {
        const KeySlot first(taken_ + 1);
        const std::uint64_t end =
            std::min(reserved_, first_slot(segment_of(first)).value() + segment_slots - 1);
        ready_ = read_slots(first, end - taken_).bytes;
        ready_from_ = first.value();
    }
}

// Appends in place: a copy of a segment would leave keys behind that are destroyed later.
void KeyFiles::fill() {
    const KeySlot first(filled() + 1);
    const std::uint64_t segment = segment_of(first);
    const fs::path path = segment_file(folder_, segment);
    Bytes batch;
    for (std::uint64_t i = 0; i < batch_slots; ++i) {
        batch += seal_slot(archive_, newest_master(), KeySlot(first.value() + i),
                           {SlotKind::key, random_bytes(aead_key_bytes)});
    }
    const FileHandle file = open_file(path, O_RDWR | O_CREAT, 0600);
    if (first == first_slot(segment)) {
        batch.insert(0, seal_header(archive_, newest_master(), segment));
        write_at(file, 0, batch, path);
    } else {
        write_at(file, slot_offset(first), batch, path);
    }
    // The name of a new one is durable with that of `state`, before a key of it is given out.
    sync_file(file, path);
    fault_point("keys.filled");
    filled_ = filled() + batch_slots;
}

void KeyFiles::save_state(std::uint64_t reserved) {
    replace_file(state_file(folder_),
                 write_keys_state({filled(), reserved, mark_of_master(archive_, newest_master())}),
                 0600);
    fault_point("keys.state");
}

FoundKey KeyFiles::find(KeySlot slot) const {
    if (!slot.valid() || slot.value() > filled()) {
        return {};
    }
    const OnDisk found = read_slots(slot, 1);
    auto content = open(found.masters, slot, found.bytes);
    if (!content) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("read key slot {} in segment {}", slot.str(), segment_of(slot)));
    }
    if (content->kind == SlotKind::gravestone) {
        return {KeyState::destroyed, {}};
    }
    return {KeyState::live, std::move(content->key)};
}

bool KeyFiles::destroy(KeySlot slot) {
    const MutexLock turn(changing_);
    if (!slot.valid() || slot.value() > filled()) {
        return false;
    }
    const fs::path path = segment_file(folder_, segment_of(slot));
    // Sealed under the key of the rest of the segment, as far as a rotation has come.
    const Bytes grave = seal_slot(archive_, newest_master(), slot,
                                  {SlotKind::gravestone, Bytes(aead_key_bytes, '\0')});
    const FileHandle file = open_file(path, O_RDWR);
    const std::unique_lock lock(writing_);
    write_at(file, slot_offset(slot), grave, path);
    sync_file(file, path);
    return true;
}

void KeyFiles::rotate(ByteView next) {
    const MutexLock turn(changing_);
    MasterKeys both = masters();
    if (both.next && *both.next != next) {
        throw Error(ErrorCode::conflict, "wrap the keys anew: another rotation is under way");
    }
    both.next = Bytes(next);
    ready_.clear();  // wrapped by the key before
    set_masters(both);
    const std::uint64_t segments = filled() == 0 ? 0 : segment_of(KeySlot(filled()));
    const bool anew = std::exchange(unsure_, true);
    for (std::uint64_t segment = 1; segment <= segments; ++segment) {
        if (anew || !is_wrapped(both, segment)) {
            rewrap(both, segment);
        }
        fault_point("keys.rewrapped");
    }
    save_state(reserved_);
    unsure_ = false;
    set_masters({*both.next, std::nullopt});
}

bool KeyFiles::is_wrapped(const MasterKeys& masters, std::uint64_t segment) const {
    const fs::path path = segment_file(folder_, segment);
    return read_at(open_file(path, O_RDONLY), 0, slot_bytes, path) ==
           seal_header(archive_, *masters.next, segment);
}

// A segment is wholly under one key: it is made anew beside the old one and renamed.
void KeyFiles::rewrap(const MasterKeys& masters, std::uint64_t segment) {
    const fs::path path = segment_file(folder_, segment);
    const Bytes old = read_file(path, segment_max_bytes);
    Bytes anew = seal_header(archive_, *masters.next, segment);
    const std::uint64_t last = std::min(filled(), first_slot(segment).value() + segment_slots - 1);
    for (std::uint64_t i = first_slot(segment).value(); i <= last; ++i) {
        const KeySlot slot(i);
        Bytes bytes = old.substr(std::min<std::size_t>(old.size(), slot_offset(slot)), slot_bytes);
        if (const auto content = open(masters, slot, bytes)) {
            bytes = seal_slot(archive_, *masters.next, slot, *content);
        } else {
            log(LogLevel::error, "a damaged key stays damaged", {{"slot", i}});
            bytes.resize(slot_bytes, '\0');
        }
        anew += bytes;
    }
    const std::unique_lock lock(writing_);
    replace_file(path, anew, 0600);
}

bool KeyFiles::is_master(ByteView key) const {
    return equal_in_constant_time(newest_master(), key);
}

std::string KeyFiles::mark() const {
    return to_hex(mark_of_master(archive_, newest_master()));
}

KeyCounts KeyFiles::check(const std::function<void(const std::string&)>& finding) const {
    KeyCounts counts;
    if (healed_) {
        finding("keys: their state file was missing or damaged; all keys there count as used");
    }
    const std::uint64_t last = filled();
    for (std::uint64_t segment = 1; first_slot(segment).value() <= last; ++segment) {
        ++counts.segments;
        check_segment(segment, last, counts, finding);
    }
    return counts;
}

void KeyFiles::check_segment(std::uint64_t segment,
                             std::uint64_t last,
                             KeyCounts& counts,
                             const std::function<void(const std::string&)>& finding) const {
    const fs::path path = segment_file(folder_, segment);
    MasterKeys keys;
    Bytes bytes;
    try {
        const std::shared_lock lock(writing_);
        keys = masters_;
        bytes = read_file(path, segment_max_bytes);
    } catch (const Error& error) {
        finding(fmt::format("keys: segment {} cannot be read: {}", segment, error.what()));
        return;
    }
    const Bytes header = bytes.substr(0, slot_bytes);
    if (!is_header(keys, segment, header)) {
        finding(fmt::format("keys: the header of segment {} is damaged", segment));
    }
    const std::uint64_t first = first_slot(segment).value();
    for (std::uint64_t i = first; i <= std::min(last, first + segment_slots - 1); ++i) {
        const KeySlot slot(i);
        const std::size_t at = std::min<std::size_t>(bytes.size(), slot_offset(slot));
        const auto content = open(keys, slot, ByteView(bytes).substr(at, slot_bytes));
        if (!content) {
            finding(fmt::format("keys: slot {} in segment {} is damaged", i, segment));
        } else if (content->kind == SlotKind::gravestone) {
            ++counts.destroyed;
        } else {
            ++counts.live;
        }
    }
}

}  // namespace

void create_key_store(const fs::path& folder, const std::string& archive, ByteView master) {
    if (fs::exists(state_file(folder))) {
        throw Error(ErrorCode::conflict, "make keys in " + folder.string() + ": there are some");
    }
    replace_file(state_file(folder), write_keys_state({0, 0, mark_of_master(archive, master)}),
                 0600);
}

bool is_master_key(const fs::path& folder, const std::string& archive, ByteView master) {
    const auto state = load_state(folder);
    if (!state) {
        throw Error(ErrorCode::corrupt, "read " + state_file(folder).string());
    }
    return state->mark == mark_of_master(archive, master);
}

std::unique_ptr<KeyStore> open_key_store(const fs::path& folder,
                                         const std::string& archive,
                                         const MasterKeys& masters) {
    return std::make_unique<KeyFiles>(folder, archive, masters);
}

}  // namespace kontor
