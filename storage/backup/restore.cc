#include "storage/backup/restore.h"

#include "storage/archive/check.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/key_file.h"
#include "storage/archive/log_origin.h"
#include "storage/archive/master_key.h"
#include "storage/archive/readings.h"
#include "storage/archive/sealed_volumes.h"
#include "storage/audit/audit_log.h"
#include "storage/backup/backup_folder.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/catalog/actor_row.h"
#include "storage/kv/lmdb_engine.h"
#include "storage/kv/row_stream.h"

#include <fmt/format.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

const Caller restorer{system_actor, "kontord restore"};
constexpr std::size_t key_segment_max_bytes = 1U << 20U;

Error wrong_key(const fs::path& path) {
    return {ErrorCode::forbidden, "restore: the key file is another archive's",
            Reason{"key.wrong", {{"path", path.string()}}, ""}};
}

Manifest manifest_in(const fs::path& from) {
    auto manifest = read_manifest(from / "manifest.json");
    if (!manifest) {
        throw Error(ErrorCode::not_found, "restore from " + from.string() + ": no whole backup",
                    Reason{"backup.none", {{"path", from.string()}}, ""});
    }
    return *std::move(manifest);
}

class Restore {
  public:
    Restore(const RestoreOptions& options,
            Clock& clock,
            const std::function<void(const std::string&)>& finding)
        : options_(options),
          clock_(clock),
          finding_(finding),
          manifest_(manifest_in(options.from)),
          target_{options.data},
          staging_{full_path(options.data).string() + ".restoring"} {}

    RestoreResult run() {
        require_free_places();
        fs::remove_all(staging_.data);
        fs::remove(staging_.key_file());
        make_folders(staging_);
        copy_keys();
        take_key_file();
        copy_rows();
        open_and_judge();
        put_in_place();
        return result_;
    }

  private:
    fs::path key_source() const {
        return options_.key_file.empty() ? target_.key_file() : options_.key_file;
    }
    bool is_key_in_place() const { return full_path(key_source()) == target_.key_file(); }

    void require_free_places() const {
        if (fs::exists(target_.data) && !fs::is_empty(target_.data)) {
            throw Error(ErrorCode::conflict,
                        "restore to " + target_.data.string() + ": it is not empty",
                        Reason{"archive.exists", {{"path", target_.data.string()}}, ""});
        }
        const bool brings_one = options_.words || !is_key_in_place();
        if (brings_one && fs::exists(target_.key_file())) {
            throw Error(ErrorCode::conflict, "restore: there is a key file already",
                        Reason{"archive.key_exists", {{"path", target_.key_file().string()}}, ""});
        }
    }

    void copy_keys() const {
        for (const BackupKey& key : manifest_.keys) {
            const auto source = open_backup_file(options_.from, key.file);
            Bytes content(key_segment_max_bytes, '\0');
            content.resize(read_fully(*source, content.data(), content.size()));
            replace_file(staging_.keys() / key.name, content, 0600);
        }
    }

