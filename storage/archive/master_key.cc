#include "storage/archive/master_key.h"

#include "storage/archive/log_origin.h"
#include "storage/base/aead.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/key_words.h"
#include "storage/base/log.h"
#include "storage/base/random.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/lmdb_engine.h"

namespace kontor {

namespace {

constexpr std::size_t seed_bytes = 32;
constexpr std::string_view seed_purpose = "kontor log seed";

Bytes seed_place(const std::string& origin) {
    return Bytes(seed_purpose) + '\0' + origin;
}

std::filesystem::path seed_file(const ArchiveFolder& folder) {
    return folder.keys() / "seed";
}

std::optional<Bytes> find_log_seed(const ArchiveFolder& folder,
                                   const std::string& origin,
                                   ByteView master) {
    if (!std::filesystem::exists(seed_file(folder))) {
        return std::nullopt;
    }
    const Bytes all = read_file(seed_file(folder), 4096);
    if (all.size() != aead_nonce_bytes + seed_bytes + aead_tag_bytes) {
        return std::nullopt;
    }
    return aead_open(master, ByteView(all).substr(0, aead_nonce_bytes), seed_place(origin),
                     ByteView(all).substr(aead_nonce_bytes));
}

Bytes key_in(std::string_view words) {
    auto key = key_of_words(words);
    if (!key) {
        throw Error(ErrorCode::unprocessable, "read the words of a recovery sheet",
                    Reason{"key.words", {}, ""});
    }
    return *std::move(key);
}

Error other_key() {
    return {ErrorCode::unprocessable, "compare the words of a recovery sheet",
            Reason{"key.words_other", {}, ""}};
}

}  // namespace

bool MasterKey::is_confirmed() const {
    const KeyStore* keys = store_.keys();
    if (keys == nullptr) {
        return true;
    }
    const auto setting = catalog::find_setting(store_.snapshot().rows(), "recovery");
    return setting && setting->value("confirmed", "") == keys->mark();
}

void MasterKey::confirm(const Caller& caller, std::string_view words) {
    KeyStore& keys = store_.require_keys();
    if (!keys.is_master(key_in(words))) {
        throw other_key();
    }
    const std::string mark = keys.mark();
    store_.change({caller.actor, "key.confirmed", caller.request, ""}, [&](Change& change) {
        catalog::put_setting(change.write(), "recovery", {{"confirmed", mark}});
    });
}

// The order is what a crash at any point leaves whole: both keys durable, then the segments, then
// the seed, then the new key alone.
void MasterKey::rotate(const Caller& caller,
                       const std::function<void(const std::string& words)>& sheet) {
    KeyStore& keys = store_.require_keys();
    const auto path = store_.key_file();
    KeyFile file = open_key_file(path, store_.passphrase());
    if (!file.masters) {
        throw Error(ErrorCode::corrupt, "read key file " + path.string() + ": no master key");
    }
    if (!file.masters->next) {
        file.masters->next = random_bytes(aead_key_bytes);
        replace_key_file(path, file, store_.passphrase());
    }
    const Bytes next = *file.masters->next;
    sheet(key_words(next));
    fault_point("key.next_kept");
    keys.rotate(next);
    fault_point("key.rotated");
    keep_log_seed(store_.folder(), file.origin, next, file.log_seed);
    file.masters = MasterKeys{next, std::nullopt};
    replace_key_file(path, file, store_.passphrase());
    store_.change({caller.actor, "key.rotated", caller.request, ""}, [](Change&) {});
}

bool restore_key_file(const std::filesystem::path& data,
                      Clock& clock,
                      const std::filesystem::path& key_file,
                      std::string_view words,
                      const std::optional<std::string>& passphrase) {
    const ArchiveFolder folder{data};
    read_format(folder);
    const Bytes master = key_in(words);
    LogOrigin log;
    {
        const auto engine =
            open_lmdb_engine(current_catalog(folder),
                             {.tables = tables::catalog, .read_only = true, .create = false});
        log = log_origin(*engine->read());
    }
    if (!is_master_key(folder.keys(), log.archive, master)) {
        throw other_key();
    }
    KeyFile file = new_key_file(passphrase ? Encryption::passphrase : Encryption::key_file);
    file.origin = log.origin;
    file.masters = MasterKeys{master, std::nullopt};
    const auto seed = find_log_seed(folder, log.origin, master);
    if (seed) {
        file.log_seed = *seed;
    }
    const auto path = key_file.empty() ? folder.key_file() : key_file;
    make_key_file(path, file, passphrase);
    if (!seed) {
        file.origin = new_key_file(Encryption::none).origin;
        {
            const auto store =
                Store::open(data, clock, {.key_file = path, .passphrase = passphrase});
            begin_new_origin(*store, {system_actor, "kontord key"}, file);
        }
        keep_log_seed(folder, file.origin, master, file.log_seed);
        replace_key_file(path, file, passphrase);
    }
    return seed.has_value();
}

bool is_log_seed_kept(const ArchiveFolder& folder, const KeyFile& file) {
    const auto gives = [&](const Bytes& master) {
        return find_log_seed(folder, file.origin, master) == file.log_seed;
    };
    return file.masters &&
           (gives(file.masters->current) || (file.masters->next && gives(*file.masters->next)));
}

void keep_log_seed(const ArchiveFolder& folder,
                   const std::string& origin,
                   ByteView master,
                   ByteView log_seed) {
    const Bytes nonce = random_bytes(aead_nonce_bytes);
    replace_file(seed_file(folder), nonce + aead_seal(master, nonce, seed_place(origin), log_seed),
                 0600);
}

}  // namespace kontor
