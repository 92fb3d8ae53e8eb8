#include "storage/blob/volumes.h"

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/file_errors.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/blob/blob_source.h"
#include "storage/blob/chunk_compression.h"
#include "storage/blob/chunk_reader.h"
#include "storage/blob/volume.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t batch_chunks = limits::blob_batch_bytes / chunk_data_bytes;
// Beyond twice its size: a volume grows on while the uploads that began in it end.
constexpr std::uint64_t map_slack_bytes = 8ULL << 30;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

// 0 is the engine's own size: 1 TiB, or what a sanitizer can bear.
std::uint64_t map_bytes_of(const VolumesOptions& options) {
    if (options.map_bytes != 0 || sanitized || options.sealing == Sealing::never) {
        return options.map_bytes;
    }
    return 2 * options.seal_bytes + map_slack_bytes;
}

void start_libsodium() {
    if (sodium_init() < 0) {  // chooses the fast code for this processor
        throw Error(ErrorCode::internal, "start libsodium");
    }
}

// "000001.mdb" is 1; nothing for any other name.
std::optional<std::uint32_t> volume_number(const fs::path& file) {
    const std::string name = file.stem().string();
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = error == std::errc() && end == name.data() + name.size();
    if (!whole || file.filename() != volume_file("", number)) {
        return std::nullopt;
    }
    return number;
}

class BlobVolumes : public VolumeStore {
  public:
    // All volumes, or as a guest one.
    BlobVolumes(fs::path folder,
                const VolumesOptions& options,
                std::optional<std::uint32_t> guest_of = std::nullopt);

    StoredBlob put(ByteSource& source, std::uint64_t max_bytes) override;
    void settle(BlobNumber number) override;
    std::unique_ptr<ByteSource> open(const BlobRef& blob, ByteRange range) const override;
    bool remove(const BlobRef& blob) override;
    void verify(const BlobRef& blob, ByteView sha256, ByteView sha512) const override;
    std::uint64_t sweep(const std::function<bool(BlobNumber)>& is_referenced) override;
    void for_each(const std::function<void(BlobNumber, std::uint32_t)>& visit) const override;
    BlobFacts facts() const override;
    bool writable() const override;
    void recover() override;
    std::uint64_t reusable_bytes() const override { return newest().reusable_bytes(); }
    std::vector<VolumeFacts> volumes() const override;
    std::vector<BlobNumber> numbers_after(std::uint32_t volume, BlobNumber after) const override;
    bool copy_rows(std::uint32_t volume, BlobNumber number, ByteSink& out) const override;
    std::vector<Place> places() const override;
    void move(std::uint32_t volume,
              const fs::path& folder,
              const std::function<void(const fs::path&)>& judge) override;
    void rewrite(std::uint32_t volume,
                 const std::function<bool(BlobNumber)>& is_referenced) override;
    void open_when_present() override;
    void renew(std::uint32_t volume) override;
    bool clear_left() override;

  private:
    // One put: its place, taken when there is something to write, and what is not yet written.
    struct Upload {
        BlobNumber number;
        Volume* volume = nullptr;
        KeySlot key;
        std::shared_ptr<const BlobSeal> seal;
        std::vector<Bytes> batch;
        std::uint32_t written = 0;  // chunks
        bool on_disk = false;       // something of it
    };

    std::unique_ptr<Volume> open_volume(std::uint32_t number) const;
    fs::path file_of(std::uint32_t number) const { return volume_file(folder_, number); }
    void open_as_owner();

    StoredBlob store(ChunkReader& reader, Upload& upload);
    void write_batch(Upload& upload, const std::optional<Bytes>& head);
    void abandon(const Upload& upload);
    void take_place(Upload& upload);
    void begin_volume_when_full();
    bool is_full(const Volume& volume) const;
    std::shared_ptr<const BlobSeal> seal_of(const BlobRef& blob) const;
    struct OpenBlob {
        const Volume& volume;
        BlobHead head;
        std::shared_ptr<const BlobSeal> seal;
    };
    OpenBlob open(const BlobRef& blob) const;

    std::uint64_t sweep(Volume& volume, const std::function<bool(BlobNumber)>& is_referenced);
    bool is_pinned(BlobNumber number) const;
    bool at_rest(const Volume& volume) const;

    Volume& newest() const;
    Volume* find_volume(std::uint32_t number) const;
    Volume& get_volume(std::uint32_t number) const;
    std::vector<Volume*> all_volumes() const;

