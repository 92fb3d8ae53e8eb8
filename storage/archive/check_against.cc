#include "storage/archive/check_against.h"

#include "storage/archive/checkpoints.h"
#include "storage/archive/log_origin.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"

#include <fmt/format.h>

namespace kontor {

std::vector<VerifierKey> known_log_keys(const Store& store) {
    std::vector<VerifierKey> known;
    try {
        known.push_back(log_key(store));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::conflict) {
            throw;
        }
        return {};
    }
    const LogOrigin origin = log_origin(store.snapshot().rows());
    known.insert(known.end(), origin.earlier.begin(), origin.earlier.end());
    return known;
}

std::vector<OutsideCheckpoint> open_outside(
    const Store& store,
    const std::vector<KeptOutside>& kept,
    const std::vector<VerifierKey>& earlier,
    const std::function<void(const std::string&)>& finding) {
    std::vector<VerifierKey> known = known_log_keys(store);
    known.insert(known.end(), earlier.begin(), earlier.end());
    std::vector<OutsideCheckpoint> opened;
    for (const KeptOutside& one : kept) {
        try {
            opened.push_back({one.name, open_checkpoint_of(one.note, known)});
        } catch (const Error& error) {
            if (error.code() != ErrorCode::invalid) {
                throw;
            }
            finding(fmt::format("{}: is no checkpoint of this archive: {}", one.name,
                                error.reasons().empty()
                                    ? error.what()
                                    : message(error.reasons().front(), Language::en)));
        }
    }
    return opened;
}

}  // namespace kontor
