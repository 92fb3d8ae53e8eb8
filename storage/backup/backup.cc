#include "storage/backup/backup.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/log_origin.h"
#include "storage/backup/backup_folder.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "storage/kv/row_stream.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t progress_step_bytes = 1ULL << 30;
constexpr std::size_t key_file_max_bytes = 1U << 20U;

// SHA-256 over numbers, as BackupPart has it.
class Numbers {
  public:
    void add(BlobNumber number) {
        Bytes bytes;
        append_u64(bytes, number.value());
        hasher_.update(bytes);
        last_ = number.value();
    }
    std::uint64_t last() const { return last_; }
    Bytes finish() { return hasher_.finish(); }

  private:
    Hasher hasher_{HashKind::sha256};
    std::uint64_t last_ = 0;
};

class CountingSink : public ByteSink {
  public:
    explicit CountingSink(ByteSink& out) : out_(out) {}
    void write(ByteView bytes) override {
        out_.write(bytes);
        bytes_ += bytes.size();
    }
    std::uint64_t bytes() const { return bytes_; }

  private:
    ByteSink& out_;
    std::uint64_t bytes_ = 0;
};

void require_apart(const fs::path& data, const fs::path& to) {
    const fs::path inner = fs::weakly_canonical(full_path(to));
    const fs::path outer = fs::weakly_canonical(full_path(data));
    const auto inside = [](const fs::path& one, const fs::path& other) {
        return std::mismatch(other.begin(), other.end(), one.begin(), one.end()).first ==
               other.end();
    };
    if (inside(inner, outer) || inside(outer, inner)) {
        throw Error(ErrorCode::conflict, "back up into the archive itself",
                    Reason{"backup.inside", {{"path", to.string()}}, ""});
    }
}

class Run {
  public:
    Run(Store& store, const fs::path& to, const BackupTalk& talk, std::uint64_t part_bytes)
        : store_(store),
          talk_(talk),
          part_bytes_(part_bytes == 0 ? limits::backup_part_bytes : part_bytes),
          log_(log_origin(store.snapshot().rows())),
          folder_(to, log_.archive) {}

    // What was destroyed while a copy was made is in the catalog that went first and in no key that
    // went last: then once more, which takes what is there already.
    BackupResult run() {
        for (std::uint64_t before = erasures() + 1; before != erasures();) {
            before = erasures();
            earlier_.emplace(std::exchange(next_, {}));
            copy();
            fault_point("backup.copied");
        }
        folder_.finish(next_);
        return result_;
    }

  private:
    std::uint64_t erasures() const { return store_.snapshot().rows().count(tables::erasures); }

    // The catalog first: every blob and key that it names is there already, and is copied after.
    void copy() {
        result_.files = 0;
        result_.bytes = 0;
        next_.archive = log_.archive;
        next_.origin = log_.origin;
        next_.made = store_.clock().now();
        next_.archive_format = read_file(store_.folder().format(), key_file_max_bytes);
        next_.checkpoint = newest_checkpoint();
        copy_catalog();
        copy_volumes(store_.blobs(), "blobs", &Manifest::blobs);
        copy_volumes(store_.derived(), "derived", &Manifest::derived);
        copy_keys();
    }

    void found(const std::string& line) {
        ++result_.findings;
        talk_.finding(line);
    }

    // Without the key file there is nothing to sign with; the backup is none the worse for it.
    std::string newest_checkpoint() {
        try {
            return Checkpoints(store_).newest();
        } catch (const Error& error) {
            if (error.code() != ErrorCode::conflict) {
                throw;
            }
            return "";
        }
    }

    void keep(const BackupFile& file) {
        ++result_.files;
        result_.bytes += file.bytes;
    }
    BackupFile write(const std::string& name, const std::function<void(ByteSink&)>& content) {
        BackupFile file = folder_.write(name, content);
        keep(file);
        result_.written += file.bytes;
        if (result_.written / progress_step_bytes > told_) {
            told_ = result_.written / progress_step_bytes;
            talk_.progress(fmt::format("{} GiB written", told_));
        }
        return file;
    }

