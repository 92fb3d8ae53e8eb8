// check_part: the part of a check that one process reads, so that damage can end that process and
// nothing else.
//
// Promises  Changes nothing in the archive, and may run beside the server that has it open. The
//           pages of the part's own file are accounted for before LMDB is let near it, with its
//           first piece: what LMDB might follow into the void is a finding, and its rows are not
//           read. The catalog is read beside the other parts when its own part said that it can.
// Threads   One; the process must not have the archive open otherwise (LMDB opens a file once).
// Errors    forbidden when the keys cannot be opened (key.missing, key.wrong, key.passphrase…).
//           What else is thrown means that the part could not be read.
#pragma once

#include "storage/archive/archive_folder.h"
#include "storage/archive/check.h"
#include "storage/archive/check_against.h"
#include "storage/kv/engine.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// What is read by one process: the catalog, the keys, or one volume.
struct CheckPart {
    enum class What { catalog, keys, blobs, texts };
    What what = What::catalog;
    std::uint32_t volume = 0;  // of blobs and texts

    bool operator==(const CheckPart&) const = default;
};
// Nothing: there is no such kind.
std::optional<CheckPart::What> check_part_kind(std::uint64_t number);
// Where it lies, as far as that can be found out.
std::filesystem::path file_of(const ArchiveFolder& folder, const CheckPart& part);
// Whether it is a volume that was moved to a medium which is not there.
bool is_absent(const ArchiveFolder& folder, const CheckPart& part);
// All there are on disk, in the order in which they are best read; the catalog first.
std::vector<CheckPart> check_parts(const ArchiveFolder& folder);

struct CheckTask {
    std::filesystem::path data;
    std::filesystem::path key_file;
    std::optional<std::string> passphrase = {};
    CheckPart part = {};
    // False: the catalog is not to be read, so a volume is looked at by itself.
    bool with_catalog = true;
    // Blobs and texts can be read piece by piece: from behind this number, about so many bytes.
    std::uint64_t after = 0;
    std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
    // Only opens what a child that was lost had open: that frees the state which it held.
    bool let_go = false;
    // For the catalog: what the log must continue, and who may have signed it.
    std::vector<KeptOutside> outside = {};
    std::vector<VerifierKey> earlier_keys = {};
};

struct CheckedPart {
    CheckCounts counts = {};
    bool readable = true;                    // LMDB may be let near it
    std::optional<std::uint64_t> next = {};  // where to go on; nothing: all was read
    std::uint64_t bytes = 0;                 // about how many were read
};

// The catalog to read beside whoever has the archive open, once its pages are known to be sound.
std::unique_ptr<Engine> open_checked_catalog(const ArchiveFolder& folder);

// `readable` is told while the catalog is checked, once its pages are known to be sound: from then
// on others may read it.
CheckedPart check_part(const CheckTask& task,
                       const std::function<void(const std::string&)>& finding,
                       const std::function<void()>& readable = {});

}  // namespace kontor
