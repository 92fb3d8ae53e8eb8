#include "storage/archive/check_against.h"

#include "storage/archive/checkpoints.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"
#include "storage/catalog/catalog.h"

#include <fmt/format.h>

namespace kontor {

std::optional<VerifierKey> find_log_key(const Store& store) {
    try {
        return log_key(store);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::conflict) {
            throw;
        }
        return std::nullopt;
    }
}

std::vector<OutsideCheckpoint> open_outside(
    const Store& store,
    const std::vector<KeptOutside>& kept,
    const std::vector<VerifierKey>& earlier,
    const std::function<void(const std::string&)>& finding) {
    std::vector<VerifierKey> known = earlier;
    if (auto key = find_log_key(store)) {
        known.push_back(*std::move(key));
    }
    const auto setting = catalog::find_setting(store.snapshot().rows(), "archive");
    const std::string origin = setting ? setting->value("origin", "") : "";
    std::vector<OutsideCheckpoint> opened;
    for (const KeptOutside& one : kept) {
        try {
            opened.push_back({one.name, open_checkpoint(one.note, origin, known)});
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
