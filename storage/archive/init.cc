#include "storage/archive/init.h"

#include "storage/access/role.h"
#include "storage/archive/archive_folder.h"
#include "storage/archive/log_origin.h"
#include "storage/archive/master_key.h"
#include "storage/archive/people.h"
#include "storage/archive/store.h"
#include "storage/base/civil.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/key_words.h"
#include "storage/base/password.h"
#include "storage/base/random.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"

namespace kontor {

namespace {

void write_first_rows(Change& change,
                      const InitOptions& options,
                      const KeyFile& keys,
                      const Bytes& check_key,
                      const std::string& hash) {
    RowWriter& rows = change.write();
    catalog::put_setting(rows, "archive", first_origin(keys, options.zone));
    catalog::put_setting(rows, "blobs",
                         {{"check_key", to_base64(check_key)},
                          {"encryption", keys.masters ? blob_encryption : no_encryption}});
    catalog::put_folder(rows, root_folder, {"", FolderId(), false, change.now()});
    catalog::put_folder(rows, inbox_folder, {"Inbox", root_folder, false, change.now()});
    const ActorId admin(system_actor.value() + 1);
    catalog::put_actor(rows, admin, {options.admin_name, true, true, change.now()});
    catalog::put_grant(rows, root_folder, admin, {std::string(name_of(Role::manage))});
    change.upkeep().put(tables::credentials, Key().u64(admin.value()), hash);
    change.detail("origin", keys.origin);
}

}  // namespace

std::optional<std::string> init_archive(const InitOptions& options, Clock& clock) {
    const ArchiveFolder folder{options.data};
    if (std::filesystem::exists(options.data) && !std::filesystem::is_empty(options.data)) {
        throw Error(ErrorCode::conflict,
                    "make an archive in " + options.data.string() + ": it is not empty",
                    Reason{"archive.exists", {{"path", options.data.string()}}, ""});
    }
    if (auto reasons = check_new_actor(options.admin_name, options.admin_password);
        !reasons.empty()) {
        throw Error(ErrorCode::unprocessable, "make an archive", std::move(reasons));
    }
    if (options.passphrase && options.passphrase->size() < limits::password_min_bytes) {
        throw Error(ErrorCode::unprocessable, "make an archive: the passphrase is too short",
                    Reason{"key.passphrase_short",
                           {{"limit", std::to_string(limits::password_min_bytes)}},
                           ""});
    }
    const Zone zone(options.zone);  // refuses an unknown one before anything is made
    const std::string hash = hash_password(options.admin_password);

    make_folders(folder);
    const KeyFile keys = new_key_file(options.encryption);
    make_key_file(options.key_file.empty() ? folder.key_file() : options.key_file, keys,
                  options.passphrase);
    if (keys.masters) {
        create_key_store(folder.keys(), keys.origin, keys.masters->current);
        keep_log_seed(folder, keys.origin, keys.masters->current, keys.log_seed);
    }
    replace_file(folder.catalog_pointer(), std::string(first_generation) + "\n", 0600);
    {
        const auto engine =
            open_lmdb_engine(folder.catalog() / first_generation, {.tables = tables::catalog});
        const Bytes check_key = random_bytes(32);
        const Bytes seed = random_bytes(32);
        engine->write([&](WriteTransaction& transaction) {
            run_change(
                transaction, {system_actor, "archive.made", "", ""}, clock.now(), seed,
                [&](Change& change) { write_first_rows(change, options, keys, check_key, hash); });
        });
    }
    sync_folder(full_path(options.data).parent_path());
    // Last, so that a directory with a format file is a whole archive; the names of the folders in
    // it become durable with that of the file.
    write_format(folder, {catalog_format, blobs_format});
    return keys.masters ? std::optional(key_words(keys.masters->current)) : std::nullopt;
}

}  // namespace kontor