    const fs::path folder_;
    const VolumesOptions options_;
    const std::shared_ptr<const BlobSeal> check_seal_;  // of all blobs, when nothing is encrypted
    Mutex sweeping_;  // one thread at a time sweeps, and with it seals
    Mutex growing_;   // one thread at a time begins a volume; held over file work, so not mutex_
    mutable Mutex mutex_;
    std::vector<std::unique_ptr<Volume>> volumes_ GUARDED_BY(mutex_);  // ascending, never empty
    std::uint64_t highest_ GUARDED_BY(mutex_) = 0;                     // number handed out
    std::map<BlobNumber, std::uint32_t> pins_ GUARDED_BY(mutex_);      // number to volume
};

BlobVolumes::BlobVolumes(fs::path folder,
                         const VolumesOptions& options,
                         std::optional<std::uint32_t> guest_of)
    : folder_(std::move(folder)),
      options_(options),
      check_seal_(make_check_seal(options.check_key)) {
    if (options_.check_key.size() != check_key_bytes) {
        throw Error(ErrorCode::invalid, "open the blob volumes: the check key has a wrong length");
    }
    if (!guest_of) {
        open_as_owner();
        return;
    }
    const MutexLock lock(mutex_);
    volumes_.push_back(
        std::make_unique<Volume>(*guest_of, file_of(*guest_of), 0, Volume::As::guest));
}

void BlobVolumes::open_as_owner() {
    if (fs::create_directories(folder_)) {
        fs::permissions(folder_, fs::perms::owner_all);
        sync_folder(fs::absolute(folder_).parent_path());
    }
    Volume::remove_unfinished(folder_);
    const std::vector<std::uint32_t> numbers = volume_numbers(folder_);
    const MutexLock lock(mutex_);
    for (const std::uint32_t number : numbers) {
        volumes_.push_back(open_volume(number));
        highest_ = std::max(highest_, volumes_.back()->highest());
    }
    if (volumes_.empty() || volumes_.back()->sealed()) {
        const std::uint32_t next = numbers.empty() ? 1 : numbers.back() + 1;
        Volume::create(file_of(next), highest_, map_bytes_of(options_));
        volumes_.push_back(open_volume(next));
    }
}

std::unique_ptr<Volume> BlobVolumes::open_volume(std::uint32_t number) const {
    return std::make_unique<Volume>(number, file_of(number), map_bytes_of(options_));
}

StoredBlob BlobVolumes::put(ByteSource& source, std::uint64_t max_bytes) {
    ChunkReader reader(source, max_bytes);
    Upload upload;
    try {
        return store(reader, upload);
    } catch (...) {
        abandon(upload);
        throw;
    }
}

StoredBlob BlobVolumes::store(ChunkReader& reader, Upload& upload) {
    Bytes ahead;  // so that the batch at hand is known to be the last, or not
    for (bool more = reader.next(ahead); more;) {
        if (upload.batch.size() == batch_chunks) {
            take_place(upload);
            write_batch(upload, std::nullopt);
            fault_point("blob.batch");
        }
        upload.batch.push_back(std::move(ahead));
        more = reader.next(ahead);
    }
    take_place(upload);
    StoredBlob stored = reader.finish(upload.number, upload.volume->number());
    stored.key = upload.key;
    const Bytes head = upload.seal->seal_head(stored.number, stored.size, stored.sha256);
    fault_point("blob.before_head");
    write_batch(upload, head);
    fault_point("blob.stored");
    return stored;
}

// Compressed and sealed here, before the writer's turn. The first chunk of a batch says whether the
// others are worth a try. The last batch is the one that the head is written with.
void BlobVolumes::write_batch(Upload& upload, const std::optional<Bytes>& head) {
    const BlobNumber number = upload.number;
    std::uint32_t index = upload.written;
    bool pays = true;
    for (Bytes& chunk : upload.batch) {
        pays = pays && (compress_chunk(chunk) || &chunk != &upload.batch.front());
        const bool last = head && &chunk == &upload.batch.back();
        upload.seal->seal_chunk({number, index++, last}, chunk);
    }
    upload.volume->write(number, upload.written, upload.batch, head);
    upload.written = index;
    upload.on_disk = true;
    upload.batch.clear();
}

// Called while an exception is on its way, which is the one to tell of.
void BlobVolumes::abandon(const Upload& upload) {
    if (!upload.volume) {
        return;
    }
    try {
        if (upload.on_disk) {
            if (upload.key.valid()) {
                options_.keys->destroy(upload.key);
            }
            upload.volume->erase(upload.number);
        }
    } catch (const std::exception& error) {
        log(LogLevel::warning, "chunks of a broken put stay until the next sweep",
            {{"blob", upload.number.value()}, {"why", error.what()}});
    }
    settle(upload.number);
}

