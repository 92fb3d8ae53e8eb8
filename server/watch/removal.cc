#include "server/watch/removal.h"

#include "server/watch/names.h"
#include "server/watch/open_file.h"
#include "storage/base/fault.h"
#include "storage/base/hash.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr int names_tried_max = 8;

// Each piece of the file from its start.
template <typename Take>
void each_piece(const FileHandle& file, const Take& take) {
    std::uint64_t offset = 0;
    for (Bytes piece = read_at(file, 0, piece_bytes); !piece.empty();
         piece = read_at(file, offset, piece_bytes)) {
        take(piece);
        offset += piece.size();
    }
}

bool is_what_was_read(const FileHandle& file, const FileLook& look, const EndedFile& ended) {
    if (!look.is_regular || look.facts.size != ended.size) {
        return false;
    }
    if (ended.digest.empty()) {
        return true;
    }
    Hasher hasher(HashKind::sha256);
    each_piece(file, [&](const Bytes& piece) { hasher.update(piece); });
    return hasher.finish() == ended.digest;
}

FileHandle open_destination(const std::filesystem::path& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
        throw FileRefused(errno, "make a folder for files that were taken");
    }
    return open_root(path);
}

// Another file system: a copy that is whole and durable under its name before the source goes.
void copy_into(const FileHandle& source, const FileHandle& folder, const Bytes& temporary) {
    const int descriptor = ::openat(folder.get(), temporary.c_str(),
                                    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        throw FileRefused(errno, "copy a watched file");
    }
    const FileHandle copy(descriptor);
    each_piece(source,
               [&](const Bytes& piece) { write_all(copy.get(), piece, "a copied watched file"); });
    if (::fsync(copy.get()) != 0) {
        throw FileRefused(errno, "copy a watched file");
    }
}

// Renames `from` to `name`, or to that name with the number; answers which it was.
Bytes rename_to_free(const FileHandle& from_folder,
                     const Bytes& from,
                     const FileHandle& to_folder,
                     Bytes name,
                     IntakeNumber number) {
    for (int i = 0; i < names_tried_max; ++i) {
        if (rename_if_free(from_folder, from, to_folder, name)) {
            return name;
        }
        name = numbered_name(name, number);
    }
    throw FileRefused(EEXIST, "find a free name for a watched file");
}

Bytes move_to(const Destination& destination,
              const FileHandle& folder,
              const FileHandle& file,
              IntakeNumber number) {
    const Bytes claimed = claimed_name(number);
    const FileHandle target = open_destination(destination.folder);
    if (!destination.note.empty()) {
        replace_file(destination.folder / (destination.name + ".reason.txt"), destination.note,
                     0644);
    }
    Bytes name;
    try {
        name = rename_to_free(folder, claimed, target, destination.name, number);
    } catch (const FileRefused& e) {
        if (e.error_number() != EXDEV) {
            throw;
        }
        copy_into(file, target, claimed);
        name = rename_to_free(target, claimed, target, destination.name, number);
        ::fsync(target.get());
        remove_file(folder, claimed);
        return name;
    }
    ::fsync(target.get());
    return name;
}

}  // namespace

void give_back(const FileHandle& folder, IntakeNumber number, const Bytes& name) {
    rename_to_free(folder, claimed_name(number), folder, name, number);
}

Removal finish_removal(const FileHandle& folder,
                       const EndedFile& ended,
                       const std::optional<Destination>& destination) {
    const Bytes claimed = claimed_name(ended.number);
    try {
        const FileHandle file = open_to_read(folder, claimed);
        const FileLook look = look_at(file);
        if (writers_of(file) == Writers::some) {
            give_back(folder, ended.number, ended.name);
            return {Removal::Outcome::in_use, {}};
        }
        const bool is_same = is_what_was_read(file, look, ended);
        fault_point("watch.compared");
        // What was compared is still what stands there, and nobody wrote to it meanwhile.
        if (!is_same || look_at(folder, claimed).facts != look.facts) {
            give_back(folder, ended.number, ended.name);
            return {Removal::Outcome::changed, {}};
        }
        if (destination) {
            return {Removal::Outcome::removed, move_to(*destination, folder, file, ended.number)};
        }
        remove_file(folder, claimed);
        return {};
    } catch (const FileRefused&) {
        if (!is_gone(folder, claimed)) {
            give_back(folder, ended.number, ended.name);
        }
        throw;
    }
}

Removal remove_source(const FileHandle& folder,
                      const EndedFile& ended,
                      const std::optional<Destination>& destination) {
    try {
        fault_point("watch.before_claim");
        if (!rename_if_free(folder, ended.name, folder, claimed_name(ended.number))) {
            return {Removal::Outcome::changed, {}};  // ours of an earlier run is looked at first
        }
    } catch (const FileRefused& e) {
        if (e.error_number() != ENOENT) {
            throw;
        }
        return {};  // somebody else has removed it
    }
    fault_point("watch.claimed");
    return finish_removal(folder, ended, destination);
}

}  // namespace kontor
