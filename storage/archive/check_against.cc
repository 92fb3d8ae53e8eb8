#include "storage/archive/check_against.h"

#include "storage/archive/log_origin.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"

#include <fmt/format.h>

namespace kontor {

std::vector<OutsideCheckpoint> open_outside(
    const std::vector<VerifierKey>& log_keys,
    const std::vector<KeptOutside>& kept,
    const std::vector<VerifierKey>& earlier,
    const std::function<void(const std::string&)>& finding) {
    std::vector<VerifierKey> known = log_keys;
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