void BlobVolumes::take_place(Upload& upload) {
    if (upload.volume) {
        return;
    }
    begin_volume_when_full();
    if (options_.keys != nullptr) {
        BlobKey key = options_.keys->make();
        upload.key = key.slot;
        upload.seal = make_cipher_seal(std::move(key.key));
    } else {
        upload.seal = check_seal_;
    }
    const MutexLock lock(mutex_);
    upload.volume = volumes_.back().get();
    upload.number = BlobNumber(++highest_);
    pins_.emplace(upload.number, upload.volume->number());
}

bool BlobVolumes::is_full(const Volume& volume) const {
    return options_.sealing == Sealing::at_size && volume.bytes() >= options_.seal_bytes;
}

void BlobVolumes::begin_volume_when_full() {
    if (!is_full(newest())) {
        return;
    }
    const MutexLock turn(growing_);
    const Volume& last = newest();
    if (!is_full(last)) {
        return;  // another thread has begun one meanwhile
    }
    std::uint64_t highest = 0;
    {
        const MutexLock lock(mutex_);
        highest = highest_;
    }
    const std::uint32_t next = last.number() + 1;
    Volume::create(file_of(next), highest, map_bytes_of(options_));
    auto volume = open_volume(next);
    const MutexLock lock(mutex_);
    volumes_.push_back(std::move(volume));
}

void BlobVolumes::settle(BlobNumber number) {
    const MutexLock lock(mutex_);
    pins_.erase(number);
}

bool BlobVolumes::is_pinned(BlobNumber number) const {
    const MutexLock lock(mutex_);
    return pins_.contains(number);
}

// Only the newest volume gets new pins, so what is at rest stays so.
bool BlobVolumes::at_rest(const Volume& volume) const {
    const MutexLock lock(mutex_);
    return &volume != volumes_.back().get() &&
           std::none_of(pins_.begin(), pins_.end(),
                        [&](const auto& pin) { return pin.second == volume.number(); });
}

std::shared_ptr<const BlobSeal> BlobVolumes::seal_of(const BlobRef& blob) const {
    if (blob.key.valid() != (options_.keys != nullptr)) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("open blob {}: it has {} key, and this store {} encryption",
                                blob.number.str(), blob.key.valid() ? "a" : "no",
                                options_.keys != nullptr ? "has" : "has no"));
    }
    return blob.key.valid() ? make_cipher_seal(options_.keys->get(blob.key)) : check_seal_;
}

BlobVolumes::OpenBlob BlobVolumes::open(const BlobRef& blob) const {
    const Volume* volume = find_volume(blob.volume);
    if (volume == nullptr || !volume->has_head(blob.number)) {
        throw Error(ErrorCode::not_found,
                    fmt::format("open blob {} in volume {}", blob.number.str(), blob.volume));
    }
    auto seal = seal_of(blob);
    auto head = volume->find_head(blob.number, *seal);
    if (!head) {
        throw Error(ErrorCode::not_found,
                    fmt::format("open blob {}: it was removed", blob.number.str()));
    }
    if (head->size != blob.size) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("open blob {}: {} bytes expected, its head says {}",
                                blob.number.str(), blob.size, head->size));
    }
    return {*volume, *std::move(head), std::move(seal)};
}

std::unique_ptr<ByteSource> BlobVolumes::open(const BlobRef& blob, ByteRange range) const {
    OpenBlob found = open(blob);
    require_range(blob.number, found.head.size, range);
    return std::make_unique<BlobSource>(found.volume, blob.number, std::move(found.head),
                                        std::move(found.seal), range);
}

bool BlobVolumes::remove(const BlobRef& blob) {
    if (blob.key.valid() && options_.keys != nullptr) {
        options_.keys->destroy(blob.key);
    }
    Volume* volume = find_volume(blob.volume);
    if (volume != nullptr && volume->sealed()) {
        return !volume->is_present() || volume->has_head(blob.number);
    }
    return volume && volume->erase(blob.number);
}

