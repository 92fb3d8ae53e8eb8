#include "server/outside/publish_folder.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"

#include <fmt/format.h>

namespace kontor {

void publish_to_folder(const std::filesystem::path& folder,
                       const Checkpoint& checkpoint,
                       const std::string& note) {
    const std::filesystem::path path =
        folder / fmt::format("{}-{:012}.checkpoint", checkpoint.origin, checkpoint.size);
    try {
        if (std::filesystem::exists(path)) {
            if (read_file(path, limits::note_max_bytes) != note) {
                throw Error(ErrorCode::conflict, "publish a checkpoint over another",
                            Reason{"outside.other_checkpoint", {{"path", path.string()}}, ""});
            }
            return;
        }
        constexpr unsigned everybody_reads = 0644;
        replace_file(path, note, everybody_reads);
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error(ErrorCode::io, error.what(),
                    Reason{"outside.folder", {{"path", folder.string()}}, ""});
    } catch (const Error& error) {
        if (!error.reasons().empty()) {
            throw;
        }
        throw Error(error.code(), error.what(),
                    Reason{"outside.folder", {{"path", folder.string()}}, ""});
    }
}

}  // namespace kontor