    void copy_catalog() {
        const Snapshot now = store_.snapshot();
        next_.catalog = write("catalog/rows", [&](ByteSink& out) {
            write_rows(out, now.rows(), tables::catalog,
                       [&](const std::string& line) { found("catalog: " + line); });
        });
    }

    using Volumes = std::vector<BackupVolume> Manifest::*;

    void copy_volumes(const VolumeStore& volumes, const std::string& area, Volumes of) {
        for (const auto& [number, state] : volumes.volumes()) {
            (next_.*of).push_back({number, state, {}});
            BackupVolume& copy = (next_.*of).back();
            std::uint64_t after = 0;
            while (auto part = next_part(volumes, area, of, number, after)) {
                after = part->last;
                copy.parts.push_back(*std::move(part));
                folder_.keep_progress(next_);
            }
        }
    }

    // The part of volume `number` that begins above `after`: one that is there already, when the
    // volume still has just the blobs that are in it, else a new one. Nothing at the end.
    std::optional<BackupPart> next_part(const VolumeStore& volumes,
                                        const std::string& area,
                                        Volumes of,
                                        std::uint32_t number,
                                        std::uint64_t after) {
        const BackupPart* const known = known_part(of, number, after);
        if (known == nullptr && volumes.numbers_after(number, BlobNumber(after)).empty()) {
            return std::nullopt;
        }
        const bool is_full = known != nullptr && known->file.bytes >= part_bytes_;
        const bool is_open_end =
            known == nullptr ||
            (!is_full && !volumes.numbers_after(number, BlobNumber(known->last)).empty());
        if (known != nullptr && !is_open_end &&
            numbers_in(volumes, number, after, known->last) == known->numbers) {
            keep(known->file);
            return *known;
        }
        const std::uint64_t upto = is_full ? known->last : UINT64_MAX;
        const std::uint64_t findings_before = result_.findings;
        auto part = write_part(volumes, area, number, after, upto);
        if (known != nullptr && result_.findings > findings_before) {
            // May hold the last good copy of what is damaged now.
            keep(known->file);
            return *known;
        }
        return part;
    }

    const BackupPart* known_part(Volumes of, std::uint32_t number, std::uint64_t after) const {
        for (const auto* manifest : {&earlier_, &folder_.unfinished(), &folder_.whole()}) {
            if (!*manifest) {
                continue;
            }
            for (const BackupVolume& volume : (**manifest).*of) {
                const auto part = std::ranges::find(volume.parts, after, &BackupPart::after);
                if (volume.number == number && part != volume.parts.end()) {
                    return &*part;
                }
            }
        }
        return nullptr;
    }

    // Calls `visit` with the numbers in (after, upto], until it answers false.
    static void walk_numbers(const VolumeStore& volumes,
                             std::uint32_t volume,
                             std::uint64_t after,
                             std::uint64_t upto,
                             const std::function<bool(BlobNumber)>& visit) {
        for (auto found = volumes.numbers_after(volume, BlobNumber(after)); !found.empty();
             found = volumes.numbers_after(volume, found.back())) {
            for (const BlobNumber number : found) {
                if (number.value() > upto || !visit(number)) {
                    return;
                }
            }
        }
    }

    static Bytes numbers_in(const VolumeStore& volumes,
                            std::uint32_t volume,
                            std::uint64_t after,
                            std::uint64_t upto) {
        Numbers numbers;
        walk_numbers(volumes, volume, after, upto, [&](BlobNumber number) {
            numbers.add(number);
            return true;
        });
        return numbers.finish();
    }