void BlobVolumes::verify(const BlobRef& blob, ByteView sha256, ByteView sha512) const {
    const OpenBlob found = open(blob);
    BlobSource source(found.volume, blob.number, found.head, found.seal, {0, blob.size});
    Hasher hasher256(HashKind::sha256);
    Hasher hasher512(HashKind::sha512);
    // No larger than the paper: to clear a whole chunk costs more than to hash a small one.
    Bytes buffer(std::min<std::uint64_t>(chunk_data_bytes, blob.size), '\0');
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        hasher256.update(ByteView(buffer).substr(0, count));
        hasher512.update(ByteView(buffer).substr(0, count));
    }
    if (hasher256.finish() != sha256 || hasher512.finish() != sha512) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("verify blob {}: its bytes have other digests", blob.number.str()));
    }
    if (!found.seal->head_fits(blob.number, found.head, sha256)) {
        throw Error(ErrorCode::corrupt, fmt::format("verify blob {}: its head was not written for "
                                                    "these bytes",
                                                    blob.number.str()));
    }
}

std::uint64_t BlobVolumes::sweep(const std::function<bool(BlobNumber)>& is_referenced) {
    const MutexLock turn(sweeping_);
    std::uint64_t removed = 0;
    for (Volume* volume : all_volumes()) {
        if (volume->sealed()) {
            continue;
        }
        const bool last_sweep = at_rest(*volume);  // asked before: nothing can become litter after
        removed += sweep(*volume, is_referenced);
        if (last_sweep) {
            volume->seal();
        }
    }
    return removed;
}

// In this order, for each number: seen, then found not pinned, then judged. What was pinned when it
// was seen and is not any more has had its Change, so is_referenced() knows; and a head that came
// after the look is seen by erase_headless().
std::uint64_t BlobVolumes::sweep(Volume& volume,
                                 const std::function<bool(BlobNumber)>& is_referenced) {
    std::uint64_t removed = 0;
    auto found = volume.numbers_after(BlobNumber());
    while (!found.empty()) {
        for (const auto& [number, has_head] : found) {
            if (is_pinned(number)) {
                continue;
            }
            if (!has_head) {
                removed += volume.erase_headless(number) ? 1 : 0;
            } else if (!is_referenced(number)) {
                removed += volume.erase(number) ? 1 : 0;
            }
        }
        found = volume.numbers_after(found.back().number);
    }
    return removed;
}

void BlobVolumes::for_each(const std::function<void(BlobNumber, std::uint32_t)>& visit) const {
    for (const Volume* volume : all_volumes()) {
        auto found = volume->numbers_after(BlobNumber());
        while (!found.empty()) {
            for (const auto& [number, has_head] : found) {
                if (has_head) {
                    visit(number, volume->number());
                }
            }
            found = volume->numbers_after(found.back().number);
        }
    }
}

BlobFacts BlobVolumes::facts() const {
    BlobFacts facts;
    const auto all = all_volumes();
    for (const Volume* volume : all) {
        ++facts.volumes;
        facts.sealed += volume->sealed() ? 1 : 0;
        facts.to_seal += !volume->sealed() && volume != all.back() ? 1 : 0;
        facts.absent += volume->is_present() ? 0 : 1;
        facts.bytes += volume->bytes();
    }
    const MutexLock lock(mutex_);
    facts.highest = BlobNumber(highest_);
    return facts;
}

bool BlobVolumes::writable() const {
    return std::ranges::all_of(all_volumes(),
                               [](const Volume* volume) { return volume->writable(); });
}

void BlobVolumes::recover() {
    for (Volume* volume : all_volumes()) {
        if (!volume->writable()) {
            volume->recover();
        }
    }
}

Volume& BlobVolumes::newest() const {
    const MutexLock lock(mutex_);
    return *volumes_.back();
}

Volume* BlobVolumes::find_volume(std::uint32_t number) const {
    const MutexLock lock(mutex_);
    const auto found = std::lower_bound(
        volumes_.begin(), volumes_.end(), number,
        [](const auto& volume, std::uint32_t wanted) { return volume->number() < wanted; });
    return found != volumes_.end() && (*found)->number() == number ? found->get() : nullptr;
}

std::vector<Volume*> BlobVolumes::all_volumes() const {
    const MutexLock lock(mutex_);
    std::vector<Volume*> all;
    for (const auto& volume : volumes_) {
        all.push_back(volume.get());
    }
    return all;
}

Volume& BlobVolumes::get_volume(std::uint32_t number) const {
    Volume* volume = find_volume(number);
    if (volume == nullptr) {
        throw Error(ErrorCode::not_found, fmt::format("find volume {}", number),
                    Reason{"volume.not_found", {{"number", std::to_string(number)}}, ""});
    }
    return *volume;
}

std::vector<VolumeStore::VolumeFacts> BlobVolumes::volumes() const {
    std::vector<VolumeFacts> facts;
    for (const Volume* volume : all_volumes()) {
        MemorySink state;
        volume->copy_state(state);
        facts.push_back({volume->number(), state.bytes()});
    }
    return facts;
}

