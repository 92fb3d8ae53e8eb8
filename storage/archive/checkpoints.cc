#include "storage/archive/checkpoints.h"

#include "storage/archive/key_file.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"
#include "storage/proof/checkpoint.h"

#include <tuple>

#include <string.h>  // explicit_bzero

namespace kontor {

namespace {

Error no_key(const Store& store) {
    const std::string path = store.key_file().string();
    return {ErrorCode::conflict, "sign with the key file " + path,
            Reason{"log.no_key", {{"path", path}}, ""}};
}

SigningKey signing_key(const Store& store) {
    const auto setting = catalog::find_setting(store.snapshot().rows(), "archive");
    std::optional<KeyFile> file;
    try {
        file = read_key_file(store.key_file());
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found) {
            throw no_key(store);
        }
        throw;
    }
    if (!setting || setting->value("origin", "") != file->origin) {
        throw no_key(store);
    }
    SigningKey key(file->origin, file->log_seed);
    ::explicit_bzero(file->log_seed.data(), file->log_seed.size());
    return key;
}

// Whether the two heads are of one log, whichever is older.
bool are_consistent(const Transaction& rows, const Checkpoint& one, const Checkpoint& two) {
    const auto& [older, newer] = one.size <= two.size ? std::tie(one, two) : std::tie(two, one);
    return verify_consistency(older.size, newer.size, older.root, newer.root,
                              audit::consistency_proof(rows, older.size, newer.size));
}

}  // namespace

std::string Checkpoints::newest() {
    return at(audit::size(store_.snapshot().rows()));
}

std::string Checkpoints::at(std::uint64_t tree_size) {
    std::string note;
    {
        // What a snapshot shows is durable.
        const Snapshot now = store_.snapshot();
        if (auto signed_before = audit::find_checkpoint(now.rows(), tree_size)) {
            return *std::move(signed_before);
        }
        const SigningKey key = signing_key(store_);
        const Checkpoint head{key.verifier().name(), tree_size, audit::root(now.rows(), tree_size)};
        if (const auto last = audit::last_checkpoint(now.rows())) {
            const Checkpoint before = open_checkpoint(last->note, head.origin, {key.verifier()});
            if (!are_consistent(now.rows(), before, head)) {
                throw Error(ErrorCode::corrupt,
                            fmt::format("sign the log at {}: it does not continue its head at {}",
                                        head.size, before.size));
            }
        }
        note = sign_checkpoint(head, {&key});
    }
    store_.upkeep([&](Upkeep& upkeep) { upkeep.keep({tree_size, note}); });
    return note;
}

VerifierKey Checkpoints::key() const {
    return signing_key(store_).verifier();
}

std::string Checkpoints::sign(std::string_view text) const {
    const SigningKey key = signing_key(store_);
    return sign_note(text, {&key});
}

}  // namespace kontor