    std::optional<BackupPart> write_part(const VolumeStore& volumes,
                                         const std::string& area,
                                         std::uint32_t volume,
                                         std::uint64_t after,
                                         std::uint64_t upto) {
        Numbers numbers;
        const std::string name = fmt::format("{}/{:06}/{:012}", area, volume, after + 1);
        BackupPart part{
            write(name,
                  [&](ByteSink& out) {
                      CountingSink counted(out);
                      walk_numbers(volumes, volume, after, upto, [&](BlobNumber number) {
                          copy_blob(volumes, volume, number, counted, numbers);
                          return upto != UINT64_MAX || counted.bytes() < part_bytes_;
                      });
                  }),
            after,
            upto,
            {}};
        // A part says how far it goes, though the blobs at its end may be gone.
        part.last = upto == UINT64_MAX ? numbers.last() : upto;
        part.numbers = numbers.finish();
        return part.last == 0 ? std::nullopt : std::optional(part);
    }

    void copy_blob(const VolumeStore& volumes,
                   std::uint32_t volume,
                   BlobNumber number,
                   ByteSink& out,
                   Numbers& numbers) {
        try {
            if (&volumes == &store_.blobs()) {
                verify(number);
            }
            if (volumes.copy_rows(volume, number, out)) {
                numbers.add(number);
            }
        } catch (const Error& error) {
            if (error.code() != ErrorCode::corrupt) {
                throw;
            }
            numbers.add(number);
            found(fmt::format("blob {}: {}", number.str(), error.what()));
        }
    }

    // Both hashes, by the catalog. A blob that has no row yet belongs to no paper of this backup.
    void verify(BlobNumber number) {
        std::optional<BlobRow> row;
        Bytes digest;
        {
            const Snapshot now = store_.snapshot();
            const auto found = now.rows().get(tables::blob_numbers, Key().u64(number.value()));
            if (found) {
                digest = Bytes(*found);
                row = catalog::find_blob(now.rows(), digest);
            }
        }
        if (row) {
            store_.blobs().verify(blob_of(*row), digest, row->sha512);
        }
    }

    // What the state says is there is in the segments already, so it goes first.
    void copy_keys() {
        if (store_.keys() == nullptr) {
            return;
        }
        next_.key_mark = from_hex(store_.keys()->mark());
        std::vector<std::string> names{"state"};
        for (const auto& entry : fs::directory_iterator(store_.folder().keys())) {
            const std::string name = entry.path().filename().string();
            if (entry.path().extension() == ".seg" || name == "seed") {
                names.push_back(name);
            }
        }
        std::sort(names.begin() + 1, names.end());
        for (const std::string& name : names) {
            const Bytes content = read_file(store_.folder().keys() / name, key_file_max_bytes);
            const BackupKey* const known = known_key(name, sha256(content));
            if (known != nullptr) {
                keep(known->file);
            }
            next_.keys.push_back(
                {name, known != nullptr ? known->file : write("keys/" + name, [&](ByteSink& out) {
                     out.write(content);
                 })});
        }
    }

    const BackupKey* known_key(const std::string& name, const Bytes& digest) const {
        if (!folder_.whole()) {
            return nullptr;
        }
        const auto& keys = folder_.whole()->keys;
        const auto known = std::ranges::find_if(keys, [&](const BackupKey& key) {
            return key.name == name && key.file.sha256 == digest;
        });
        return known == keys.end() ? nullptr : &*known;
    }

    Store& store_;
    const BackupTalk& talk_;
    const std::uint64_t part_bytes_;
    const LogOrigin log_;
    BackupFolder folder_;
    Manifest next_;
    std::optional<Manifest> earlier_;  // of this run, when it copies once more
    BackupResult result_;
    std::uint64_t told_ = 0;  // GiB
};

}  // namespace

BackupResult back_up(Store& store,
                     const fs::path& to,
                     const BackupTalk& talk,
                     std::uint64_t part_bytes) {
    require_apart(store.folder().data, to);
    return Run(store, to, talk, part_bytes).run();
}

}  // namespace kontor