std::vector<BlobNumber> BlobVolumes::numbers_after(std::uint32_t volume, BlobNumber after) const {
    std::vector<BlobNumber> numbers;
    auto found = get_volume(volume).numbers_after(after);
    while (numbers.empty() && !found.empty()) {
        for (const auto& [number, has_head] : found) {
            if (has_head) {
                numbers.push_back(number);
            }
        }
        if (numbers.empty()) {
            found = get_volume(volume).numbers_after(found.back().number);
        }
    }
    return numbers;
}

std::vector<VolumeStore::Place> BlobVolumes::places() const {
    std::vector<Place> places;
    for (const Volume* volume : all_volumes()) {
        const fs::path file = file_of(volume->number());
        places.push_back({volume->number(), volume->sealed(), volume->is_present(), volume->bytes(),
                          fs::is_symlink(file) ? fs::read_symlink(file) : full_path(file)});
    }
    return places;
}

void BlobVolumes::move(std::uint32_t volume,
                       const fs::path& folder,
                       const std::function<void(const fs::path&)>& judge) {
    get_volume(volume).move_to(folder, judge);
}

void BlobVolumes::rewrite(std::uint32_t volume,
                          const std::function<bool(BlobNumber)>& is_referenced) {
    const MutexLock turn(sweeping_);
    Volume& found = get_volume(volume);
    const bool was_sealed = found.sealed();
    found.unseal();
    fault_point("volume.unsealed");
    sweep(found, is_referenced);
    found.renew();
    fault_point("volume.rewritten");
    found.clear_left();
    if (was_sealed) {
        found.seal();
    }
}

void BlobVolumes::open_when_present() {
    for (Volume* volume : all_volumes()) {
        if (!volume->is_present()) {
            volume->open_when_present();
        }
    }
}

void BlobVolumes::renew(std::uint32_t volume) {
    get_volume(volume).renew();
}

bool BlobVolumes::clear_left() {
    bool all = true;
    for (Volume* volume : all_volumes()) {
        all = volume->clear_left() && all;
    }
    return all;
}

bool BlobVolumes::copy_rows(std::uint32_t volume, BlobNumber number, ByteSink& out) const {
    return get_volume(volume).copy_rows(number, out);
}

}  // namespace

std::vector<std::uint32_t> volume_numbers(const fs::path& folder) {
    std::vector<std::uint32_t> numbers;
    with_file_errors([&] {
        if (fs::exists(folder)) {
            for (const auto& entry : fs::directory_iterator(folder)) {
                if (const auto number = volume_number(entry.path())) {
                    numbers.push_back(*number);
                }
            }
        }
    });
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

fs::path volume_file(const fs::path& folder, std::uint32_t number) {
    return folder / fmt::format("{:06}.mdb", number);
}

std::optional<fs::path> find_absent_volume(const fs::path& folder, std::uint32_t number) {
    const fs::path file = volume_file(folder, number);
    return with_file_errors([&]() -> std::optional<fs::path> {
        return fs::is_symlink(file) && !fs::exists(file) ? std::optional(fs::read_symlink(file))
                                                         : std::nullopt;
    });
}

void require_volume_present(const fs::path& folder, std::uint32_t number) {
    if (const auto place = find_absent_volume(folder, number)) {
        throw Error(ErrorCode::busy,
                    fmt::format("use volume {}: {} is not there", number, place->string()),
                    Reason{"volume.absent", {{"number", std::to_string(number)}}, ""});
    }
}

LmdbOptions volume_tables() {
    return {.tables = tables::volume, .single_file = true};
}

std::unique_ptr<BlobStore> open_volume_as_guest(const fs::path& folder,
                                                std::uint32_t number,
                                                const VolumesOptions& options) {
    start_libsodium();
    VolumesOptions as_guest = options;
    as_guest.sealing = Sealing::never;  // no volume is begun
    return std::make_unique<BlobVolumes>(folder, as_guest, number);
}

void read_volume_rows(const fs::path& folder,
                      std::uint32_t number,
                      const std::function<bool(BlobNumber)>& answered,
                      const std::function<void(const std::string&)>& finding) {
    start_libsodium();
    Volume(number, volume_file(folder, number), 0, Volume::As::guest).read_rows(answered, finding);
}

std::unique_ptr<VolumeStore> open_volumes(const fs::path& folder, const VolumesOptions& options) {
    start_libsodium();
    return with_file_errors([&]() -> std::unique_ptr<VolumeStore> {
        return std::make_unique<BlobVolumes>(folder, options);
    });
}

}  // namespace kontor