    // First of all, for who has the wrong key should not have to wait to hear of it.
    void take_key_file() {
        const fs::path from = key_source();
        if (options_.words) {
            return;  // needs the catalog: see key_file_of_words()
        }
        if (!manifest_.key_mark && !fs::exists(from)) {
            keys_ = new_key_file(Encryption::none);
            return;
        }
        try {
            keys_ = open_key_file(from, options_.passphrase);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::not_found) {
                throw;
            }
            throw Error(ErrorCode::forbidden, "restore without the key file " + from.string(),
                        Reason{"key.missing", {{"path", from.string()}}, ""});
        }
        if (manifest_.key_mark.has_value() != keys_.masters.has_value() ||
            (keys_.masters && !opens(*keys_.masters))) {
            throw wrong_key(from);
        }
    }

    bool opens(const MasterKeys& masters) const {
        return is_master_key(staging_.keys(), manifest_.archive, masters.current) ||
               (masters.next && is_master_key(staging_.keys(), manifest_.archive, *masters.next));
    }

    void copy_rows() {
        {
            const auto engine = open_lmdb_engine(staging_.catalog() / first_generation,
                                                 {.tables = tables::catalog});
            copy_file(manifest_.catalog, tables::catalog, *engine);
        }
        replace_file(staging_.catalog_pointer(), std::string(first_generation) + "\n", 0600);
        copy_volumes(manifest_.blobs, staging_.blobs());
        copy_volumes(manifest_.derived, staging_.derived());
        replace_file(staging_.format(), manifest_.archive_format, 0600);
        read_format(staging_);
    }

    void copy_volumes(const std::vector<BackupVolume>& volumes, const fs::path& folder) const {
        for (const BackupVolume& volume : volumes) {
            const auto engine = open_lmdb_engine(volume_file(folder, volume.number),
                                                 {.tables = tables::volume, .single_file = true});
            MemorySource state(volume.state);
            read_rows(state, tables::volume, *engine);
            for (const BackupPart& part : volume.parts) {
                copy_file(part.file, tables::volume, *engine);
            }
        }
    }

    void copy_file(const BackupFile& file, std::span<const Table> tables, Engine& engine) const {
        const auto source = open_backup_file(options_.from, file);
        try {
            read_rows(*source, tables, engine);
        } catch (const Error& error) {
            // What is damaged may be no stream before its end is reached.
            const bool is_of_content =
                error.code() == ErrorCode::corrupt || error.code() == ErrorCode::invalid;
            if (!is_of_content || !error.reasons().empty()) {
                throw;
            }
            throw Error(ErrorCode::corrupt, error.what(),
                        Reason{"backup.damaged", {{"path", file.name}}, ""});
        }
    }

    void open_and_judge() {
        if (options_.words) {
            restore_key_file(staging_.data, clock_, {}, *options_.words, options_.passphrase);
            keys_ = open_key_file(staging_.key_file(), options_.passphrase);
        } else {
            // Under the log's present name, so that the store opens; a new origin comes after.
            KeyFile own = keys_;
            own.origin = manifest_.origin;
            make_key_file(staging_.key_file(), own, options_.passphrase);
        }
        const auto store = Store::open(staging_.data, clock_, {.passphrase = options_.passphrase});
        const auto outside = open_kept(*store);
        judge_log(*store, outside);
        if (!result_.continues) {
            begin_origin(*store);
        }
        store->change({restorer.actor, "archive.restored", restorer.request, ""},
                      [&](Change& change) {
                          change.detail("backup", to_rfc3339(manifest_.made));
                          SealedVolumes::forget_all(change);
                          end_sessions(change);
                      });
        result_.texts_missing = Readings(*store).order_missing();
        result_.check = check_archive(*store, finding_, continued(outside));
    }

    std::vector<OutsideCheckpoint> open_kept(const Store& store) const {
        const Snapshot now = store.snapshot();
        return open_outside(known_log_keys(store.key_file(), now.rows()), options_.against,
                            options_.earlier, finding_);
    }

    // The log may go on under its origin when the key is its key, and every checkpoint that was
    // kept outside is of this very log.
    void judge_log(const Store& store, const std::vector<OutsideCheckpoint>& outside) {
        const Snapshot now = store.snapshot();
        const LogOrigin log = log_origin(now.rows());
        const std::uint64_t size = audit::size(now.rows());
        const SigningKey own(keys_.origin, keys_.log_seed);
        if (log.origin != keys_.origin || (log.key && log.key != own.verifier())) {
            result_.why_not = "the log's own key is not at hand";
        } else if (outside.empty() || outside.size() < options_.against.size()) {
            result_.why_not = "no checkpoint kept outside shows how far it went";
        }
        for (const OutsideCheckpoint& one : outside) {
            if (one.head.size > size) {
                result_.why_not = fmt::format("{} saw {} entries, the backup has {}", one.name,
                                              one.head.size, size);
            } else if (one.head.root != audit::root(now.rows(), one.head.size)) {
                result_.why_not = one.name + " saw other entries";
            }
        }
        result_.continues = result_.why_not.empty();
    }

    // Those the restored log cannot continue were said already.
    std::vector<OutsideCheckpoint> continued(const std::vector<OutsideCheckpoint>& outside) const {
        return result_.continues ? outside : std::vector<OutsideCheckpoint>{};
    }

    void begin_origin(Store& store) {
        const KeyFile fresh = new_key_file(Encryption::none);
        keys_.origin = fresh.origin;
        keys_.log_seed = fresh.log_seed;
        begin_new_origin(store, restorer, keys_);
        if (keys_.masters) {
            keep_log_seed(staging_, keys_.origin, keys_.masters->current, keys_.log_seed);
        }
        replace_key_file(staging_.key_file(), keys_, options_.passphrase);
    }

    // A token that was good when the backup was made may have been revoked since.
    static void end_sessions(Change& change) {
        for (bool more = true; more;) {
            Bytes key;
            {
                const auto cursor = change.rows().cursor(tables::sessions);
                more = cursor->seek("");
                key = more ? Bytes(cursor->key()) : Bytes();
            }
            if (more) {
                change.upkeep().erase(tables::sessions, key);
            }
        }
    }

    // The key first: with it alone nothing can be lost, and a restore begun anew finds it there.
    void put_in_place() const {
        const fs::path key = target_.key_file();
        if (fs::exists(key) && !result_.continues) {
            fs::rename(key, key.string() + "." + read_key_file(key).origin);
        }
        fs::rename(staging_.key_file(), key);
        sync_folder(key.parent_path());
        fault_point("restore.key");
        fs::rename(staging_.data, full_path(target_.data));
        sync_folder(full_path(target_.data).parent_path());
    }

    const RestoreOptions& options_;
    Clock& clock_;
    const std::function<void(const std::string&)>& finding_;
    const Manifest manifest_;
    const ArchiveFolder target_;
    const ArchiveFolder staging_;
    KeyFile keys_;
    RestoreResult result_;
};

}  // namespace

RestoreResult restore(const RestoreOptions& options,
                      Clock& clock,
                      const std::function<void(const std::string&)>& finding) {
    return Restore(options, clock, finding).run();
}

}  // namespace kontor
