#include "storage/archive/checkpoints.h"

#include "storage/archive/key_file.h"
#include "storage/archive/log_origin.h"
#include "storage/base/error.h"
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

std::optional<SigningKey> find_signing_key(const std::filesystem::path& key_file,
                                           const Transaction& rows) {
    const LogOrigin log = log_origin(rows);
    std::optional<KeyFile> file;
    try {
        file = read_key_file(key_file);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found) {
            return std::nullopt;
        }
        throw;
    }
    SigningKey key(file->origin, file->log_seed);
    ::explicit_bzero(file->log_seed.data(), file->log_seed.size());
    if (log.origin != file->origin || (log.key && log.key != key.verifier())) {
        return std::nullopt;
    }
    return key;
}

SigningKey signing_key(const Store& store) {
    auto key = find_signing_key(store.key_file(), store.snapshot().rows());
    if (!key) {
        throw no_key(store);
    }
    return *std::move(key);
}

// Whether the two heads are of one log, whichever is older.
bool are_consistent(const Transaction& rows, const Checkpoint& one, const Checkpoint& two) {
    const auto& [older, newer] = one.size <= two.size ? std::tie(one, two) : std::tie(two, one);
    return verify_consistency(older.size, newer.size, older.root, newer.root,
                              audit::consistency_proof(rows, older.size, newer.size));
}

Error broken(std::uint64_t size, const std::string& why) {
    return {ErrorCode::corrupt, fmt::format("sign the log at {}: {}", size, why)};
}

// The head signed last. Whatever keeps it from being read keeps the next from being signed.
Checkpoint open_last(const audit::StoredCheckpoint& last, const std::vector<VerifierKey>& known) {
    try {
        Checkpoint head = open_checkpoint_of(last.note, known);
        if (head.size == last.size) {
            return head;
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
    }
    throw broken(last.size, "the head signed last is not one of its keys");
}

// What was signed for this size before is given again, if the log still is what was signed.
void require_root(const Transaction& rows, std::uint64_t size, const std::string& note) {
    Checkpoint head;
    try {
        head = parse_checkpoint(note.substr(0, note.find("\n\n") + 1));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
    }
    if (head.size != size || head.root != audit::root(rows, size)) {
        throw broken(size, "it is not what was signed for this size");
    }
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
        if (const std::uint64_t size = audit::size(now.rows()); tree_size > size) {
            throw Error(
                ErrorCode::invalid, "sign entries that are not there",
                Reason{"proof.tree_size",
                       {{"value", std::to_string(size)}, {"size", std::to_string(tree_size)}},
                       ""});
        }
        if (auto signed_before = audit::find_checkpoint(now.rows(), tree_size)) {
            require_root(now.rows(), tree_size, *signed_before);
            return *std::move(signed_before);
        }
        const SigningKey key = signing_key(store_);
        const Checkpoint head{key.verifier().name(), tree_size, audit::root(now.rows(), tree_size)};
        if (const auto last = audit::last_checkpoint(now.rows())) {
            std::vector<VerifierKey> known = log_origin(now.rows()).earlier;
            known.push_back(key.verifier());
            const Checkpoint before = open_last(*last, known);
            if (!are_consistent(now.rows(), before, head)) {
                throw broken(head.size,
                             fmt::format("it does not continue its head at {}", before.size));
            }
        }
        note = sign_checkpoint(head, {&key});
    }
    store_.upkeep([&](Upkeep& upkeep) { upkeep.keep({tree_size, note}); });
    return note;
}

std::vector<VerifierKey> known_log_keys(const std::filesystem::path& key_file,
                                        const Transaction& rows) {
    const auto key = find_signing_key(key_file, rows);
    if (!key) {
        return {};
    }
    std::vector<VerifierKey> known{key->verifier()};
    const LogOrigin origin = log_origin(rows);
    known.insert(known.end(), origin.earlier.begin(), origin.earlier.end());
    return known;
}

VerifierKey Checkpoints::key() const {
    return signing_key(store_).verifier();
}

std::string Checkpoints::sign(std::string_view text) const {
    const SigningKey key = signing_key(store_);
    // A text that could be read as a head of the log is signed by at() alone.
    if (text.starts_with(key.verifier().name() + "\n")) {
        throw Error(ErrorCode::internal, "sign a text that begins like a checkpoint");
    }
    return sign_note(text, {&key});
}

}  // namespace kontor
